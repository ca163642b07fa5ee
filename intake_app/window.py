"""Opens the window on the data folder: the composition of desk and screens."""

from __future__ import annotations

from intake_app.app import open_desk
from intake_app.settings import find_home
from intake_app.ui.application import run_window


def open_window() -> int:
    """Open the window on `INTAKE_HOME`; return the exit status when it is closed."""
    home = find_home()
    desk = open_desk(home)
    try:
        return run_window(desk, home)
    finally:
        desk.close()
