"""The fund's list of reimbursable medicines, as it publishes it.

One line is one medicine in one presentation, with the columns CODE, NOM, DCI1, DOSAGE1,
UNITE_DOSAGE1, FORME, PRESENTATION, PPV, PH, PRIX_BR, PRINCEPS_GENERIQUE, TAUX_REMBOURSEMENT. What
is doubtful is taken as it stands and reported; what would say something wrong of a medicine
(another column's value as its price) is not taken.

Source: "Référentiel des médicaments", CNOPS, data.gov.ma; GS1 for the codes on boxes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from intake_app.domain.identifiers import is_digits, product_code
from intake_app.formats.cells import LONGEST_TEXT, compact_text, parse_price, parse_rate, text_of
from intake_app.formats.tabular import Unreadable, column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake_app.formats.cells import Cell
    from intake_app.formats.tabular import Line

COLUMNS = (
    column("code", "CODE", "EAN13", "code EAN", "code à barres", needed=True),
    column("name", "NOM", "nom commercial", "spécialité", needed=True),
    column("substance", "DCI1", "DCI"),
    column("dosage", "DOSAGE1", "dosage"),
    column("unit", "UNITE_DOSAGE1", "unité dosage", "unité"),
    column("form", "FORME"),
    column("presentation", "PRESENTATION"),
    column("public_price", "PPV", "prix public de vente", needed=True),
    column("base_price", "PRIX_BR", "base de remboursement", "prix base remboursement"),
    column("generic", "PRINCEPS_GENERIQUE", "princeps générique"),
    column("rate", "TAUX_REMBOURSEMENT", "taux de remboursement", "taux", needed=True),
)
CODE_DIGITS = 13
_UPC_DIGITS, _EAN8_DIGITS, _GTIN14_DIGITS = 12, 8, 14
_NO_UNIT = {"", "NA"}


@dataclass(frozen=True, slots=True)
class ListedMedicine:
    """One medicine of the list: prices in centimes, `rate_percent` what is reimbursed.

    None means that the list does not say. `generic` tells a generic from an original.
    """

    code: str
    name: str
    presentation: str
    substance: str | None
    dosage: str | None
    form: str | None
    public_price_centimes: int | None
    base_price_centimes: int | None
    rate_percent: int | None
    generic: bool | None


def read_medicine(line: Line) -> tuple[ListedMedicine, tuple[str, ...]]:
    """Read one line.

    Returns:
        The medicine, and what is doubtful in it: `code.check_digit`, `price.zero`,
        `price.missing`, `rate.missing`.

    Raises:
        Unreadable: `code.missing`, `code.malformed`, `name.missing`, `price.malformed`,
            `rate.malformed`, `cell.too_long`, or the fault that the line already has.
    """
    if line.fault is not None:
        raise Unreadable(line.fault)
    cells = line.cells
    code = _read_code(cells.get("code"))
    name = _read_text(cells, "name")
    if not name:
        raise Unreadable("name.missing")
    medicine = ListedMedicine(
        code=code,
        name=name,
        presentation=_read_text(cells, "presentation"),
        substance=_read_text(cells, "substance") or None,
        dosage=_join_dosage(_read_text(cells, "dosage"), _read_text(cells, "unit")),
        form=_read_text(cells, "form") or None,
        public_price_centimes=_read_price(cells.get("public_price")),
        base_price_centimes=_read_price(cells.get("base_price")),
        rate_percent=_read_rate(cells.get("rate")),
        generic={"G": True, "P": False}.get(_read_text(cells, "generic").upper()),
    )
    return medicine, _doubts(medicine)


def code_on_list(code: str) -> str | None:
    """Bring a code to the 13 digits under which it is listed, whether its check digit fits or not.

    A UPC-A and an EAN-8 are filled with zeros, a GTIN-14 with a leading 0 loses it. None when it
    is not a code of these lengths.
    """
    compact = "".join(code.split())
    if not is_digits(compact):
        return None
    if len(compact) == _GTIN14_DIGITS and compact.startswith("0"):
        return compact[1:]
    if len(compact) in {_EAN8_DIGITS, _UPC_DIGITS, CODE_DIGITS}:
        return compact.zfill(CODE_DIGITS)
    return None


def _read_code(cell: Cell) -> str:
    compact = compact_text(cell)
    if not compact:
        raise Unreadable("code.missing")
    if isinstance(cell, float) and is_digits(compact):
        compact = compact.zfill(CODE_DIGITS)  # a number has lost its leading zeros
    code = code_on_list(compact)
    if code is None or not int(code):
        raise Unreadable("code.malformed")
    return code


def _read_text(cells: Mapping[str, Cell], name: str) -> str:
    text = text_of(cells.get(name))
    if len(text) > LONGEST_TEXT:
        raise Unreadable("cell.too_long")
    return text


def _read_price(cell: Cell) -> int | None:
    try:
        return parse_price(cell)
    except ValueError as error:
        raise Unreadable("price.malformed") from error


def _read_rate(cell: Cell) -> int | None:
    try:
        return parse_rate(cell)
    except ValueError as error:
        raise Unreadable("rate.malformed") from error


def _join_dosage(dosage: str, unit: str) -> str | None:
    """Put amounts and units together: `600 / 5`, `MG / MG` → `600 MG / 5 MG`."""
    amounts, units = dosage.split(" / "), unit.split(" / ")
    if len(amounts) != len(units):
        units = [unit]
        amounts = [dosage]
    pairs = zip_longest(amounts, ("" if one in _NO_UNIT else one for one in units), fillvalue="")
    return " / ".join(f"{amount} {one}".strip() for amount, one in pairs) or None


def _doubts(medicine: ListedMedicine) -> tuple[str, ...]:
    doubts = []
    if product_code(medicine.code) is None:
        doubts.append("code.check_digit")
    if medicine.public_price_centimes is None:
        doubts.append("price.missing")
    elif medicine.public_price_centimes == 0:
        doubts.append("price.zero")
    if medicine.rate_percent is None:
        doubts.append("rate.missing")
    return tuple(doubts)
