"""Believing a read only when it is read again: every false read passes its check digit.

A vote is one read by one engine on one copy of the picture. Different texts in one place are
rivals; a text is believed when it has two votes and leads all rivals together by two. Copies of one
picture share its faults, so a scan line's product number that no other engine reads needs a
third; rows that the template decoder reads apart share less. Matrix codes correct their own
errors, so one read is enough for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import cv2
import numpy as np

from intake_app.scanning.codes import (
    MATRIX,
    PRODUCT_BARS,
    CodeRead,
    Engine,
    Symbology,
    centre,
    span,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

VOTES_NEEDED, VOTES_NEEDED_ALONE = 2, 3
LEAD_NEEDED = 2
SCANNED_NUMBERS = PRODUCT_BARS | {Symbology.EAN8}
# Of the smaller one's area. Books carry two numbers stacked closely: those do not overlap.
OVERLAP = 0.2
# Share of characters in place that a misreading keeps; two true codes rarely share as many.
MISREADING_SHARE = 0.5


def same_place(first: CodeRead, second: CodeRead) -> bool:
    """Say whether two reads may be of one code: their middles closer than half its span."""
    (ax, ay), (bx, by) = centre(first.corners), centre(second.corners)
    return float(np.hypot(bx - ax, by - ay)) < 0.5 * max(span(first.corners), span(second.corners))


def are_rivals(first: CodeRead, second: CodeRead) -> bool:
    """Say whether two different reads claim the same bars, so that one of them is wrong."""
    if first.key == second.key or not same_place(first, second):
        return False
    return _overlap(first, second) or _is_misreading(first.text, second.text)


def _overlap(first: CodeRead, second: CodeRead) -> bool:
    one, two = (np.asarray(read.corners, np.float32) for read in (first, second))
    smaller = min(cv2.contourArea(one), cv2.contourArea(two))
    shared, _ = cv2.intersectConvexConvex(cv2.convexHull(one), cv2.convexHull(two))
    return shared > OVERLAP * max(smaller, 1.0)


def _is_misreading(first: str, second: str) -> bool:
    """A scan line reads few digits wrong; both may be of one code though they do not touch."""
    one, two = first[::-1], second[::-1]  # a UPC-A lacks the zero in front
    same = sum(a == b for a, b in zip(one, two, strict=False))
    return same >= MISREADING_SHARE * max(len(first), len(second))


@dataclass(slots=True)
class _Candidate:
    read: CodeRead
    voters: set[tuple[str, str]] = field(default_factory=set)


class Evidence:
    """The votes on one still picture."""

    def __init__(self) -> None:
        self._candidates: list[_Candidate] = []

    def add(self, reads: Iterable[CodeRead], copy: str) -> None:
        """Count reads of one copy of the picture, corners already in the picture's own pixels."""
        for read in reads:
            self._candidate(read).voters.add((read.engine.value, copy))

    def _candidate(self, read: CodeRead) -> _Candidate:
        for candidate in self._candidates:
            if candidate.read.key == read.key and same_place(candidate.read, read):
                return candidate
        self._candidates.append(_Candidate(read))
        return self._candidates[-1]

    def believed(self) -> list[CodeRead]:
        """Return the reads that are confirmed, each place once, in the order they were seen."""
        sure = [item.read for item in self._candidates if self._is_sure(item)]
        return [read for read in sure if not _is_ornament(read, sure)]

    def doubted(self) -> list[CodeRead]:
        """Return the reads that still lack a vote and have not lost to another."""
        sure = self.believed()
        return [
            item.read
            for item in self._candidates
            if not self._is_sure(item) and not any(are_rivals(item.read, read) for read in sure)
        ]

    def _is_sure(self, candidate: _Candidate) -> bool:
        if candidate.read.symbology in MATRIX:
            return True
        against = [
            len(other.voters)
            for other in self._candidates
            if are_rivals(other.read, candidate.read)
        ]
        votes = len(candidate.voters)
        return votes >= _needed(candidate) and votes - sum(against) >= LEAD_NEEDED


def _needed(candidate: _Candidate) -> int:
    engines = {engine for engine, _ in candidate.voters}
    alone = candidate.read.symbology in SCANNED_NUMBERS and engines == {Engine.ZXING.value}
    return VOTES_NEEDED_ALONE if alone else VOTES_NEEDED


def _is_ornament(read: CodeRead, sure: list[CodeRead]) -> bool:
    """A QR drawn into the middle of a larger QR is part of it, not a second sticker."""
    return any(
        other is not read
        and other.symbology is read.symbology is Symbology.QR
        and _overlap(read, other)
        and span(other.corners) > span(read.corners)
        for other in sure
    )
