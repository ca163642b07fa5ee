"""The counters of the protocol machine: opened, closed, copied and put back to an older copy."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, cast

from tests.sync.counter_kit import counter_at
from tests.sync.fake_reception import Network, Wire

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.sync.transport import Transport
    from tests.faults.oracle import Key
    from tests.sync.counter_kit import Counter


class Hall:
    """Counters by number, each with a data folder of its own, on one fake network."""

    def __init__(self, folder: Path, network: Network) -> None:
        self._folder = folder
        self._network = network
        self._opened: dict[int, ExitStack] = {}
        self.counters: dict[int, Counter] = {}
        self.images: dict[int, Path] = {}
        self.gone_with_a_disk: set[Key] = set()

    def furnish(self, number: int, new_desk: Path) -> Counter:
        """Set a counter up from a folder that was just set up, and start it."""
        shutil.copytree(new_desk, self._folder_of(number))
        return self._start(number)

    def restart(self, number: int) -> None:
        """End the program and start it again."""
        self._stop(number)
        self._start(number)

    def image(self, number: int) -> None:
        """Copy a counter's disk."""
        self._stop(number)
        image = self._folder / f"image-{number}"
        shutil.rmtree(image, ignore_errors=True)
        self.images[number] = shutil.copytree(self._folder_of(number), image)
        self._start(number)

    def roll_back(self, number: int) -> None:
        """Bring the copy back; the guard file lies on another disk and stays."""
        before = set(self.counters[number].sealed())
        self._stop(number)
        folder = self._folder_of(number)
        guard = (folder / "store.guard").read_bytes()
        shutil.rmtree(folder)
        shutil.copytree(self.images[number], folder)
        (folder / "store.guard").write_bytes(guard)
        self._start(number)
        self.gone_with_a_disk |= before - set(self.counters[number].sealed())

    def close(self) -> None:
        """End every program."""
        for number in list(self.counters):
            self._stop(number)

    def _folder_of(self, number: int) -> Path:
        return self._folder / f"desk-{number}"

    def _start(self, number: int) -> Counter:
        self._opened[number] = ExitStack()
        wire = cast("Transport", Wire(self._network))

        def connect(_endpoint: Any) -> Transport:
            return wire

        opened = counter_at(self._folder_of(number), connect=connect)
        counter = self._opened[number].enter_context(opened)
        self.counters[number] = counter
        return counter

    def _stop(self, number: int) -> None:
        del self.counters[number]
        self._opened.pop(number).close()
