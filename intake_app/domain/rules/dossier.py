"""The dossier as a whole: end of treatment, deadline, acts that were deposited before.

Source: S0 (60 days from the first act; for continuous treatment, from its end).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.deadlines import NEAR_DAYS, last_act_on
from intake_app.domain.examination import Fault, act_details, in_words
from intake_app.domain.identifiers import canonical_identity
from intake_app.domain.money import in_dirhams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.domain.dossier import Act
    from intake_app.domain.examination import Examination


def treatment_faults(examination: Examination) -> Iterator[Fault]:
    """Judge the end of a continuous treatment, from which its deadline runs."""
    treatment = examination.dossier.treatment
    if not treatment.continuous:
        return
    last_on = last_act_on(examination.dossier)
    if treatment.ended_on is None:
        yield Fault("treatment.end.missing", "treatment.ended_on")
    elif last_on is not None and treatment.ended_on < last_on:
        details = (("ended_on", in_words(treatment.ended_on)), ("last_act", in_words(last_on)))
        yield Fault("treatment.end.early", "treatment.ended_on", details)


def deadline_faults(examination: Examination) -> Iterator[Fault]:
    """Judge the day of the first deposit by the deadline; a deposit on it is in time."""
    days_left = examination.days_left
    if examination.deadline_on is None or days_left is None or days_left > NEAR_DAYS:
        return
    details = (
        ("last_day", in_words(examination.deadline_on)),
        ("days", str(abs(days_left))),
    )
    code = "deadline.passed" if days_left < 0 else "deadline.near"
    yield Fault(code, "deposited_on", details)


def duplicate_faults(examination: Examination) -> Iterator[Fault]:
    """Look for acts that the same student deposited before; a doubt is no finding."""
    number = examination.dossier.student.identity_number
    if not number:
        return
    for index, act in enumerate(examination.dossier.acts):
        if not _can_be_recognised(act):
            continue
        earlier = examination.lists.duplicates(canonical_identity(number), act)
        if earlier is not None:
            details = (
                *act_details(index, act),
                ("earlier", earlier),
                ("amount", in_dirhams(act.amount_centimes or 0)),
            )
            yield Fault("dossier.duplicate", f"acts[{index}]", details, act)


def _can_be_recognised(act: Act) -> bool:
    """Say whether date, amount and provider are known: without them acts cannot be compared."""
    has_provider = act.provider.inpe or act.provider.name
    return bool(act.performed_on and act.amount_centimes and has_provider)
