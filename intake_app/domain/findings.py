"""What a check found: a code with the values that explain it, never a sentence.

Source: spec of the completeness check (codes, severities, verdict).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Severity(StrEnum):
    """How far a finding stands in the way of a deposit."""

    REFUSE = "refuse"  # not for this counter; nobody can override it
    BLOCK = "block"  # to be put right first; a supervisor may override with a reason
    WARN = "warn"  # taken in; shown, stored and sent with the dossier


class Outcome(StrEnum):
    """What the findings together mean for the dossier."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a dossier.

    `path` points at the element at fault in the dossier format (`acts[0].provider.inpe`);
    `source` names the document of the rule (`S2`); `details` are the values that the
    sentence for the operator needs, as (name, text) pairs.
    """

    code: str
    severity: Severity
    path: str
    source: str
    details: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of checking one dossier.

    `deadline_on` is the last day on which a deposit is in time and `days_left` counts from
    the deposit to it (negative when passed); both are None when there is no deadline.
    `profile_id` and `profile_version` name the scheme profile whose rules were applied.
    """

    findings: tuple[Finding, ...]
    first_act_on: date | None
    deadline_on: date | None
    days_left: int | None
    profile_id: str
    profile_version: str

    @property
    def outcome(self) -> Outcome:
        """Complete, incomplete or refused: depends on the findings alone."""
        return outcome_of(self.findings)


def outcome_of(findings: Iterable[Finding]) -> Outcome:
    """Any refusal refuses, else any block leaves the dossier incomplete, else it is complete."""
    severities = {finding.severity for finding in findings}
    if Severity.REFUSE in severities:
        return Outcome.REFUSED
    if Severity.BLOCK in severities:
        return Outcome.INCOMPLETE
    return Outcome.COMPLETE
