"""The one place where codes become sentences, in French and in Arabic.

`resources/wording/*.toml` holds a table per code with the members `fr` and `ar`; places for
values are written `{name}`. The window's own labels are Qt translations, not here: this is
what the command line, the paper and the window say alike.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from intake_app.resources import resource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake_app.domain.findings import Finding
    from intake_app.errors import IntakeError

Language = Literal["fr", "ar"]
LANGUAGES: tuple[Language, ...] = ("fr", "ar")

# Values of findings that bear the names which the window and the paper give them.
_NAMED_AS = {"act_kind": "care", "request_kind": "request", "sheet_form": "sheet_kind"}
_LONGEST_VALUE = 200
# Marks that turn the direction of what follows: in a value they would reach the sentence around it.
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


@lru_cache(1)
def all_wording() -> dict[str, dict[str, str]]:
    """Read every wording file once: code → language → sentence with places for values."""
    merged: dict[str, dict[str, str]] = {}
    for path in sorted(resource("wording").glob("*.toml")):
        merged.update(tomllib.loads(path.read_text(encoding="utf-8")))
    return merged


def say(code: str, language: Language, details: Mapping[str, str] | None = None) -> str:
    """Put a code into words, with its values filled in; a value not given is left empty."""
    template = all_wording()[code][language]
    return template.format_map(_Values(details or {}))


def describe(finding: Finding, language: Language) -> str:
    """Put a finding into words that say what to bring or correct.

    A value that is itself a code is put into words first.
    """
    values = {name: as_quoted(value) for name, value in finding.details}
    for name, value in finding.details:
        code = code_of_value(name, value)
        if code in all_wording():
            values[name] = say(code, language, values)
    return say(finding.code, language, values)


def code_of_value(name: str, value: str) -> str:
    """Return the code under which a finding's value would have words.

    `who` = `pharmacy` is `who.pharmacy`; `act_kind` = `pharmacy` is `care.pharmacy`, as on the
    act's card.
    """
    return f"{_NAMED_AS.get(name, name)}.{value}"


def as_quoted(value: str) -> str:
    """Return what somebody wrote as a sentence may repeat it: cut short, and turning nothing."""
    kept = value.translate(_TURNING) if not value.isascii() else value
    return kept if len(kept) <= _LONGEST_VALUE else f"{kept[: _LONGEST_VALUE - 1]}…"


def describe_error(error: IntakeError, language: Language = "fr") -> str:
    """Put an expected error into words that say what to do."""
    return say(error.code, language, error.details)


class _Values(dict[str, str]):
    """Values for a sentence; a missing one reads as nothing rather than failing the message."""

    def __missing__(self, key: str) -> str:
        return ""
