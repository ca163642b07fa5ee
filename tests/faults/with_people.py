"""Faults of hands: the same thing asked for many times at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uuid6 import uuid7

from tests.faults.at_once import at_once
from tests.faults.catalogue import fault
from tests.faults.seal_under_trace import order_for

if TYPE_CHECKING:
    from intake_app.services.deposit import DepositOrder
    from tests.faults.bench import Bench


@fault('double click and Enter held on "deposit"')
def deposit_held(bench: Bench) -> None:
    """One page is one dossier, one number and one receipt, however often it is asked for."""
    counter = bench.counter()
    for _ in range(3):
        order = order_for(counter, str(uuid7()))

        def press(order: DepositOrder = order) -> None:
            deposited = counter.desk.deposits.deposit(order)
            bench.ledger.print_receipt(counter.desk.home.folder.name, deposited)

        before = len(counter.sealed())
        at_once([press] * 2)
        for _ in range(20):
            press()
        assert len(counter.sealed()) == before + 1
        counter.sync.sync_once()
        press()
