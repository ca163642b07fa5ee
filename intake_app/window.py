"""Opens the window on the data folder: the composition of desk and screens."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from intake_app.settings import find_home
from intake_app.ui.application import run_window

if TYPE_CHECKING:
    from intake_app.app import Desk


def open_window() -> int:
    """Open the window on `INTAKE_HOME`; return the exit status when it is closed.

    Raises:
        IntakeError: The counter cannot be opened; the window has said so.
    """
    home = find_home()
    home.create()
    with ExitStack() as stack:

        def open_behind_the_window(recovery_key: str = "") -> Desk:
            # The store's library is the slowest to load; the first page is shown meanwhile.
            from intake_app.app import open_desk  # noqa: PLC0415

            return stack.enter_context(closing(open_desk(home, recovery_key=recovery_key)))

        return run_window(open_behind_the_window, home, open_behind_the_window)
