"""Values on paper: masks, correctors, amounts, days."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.domain.dossier import Care
from intake_app.domain.paper import MASK, Corrector, corrector_of, mask_identity
from intake_app.printing.words import paper_amount, paper_day, paper_number, paper_time


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("JB123456", "JB••••56"),
        ("A12345", "A•••45"),
        ("AB 98 765", "A••••65"),
        ("K1", "•1"),
        ("K", "•"),
        ("", ""),
        ("ABCDEFGHIJ0123456789", "AB" + MASK * 15 + "789"),
    ],
)
def test_identity_number_shows_its_ends_only(number: str, masked: str) -> None:
    assert mask_identity(number) == masked


@given(st.text(alphabet="ABCDEFGHIJ0123456789", max_size=24))
def test_at_least_half_of_an_identity_number_is_hidden(number: str) -> None:
    masked = mask_identity(number)

    assert len(masked) == len(number)
    assert masked.count(MASK) * 2 >= len(number)


@pytest.mark.parametrize(
    ("code", "care", "corrector"),
    [
        ("sheet.signature.missing", None, Corrector.STUDENT),
        ("student.name.missing", None, Corrector.STUDENT),
        ("act.inpe.missing", Care.CONSULTATION, Corrector.DOCTOR),
        ("act.stamp.missing", Care.PHARMACY, Corrector.PHARMACIST),
        ("act.report.missing", Care.BIOLOGY, Corrector.LABORATORY),
        ("act.invoice.missing", Care.RADIOLOGY, Corrector.IMAGING),
        ("act.ice.missing", Care.DENTAL, Corrector.DENTIST),
        ("act.date.before_entitlement", Care.DENTAL, Corrector.STUDENT),
        ("prescription.duration.missing", None, Corrector.DOCTOR),
        ("prescription.copy", None, Corrector.STUDENT),
        ("prescription.missing", Care.BIOLOGY, Corrector.STUDENT),
        ("prescription.patient.mismatch", None, Corrector.STUDENT),
        ("prescription.patient.missing", None, Corrector.DOCTOR),
        ("prescription.pharmacist_stamp.missing", None, Corrector.PHARMACIST),
        ("medicine.box.missing", None, Corrector.STUDENT),
    ],
)
def test_finding_goes_to_who_can_put_it_right(
    code: str, care: Care | None, corrector: Corrector
) -> None:
    assert corrector_of(code, care) is corrector


def test_every_kind_of_care_has_its_own_corrector() -> None:
    assert len({corrector_of("act.stamp.missing", care) for care in Care}) == len(Care)


def test_amounts_carry_the_unit_of_each_language() -> None:
    amount = paper_amount(126125)

    assert amount.fr == "1\u00a0261,25\u00a0DH"
    assert amount.ar == "1\u00a0261,25\u00a0درهم"


@given(st.integers(0, 10**12))
def test_amount_is_written_to_the_centime(centimes: int) -> None:
    written = paper_number(centimes)

    assert int(written.replace("\u00a0", "").replace(",", "")) == centimes
    assert written[-3] == ","


def test_days_and_times_are_those_of_the_counter() -> None:
    instant = datetime(2026, 11, 20, 23, 5, tzinfo=timezone(timedelta(hours=1)))

    assert paper_day(date(2026, 11, 9)) == "09/11/2026"
    assert paper_day(None) == "—"
    assert paper_time(instant) == "23:05"
