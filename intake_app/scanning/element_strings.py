"""GS1 element strings, taken apart by a library that is loaded when the first one is met.

The library brings a table of the prefixes of all companies, to say where a company's part of a
number ends. Nobody asks that here, and the table takes 13 MB: it is emptied.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_COMPANIES = "_GS1_COMPANY_PREFIX_TRIE"


@dataclass(frozen=True, slots=True)
class Element:
    """One element string: its application identifier, its value, its day when it is one."""

    identifier: str
    value: str
    day: date | None


def load_library() -> None:
    """Load what takes element strings apart, which a window should not wait for; idempotent."""
    _library()


def elements_of(content: str) -> dict[str, Element] | None:
    """Take GS1 element strings or a GS1 web address apart, the first of each identifier.

    Returns:
        The elements by identifier; None when the content is neither.
    """
    if content.startswith("]"):  # half an identifier of a symbology; the library trips over it
        return None
    biip = _library()
    try:
        message = _message(biip, content)
    except biip.BiipException:
        return None
    return None if message is None else {one.identifier: one for one in _elements(message)}


def _message(biip: Any, content: str) -> Any:
    if content.startswith("("):  # as it is printed for people, which some scanners send
        return biip.gs1_messages.GS1Message.parse_hri(content)
    result = biip.parse(content)
    return result.gs1_message or result.gs1_digital_link_uri


def _elements(message: Any) -> Iterator[Element]:
    """Yield the last first, so that the first of two alike is the one that stays."""
    for element in reversed(message.element_strings):
        yield Element(element.ai.ai, element.value, element.date)


@lru_cache(1)
def _library() -> Any:
    import biip  # noqa: PLC0415 - heavy
    from biip import gs1_messages, gs1_prefixes  # noqa: F401, PLC0415

    if isinstance(getattr(gs1_prefixes, _COMPANIES, None), dict):
        setattr(gs1_prefixes, _COMPANIES, {})
    return biip
