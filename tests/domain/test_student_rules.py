from __future__ import annotations

import re
from datetime import date

import pytest

from intake_app.domain.dossier import IdentityKind, SheetKind
from intake_app.domain.findings import Outcome
from intake_app.domain.lists import Beneficiary
from intake_app.wording import describe
from tests.domain.papers import LoadedLists, act, codes, dossier, finding, judged

RIB = "310810100013070176970116"


@pytest.mark.parametrize(
    ("missing", "path", "part"),
    [
        ({"last_name": None}, "student.last_name", "last_name"),
        ({"first_name": None}, "student.first_name", "first_name"),
        ({"last_name": None, "first_name": None}, "student.last_name", "both_names"),
    ],
)
def test_a_name_that_is_incomplete_is_one_finding(
    missing: dict[str, None], path: str, part: str
) -> None:
    papers = dossier(student=missing)

    assert codes(papers) == ["student.name.missing"]
    found = finding(papers, "student.name.missing")
    assert (found.path, found.details) == (path, (("part", part),))


def test_a_date_of_birth_is_asked_for() -> None:
    assert codes(dossier(student={"birth_date": None})) == ["student.birth_date.missing"]


@pytest.mark.parametrize("kind", IdentityKind)
def test_an_identity_number_is_asked_for(kind: IdentityKind) -> None:
    student = {"identity_kind": kind, "identity_number": None}

    assert codes(dossier(student=student)) == ["student.identity.missing"]


@pytest.mark.parametrize(
    ("kind", "number", "fits"),
    [
        ("cin", "A1", True),
        ("cin", "JB123456", True),
        ("cin", "jb 123456", True),
        ("cin", "JB1234567", True),
        ("cin", "JB12345678", False),
        ("cin", "JBC123", False),
        ("cin", "123456", False),
        ("cin", "JB", False),
        ("cin", "JB-12345", False),
        ("cin", "ÉB12345", False),
        ("cin", "ıB12345", False),
        ("cin", "JB١٢٣٤", False),
        ("residence_card", "A123", True),
        ("residence_card", "a123456789b123456789", True),
        ("residence_card", "A12", False),
        ("residence_card", "a123456789b1234567890", False),
        ("residence_card", "A12/45", False),
        ("passport", "12AB34567", True),
        ("passport", "AB", False),
        ("passport", "ÀB1234", False),
    ],
)
def test_an_identity_number_fits_its_kind(kind: str, number: str, fits: bool) -> None:
    student = {"identity_kind": IdentityKind(kind), "identity_number": number}

    assert codes(dossier(student=student)) == ([] if fits else ["student.identity.malformed"])


@pytest.mark.parametrize(
    ("birth_date", "expected"),
    [
        (date(1996, 10, 11), []),
        (date(1996, 10, 10), ["student.age.limit"]),
        (date(1995, 10, 11), ["student.age.limit"]),
        (date(1995, 10, 10), ["student.age.exceeded"]),
        (date(1900, 1, 1), ["student.age.exceeded"]),
        (date(2030, 1, 1), []),
    ],
)
def test_the_age_counts_on_the_day_of_the_first_act(birth_date: date, expected: list[str]) -> None:
    later = act(performed_on=date(2026, 10, 30), signed_on=date(2026, 10, 30))

    assert codes(dossier(later, act(), student={"birth_date": birth_date})) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 2, 28), []),
        (date(2026, 3, 1), ["student.age.limit"]),
        (date(2027, 2, 28), ["student.age.limit"]),
        (date(2027, 3, 1), ["student.age.exceeded"]),
    ],
)
def test_born_on_a_leap_day_they_change_age_on_the_first_of_march(
    day: date, expected: list[str]
) -> None:
    papers = dossier(
        act(performed_on=day, signed_on=day),
        student={"birth_date": date(1996, 2, 29)},
        sheet={"signed_on": day},
        prescriptions=(),
    )

    assert codes(papers, deposited_on=day) == expected


def test_without_a_dated_act_the_age_counts_on_the_day_of_deposit() -> None:
    papers = dossier(act(performed_on=None), student={"birth_date": date(1996, 11, 20)})

    assert "student.age.limit" in codes(papers, deposited_on=date(2026, 11, 20))
    assert "student.age.limit" not in codes(papers, deposited_on=date(2026, 11, 19))


def test_in_a_later_revision_the_first_deposit_stands_for_the_age() -> None:
    papers = dossier(act(performed_on=None), student={"birth_date": date(1996, 11, 20)})

    found = codes(papers, deposited_on=date(2026, 12, 1), first_deposited_on=date(2026, 11, 19))

    assert "student.age.limit" not in found


