"""The keys of the reception page that no button carries."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from intake_app.ui.digit_keys import digit_keys

if TYPE_CHECKING:
    from intake_app.ui.reception.desk_top import DeskTop
    from intake_app.ui.reception.part import Part


class ReceptionKeys(QObject):
    """Binds F2 to F6, Shift+F7 and Ctrl+1 to Ctrl+5 while the papers are shown.

    After a deposit or a slip the papers are hidden, and none of these may work on them.
    """

    def __init__(self, desk_top: DeskTop) -> None:
        super().__init__(desk_top)
        paper = desk_top.paper
        self._paper = paper
        self._panel = desk_top.panel
        wanted = {
            "F2": self._go_to_adder,
            "F3": paper.prescriptions.add_and_go,
            "F4": paper.boxes.entry.focus,
            "F6": partial(self._step, 1),
            "Shift+F6": partial(self._step, -1),
            "Shift+F7": desk_top.held_bar.focus,
        }
        for key, action in wanted.items():
            shortcut = QShortcut(QKeySequence(key), desk_top)
            shortcut.activated.connect(action)
        for place, part in enumerate(paper.parts, start=1):
            shortcut = QShortcut(desk_top)
            shortcut.setKeys(digit_keys(Qt.KeyboardModifier.ControlModifier, place))
            shortcut.activated.connect(partial(self._go_to_part, part))

    def _go_to_adder(self) -> None:
        self._paper.acts.adder.first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _step(self, by: int) -> None:
        """Go to the next thing to correct, or to the one before."""
        row = self._panel.findings.step(by)
        if row is not None:
            self._paper.focus_path(row.path)

    def _go_to_part(self, part: Part) -> None:
        self._paper.assembly.finish()
        part.stops()[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
