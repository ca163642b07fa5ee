"""Reading JSON from outside without trusting it: one meaning for every file, or a clear refusal.

Python's own reader lets through what other programs read otherwise: a member given twice, NaN,
bytes in another encoding. Here the bytes are UTF-8 without a byte order mark, a member given
twice is kept as a mark for whoever looks at that object, and numbers out of range are no numbers.
"""

from __future__ import annotations

import json

from intake_app.errors import UnusableInput

MAX_BYTES = 4 * 1024 * 1024
# What every program that may read our JSON can hold exactly (RFC 7493, RFC 8785).
MAX_INTEGER = 2**53 - 1
_MAX_DIGITS = len(str(MAX_INTEGER))


class DossierFormatError(UnusableInput):
    """A dossier file that cannot be used: `json_path` says where, `reason` which code says why."""

    def __init__(self, reason: str, json_path: str, **details: object) -> None:
        super().__init__(reason, path=json_path, **details)
        self.json_path = json_path
        self.reason = reason


class RepeatedMember:
    """Stands for an object in which a member was given twice."""

    def __init__(self, name: str) -> None:
        self.name = name


class OversizedNumber:
    """Stands for a whole number that is too large to be exact everywhere."""


def load_strictly(data: bytes) -> object:
    """Read one JSON text; objects come as dictionaries, or as `RepeatedMember`.

    Raises:
        DossierFormatError: At `$`: `input.too_large`, `input.encoding`, `input.bom`,
            `input.not_json` with its line and column, or `input.too_deep`.
    """
    if len(data) > MAX_BYTES:
        raise DossierFormatError("input.too_large", "$", limit=MAX_BYTES // 1024)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DossierFormatError("input.encoding", "$", byte=error.start + 1) from None
    if text.startswith("\ufeff"):
        raise DossierFormatError("input.bom", "$")
    try:
        return json.loads(text, object_pairs_hook=_object_once, parse_int=_exact_integer)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise DossierFormatError("input.not_json", "$", **place) from None
    except RecursionError:
        raise DossierFormatError("input.too_deep", "$") from None


def _object_once(pairs: list[tuple[str, object]]) -> object:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            return RepeatedMember(name)
        seen.add(name)
    return members  # pragma: no cover - some member came twice


def _exact_integer(text: str) -> object:
    if len(text) > _MAX_DIGITS + 1:
        return OversizedNumber()
    number = int(text)
    return number if abs(number) <= MAX_INTEGER else OversizedNumber()
