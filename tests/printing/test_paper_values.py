"""Values on paper: amounts, days, times."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from intake_app.printing.words import paper_amount, paper_day, paper_time


def test_amounts_carry_the_unit_of_each_language() -> None:
    amount = paper_amount(126125)

    assert amount.fr == "1\u00a0261,25\u00a0DH"
    assert amount.ar == "1\u00a0261,25\u00a0درهم"


def test_days_and_times_are_those_of_the_counter() -> None:
    instant = datetime(2026, 11, 20, 23, 5, tzinfo=timezone(timedelta(hours=1)))

    assert paper_day(date(2026, 11, 9)) == "09/11/2026"
    assert paper_day(None) == "—"
    assert paper_time(instant) == "23:05"
