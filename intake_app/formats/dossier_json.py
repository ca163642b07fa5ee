"""The dossier format `onousc-dossier/1`: from the bytes of a file to a `Dossier`, and back.

Source: the contract of the completeness check, section on the dossier format. A file that says
something unexpected is refused with the place named, for a typing error must not pass as
"absent". `docs/dossier.schema.json` is written from the tables below by `schema.py`.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from intake_app.domain.dossier import (
    Act,
    Care,
    CareSheet,
    Dossier,
    IdentityKind,
    LongTerm,
    Medicine,
    Prescription,
    Provider,
    RequestKind,
    SheetKind,
    Student,
    Treatment,
)
from intake_app.domain.identifiers import canonical_identity
from intake_app.formats.kinds import (
    Amount,
    Choice,
    CodeOf,
    Compact,
    Converted,
    Day,
    Flag,
    Kind,
    Refusal,
    Text,
    Whole,
)
from intake_app.formats.members import Array, Member, Object
from intake_app.formats.strict_json import DossierFormatError, load_strictly
from intake_app.formats.tables import load_institutions

if TYPE_CHECKING:
    from intake_app.domain.offices import Institution

__all__ = ["FORMAT", "DossierFormatError", "dossier_to_json", "parse_dossier", "read_dossier"]

FORMAT = "onousc-dossier/1"


class _Format(StrEnum):
    ONE = FORMAT


@lru_cache(1)
def _institutions() -> dict[str, Institution]:
    return load_institutions()


def _medicines_elsewhere(act: Act) -> Refusal | None:
    """Refuse boxes on an act that is not a pharmacy's: they were typed in the wrong place."""
    if act.medicines and act.care is not Care.PHARMACY:
        return Refusal("input.medicines_elsewhere").at("medicines")
    return None


_MEDICINES_ON_PHARMACY_ONLY = {
    "if": {"properties": {"care": {"not": {"const": Care.PHARMACY.value}}}},
    "then": {"properties": {"medicines": {"maxItems": 0}}},
}


def _members(**kinds: Kind) -> dict[str, Member]:
    """Describe optional members whose value's attribute has the same name."""
    return {name: Member(kind, name) for name, kind in kinds.items()}


def _required(**kinds: Kind) -> dict[str, Member]:
    return {name: Member(kind, name, required=True) for name, kind in kinds.items()}


_STUDENT = Object(
    Student,
    _required(identity_kind=Choice(IdentityKind))
    | _members(
        identity_number=Converted(canonical_identity),
        last_name=Text(),
        first_name=Text(),
        birth_date=Day(),
        massar_code=Text(),
        phone=Text(),
        email=Text(),
        address=Text(),
        rib=Compact(),
    )
    | _required(institution=CodeOf(_institutions))
    | _members(traditional_final_cycle=Flag(), other_coverage=Flag(), entitled_from=Day()),
)
_SHEET = Object(
    CareSheet,
    _members(name=Flag(), identity=Flag(), address=Flag(), signature=Flag(), signed_on=Day())
    | {"total": Member(Amount(), "total_centimes")},
)
_PROVIDER = Object(Provider, _members(name=Text(), inpe=Compact(), ice=Compact(), specialty=Text()))
_MEDICINE = Object(
    Medicine,
    _members(barcode=Compact())
    | {"public_price": Member(Amount(), "public_price_centimes")}
    | _members(quantity=Whole(least=1), attached=Flag()),
)
_ACT = Object(
    Act,
    _required(care=Choice(Care))
    | _members(performed_on=Day())
    | {"amount": Member(Amount(), "amount_centimes")}
    | _members(
        provider=_PROVIDER,
        stamp=Flag(),
        signature=Flag(),
        signed_on=Day(),
        invoice=Flag(),
        report=Flag(),
        tooth_chart=Flag(),
        medicines=Array(_MEDICINE),
    ),
    refuse=_medicines_elsewhere,
    rules=_MEDICINES_ON_PHARMACY_ONLY,
)
_PRESCRIPTION = Object(
    Prescription,
    _members(
        original=Flag(),
        patient=Text(),
        prescriber=Text(),
        specialty=Text(),
        issued_on=Day(),
        duration_days=Whole(),
        pharmacist_stamp=Flag(),
        covers=Array(Choice(Care)),
    ),
)


_BODY = Object(
    Dossier,
    _required(sheet_kind=Choice(SheetKind), request=Choice(RequestKind))
    | _members(deposited_on=Day())
    | _required(student=_STUDENT, sheet=_SHEET)
    | _members(
        long_term=Object(LongTerm, _members(illness_code=Text(), agreement_number=Text())),
        treatment=Object(Treatment, _members(continuous=Flag(), ended_on=Day())),
    )
    | _required(acts=Array(_ACT))
    | _members(prescriptions=Array(_PRESCRIPTION)),
)


def _dossier_of(_written_format: _Format, **values: Any) -> Dossier:
    return Dossier(**values)


_FORMAT_MEMBER = {"format": Member(Choice(_Format), "_written_format", required=True)}
ROOT = Object(_dossier_of, _FORMAT_MEMBER | _BODY.members)


def parse_dossier(data: bytes) -> Dossier:
    """Read one dossier from the bytes of a file, judging nothing.

    Raises:
        DossierFormatError: The file is not JSON, or not this format; `json_path` says where
            and `reason` is the code of the sentence that says why.
    """
    return read_dossier(load_strictly(data))


def read_dossier(raw: object) -> Dossier:
    """Read one dossier from JSON that was loaded strictly already, as part of a sealed body is.

    Raises:
        DossierFormatError: As `parse_dossier` does for a file that is JSON.
    """
    try:
        _require_format(raw)
        return cast("Dossier", ROOT.read(raw))
    except Refusal as refusal:
        details = {name: str(value) for name, value in refusal.details.items()}
        raise DossierFormatError(refusal.reason, refusal.json_path, **details) from None


def dossier_to_json(dossier: Dossier) -> dict[str, Any]:
    """Write a dossier as the members of the format, all of them, in their canonical types.

    Amounts are strings with two decimals, dates ISO days, absent values null: reading the result
    gives the same dossier back.
    """
    return {"format": FORMAT} | _BODY.write(dossier)


def _require_format(raw: object) -> None:
    """Look at the format first: a file of another format is not wrong in its members."""
    if isinstance(raw, dict) and raw.get("format") is not None:
        try:
            Choice(_Format).read(raw["format"])
        except Refusal as refusal:
            raise refusal.at("format") from None
