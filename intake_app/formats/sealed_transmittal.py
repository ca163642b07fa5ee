"""The sealed body of a closed parcel: canonical bytes that are kept, hashed and sent.

Like a dossier's revision: the same parcel always gives the same bytes, never written again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import rfc8785

from intake_app.domain.money import format_amount, parse_amount
from intake_app.formats.sealed import FORMAT, instant_text


@dataclass(frozen=True, slots=True)
class SealedLine:
    """One dossier of a parcel, as its slip names it; no total when no money is asked for."""

    dossier_id: UUID
    revision: int
    number: str
    sha256: str
    student: str = field(repr=False)
    deposited_on: date
    total_centimes: int | None


@dataclass(frozen=True, slots=True)
class SealedTransmittal:
    """Everything that a closed parcel says; `closed_by` is the supervisor's full name."""

    transmittal_id: UUID
    revision: int
    number: str
    office: str
    counter: str
    closed_at: datetime
    closed_by: str
    fund: str
    lines: tuple[SealedLine, ...]

    @property
    def total_centimes(self) -> int:
        """The sum of all totals."""
        return sum(line.total_centimes or 0 for line in self.lines)


def seal_transmittal_bytes(sealed: SealedTransmittal) -> bytes:
    """Write the canonical bytes of a closed parcel."""
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "kind": "transmittal",
            "transmittal_id": str(sealed.transmittal_id),
            "revision": sealed.revision,
            "number": sealed.number,
            "office": sealed.office,
            "counter": sealed.counter,
            "closed_at": instant_text(sealed.closed_at),
            "operator": sealed.closed_by,
            "fund": sealed.fund,
            "count": len(sealed.lines),
            "total": format_amount(sealed.total_centimes),
            "dossiers": [_members(line) for line in sealed.lines],
        }
    )


def read_sealed_transmittal(body: bytes) -> SealedTransmittal:
    """Read back a parcel from bytes that this program sealed."""
    members: dict[str, Any] = json.loads(body)
    return SealedTransmittal(
        transmittal_id=UUID(members["transmittal_id"]),
        revision=members["revision"],
        number=members["number"],
        office=members["office"],
        counter=members["counter"],
        closed_at=datetime.fromisoformat(members["closed_at"]),
        closed_by=members["operator"],
        fund=members["fund"],
        lines=tuple(_read_line(line) for line in members["dossiers"]),
    )


def _members(line: SealedLine) -> dict[str, Any]:
    total = line.total_centimes
    return {
        "id": str(line.dossier_id),
        "revision": line.revision,
        "number": line.number,
        "sha256": line.sha256,
        "student": line.student,
        "deposited_on": line.deposited_on.isoformat(),
        "total": None if total is None else format_amount(total),
    }


def _read_line(members: dict[str, Any]) -> SealedLine:
    total = members["total"]
    return SealedLine(
        dossier_id=UUID(members["id"]),
        revision=members["revision"],
        number=members["number"],
        sha256=members["sha256"],
        student=members["student"],
        deposited_on=date.fromisoformat(members["deposited_on"]),
        total_centimes=None if total is None else parse_amount(total),
    )
