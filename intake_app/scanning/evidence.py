"""Believing a read only when it is read again: every false read passes its check digit.

A vote is one read by one engine on one copy of the picture. Reads of the same place that
disagree are rivals; a text is believed when it has two votes and leads every rival by two.
Matrix codes correct their own errors, so one read is enough for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from intake_app.scanning.codes import MATRIX, CodeRead, Symbology, centre, span

if TYPE_CHECKING:
    from collections.abc import Iterable

VOTES_NEEDED = 2
LEAD_NEEDED = 2


def same_place(first: CodeRead, second: CodeRead) -> bool:
    """Say whether two reads lie on one another: their middles are closer than half a code."""
    (ax, ay), (bx, by) = centre(first.corners), centre(second.corners)
    return float(np.hypot(bx - ax, by - ay)) < 0.5 * max(span(first.corners), span(second.corners))


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
            voter = (read.engine.value, copy)
            self._candidate(read).voters.add(voter)

    def _candidate(self, read: CodeRead) -> _Candidate:
        for candidate in self._candidates:
            if candidate.read.key == read.key and same_place(candidate.read, read):
                return candidate
        self._candidates.append(_Candidate(read))
        return self._candidates[-1]

    def believed(self) -> list[CodeRead]:
        """Return the reads that are confirmed, each place once, in the order they were seen."""
        sure = [item.read for item in self._candidates if self._is_sure(item)]
        return [read for read in sure if not self._is_inside_another(read, sure)]

    def doubted(self) -> list[CodeRead]:
        """Return the reads that still need another vote."""
        return [item.read for item in self._candidates if not self._is_sure(item)]

    def _is_sure(self, candidate: _Candidate) -> bool:
        if candidate.read.symbology in MATRIX:
            return True
        against = [
            len(other.voters)
            for other in self._candidates
            if other.read.key != candidate.read.key and same_place(other.read, candidate.read)
        ]
        votes = len(candidate.voters)
        return votes >= VOTES_NEEDED and votes - max(against, default=0) >= LEAD_NEEDED

    @staticmethod
    def _is_inside_another(read: CodeRead, sure: list[CodeRead]) -> bool:
        """A QR drawn into the middle of a larger QR is its ornament, not a second sticker."""
        return any(
            other is not read
            and other.symbology is read.symbology is Symbology.QR
            and same_place(read, other)
            and span(other.corners) > span(read.corners)
            for other in sure
        )
