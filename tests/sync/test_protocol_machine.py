"""The protocol's machine for a short while; `./test protocol` lets it run for longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.protocol_machine import ProtocolMachine

if TYPE_CHECKING:
    from pathlib import Path

SHORT = settings(
    max_examples=8,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_no_order_of_disasters_loses_or_doubles_anything(new_desk: Path) -> None:
    class Machine(ProtocolMachine):
        def __init__(self) -> None:
            super().__init__(new_desk)

    run_state_machine_as_test(Machine, settings=SHORT)
