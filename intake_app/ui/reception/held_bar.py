"""The dossiers put aside, side by side over the page: a click or Enter brings one back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from intake_app.ui.i18n import show_day, show_time
from intake_app.ui.icons import icon
from intake_app.ui.layouts import column
from intake_app.ui.reception.form import DossierForm
from intake_app.ui.theme import STEP, mark
from intake_app.ui.widgets.buttons import EnterButton, caption
from intake_app.ui.widgets.flow import FewLines, Flow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from intake_app.services.drafts import Draft

_LONGEST = 28
_MOST_LINES = 2  # shown at once: the papers need the room


class HeldBar(QFrame):
    """Names the dossiers put aside; not there when there are none.

    Signals:
        opened: The operator wants one back; carries the `Draft`.
        left: The keyboard was here, and nothing is there any more.
    """

    opened = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        mark(self, "role", "bar")
        self._drafts: Sequence[Draft] = ()
        self.title_label = QLabel()
        mark(self.title_label, "tone", "muted")
        self.buttons: list[QPushButton] = []
        self._ids: list[UUID] = []  # of the drafts whose buttons these are
        self._content = QWidget()
        mark(self._content, "role", "plain")
        self._layout = Flow(self._content)
        self._layout.setContentsMargins(STEP * 2, STEP, STEP * 2, STEP)
        self._layout.addWidget(self.title_label)
        self.area = FewLines(self._content, self._layout, most=_MOST_LINES)
        self.setLayout(column(self.area))
        self.hide()

    def show_drafts(self, drafts: Sequence[Draft]) -> None:
        """Show these."""
        self._drafts = drafts
        self._rebuild()

    def focus(self) -> None:
        """Put the keyboard on the first; the arrows lead to the others, Enter opens."""
        if self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._rebuild()

    def _rebuild(self) -> None:
        before, ids = self.buttons, self._ids
        self.title_label.setText(self.tr("En attente (Maj+F7)"))
        self._ids = [draft.id for draft in self._drafts]
        self.buttons = [self._button(draft) for draft in self._drafts]
        in_hand = next((id_ for id_, one in zip(ids, before, strict=True) if one.hasFocus()), None)
        if in_hand is not None:
            self._keep_keyboard(in_hand)  # before its button goes: Qt would look elsewhere
        for button in before:
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.setVisible(bool(self._drafts))

    def _keep_keyboard(self, in_hand: UUID) -> None:
        if not self.buttons:
            self.left.emit()
            return
        place = self._ids.index(in_hand) if in_hand in self._ids else 0
        self.buttons[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _button(self, draft: Draft) -> QPushButton:
        title = DossierForm.from_members(draft.form).title or self.tr("Sans nom")
        begun = draft.begun_at.astimezone()
        if len(title) > _LONGEST:
            title = f"{title[: _LONGEST - 1]}…"
        button = EnterButton(caption(f"{title} · {show_time(begun)}"), self._content)
        button.setIcon(icon("hourglass", "muted"))
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(
            self.tr("Commencé par {name} le {day} à {time}").format(
                name=draft.begun_by, day=show_day(begun.date()), time=show_time(begun)
            )
        )
        button.setAccessibleDescription(button.toolTip())
        button.clicked.connect(partial(self.opened.emit, draft))
        self._layout.addWidget(button)
        button.show()
        return button
