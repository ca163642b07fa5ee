"""How the second copy stands, as the store remembers it; nothing is asked of the volume."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intake_app.storage.unit_of_work import UnitOfWork

FOLDER_SETTING = "second_copy"
FAULT_SETTING = "second_copy_fault"


@dataclass(frozen=True, slots=True)
class CopyState:
    """Where the second copy is to be, and why it is not there; no fault means it is."""

    folder: str
    fault: str | None

    @property
    def is_wanted(self) -> bool:
        """Whether a second copy is set up."""
        return bool(self.folder)


def read_copy_state(uow: UnitOfWork) -> CopyState:
    """Read how the second copy stood when it was last written."""
    settings = uow.settings.all()
    return CopyState(str(settings.get(FOLDER_SETTING, "")), settings.get(FAULT_SETTING))
