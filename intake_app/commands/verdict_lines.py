"""A verdict as `intake check` prints it: a JSON line for programs, aligned lines for people."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from intake_app.domain.findings import Outcome, Severity
from intake_app.wording import LANGUAGES, describe, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from intake_app.domain.findings import Finding, Verdict
    from intake_app.wording import Language

_SIGNS = {Severity.REFUSE: "⊘", Severity.BLOCK: "✗", Severity.WARN: "!"}
_SEVERITY_COLOURS = {Severity.REFUSE: "35", Severity.BLOCK: "31", Severity.WARN: "33"}
_OUTCOME_COLOURS = {Outcome.COMPLETE: "32", Outcome.INCOMPLETE: "31", Outcome.REFUSED: "35"}
_FAINT = "2"
_SEPARATOR = " · "
_NARROWEST = 40


def json_line(path: str, verdict: Verdict, *, ascii_only: bool = False) -> str:
    """Write a verdict as one JSON object on one line; its members are a contract."""
    return json.dumps({"path": path, **verdict_members(verdict)}, ensure_ascii=ascii_only)


def verdict_members(verdict: Verdict) -> dict[str, Any]:
    """Write a verdict as the members that `check --json` and `deposit --json` share."""
    findings = [
        {
            "code": finding.code,
            "severity": finding.severity.value,
            "path": finding.path,
            **{language: describe(finding, language) for language in LANGUAGES},
            "source": finding.source,
        }
        for finding in verdict.findings
    ]
    return {
        "verdict": verdict.outcome.value,
        "first_act_on": _iso(verdict.first_act_on),
        "deadline": _iso(verdict.deadline_on),
        "days_left": verdict.days_left,
        "findings": findings,
    }


@dataclass(frozen=True, slots=True)
class VerdictText:
    """How verdicts are written for people: language, colours or none, width in characters."""

    language: Language = "fr"
    colours: bool = False
    width: int = 100

    def lines(self, path: str, verdict: Verdict) -> Iterator[str]:
        """Write the verdict, its deadline, and each finding with what to do."""
        outcome = verdict.outcome
        title = self._say(f"verdict.{outcome.value}")
        yield f"{path} — {self._painted(title, f'1;{_OUTCOME_COLOURS[outcome]}')}"
        yield f"  {self._days(verdict)}"
        if not verdict.findings:
            yield f"  {self._say('verdict.nothing')}"
        labels = {severity: self._say(f"verdict.{severity.value}") for severity in Severity}
        margin = max(len(label) for label in labels.values())
        for finding in verdict.findings:
            label = labels[finding.severity].ljust(margin)
            sign = f"{_SIGNS[finding.severity]} {label}"
            yield from self._finding(finding, sign, indent=margin + 6)

    def _finding(self, finding: Finding, sign: str, *, indent: int) -> Iterator[str]:
        colour = _SEVERITY_COLOURS[finding.severity]
        room = max(self.width - indent, _NARROWEST)
        first, *others = textwrap.wrap(describe(finding, self.language), room)
        yield f"  {self._painted(sign, colour)}  {first}"
        for line in others:
            yield " " * indent + line
        place = _SEPARATOR.join((finding.path, finding.code, finding.source))
        yield " " * indent + self._painted(place, _FAINT)

    def _days(self, verdict: Verdict) -> str:
        """Write first act, deadline and the days that are left."""
        parts = []
        if verdict.first_act_on is not None:
            parts.append(self._say("verdict.first_act", day=_spoken(verdict.first_act_on)))
        if verdict.deadline_on is None or verdict.days_left is None:
            parts.append(self._say("verdict.no_deadline"))
        else:
            parts.append(self._say("verdict.deadline", day=_spoken(verdict.deadline_on)))
            left = verdict.days_left
            code = "verdict.days_late" if left < 0 else "verdict.days_left"
            parts.append(self._say(code, days=str(abs(left))))
        return _SEPARATOR.join(parts)

    def _say(self, code: str, **details: str) -> str:
        return say(code, self.language, details)

    def _painted(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colours else text


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _spoken(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"
