"""F1 where the desk's header, which has a button of its own for it, does not hear it.

That is on the pages before the desk, and over it in a dialog that waits for an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from intake_app.ui.shell.help import HelpDialog


class HelpKey(QShortcut):
    """Opens the help over a window, where nothing else answers F1."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(QKeySequence("F1"), window)
        self._window = window
        self.dialog: HelpDialog | None = None
        self.activated.connect(self._open)

    def answer(self, *, here: bool) -> None:
        """Answer F1 on this page, or leave it to the page and close the help that is open."""
        self.setEnabled(here)
        if self.dialog is not None and not here:
            self.dialog.close()

    def _open(self) -> None:
        from intake_app.ui.shell.help import HelpDialog  # noqa: PLC0415 - rarely asked for here

        if self.dialog is None:
            self.dialog = HelpDialog(self._window)
        self.dialog.show()
        self.dialog.raise_()
