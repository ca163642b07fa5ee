"""Judging a sealed item by the very rules the counter has: sound, of the format, and complete.

An item that breaks a rule is held all the same, in quarantine, with the code and the path of
what is wrong: its operator makes the next revision. What a supervisor overrode is no reason, a
refusal is one always. Nothing here sees a database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from intake_app.domain.check import check_dossier
from intake_app.domain.findings import Severity
from intake_app.formats.dossier_json import DossierFormatError, read_dossier
from intake_app.formats.profile_toml import load_schemes
from intake_app.sync.canonical import UnsoundJson, parse_canonical
from intake_app.sync.messages import ItemKind, Revision, ShortText, Uuid, first_path
from intake_server.holdings import Arrival

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.domain.profile import Schemes
    from intake_app.sync.messages import Batch, SealedItem
    from intake_server.stations import Station

BROKEN_SEAL = "sealed.format"  # not the form of a sealed body, at the path named
OTHER_ITEM = "sealed.identity"  # the body is of another item, or counter, than its envelope
OTHER_FUND = "sealed.fund"  # a batch never mixes funds
WRONG_SLIP = "sealed.slip"  # a parcel's list that contradicts itself
UNPROVED = "sealed.verdict"  # sealed incomplete without anybody's reason
_MAX_TRANSMITTED = 5000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _read_day(text: object) -> date:
    """Read a day as sealed bodies write it; the one spelling that the format knows."""
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise ValueError("not a day")
    return date.fromisoformat(text)


Day = Annotated[date, BeforeValidator(_read_day)]


class _Sealed(BaseModel):
    """What every sealed body says; newer counters may say more."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    format: Literal["onousc-sealed/1"]
    revision: Revision
    number: ShortText
    office: ShortText
    counter: ShortText
    fund: ShortText
    operator: ShortText