@pytest.mark.parametrize(
    ("institution", "exempt"),
    [
        ("public_traditional", True),
        ("private_traditional", True),
        ("public_higher", False),
        ("quaraouiyine", False),
    ],
)
@pytest.mark.parametrize("birth_date", [date(1990, 1, 1), date(1996, 5, 1)])
def test_the_final_traditional_cycle_counts_only_at_traditional_institutions(
    institution: str,
    exempt: bool,
    birth_date: date,
) -> None:
    student = {
        "institution": institution,
        "traditional_final_cycle": True,
        "birth_date": birth_date,
    }

    assert (codes(dossier(student=student)) == []) is exempt


def test_a_traditional_institution_alone_exempts_nobody() -> None:
    student = {"institution": "public_traditional", "birth_date": date(1990, 1, 1)}

    assert codes(dossier(student=student)) == ["student.age.exceeded"]


def test_another_cover_is_reported() -> None:
    assert codes(dossier(student={"other_coverage": True})) == ["student.other_coverage"]


@pytest.mark.parametrize(
    ("rib", "expected"),
    [
        (None, []),
        (RIB, []),
        (RIB[:-1] + "7", ["student.rib.malformed"]),
        (RIB[:-1], ["student.rib.malformed"]),
        (RIB + "0", ["student.rib.malformed"]),
        ("MA" + RIB[2:], ["student.rib.malformed"]),
    ],
)
def test_a_rib_is_judged_when_one_is_given(rib: str | None, expected: list[str]) -> None:
    assert codes(dossier(student={"rib": rib})) == expected


SALMA = Beneficiary("JB123456")


def test_a_student_who_is_in_the_list_is_no_finding() -> None:
    lists = LoadedLists(beneficiaries=(SALMA,))

    assert codes(dossier(), lists=lists) == []
    assert codes(dossier(student={"identity_number": "jb 123456"}), lists=lists) == []


def test_a_student_who_is_not_in_the_list_is_a_warning() -> None:
    verdict = judged(dossier(), lists=LoadedLists(beneficiaries=()))

    assert [found.code for found in verdict.findings] == ["student.not_listed"]
    assert verdict.outcome is Outcome.COMPLETE


def test_nobody_is_missing_from_a_list_that_was_not_loaded() -> None:
    assert codes(dossier(), lists=LoadedLists(medicines=())) == []


def test_without_an_identity_number_nobody_is_looked_up() -> None:
    papers = dossier(student={"identity_number": None})

    assert codes(papers, lists=LoadedLists(beneficiaries=())) == ["student.identity.missing"]


@pytest.mark.parametrize(
    ("rights_from", "rights_to", "is_open"),
    [
        (None, None, True),
        (date(2026, 10, 10), None, True),
        (date(2026, 10, 11), None, False),
        (None, date(2026, 10, 10), True),
        (None, date(2026, 10, 9), False),
        (date(2026, 10, 11), date(2026, 12, 31), False),
    ],
)
def test_the_right_is_looked_up_on_the_day_of_the_first_act(
    rights_from: date | None,
    rights_to: date | None,
    is_open: bool,
) -> None:
    listed = Beneficiary("JB123456", rights_from=rights_from, rights_to=rights_to)
    lists = LoadedLists(beneficiaries=(listed,))

    assert codes(dossier(), lists=lists) == ([] if is_open else ["student.rights.closed"])


@pytest.mark.parametrize(
    ("rights_from", "rights_to", "french", "arabic"),
    [
        (date(2026, 11, 1), None, "(à partir du 01/11/2026)", "ابتداء من 01/11/2026"),
        (None, date(2025, 10, 9), "(jusqu'au 09/10/2025)", "إلى غاية 09/10/2025"),
        (
            date(2024, 9, 1),
            date(2025, 8, 31),
            "(du 01/09/2024 au 31/08/2025)",
            "من 01/09/2024 إلى 31/08/2025",
        ),
    ],
)
def test_a_closed_right_is_told_by_the_sides_it_has(
    rights_from: date | None, rights_to: date | None, french: str, arabic: str
) -> None:
    listed = Beneficiary("JB123456", rights_from=rights_from, rights_to=rights_to)
    found = finding(dossier(), "student.rights.closed", lists=LoadedLists(beneficiaries=(listed,)))

    assert french in describe(found, "fr")
    assert arabic in re.sub("[\u2068\u2069]", "", describe(found, "ar"))


def test_the_sheet_may_leave_the_address_out_when_a_rib_is_given() -> None:
    unwritten = {"address": False}

    assert codes(dossier(sheet=unwritten)) == ["sheet.address.missing"]
    assert codes(dossier(sheet=unwritten, student={"rib": RIB})) == []
    assert codes(dossier(sheet=unwritten, student={"rib": "1"})) == ["student.rib.malformed"]


def test_a_name_on_paper_is_not_compared_while_the_students_own_is_incomplete() -> None:
    papers = dossier(student={"first_name": None}, sheet_kind=SheetKind.ORDINARY)

    assert codes(papers) == ["student.name.missing"]
