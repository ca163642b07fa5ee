"""Numbers that people read: `AGA1-1A-26-000042-K`, and what stands before them on barcodes.

Office, counter with the letter of its store, year, serial, and a check character over all of
them (ISO 7064 mod 37,36). A number never identifies a dossier to the server: its id does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

DOSSIER_PREFIX = "OD:"
TRANSMITTAL_PREFIX = "OT:"
LABEL_PREFIX = "OL:"

_NUMBER = re.compile(r"([A-Z]{2,5}[0-9]{1,2})-([0-9]{1,2}[A-Z])-([0-9]{2})-([0-9]{6})-([0-9A-Z])")
_COUNTER = re.compile(r"[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class DossierNumber:
    """A dossier's number taken apart; `year` has four digits, `serial` counts from 1."""

    office: str
    counter: str
    year: int
    serial: int

    def __str__(self) -> str:
        """Write the number as it is printed, check character included."""
        from stdnum.iso7064 import mod_37_36  # noqa: PLC0415 - not needed to show the first page

        parts = (self.office, self.counter, f"{self.year % 100:02}", f"{self.serial:06}")
        check = mod_37_36.calc_check_digit("".join(parts))
        return "-".join((*parts, check))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number as typed or scanned: case, spaces and our barcode prefix are forgiven.

        Raises:
            ValueError: If it is not one of our numbers, or its check character is wrong.
        """
        compact = re.sub(r"\s", "", text).upper()
        match = _NUMBER.fullmatch(compact.removeprefix(DOSSIER_PREFIX).removeprefix(LABEL_PREFIX))
        if match is None:
            raise ValueError("not a dossier number")
        office, counter, year, serial, _check = match.groups()
        number = cls(office, counter, 2000 + int(year), int(serial))
        if not str(number).endswith(match[5]):
            raise ValueError("the check character does not fit")
        return number


def parse_counter(text: str) -> str:
    """Read a counter's number, 1 to 99, without leading zeros.

    Raises:
        ValueError: If it is something else.
    """
    compact = text.strip()
    if not _COUNTER.fullmatch(compact):
        raise ValueError("a counter is a number from 1 to 99")
    return compact


def next_store_letter(letter: str) -> str:
    """Return the letter of the store that follows, so that no printed number is given twice.

    Raises:
        ValueError: After Z; such a counter takes another counter number.
    """
    if letter == "Z":
        raise ValueError("no store letter is left for this counter")
    return chr(ord(letter) + 1)
