"""A suite that has never failed proves nothing: each deliberate defect is noticed by its fault."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.faults.catalogue import load_all
from tests.faults.mutants import MUTANTS
from tests.faults.vfs import Unseen

if TYPE_CHECKING:
    from tests.faults.bench import Workshop

FAULTS = load_all()


@pytest.mark.parametrize("name", MUTANTS)
def test_a_defect_is_noticed(shop: Workshop, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    defect = MUTANTS[name]
    defect.apply(monkeypatch)
    try:
        verdict = shop.try_out(FAULTS[defect.noticed], "sqlite", random.Random(defect.seed))
    except Unseen as why:
        pytest.skip(str(why))
    except Exception:  # noqa: BLE001 - a fault that does not go through is noticed too
        return
    assert not verdict.is_clean


def test_there_are_enough_of_them_and_each_names_a_fault() -> None:
    assert len(MUTANTS) >= 14
    assert {one.noticed for one in MUTANTS.values()} <= set(FAULTS)
