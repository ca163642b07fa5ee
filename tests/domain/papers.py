"""Dossiers for the tests of the rules: one that lacks nothing, and ways to take something away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from intake_app.domain.check import check_dossier
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
)
from intake_app.domain.findings import Finding, Verdict  # noqa: TC001
from intake_app.domain.lists import Beneficiary, MedicineEntry  # noqa: TC001
from intake_app.domain.profile import Fund, Profile, Schemes, SeverityLine, Span
from intake_app.formats.profile_toml import load_schemes

DEPOSITED_ON = date(2026, 11, 20)
PERFORMED_ON = date(2026, 10, 10)
SCHEMES = load_schemes()
SHIPPED = SCHEMES.profiles[0]

STUDENT = Student(
    identity_kind=IdentityKind.CIN,
    institution="public_higher",
    identity_number="JB123456",
    last_name="EL AMRANI",
    first_name="Salma",
    birth_date=date(2004, 5, 17),
    address="12, rue des Écoles, Agadir",
)
SHEET = CareSheet(
    name=True, identity=True, address=True, signature=True, signed_on=date(2026, 11, 18)
)
BOXES = (
    Medicine("6118000010050", 2680, attached=True),
    Medicine("6118000010067", 3445, attached=True),
)
PRESCRIPTION = Prescription(
    original=True,
    patient="EL AMRANI Salma",
    prescriber="Dr Alaoui",
    specialty="Médecine générale",
    issued_on=PERFORMED_ON,
    duration_days=10,
    pharmacist_stamp=True,
)


def act(care: Care = Care.CONSULTATION, **changes: Any) -> Act:
    """An act that has everything any kind of care could be asked for."""
    complete = Act(
        care=care,
        performed_on=PERFORMED_ON,
        amount_centimes=6125 if care is Care.PHARMACY else 20000,
        provider=Provider("Dr Alaoui", "015040801", "001561191000066", "Médecine générale"),
        stamp=True,
        signature=True,
        signed_on=PERFORMED_ON,
        invoice=True,
        report=True,
        tooth_chart=True,
        medicines=BOXES if care is Care.PHARMACY else (),
    )
    return replace(complete, **changes)


def dossier(*acts: Act, **changes: Any) -> Dossier:
    """A dossier that lacks nothing: the sheet's kind and total follow from the acts.

    Members of the student and of the sheet are changed with `student` and `sheet`.
    """
    acts = acts or (act(),)
    student = replace(STUDENT, **changes.pop("student", {}))
    total = sum(one.amount_centimes or 0 for one in acts) or 20000
    sheet = replace(SHEET, **({"total_centimes": total} | changes.pop("sheet", {})))
    dental = any(one.care is Care.DENTAL for one in acts)
    complete = Dossier(
        sheet_kind=SheetKind.DENTAL if dental else SheetKind.ORDINARY,
        request=RequestKind.REIMBURSEMENT,
        student=student,
        sheet=sheet,
        acts=acts,
        long_term=LongTerm("ALD-12", "2026/778"),
        prescriptions=(PRESCRIPTION,),
    )
    return replace(complete, **changes)


def judged(checked: Dossier, **circumstances: Any) -> Verdict:
    """Check a dossier, on the usual day by the shipped profile unless told otherwise."""
    usual: dict[str, Any] = {"deposited_on": DEPOSITED_ON, "schemes": SCHEMES}
    return check_dossier(checked, **(usual | circumstances))


def codes(checked: Dossier, **circumstances: Any) -> list[str]:
    """The codes found, in the order in which they are reported."""
    return [finding.code for finding in judged(checked, **circumstances).findings]


def finding(checked: Dossier, code: str, **circumstances: Any) -> Finding:
    """The one finding of a code."""
    found = [one for one in judged(checked, **circumstances).findings if one.code == code]
    assert len(found) == 1, found
    return found[0]


def fund(**changes: str) -> Fund:
    """Another fund than the shipped one."""
    other = Fund(
        id="cnss",
        name="CNSS",
        name_fr="Caisse nationale de sécurité sociale",
        name_ar="الصندوق الوطني للضمان الاجتماعي",
        address_fr="649, boulevard Mohammed V, Casablanca",
        address_ar="649، شارع محمد الخامس، الدار البيضاء",
        phone="080 203 33 33",
        email="essai@exemple.ma",
        website="www.exemple.ma",
    )
    return replace(other, **changes)


def profile(
    *lines: SeverityLine, profile_id: str = "other", care: Span | None = None, **changes: str
) -> Profile:
    """A profile of another fund, with the shipped lines unless lines are given."""
    return Profile(profile_id, "1", fund(**changes), lines or SHIPPED.lines, care=care or Span())


def schemes(*profiles: Profile) -> Schemes:
    """Schemes of these profiles, with the shipped institutions."""
    return Schemes(profiles, SCHEMES.institutions)


class LoadedLists:
    """Lists that a site has loaded, held in memory."""

    def __init__(
        self,
        medicines: tuple[MedicineEntry, ...] | None = None,
        beneficiaries: tuple[Beneficiary, ...] | None = None,
        deposited: dict[tuple[str, Act], str] | None = None,
    ) -> None:
        self.medicines_loaded = medicines is not None
        self.beneficiaries_loaded = beneficiaries is not None
        self._medicines = {entry.code: entry for entry in medicines or ()}
        self._beneficiaries = {entry.identity_number: entry for entry in beneficiaries or ()}
        self._deposited = deposited or {}

    def medicine(self, gtin13: str) -> MedicineEntry | None:
        return self._medicines.get(gtin13)

    def beneficiary(self, identity_number: str) -> Beneficiary | None:
        return self._beneficiaries.get(identity_number)

    def duplicates(self, identity_number: str, act: Act) -> str | None:
        return self._deposited.get((identity_number, act))
