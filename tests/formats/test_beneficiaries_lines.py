"""What one line of the list of enrolled students says, and when it is not taken."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from intake_app.domain.lists import Beneficiary
from intake_app.formats.beneficiaries import COLUMNS, fold_institutions, read_beneficiary
from intake_app.formats.tables import load_institutions
from intake_app.formats.tabular import Line, Unreadable, open_list

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.formats.cells import Cell

RIB = "310810100013070176970116"
ORDINARY: dict[str, Cell] = {
    "identity_number": "JB123456",
    "last_name": "EL AMRANI",
    "first_name": "Salma",
    "birth_date": "17/05/2004",
    "massar_code": "J130012345",
    "institution": "public_higher",
    "rights_from": "2026-09-01",
    "rights_to": date(2027, 8, 31),
    "rib": RIB,
}
INSTITUTIONS = fold_institutions(load_institutions().values())


def read(**changes: Cell) -> tuple[Beneficiary, tuple[str, ...]]:
    return read_beneficiary(Line(2, ORDINARY | changes), INSTITUTIONS)


def test_ordinary_line_is_taken_whole() -> None:
    assert read() == (
        Beneficiary(
            identity_number="JB123456",
            last_name="EL AMRANI",
            first_name="Salma",
            birth_date=date(2004, 5, 17),
            massar_code="J130012345",
            institution="public_higher",
            rights_from=date(2026, 9, 1),
            rights_to=date(2027, 8, 31),
            rib=RIB,
        ),
        (),
    )


@pytest.mark.parametrize(
    ("cell", "identity"),
    [(" jb 123 456 ", "JB123456"), ("'A1", "A1"), (12345678.0, "12345678"), ("x1y2z3", "X1Y2Z3")],
)
def test_identity_number_is_written_as_it_is_looked_up(cell: Cell, identity: str) -> None:
    assert read(identity_number=cell)[0].identity_number == identity


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"identity_number": "  "}, "identity.missing"),
        ({"identity_number": None}, "identity.missing"),
        ({"identity_number": "SALMA"}, "identity.malformed"),
        ({"identity_number": "JB-123456"}, "identity.malformed"),
        ({"identity_number": "JB" + "1" * 20}, "identity.malformed"),
        ({"identity_number": "\u0131b123456"}, "identity.malformed"),
        ({"birth_date": "2004"}, "birth_date.malformed"),
        ({"rights_from": "septembre"}, "rights.malformed"),
        ({"rights_to": "31/09/2027"}, "rights.malformed"),
        ({"rights_from": "2027-09-01", "rights_to": "2026-09-01"}, "rights.reversed"),
        ({"last_name": "X" * 501}, "cell.too_long"),
    ],
)
def test_line_that_cannot_be_relied_on_is_not_taken(changes: dict[str, Cell], reason: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        read(**changes)
    assert unreadable.value.reason == reason


@pytest.mark.parametrize(
    ("changes", "member", "doubt"),
    [
        ({"rib": RIB[:-1] + "7"}, "rib", "rib.malformed"),
        ({"rib": 3.1081010001307017e23}, "rib", "rib.malformed"),
        ({"massar_code": "130012345"}, "massar_code", "massar.malformed"),
        ({"first_name": ""}, "first_name", "student.name_missing"),
    ],
)
def test_what_is_only_filled_in_is_left_out_when_malformed(
    changes: dict[str, Cell], member: str, doubt: str
) -> None:
    student, doubts = read(**changes)

    assert getattr(student, member) is None
    assert doubts == (doubt,)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("PUBLIC_HIGHER", "public_higher"),
        ("Établissement privé d'enseignement supérieur", "private_higher"),
        ("etablissement prive d’enseignement superieur", "private_higher"),
        ("مؤسسات التعليم العالي الخاصة", "private_higher"),
        ("Faculté des sciences d'Agadir", "Faculté des sciences d'Agadir"),
        ("", None),
    ],
)
def test_institution_becomes_its_category_where_it_names_one(
    written: str, kept: str | None
) -> None:
    assert read(institution=written)[0].institution == kept


def test_only_the_identity_number_is_needed_in_a_line() -> None:
    student, doubts = read_beneficiary(Line(2, {"identity_number": "AB1"}), INSTITUTIONS)

    assert student == Beneficiary("AB1")
    assert doubts == ("student.name_missing",)


HEADERS = {
    "official French": (
        "CIN;Nom;Prénom;Date de naissance;Code Massar;Établissement;Droits du;Droits au;RIB"
    ),
    "loose French": (
        "Numéro d'identité;NOM;PRENOM;date naissance;massar;etablissement;droits_du;droits_au;rib"
    ),
    "French with commas": (
        "N° d'identité,nom,prenom,date_de_naissance,code_massar,ETABLISSEMENT,"
        "début des droits,fin des droits,R.I.B."
    ),
    "English": (
        "identity number,last name,first name,birth date,Massar code,institution,"
        "rights from,rights to,RIB"
    ),
    "a register's French": (
        "N° CNIE;Nom de famille;Prénoms;Né le;Numéro Massar;Établissement;"
        "Date de début des droits;Date de fin des droits;N° RIB"
    ),
    "a register's English": (
        "National ID;Surname;Given name;Birthdate;Massar;Institution;"
        "Entitled from;Entitled until;Bank account"
    ),
    "English names in code": (
        "identity_number,last_name,first_name,birth_date,massar_code,institution,"
        "rights_from,rights_to,rib"
    ),
    "English, turned round, with tabs": (
        "RIB\tRights to\tRights from\tInstitution\tMassar code\tBirth date\tFirst name\t"
        "Last name\tIdentity number"
    ),
}


@pytest.mark.parametrize("kind", HEADERS)
def test_headers_are_known_in_french_and_english(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(HEADERS[kind] + "\n", encoding="utf-8")

    with open_list(path, COLUMNS, lambda: None) as listed:
        assert listed.absent == ()


def test_nothing_of_a_student_shows_in_what_a_log_would_print() -> None:
    shown = repr(read()[0])

    assert not any(personal in shown for personal in ("JB123456", "AMRANI", "Salma", RIB, "J130"))
