"""The sealed body of a dossier's revision: canonical bytes that are kept, hashed and sent.

Source: RFC 8785 (JSON Canonicalization Scheme). The same revision always gives the same bytes, and
nothing ever writes them again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import rfc8785

from intake_app.domain.findings import Finding, Severity, Verdict
from intake_app.formats.dossier_json import (
    DossierFormatError,
    dossier_to_json,
    parse_dossier,
    read_dossier,
)
from intake_app.formats.kinds import Refusal, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.domain.dossier import Dossier

FORMAT = "onousc-sealed/1"
# What the rules were when a revision was sealed: raised whenever a rule of `domain` changes.
RULES_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Override:
    """A supervisor's decision to take a dossier in although something is missing."""

    supervisor: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Depositor:
    """Someone who hands the dossier in for the student."""

    name: str = field(repr=False)
    identity_number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedRevision:
    """Everything that one revision says; `deposited_at` is an instant, the `_on` are days."""

    dossier_id: UUID
    revision: int
    number: str
    office: str
    counter: str
    deposited_at: datetime
    deposited_on: date
    first_deposited_on: date
    operator: str
    fund: str
    dossier: Dossier
    verdict: Verdict
    override: Override | None = None
    depositor: Depositor | None = None
    flags: tuple[str, ...] = ()
    reason: str | None = None


def seal_bytes(sealed: SealedRevision) -> bytes:
    """Write the canonical bytes of a revision."""
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "kind": "dossier",
            "dossier_id": str(sealed.dossier_id),
            "revision": sealed.revision,
            "number": sealed.number,
            "office": sealed.office,
            "counter": sealed.counter,
            "deposited_at": instant_text(sealed.deposited_at),
            "deposited_on": sealed.deposited_on.isoformat(),
            "first_deposited_on": sealed.first_deposited_on.isoformat(),
            "operator": sealed.operator,
            "fund": sealed.fund,
            "profile": {
                "id": sealed.verdict.profile_id,
                "version": sealed.verdict.profile_version,
            },
            "rules_version": RULES_VERSION,
            "dossier": dossier_to_json(sealed.dossier),
            "verdict": _verdict_members(sealed.verdict),
            "override": _override_members(sealed.override),
            "depositor": _depositor_members(sealed.depositor),
            "flags": list(sealed.flags),
            "reason": sealed.reason,
        }
    )


def seal_readably(sealed: SealedRevision) -> bytes:
    """Write the canonical bytes of a revision that can be read again, here and by the fund.

    Raises:
        DossierFormatError: A text or a number is none of the format's; `json_path` says which.
    """
    for path, words in _words_around(sealed):
        _require_text(path, words)
    try:
        body = seal_bytes(sealed)
    except ValueError:
        read_dossier(dossier_to_json(sealed.dossier))  # names what could not be written
        raise
    read_sealed(body)
    return body


def read_sealed(body: bytes) -> SealedRevision:
    """Read back a revision from bytes that this program sealed."""
    members: dict[str, Any] = json.loads(body)
    override, depositor = members["override"], members["depositor"]
    return SealedRevision(
        dossier_id=UUID(members["dossier_id"]),
        revision=members["revision"],
        number=members["number"],
        office=members["office"],
        counter=members["counter"],
        deposited_at=datetime.fromisoformat(members["deposited_at"]),
        deposited_on=date.fromisoformat(members["deposited_on"]),
        first_deposited_on=date.fromisoformat(members["first_deposited_on"]),
        operator=members["operator"],
        fund=members["fund"],
        dossier=parse_dossier(rfc8785.dumps(members["dossier"])),
        verdict=_read_verdict(members["verdict"], members["profile"]),
        override=Override(**override) if override else None,
        depositor=Depositor(**depositor) if depositor else None,
        flags=tuple(members["flags"]),
        reason=members["reason"],
    )


def hash_of(body: bytes) -> str:
    """Return the SHA-256 of sealed bytes, in lower-case hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def instant_text(at: datetime) -> str:
    """Write an instant as sealed bodies do: UTC, milliseconds, Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _words_around(sealed: SealedRevision) -> Iterator[tuple[str, str]]:
    """Yield what people wrote beside the dossier itself, by path."""
    if sealed.override is not None:
        yield "override.reason", sealed.override.reason
    if sealed.depositor is not None:
        yield "depositor.name", sealed.depositor.name
        yield "depositor.identity_number", sealed.depositor.identity_number
    if sealed.reason is not None:
        yield "reason", sealed.reason


def _require_text(path: str, words: str) -> None:
    try:
        Text().read(words)
    except Refusal as refusal:
        raise DossierFormatError(refusal.reason, path) from None


def _override_members(override: Override | None) -> dict[str, Any] | None:
    return {"supervisor": override.supervisor, "reason": override.reason} if override else None


def _depositor_members(depositor: Depositor | None) -> dict[str, Any] | None:
    if depositor is None:
        return None
    return {"name": depositor.name, "identity_number": depositor.identity_number}


def _verdict_members(verdict: Verdict) -> dict[str, Any]:
    return {
        "outcome": verdict.outcome.value,
        "first_act_on": _day(verdict.first_act_on),
        "deadline": _day(verdict.deadline_on),
        "days_left": verdict.days_left,
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity.value,
                "path": finding.path,
                "source": finding.source,
                "details": dict(finding.details),
            }
            for finding in verdict.findings
        ],
    }


def _read_verdict(members: dict[str, Any], profile: dict[str, str]) -> Verdict:
    findings = tuple(
        Finding(
            finding["code"],
            Severity(finding["severity"]),
            finding["path"],
            finding["source"],
            tuple(finding["details"].items()),
        )
        for finding in members["findings"]
    )
    return Verdict(
        findings=findings,
        first_act_on=_read_day(members["first_act_on"]),
        deadline_on=_read_day(members["deadline"]),
        days_left=members["days_left"],
        profile_id=profile["id"],
        profile_version=profile["version"],
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
