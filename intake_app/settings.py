"""Where the program keeps its files on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from intake_app.errors import EnvironmentFault


@dataclass(frozen=True, slots=True)
class Home:
    """The data folder and the places in it."""

    folder: Path

    @property
    def store(self) -> Path:
        """The encrypted store."""
        return self.folder / "store.sqlite"

    @property
    def guard(self) -> Path:
        """How far sealing had come, kept outside the store."""
        return self.folder / "store.guard"

    @property
    def prints(self) -> Path:
        """Receipts and slips printed to PDF."""
        return self.folder / "prints"

    @property
    def logs(self) -> Path:
        """Log files, without personal data."""
        return self.folder / "logs"

    @property
    def profiles(self) -> Path:
        """The site's own scheme profiles, which replace the shipped ones when there are any."""
        return self.folder / "profiles"

    @property
    def trial_server(self) -> Path:
        """The reception server of a trial office."""
        return self.folder / "trial-server"

    @property
    def lock(self) -> Path:
        """Held by the one window that may be open on this folder."""
        return self.folder / "window.lock"

    def create(self) -> None:
        """Make the folder, for this user alone.

        Raises:
            EnvironmentFault: `disk.unreachable` when it cannot be made.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise EnvironmentFault("disk.unreachable", path=self.folder) from error


def find_home() -> Home:
    """Return the data folder: `INTAKE_HOME`, or the platform's place for this program."""
    named = os.environ.get("INTAKE_HOME")
    return Home(Path(named) if named else user_data_path("onousc-intake", appauthor=False))
