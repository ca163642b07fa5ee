"""Words that are stored, sent and sealed: a change would orphan what is there already."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, is_dataclass
from typing import TYPE_CHECKING, Any

import pytest

from intake_app.domain import (
    dossier,
    examination,
    findings,
    lifecycle,
    lists,
    numbers,
    offices,
    operators,
    paper,
    profile,
)
from intake_app.domain.dossier import IdentityKind, LongTerm, Prescription, Student
from intake_app.domain.findings import Finding, Severity
from intake_app.domain.lists import Beneficiary
from intake_app.domain.operators import NEEDED_ROLE, Action, Operator, Role

if TYPE_CHECKING:
    from enum import StrEnum

WORDS: dict[type[StrEnum], str] = {
    dossier.SheetKind: "ordinary dental long_term",
    dossier.RequestKind: (
        "reimbursement prior_agreement costly_medicines copayment_waiver direct_coverage"
    ),
    dossier.Care: (
        "consultation pharmacy biology radiology optical dental physiotherapy hospital other"
    ),
    dossier.IdentityKind: "cin residence_card passport",
    findings.Severity: "refuse block warn",
    findings.Outcome: "complete incomplete refused",
    lifecycle.ElectronicState: "draft sealed sent received quarantined conflict",
    lifecycle.PaperState: "at_office in_parcel parcel_received missing returned settled",
    paper.Corrector: (
        "student doctor pharmacist laboratory imaging optician dentist physiotherapist hospital "
        "provider"
    ),
    offices.Channel: "onousc ofppt post",
    operators.Role: "agent supervisor administrator",
    operators.Action: (
        "deposit search synchronise override reprint amend cancel date_other_day export transmit "
        "import_reference enrol settings accounts"
    ),
}
VALUES = [
    value
    for module in (
        dossier,
        examination,
        findings,
        lists,
        numbers,
        offices,
        operators,
        paper,
        profile,
    )
    for value in vars(module).values()
    if isinstance(value, type) and is_dataclass(value) and value.__module__ == module.__name__
]


@pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.__name__)
def test_the_words_of_each_kind_never_change(kind: type[StrEnum]) -> None:
    assert [member.value for member in kind] == WORDS[kind].split()
    assert [member.name for member in kind] == WORDS[kind].upper().split()


@pytest.mark.parametrize(
    "value",
    [
        Student(
            IdentityKind.CIN,
            "public_higher",
            identity_number="SECRET",
            last_name="SECRET",
            first_name="SECRET",
            massar_code="SECRET",
            phone="SECRET",
            email="SECRET",
            address="SECRET",
            rib="SECRET",
        ),
        LongTerm("SECRET", "SECRET"),
        Prescription(patient="SECRET"),
        Beneficiary("SECRET", "SECRET", "SECRET", massar_code="SECRET", rib="SECRET"),
        Finding("acts.none", Severity.BLOCK, "acts", "S2", (("written", "SECRET"),)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_personal_data_stays_out_of_what_logs_show(value: object) -> None:
    assert "SECRET" not in repr(value)
    assert "birth_date" not in repr(value)


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
def test_values_are_never_changed_in_place(kind: type) -> None:
    value: Any = object.__new__(kind)
    with pytest.raises(FrozenInstanceError):
        setattr(value, fields(kind)[0].name, None)


AGENTS = {Action.DEPOSIT, Action.SEARCH, Action.SYNCHRONISE}
ADMINISTRATORS = {Action.ENROL, Action.SETTINGS, Action.ACCOUNTS}


@pytest.mark.parametrize("action", Action)
def test_each_role_may_do_what_the_ones_before_it_may(action: Action) -> None:
    allowed = [role for role in Role if Operator("a", "A", role).may(action)]

    if action in AGENTS:
        assert allowed == list(Role)
    elif action in ADMINISTRATORS:
        assert allowed == [Role.ADMINISTRATOR]
    else:
        assert allowed == [Role.SUPERVISOR, Role.ADMINISTRATOR]


def test_every_action_has_its_role() -> None:
    assert set(NEEDED_ROLE) == set(Action)


@pytest.mark.parametrize(
    "value",
    [
        dossier.CareSheet(),
        dossier.LongTerm(),
        dossier.Treatment(),
        dossier.Provider(),
        dossier.Act(dossier.Care.OTHER),
        dossier.Prescription(),
        dossier.Medicine(quantity=0),
        Student(IdentityKind.CIN, "public_higher"),
        lists.MedicineEntry("6118000010050", "DOLI"),
        Beneficiary("JB123456"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_left_out_counts_as_absent(value: Any) -> None:
    needed = {"care", "provider", "identity_kind", "institution", "code", "name", "identity_number"}
    left_out = [getattr(value, one.name) for one in fields(value) if one.name not in needed]

    assert not any(left_out)
    assert dossier.Medicine().quantity == 1
    assert getattr(value, "name", None) in {None, False, "DOLI"}
