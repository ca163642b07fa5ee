"""Which way each character of a mixed French and Arabic text runs: the bidirectional algorithm.

python-bidi's stepwise algorithm does the weak, neutral and implicit rules. It knows neither
isolates (U+2066–U+2069: it stops on them) nor paired brackets (rule N0), so both are added here:
an isolate is resolved by itself and stands in the text around it as neutral characters, which
is what the standard asks for.

Source: Unicode Standard Annex 9, rules P2–P3, X5a–X6a, N0, L1, L2.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bidi import algorithm
from bidi.mirror import MIRRORED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
# These steer the order of a line and are never drawn.
STEERING = frozenset("\u200e\u200f\u061c") | {LRI, RLI, FSI, PDI}
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")  # a name may not turn its line around
_PLACEHOLDER = "\ufffc"
_BRACKET_STACK_LIMIT = 63  # BD16
_DEEPEST_ISOLATE = 30  # far more than any sentence has
_CANONICAL_BRACKET = {"\u2329": "\u3008", "\u232a": "\u3009"}


@dataclass(frozen=True, slots=True)
class Directed:
    """A text and the embedding level of each character.

    `base` is 0 for a text that starts at the left and 1 for one that starts at the right. The
    steering characters are still in it: their levels keep an isolate apart from what surrounds it.
    """

    text: str
    levels: tuple[int, ...]
    base: int


def first_strong(text: str, otherwise: int = 0) -> int:
    """Return the way of the first letter outside isolates: 0 left to right, 1 right to left."""
    depth = 0
    for char in text:
        if char in (LRI, RLI, FSI):
            depth += 1
        elif char == PDI:
            depth = max(0, depth - 1)
        elif depth == 0:
            kind = unicodedata.bidirectional(char)
            if kind in ("L", "R", "AL"):
                return int(kind != "L")
    return otherwise


@lru_cache(1024)
def directed(text: str, base: int | None = None) -> Directed:
    """Resolve one paragraph (no line ends in it); without `base` its first letter decides."""
    if base is None:
        base = first_strong(text)
    if base == 0 and all(_runs_left_to_right(char) for char in text):
        return Directed(text, (0,) * len(text), 0)
    plain = "".join(char for char in text if char not in _OVERRIDES)
    pairs = list(_resolve(_parse(plain), base))
    return Directed("".join(char for char, _ in pairs), tuple(level for _, level in pairs), base)


def visual_order(levels: Sequence[int]) -> list[int]:
    """Return the indexes of a line's pieces from left to right, given their levels (rule L2)."""
    order = list(range(len(levels)))
    lowest_odd = min((level for level in levels if level % 2), default=0)
    for level in range(max(levels, default=0), max(lowest_odd, 1) - 1, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return order


def _runs_left_to_right(char: str) -> bool:
    return char < "\u0590" or (char > "\u2010" and char in "–—‘’“”•…€\ufffd")


@dataclass(slots=True)
class _Isolate:
    """What stands between an isolate's opening and its end; the end may be missing."""

    opening: str
    closed: bool = False
    nodes: list[str | _Isolate] = field(default_factory=list)

    def base(self) -> int:
        if self.opening == FSI:
            return first_strong("".join(node for node in self.nodes if isinstance(node, str)))
        return int(self.opening == RLI)


def _parse(text: str) -> list[str | _Isolate]:
    """Turn a text into characters and isolates; an end without an opening is a plain character.

    Isolates that lie too deep are left out with their ends.
    """
    stack = [_Isolate("")]
    too_deep = 0
    for char in text:
        if char in (LRI, RLI, FSI) and len(stack) > _DEEPEST_ISOLATE:
            too_deep += 1
        elif char == PDI and too_deep:
            too_deep -= 1
        elif char in (LRI, RLI, FSI):
            inner = _Isolate(char)
            stack[-1].nodes.append(inner)
            stack.append(inner)
        elif char == PDI and len(stack) > 1:
            stack.pop().closed = True
        else:
            stack[-1].nodes.append(char)
    return stack[0].nodes


def _resolve(nodes: list[str | _Isolate], level: int) -> Iterator[tuple[str, int]]:
    """Give each character its level, from the outside in."""
    outer = "".join(node if isinstance(node, str) else _PLACEHOLDER for node in nodes)
    for node, resolved in zip(nodes, _levels(outer, level), strict=True):
        if isinstance(node, str):
            yield node, resolved
            continue
        yield node.opening, resolved
        deeper = level + 1
        yield from _resolve(node.nodes, deeper + (deeper % 2 != node.base()))
        if node.closed:
            yield PDI, resolved


def _levels(text: str, level: int) -> list[int]:
    """Resolve a text without isolates at one embedding level."""
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = level, ("L", "R")[level % 2]
    for char in text:
        kind = unicodedata.bidirectional(char) or "L"
        # What X9 would take out (zero-width joiners, say) stays and follows its neighbours.
        kind = {"BN": "NSM", "PDI": "ON"}.get(kind, kind)
        storage["chars"].append({"ch": char, "level": level, "type": kind, "orig": kind})
    algorithm.calc_level_runs(storage)
    algorithm.resolve_weak_types(storage)
    for run in storage["runs"]:
        _resolve_brackets(storage["chars"][run["start"] : run["start"] + run["length"]], run["sor"])
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    return [char["level"] for char in storage["chars"]]


def _resolve_brackets(chars: list[dict[str, Any]], before: str) -> None:
    """Rule N0: a pair of brackets runs the way of what it encloses or of what leads up to it."""
    for opening, closing in _bracket_pairs(chars):
        embedding = ("L", "R")[chars[opening]["level"] % 2]
        inside = {_strong(char) for char in chars[opening + 1 : closing]} - {None}
        if not inside:
            continue
        kind = embedding
        if embedding not in inside:
            context = (_strong(char) for char in reversed(chars[:opening]))
            kind = next((found for found in context if found), before)
        for index in (opening, closing):
            _set_bracket(chars, index, kind)


def _set_bracket(chars: list[dict[str, Any]], index: int, kind: str) -> None:
    chars[index]["type"] = kind
    for char in chars[index + 1 :]:
        if char["orig"] != "NSM":
            break
        char["type"] = kind


def _bracket_pairs(chars: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Find the matching brackets of a run (BD16), in the order of their openings."""
    pairs: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for index, char in enumerate(chars):
        shape = char["ch"]
        if char["type"] != "ON" or shape not in MIRRORED:
            continue
        category = unicodedata.category(shape)
        if category == "Ps":
            if len(stack) == _BRACKET_STACK_LIMIT:
                return []
            closing = MIRRORED[shape]
            stack.append((_CANONICAL_BRACKET.get(closing, closing), index))
        elif category == "Pe":
            wanted = _CANONICAL_BRACKET.get(shape, shape)
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == wanted:
                    pairs.append((stack[depth][1], index))
                    del stack[depth:]
                    break
    return sorted(pairs)


def _strong(char: dict[str, Any]) -> str | None:
    """Return how a character counts among strong ones: numbers run like right to left."""
    kind: str = char["type"]
    if kind in ("EN", "AN"):
        return "R"
    return kind if kind in ("L", "R") else None
