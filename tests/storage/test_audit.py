from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

if TYPE_CHECKING:
    from intake_app.storage.unit_of_work import Store
    from tests.conftest import SetClock


@pytest.fixture
def journal_of_five(store: Store, clock: SetClock) -> Store:
    with store.writing() as uow:
        for index in range(5):
            uow.audit.append(
                at=clock.now(),
                operator="amina",
                action="deposit",
                subject=f"AGA1-1A-26-{index:06}",
                details={"sha256": "00"},
            )
            clock.advance(60)
        uow.commit()
    return store


def first_broken(store: Store) -> int | None:
    with store.reading() as uow:
        return uow.audit.first_broken()


def test_an_untouched_journal_is_whole(journal_of_five: Store) -> None:
    assert first_broken(journal_of_five) is None


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("UPDATE audit SET operator = 'omar' WHERE position = 3", 3),
        ("UPDATE audit SET at = '2020-01-01 00:00:00.000000' WHERE position = 2", 2),
        ("UPDATE audit SET details = '{}' WHERE position = 1", 1),
        ("DELETE FROM audit WHERE position = 4", 4),
        ("UPDATE audit SET subject = 'x', entry_hash = 'y' WHERE position = 5", 5),
    ],
)
def test_a_line_altered_or_taken_out_is_named(
    journal_of_five: Store, tampering: str, named: int
) -> None:
    with journal_of_five.writing() as uow:
        uow.audit._session.execute(text(tampering))
        uow.commit()

    assert first_broken(journal_of_five) == named


def test_two_lines_exchanged_are_named(journal_of_five: Store) -> None:
    with journal_of_five.writing() as uow:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            uow.audit._session.execute(
                text("UPDATE audit SET position = :new WHERE position = :old"),
                {"old": old, "new": new},
            )
        uow.commit()

    assert first_broken(journal_of_five) == 2
