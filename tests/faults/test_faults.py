"""Every fault once, by name, with the seed of the day it was written; `./test faults` goes on."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.faults.catalogue import load_all
from tests.faults.vfs import Unseen

if TYPE_CHECKING:
    from tests.faults.bench import Workshop

SEED = 20261125
FAULTS = load_all()


@pytest.mark.parametrize("name", FAULTS)
def test_nothing_is_lost_and_nothing_doubled_by(shop: Workshop, name: str) -> None:
    database = "postgres" if "postgres" in shop.servers else "sqlite"

    try:
        verdict = shop.try_out(FAULTS[name], database, random.Random(f"{SEED} {name}"))
    except Unseen as why:
        pytest.skip(str(why))

    assert verdict.is_clean, str(verdict)
