"""Canonical bytes: the same as RFC 8785 on our kinds of members, and nothing else is read."""

from __future__ import annotations

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from intake_app.sync.canonical import (
    MAX_DEPTH,
    MAX_INTEGER,
    UnsoundJson,
    canonical_bytes,
    parse_canonical,
)

TEXTS = st.text(st.characters(codec="utf-8"))
NAMES = st.text(st.characters(codec="ascii"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)


@given(VALUES)
def test_our_bytes_are_those_of_rfc_8785(value: object) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(st.dictionaries(NAMES, VALUES))
def test_what_was_written_reads_back_unless_it_holds_nul(value: dict[str, object]) -> None:
    body = canonical_bytes(value)
    if b"\\u0000" in body and "\\u0000" not in repr(value):
        with pytest.raises(UnsoundJson, match="nul"):
            parse_canonical(body)
    elif b"\\u0000" not in body:
        assert parse_canonical(body) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_for_a_reason(body: bytes) -> None:
    try:
        value = parse_canonical(body)
    except UnsoundJson:
        return  # anything else would be a bug, and fail here
    assert canonical_bytes(value) == body


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "syntax"),
        (b"[]", "shape"),
        (b'"a"', "shape"),
        (b"\xff{}", "text"),
        (b'\xef\xbb\xbf{"a":1}', "syntax"),
        (b'{"a":1.5}', "number"),
        (b'{"a":1e2}', "number"),
        (b'{"a":NaN}', "number"),
        (b'{"a":-Infinity}', "number"),
        (b'{"a":9007199254740993}', "number"),
        (b'{"a":' + b"9" * 5000 + b"}", "number"),
        (b'{"a":1,"a":1}', "not_canonical"),
        (b'{"b":1,"a":1}', "not_canonical"),
        (b'{"a": 1}', "not_canonical"),
        (b'{"a":1}\n', "not_canonical"),
        (b'{"a":-0}', "not_canonical"),
        (b'{"a":"\\u00e9"}', "not_canonical"),
        (b'{"a":"\\/"}', "not_canonical"),
        (b'{"a":"\\ud800"}', "text"),
        (b'{"a":"\\u0000"}', "nul"),
        (b'{"\\u0000":1}', "nul"),
        (b'{"a":' + b"[" * 100_000, "depth"),
        (b'{"a":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}", "depth"),
    ],
)
def test_what_has_more_than_one_meaning_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(UnsoundJson) as refused:
        parse_canonical(body)

    assert refused.value.reason == reason


def test_a_text_that_only_spells_nul_is_no_nul() -> None:
    body = canonical_bytes({"a": "\\u0000"})

    assert parse_canonical(body) == {"a": "\\u0000"}


def test_the_deepest_allowed_is_read() -> None:
    inner = MAX_DEPTH - 1
    body = b'{"a":' + b"[" * inner + b"]" * inner + b"}"

    assert canonical_bytes(parse_canonical(body)) == body


@pytest.mark.parametrize("value", [{"a": float("nan")}, {"a": {1, 2}}, {"a": b"x"}])
def test_other_kinds_of_values_are_not_written(value: object) -> None:
    with pytest.raises(UnsoundJson):
        canonical_bytes(value)
