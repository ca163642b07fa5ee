"""The list of faults by name; each does its harm on a bench and leaves the rest to the oracle."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.bench import Bench

Fault: TypeAlias = "Callable[[Bench], None]"
FAULTS: dict[str, Fault] = {}
MODULES = (
    "on_the_network",
    "kills",
    "power_cuts",
    "on_the_disk",
    "on_the_server",
    "with_people",
    "on_the_stick",
)


def fault(name: str) -> Callable[[Fault], Fault]:
    """Put a function on the list under the name that the table shows."""

    def listed(harm: Fault) -> Fault:
        assert name not in FAULTS
        FAULTS[name] = harm
        return harm

    return listed


def load_all() -> dict[str, Fault]:
    """Import every module of faults and return the whole list."""
    for module in MODULES:
        import_module(f"tests.faults.{module}")
    return FAULTS
