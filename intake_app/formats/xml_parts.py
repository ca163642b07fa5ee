"""Walks through an XML part that came from outside, in pieces and within limits.

Document types are refused, for they are the way of entity bombs. What the parser itself keeps
grows with the depth of the elements, with the number of different names and with the length of
one unfinished token, so each has a limit far above what any office program writes.

Source: expat's notes on amplification; it looks at an unfinished token again with every piece.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Protocol
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEEPEST = 100
MOST_NAMES = 5_000
LONGEST_TOKEN_BYTES = 1024 * 1024
_PIECE_BYTES = 256 * 1024


class Damaged(Exception):
    """The part is not what it should be; it was cut short or written by a faulty program."""


class Suspicious(Exception):
    """The part is made in a way that no office program writes."""


class PartReader(Protocol):
    """Takes the elements of one part."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        ...

    def end(self, name: str) -> None:
        """Take the end of an element."""
        ...

    def text(self, text: str) -> None:
        """Take a stretch of text."""
        ...


def walk(stream: IO[bytes], reader: PartReader) -> Iterator[None]:
    """Hand a part's elements to its reader; yields after each piece, for the caller to go on.

    Names come as they are written, with their prefix, and nobody counts how deep they lie:
    a reader of millions of elements does both itself, others are wrapped in `Plain`.

    Raises:
        Damaged: It is not well-formed XML.
        Suspicious: It has a document type, or goes beyond a limit.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    fed_bytes = 0
    try:
        while piece := stream.read(_PIECE_BYTES):
            parser.Parse(piece, False)  # noqa: FBT003 - expat's own signature
            fed_bytes += len(piece)
            unfinished_bytes = fed_bytes - parser.CurrentByteIndex
            if unfinished_bytes > LONGEST_TOKEN_BYTES or len(parser.intern) > MOST_NAMES:
                raise Suspicious
            yield
        parser.Parse(b"", True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        raise Damaged from error
    yield


class Plain:
    """Takes prefixes off the names that its reader gets, and refuses what lies too deep."""

    def __init__(self, reader: PartReader) -> None:
        self._reader = reader
        self._depth = 0
        self.text = reader.text

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Pass the start of an element on."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise Suspicious
        self._reader.start(name.rpartition(":")[2], attributes)

    def end(self, name: str) -> None:
        """Pass the end of an element on."""
        self._depth -= 1
        self._reader.end(name.rpartition(":")[2])


def _refuse_document_type(*_about: object) -> None:
    raise Suspicious
