"""The kinds of value that the dossier format is made of: each reads, writes and describes itself.

One description serves the reader, the writer and the JSON Schema, so that they cannot drift apart.
A kind refuses with `Refusal`; the objects and arrays around it (`members.py`) add where it stands
on the way out, so that nothing is spent on paths while a file is good.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from intake_app.domain.money import format_amount, parse_amount
from intake_app.formats.strict_json import MAX_INTEGER, OversizedNumber

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum

# Control characters but tab and line ends, and halves of a character pair: no text has them.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Marks of writing direction and of width nothing, which editors leave around a text.
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
INVISIBLE += "\u2060\u2066\u2067\u2068\u2069\ufeff"
_EDGES = " \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85"
_EDGES += "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
_EDGES += "\u2028\u2029\u202f\u205f\u3000" + INVISIBLE
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST_NAME_SHOWN = 40
_LONGEST_AMOUNT = 40


class Refusal(Exception):
    """A value that does not belong; collects its place from the inside out."""

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details
        self._places: list[str | int] = []

    def at(self, place: str | int) -> Refusal:
        """Add the member's name or the index around the value."""
        self._places.append(place)
        return self

    @property
    def json_path(self) -> str:
        """Where the value stands, as `acts[0].provider.inpe`; `$` for the whole."""
        path = ""
        for place in reversed(self._places):
            path += f"[{place}]" if isinstance(place, int) else _named(place, after=path)
        return path or "$"


def _named(name: str, *, after: str) -> str:
    """Write a member's name in a path; a strange one in quotes, in ASCII, cut short."""
    if _PLAIN_NAME.fullmatch(name) and len(name) <= _LONGEST_NAME_SHOWN:
        return f".{name}" if after else name
    return f"[{json.dumps(name[:_LONGEST_NAME_SHOWN])}]"


class Kind(Protocol):
    """How one kind of value is read from JSON, written back and described."""

    def read(self, raw: Any) -> Any:
        """Read a value that is there; None when it counts as absent."""
        ...

    def write(self, value: Any) -> Any:
        """Write a value in its one canonical form."""
        ...

    def schema(self) -> dict[str, Any]:
        """Describe the canonical form in JSON Schema, null left aside."""
        ...


class Text:
    """Words: trimmed; blank counts as absent."""

    def read(self, raw: Any) -> str | None:
        """Read a text without its edges."""
        if type(raw) is not str:
            raise Refusal("input.not_text")
        text = raw.strip(_EDGES)
        if not text.isprintable() and _FORBIDDEN.search(text):
            raise Refusal("input.characters")
        return text or None

    def write(self, value: str) -> str:
        """Write the text as it is."""
        return value

    def schema(self) -> dict[str, Any]:
        """Describe any text."""
        return {"type": "string"}


class Compact(Text):
    """A number that people group with spaces: the spaces go."""

    def read(self, raw: Any) -> str | None:
        """Read a number without any space."""
        text = super().read(raw)
        return None if text is None else "".join(text.split()) or None


@dataclass(frozen=True)
class Converted(Compact):
    """A compact number brought to its canonical writing."""

    convert: Callable[[str], str]

    def read(self, raw: Any) -> str | None:
        """Read a number and convert it."""
        text = super().read(raw)
        return None if text is None else self.convert(text)


class Amount(Text):
    """Dirhams with at most two decimals, in centimes inside; 0 counts as absent."""

    def read(self, raw: Any) -> Any:
        """Read an amount in centimes."""
        if type(raw) is not str:
            raise Refusal("input.amount")
        text = super().read(raw)
        if text is None:
            return None
        if len(text.lstrip("0")) > _LONGEST_AMOUNT:
            raise Refusal("input.amount_too_large")
        try:
            centimes = parse_amount(text)
        except ValueError:
            raise Refusal("input.amount") from None
        if centimes > MAX_INTEGER:
            raise Refusal("input.amount_too_large")
        return centimes or None

    def write(self, value: Any) -> str:
        """Write centimes as dirhams with two decimals."""
        return format_amount(value)

    def schema(self) -> dict[str, Any]:
        """Describe an amount by its pattern."""
        return {"type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,2})?$"}


class Day(Text):
    """A day written `YYYY-MM-DD` and nothing else."""

    def read(self, raw: Any) -> Any:
        """Read a day of the calendar."""
        text = super().read(raw)
        if text is None:
            return None
        if not _DAY.fullmatch(text):
            raise Refusal("input.date")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Refusal("input.date") from None

    def write(self, value: Any) -> str:
        """Write a day as `YYYY-MM-DD`."""
        written: str = value.isoformat()
        return written

    def schema(self) -> dict[str, Any]:
        """Describe a day by its pattern and format."""
        return {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


class Flag:
    """Yes or no; left out counts as no."""

    def read(self, raw: Any) -> bool:
        """Read `true` or `false`, never 0, 1 or words."""
        if type(raw) is not bool:
            raise Refusal("input.not_boolean")
        return raw

    def write(self, value: bool) -> bool:  # noqa: FBT001 - the value itself
        """Write the flag as it is."""
        return value

    def schema(self) -> dict[str, Any]:
        """Describe a boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Whole:
    """A whole number, from `least` when it has one."""

    least: int | None = None

    def read(self, raw: Any) -> int:
        """Read a whole number written without point or exponent."""
        if type(raw) is OversizedNumber:
            raise Refusal("input.integer_too_large")
        if type(raw) is not int:
            raise Refusal("input.not_integer")
        if abs(raw) > MAX_INTEGER:
            raise Refusal("input.integer_too_large")
        if self.least is not None and raw < self.least:
            raise Refusal("input.integer_too_small", least=self.least)
        return raw

    def write(self, value: int) -> int:
        """Write the number as it is."""
        return value

    def schema(self) -> dict[str, Any]:
        """Describe the number with its bounds."""
        least = -MAX_INTEGER if self.least is None else self.least
        return {"type": "integer", "minimum": least, "maximum": MAX_INTEGER}


@dataclass(frozen=True)
class Choice(Text):
    """One of the values of an enumeration."""

    values: type[StrEnum]

    def read(self, raw: Any) -> Any:
        """Read one of the known values."""
        text = super().read(raw)
        if text is None:
            return None
        try:
            return self.values(text)
        except ValueError:
            raise Refusal("input.choice", known=", ".join(self.values)) from None

    def write(self, value: Any) -> str:
        """Write the value's own text."""
        return str(value)

    def schema(self) -> dict[str, Any]:
        """Describe the known values."""
        return {"enum": [str(value) for value in self.values]}


@dataclass(frozen=True)
class CodeOf(Text):
    """One of the codes of a table that a site may replace."""

    codes: Callable[[], Mapping[str, object]]

    def read(self, raw: Any) -> str | None:
        """Read a code of the table."""
        text = super().read(raw)
        if text is not None and text not in self.codes():
            raise Refusal("input.choice", known=", ".join(self.codes()))
        return text

    def schema(self) -> dict[str, Any]:
        """Describe the codes of the shipped table."""
        return {"enum": list(self.codes())}