class _ProfileName(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    id: ShortText
    version: ShortText


class _SealedVerdict(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    outcome: Literal["complete", "incomplete", "refused"]


class _SealedOverride(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    reason: Annotated[str, Field(min_length=1, repr=False)]
    supervisor: Annotated[str, Field(min_length=1)]


class _SealedDossier(_Sealed):
    """The members of a dossier's sealed body around the dossier itself."""

    kind: Literal["dossier"]
    dossier_id: Uuid
    deposited_on: Day
    first_deposited_on: Day
    profile: _ProfileName
    verdict: _SealedVerdict
    override: _SealedOverride | None
    dossier: Any = Field(repr=False)


class _TransmittedDossier(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    id: Uuid
    revision: Revision
    number: ShortText


class _SealedTransmittal(_Sealed):
    """The members of a parcel's sealed body."""

    kind: Literal["transmittal"]
    transmittal_id: Uuid
    count: int | None = None
    dossiers: Annotated[list[_TransmittedDossier], Field(max_length=_MAX_TRANSMITTED)]


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why an item is quarantined."""

    code: str
    path: str


class ItemJudge:
    """Judges items one by one with the profiles of this server."""

    def __init__(self, schemes: Schemes) -> None:
        self._schemes = schemes

    def __call__(self, item: SealedItem, batch: Batch, station: Station) -> Arrival:
        """Judge one item whose hash fits its bytes, sent by this station.

        What is of another counter keeps no number: none may be found by a number of others.
        """
        body = item.body.encode()
        try:
            members = parse_canonical(body)
        except UnsoundJson as error:
            return _arrival(item, None, _Fault(f"sealed.{error.reason}", "$"), sound=False)
        try:
            if item.kind is ItemKind.DOSSIER:
                sealed: _Sealed = _SealedDossier.model_validate(members)
            else:
                sealed = _SealedTransmittal.model_validate(members)
        except ValidationError as error:
            return _arrival(item, None, _Fault(BROKEN_SEAL, first_path(error)), sound=True)
        fault = _find_other_counter(sealed, station)
        if fault is not None:
            return _arrival(item, None, fault, sound=True)
        fault = _find_stranger(sealed, item, batch)
        if fault is None and isinstance(sealed, _SealedDossier):
            fault = self._find_broken_rule(sealed, members["dossier"])
        if fault is None and isinstance(sealed, _SealedTransmittal):
            fault = _find_wrong_slip(sealed)
        return _arrival(item, sealed.number, fault, sound=True)

    def _find_broken_rule(self, sealed: _SealedDossier, members: dict[str, Any]) -> _Fault | None:
        try:
            dossier = read_dossier(members)
        except DossierFormatError as error:
            return _Fault(error.reason, error.json_path)
        verdict = check_dossier(
            dossier,
            deposited_on=sealed.deposited_on,
            first_deposited_on=sealed.first_deposited_on,
            schemes=self._schemes,
        )
        if (sealed.profile.id, sealed.profile.version) != (
            verdict.profile_id,
            verdict.profile_version,
        ):
            return _judge_by_seal(sealed)
        forbidden = {Severity.REFUSE} if sealed.override else {Severity.REFUSE, Severity.BLOCK}
        for finding in verdict.findings:
            if finding.severity in forbidden:
                return _Fault(finding.code, finding.path)
        return None


def load_judge(profiles: Path | None = None) -> ItemJudge:
    """Load the profiles, the shipped ones unless a folder is given; each worker does it once."""
    return ItemJudge(load_schemes(profiles))


def _judge_by_seal(sealed: _SealedDossier) -> _Fault | None:
    """A profile that this server does not have: only what the counter wrote can be judged."""
    outcome = sealed.verdict.outcome
    if outcome == "refused" or (outcome == "incomplete" and sealed.override is None):
        return _Fault(UNPROVED, "verdict.outcome")
    return None


def _find_wrong_slip(sealed: _SealedTransmittal) -> _Fault | None:
    """Find a slip that counts other than its lines, or names a dossier twice."""
    if sealed.count is not None and sealed.count != len(sealed.dossiers):
        return _Fault(WRONG_SLIP, "count")
    seen: set[str] = set()
    for place, line in enumerate(sealed.dossiers):
        if line.id in seen:
            return _Fault(WRONG_SLIP, f"dossiers[{place}].id")
        seen.add(line.id)
    return None


def _find_stranger(sealed: _Sealed, item: SealedItem, batch: Batch) -> _Fault | None:
    """Find a body that is not of the item, or not of the fund, that its envelope names."""
    if isinstance(sealed, _SealedDossier):
        name, item_id = "dossier_id", sealed.dossier_id
    elif isinstance(sealed, _SealedTransmittal):
        name, item_id = "transmittal_id", sealed.transmittal_id
    else:  # pragma: no cover - there are two kinds
        return _Fault(BROKEN_SEAL, "kind")
    if item_id != item.id:
        return _Fault(OTHER_ITEM, name)
    if sealed.revision != item.revision:
        return _Fault(OTHER_ITEM, "revision")
    if sealed.fund != batch.fund:
        return _Fault(OTHER_FUND, "fund")
    return None


def _find_other_counter(sealed: _Sealed, station: Station) -> _Fault | None:
    """Find a body, or a number, that is of another counter than the one that sends it.

    The letter of the store may be any: it changes with each store that the counter begins, and a
    correction keeps the number of the first.
    """
    if sealed.office != station.office:
        return _Fault(OTHER_ITEM, "office")
    if sealed.counter[:-1] != station.counter:
        return _Fault(OTHER_ITEM, "counter")
    office, _, rest = sealed.number.partition("-")
    counter = rest.partition("-")[0]
    if (office, counter[:-1]) != (station.office, station.counter):
        return _Fault(OTHER_ITEM, "number")
    return None


def _arrival(item: SealedItem, number: str | None, fault: _Fault | None, *, sound: bool) -> Arrival:
    return Arrival(
        kind=item.kind.value,
        item_id=item.id,
        revision=item.revision,
        sha256=item.sha256,
        body=item.body,
        is_sound=sound,
        number=number,
        code=fault.code if fault else None,
        path=fault.path if fault else None,
    )
