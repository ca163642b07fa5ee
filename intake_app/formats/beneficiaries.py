"""The fund's list of enrolled students, with headers in French or English.

A line is taken when it names a student by identity number and its days can be read. What would
only be filled in for the agent (bank account, Massar code) is left out when it is malformed, and
reported: a wrong account must not find its way into a dossier.

Source: S4 (the fund sends the list of enrolled students).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from intake_app.domain.identifiers import canonical_identity, is_rib
from intake_app.domain.lists import Beneficiary
from intake_app.formats.cells import LONGEST_TEXT, compact_text, parse_day, text_of
from intake_app.formats.tabular import Unreadable, column, fold_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from intake_app.domain.offices import Institution
    from intake_app.formats.cells import Cell
    from intake_app.formats.tabular import Line

COLUMNS = (
    column(
        "identity_number",
        "CIN",
        "CNIE",
        "CIN/CNIE",
        "identity number",
        "identity",
        "ID number",
        "numéro d'identité",
        "numéro identité",
        "N° d'identité",
        "No d'identité",
        "N° CIN",
        "numéro CIN",
        "identité",
        "pièce d'identité",
        "N° pièce d'identité",
        "numéro de pièce d'identité",
        "numéro de la pièce d'identité",
        "N° CNIE",
        "numéro CNIE",
        "CIN number",
        "CNIE number",
        "national ID",
        needed=True,
    ),
    column(
        "last_name", "Nom", "last name", "family name", "surname", "nom de famille", needed=True
    ),
    column("first_name", "Prénom", "first name", "given name", "prénoms", needed=True),
    column(
        "birth_date",
        "Date de naissance",
        "date naissance",
        "date of birth",
        "birthdate",
        "né(e) le",
        "né le",
    ),
    column("massar_code", "Code Massar", "Massar code", "Massar", "numéro Massar", "CNE"),
    column("institution", "Établissement", "institution"),
    column(
        "rights_from",
        "Droits du",
        "rights from",
        "rights start",
        "entitled from",
        "début des droits",
        "début droits",
        "date début des droits",
        "date de début des droits",
        "ouverture des droits",
        "date d'ouverture des droits",
        "droits ouverts du",
        "droits à partir du",
    ),
    column(
        "rights_to",
        "Droits au",
        "rights to",
        "rights until",
        "rights end",
        "entitled until",
        "fin des droits",
        "fin droits",
        "date fin des droits",
        "date de fin des droits",
        "fermeture des droits",
        "date de fermeture des droits",
        "droits jusqu'au",
    ),
    column("rib", "RIB", "bank account", "compte bancaire", "numéro RIB", "N° RIB"),
)
# CIN, residence card or passport: the list does not say which.
_IDENTITY = re.compile(r"[A-Z0-9]{2,20}")
_MASSAR = re.compile(r"[A-Z][0-9]{9}")


def read_beneficiary(
    line: Line, institutions: Mapping[str, str], *, counts_from_1904: bool = False
) -> tuple[Beneficiary, tuple[str, ...]]:
    """Read one line.

    Args:
        line: Its cells by our names of the columns.
        institutions: Code of a category of institution by its folded code or label.
        counts_from_1904: The calendar of the workbook that the line comes from.

    Returns:
        The student, and what was left out or is lacking: `student.name_missing`,
        `massar.malformed`, `rib.malformed`.

    Raises:
        Unreadable: `identity.missing`, `identity.malformed`, `birth_date.malformed`,
            `rights.malformed`, `rights.reversed`, `cell.too_long`, or the fault that the line
            already has.
    """
    if line.fault is not None:
        raise Unreadable(line.fault)
    cells = line.cells
    identity = _read_identity(cells.get("identity_number"))
    birth_date = _read_day(cells.get("birth_date"), "birth_date.malformed", counts_from_1904)
    first_day = _read_day(cells.get("rights_from"), "rights.malformed", counts_from_1904)
    last_day = _read_day(cells.get("rights_to"), "rights.malformed", counts_from_1904)
    if first_day and last_day and last_day < first_day:
        raise Unreadable("rights.reversed")
    massar_code = compact_text(cells.get("massar_code")).upper()
    rib = compact_text(cells.get("rib"))
    institution = _read_text(cells.get("institution"))
    student = Beneficiary(
        identity_number=identity,
        last_name=_read_text(cells.get("last_name")) or None,
        first_name=_read_text(cells.get("first_name")) or None,
        birth_date=birth_date,
        massar_code=massar_code if _MASSAR.fullmatch(massar_code) else None,
        institution=institutions.get(_fold(institution), institution) or None,
        rights_from=first_day,
        rights_to=last_day,
        rib=rib if is_rib(rib) else None,
    )
    return student, _doubts(student, massar_code, rib)


def fold_institutions(institutions: Iterable[Institution]) -> dict[str, str]:
    """Make the look-up that `read_beneficiary` takes: by code and by label in both languages."""
    return {
        fold_header(text): kind.code
        for kind in institutions
        for text in (kind.code, kind.label_fr, kind.label_ar)
    }


@lru_cache(4096)
def _fold(text: str) -> str:
    return fold_header(text)


def _read_identity(cell: Cell) -> str:
    identity = canonical_identity(compact_text(cell))
    if not identity:
        raise Unreadable("identity.missing")
    if _IDENTITY.fullmatch(identity) is None or not any(map(str.isdigit, identity)):
        raise Unreadable("identity.malformed")
    return identity


def _read_day(cell: Cell, reason: str, counts_from_1904: bool) -> date | None:  # noqa: FBT001 - positional for speed
    try:
        return parse_day(cell, counts_from_1904=counts_from_1904)
    except ValueError as error:
        raise Unreadable(reason) from error


def _read_text(cell: Cell) -> str:
    text = text_of(cell)
    if len(text) > LONGEST_TEXT:
        raise Unreadable("cell.too_long")
    return text


def _doubts(student: Beneficiary, massar_code: str, rib: str) -> tuple[str, ...]:
    doubts = []
    if student.last_name is None or student.first_name is None:
        doubts.append("student.name_missing")
    if massar_code and student.massar_code is None:
        doubts.append("massar.malformed")
    if rib and student.rib is None:
        doubts.append("rib.malformed")
    return tuple(doubts)
