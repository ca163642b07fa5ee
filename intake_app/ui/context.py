"""What every screen is given: the counter, the task runner, who works, how it looks and speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from intake_app.ui.door import CounterDoor
    from intake_app.ui.i18n import Languages
    from intake_app.ui.memory import LayoutMemory
    from intake_app.ui.ports import WindowDesk, WindowHome
    from intake_app.ui.session import Session
    from intake_app.ui.tasks import TaskRunner


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a screen; one for the whole window."""

    door: CounterDoor
    home: WindowHome
    tasks: TaskRunner
    languages: Languages
    session: Session
    memory: LayoutMemory

    @property
    def desk(self) -> WindowDesk:
        """The open counter; only what comes after the first page may ask."""
        return self.door.desk

    def today(self) -> date:
        """Return the day of the counter's clock."""
        return self.desk.clock.now().date()
