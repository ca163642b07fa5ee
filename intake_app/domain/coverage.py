"""Which acts the prescriptions of a dossier cover.

A prescription that names kinds of care covers every act of those kinds; one that names none covers
every act that needs a prescription. Which acts need one is written in the scheme profile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from intake_app.domain.dossier import Act, Care, Prescription
    from intake_app.domain.examination import Examination


class Coverage:
    """Which acts the prescriptions cover, worked out once for a dossier."""

    def __init__(self, examination: Examination) -> None:
        dossier = examination.dossier
        self._has_open_paper = any(not paper.covers for paper in dossier.prescriptions)
        self._named = {care for paper in dossier.prescriptions for care in paper.covers}
        self._earliest = _earliest_by_care(dossier.acts)
        self._earliest_needing = _earliest_by_care(
            act for act in dossier.acts if examination.asks("prescription.missing", act)
        )

    def covers(self, act: Act) -> bool:
        """Say whether some prescription would cover this act if it needs one."""
        return self._has_open_paper or act.care in self._named

    def acts_of(self, paper: Prescription) -> dict[Care, date | None]:
        """Return the kinds of care that a prescription covers here, each with its first day."""
        if not paper.covers:
            return self._earliest_needing
        return {care: self._earliest[care] for care in paper.covers if care in self._earliest}


def _earliest_by_care(acts: Iterable[Act]) -> dict[Care, date | None]:
    """Find the first day of each kind of care; None while none of its acts is dated."""
    earliest: dict[Care, date | None] = {}
    for act in acts:
        known, day = earliest.setdefault(act.care, None), act.performed_on
        if day is not None and (known is None or day < known):
            earliest[act.care] = day
    return earliest
