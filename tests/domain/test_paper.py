"""What prints say before any thought of layout: masks, who corrects what, sums."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.domain.catalogue import CODES
from intake_app.domain.dossier import Care, IdentityKind, RequestKind, SheetKind
from intake_app.domain.paper import (
    MASK,
    Bilingual,
    Corrector,
    FundOnPaper,
    LabelContent,
    OfficeOnPaper,
    OverrideOnPaper,
    PersonOnPaper,
    ReceiptContent,
    SlipContent,
    SlipItem,
    TransmittalContent,
    TransmittalLine,
    corrector_of,
    mask_identity,
)

BOTH = Bilingual("texte", "نص")
FUND = FundOnPaper(BOTH, BOTH, "053 800 20 20", "www.exemple.ma")
SHEET = SheetKind.ORDINARY
OFFICE = OfficeOnPaper("AGA1", BOTH, BOTH)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


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
        ("prescription.patient.close", None, Corrector.DOCTOR),
        ("act.stamp.missing", Care.OPTICAL, Corrector.OPTICIAN),
        ("act.stamp.missing", Care.PHYSIOTHERAPY, Corrector.PHYSIOTHERAPIST),
        ("act.stamp.missing", Care.HOSPITAL, Corrector.HOSPITAL),
        ("act.stamp.missing", Care.OTHER, Corrector.PROVIDER),
        ("acts.none", None, Corrector.STUDENT),
        ("medicines.none", Care.PHARMACY, Corrector.STUDENT),
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


@pytest.mark.parametrize("care", Care)
def test_only_findings_of_an_act_itself_depend_on_its_kind(care: Care) -> None:
    others = {code for code in CODES if not code.startswith("act.")}

    assert {code for code in others if corrector_of(code, care) != corrector_of(code)} == set()


def receipt(**changes: object) -> ReceiptContent:
    """The least that a receipt says."""
    return ReceiptContent(
        fund=FUND,
        office=OFFICE,
        counter="1A",
        number="AGA1-1A-26-000042-K",
        deposited_at=NOON,
        deposited_on=NOON.date(),
        student=PersonOnPaper("EL AMRANI", IdentityKind.CIN, "JB••••56"),
        request=RequestKind.REIMBURSEMENT,
        sheet_kind=SHEET,
        acts=(),
        total_centimes=None,
        box_count=None,
        piece_count=1,
        deadline_on=None,
        **changes,  # type: ignore[arg-type]
    )


def test_a_receipt_is_a_first_print_in_time_unless_told_otherwise() -> None:
    plain = receipt()

    assert (plain.duplicate, plain.revision) == (0, 1)
    assert plain.deadline_kept
    assert not plain.cancelled
    assert (plain.authorisation, plain.agent) == ("", "")
    assert {plain.first_deposited_on, plain.qr_payload, plain.depositor} == {None}


def line(total_centimes: int | None) -> TransmittalLine:
    return TransmittalLine(
        "AGA1-1A-26-000042-K", 1, "EL AMRANI", date(2026, 11, 20), total_centimes
    )


def test_a_parcel_sums_the_totals_that_its_dossiers_have() -> None:
    lines = (line(26125), line(None), line(100))

    parcel = TransmittalContent(FUND, OFFICE, "1A", "AGA1-T-26-000001-X", NOON, "A. B.", lines)

    assert parcel.total_centimes == 26225
    assert parcel.duplicate == 0


def test_a_slip_has_no_last_day_unless_told() -> None:
    slip = SlipContent(FUND, OFFICE, "1A", NOON, None, RequestKind.REIMBURSEMENT, SHEET, items=())

    assert (slip.advice, slip.elsewhere, slip.last_day_on, slip.days_left) == ((), (), None, None)


def test_a_fund_may_do_without_short_name_and_address_for_mail() -> None:
    assert (FUND.short_name, FUND.email) == ("", "")


@pytest.mark.parametrize(
    "on_paper",
    [
        PersonOnPaper("SECRET", IdentityKind.CIN, "JB••••56"),
        OverrideOnPaper("A. B.", "SECRET"),
        TransmittalLine("AGA1-1A-26-000042-K", 1, "SECRET", date(2026, 11, 20), None),
        LabelContent(
            FUND,
            OFFICE,
            "AGA1-1A-26-000042-K",
            1,
            date(2026, 11, 20),
            "SECRET",
            RequestKind.REIMBURSEMENT,
            None,
            "OL:",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_names_and_reasons_stay_out_of_logs(on_paper: object) -> None:
    assert "SECRET" not in repr(on_paper)


def test_what_to_put_right_may_stand_on_no_paper_of_anybody() -> None:
    item = SlipItem(Corrector.STUDENT, Bilingual("Signez la feuille.", "وقّعوا الورقة."))
    assert item.about == ""
