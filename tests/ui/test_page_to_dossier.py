from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from intake_app.domain.dossier import Care, RequestKind, SheetKind
from intake_app.formats.dossier_json import dossier_to_json, parse_dossier
from intake_app.ui.reception.building import build
from intake_app.ui.reception.form import (
    ActForm,
    DepositorForm,
    DossierForm,
    MedicineForm,
    StudentForm,
)
from tests.ui.window_kit import complete_form

if TYPE_CHECKING:
    from intake_app.domain.dossier import Dossier

TODAY = date(2026, 11, 20)


def built(form: DossierForm) -> Dossier:
    result = build(form, TODAY)
    assert not result.problems
    return result.dossier


def problems(form: DossierForm) -> dict[str, str]:
    return {problem.path: problem.code for problem in build(form, TODAY).problems}


def test_a_page_becomes_the_dossier_that_a_file_would_hold(complete: DossierForm) -> None:
    dossier = built(complete)

    members = dossier_to_json(dossier)
    assert members["student"]["birth_date"] == "2005-03-09"
    assert members["sheet"]["total"] == "192.50"
    assert members["acts"][1]["medicines"] == [
        {"barcode": "6119999000015", "public_price": "42.50", "quantity": 1, "attached": True}
    ]
    assert parse_dossier(json.dumps(members).encode()) == dossier


def test_numbers_lose_their_spaces_and_foreign_digits(complete: DossierForm) -> None:
    complete.student.identity_number = " zz 90٠٠01 "
    complete.student.rib = "3108 1010 0013 0701 7697 0116"
    complete.acts[0].inpe = "900 000 001"

    dossier = built(complete)

    assert dossier.student.identity_number == "ZZ900001"
    assert dossier.student.rib == "310810100013070176970116"
    assert dossier.acts[0].provider.inpe == "900000001"


def test_what_cannot_be_read_is_named_by_its_field(complete: DossierForm) -> None:
    complete.student.birth_date = "32/13/2004"
    complete.acts[0].amount = "cent"
    complete.acts[1].medicines[0].public_price = "12,345"
    complete.prescriptions[0].duration_days = "une semaine"

    assert problems(complete) == {
        "student.birth_date": "field.day",
        "acts[0].amount": "field.price",
        "acts[1].medicines[0].public_price": "field.price",
        "prescriptions[0].duration_days": "field.count",
    }


LOST_APOSTROPHE = "12 rue de l\x92Atlas"
HALF_A_PAIR = "rue \ud83d"


def write_everywhere(form: DossierForm, text: str) -> dict[str, str]:
    """Write a text into every field that takes words or a number; return path and field."""
    student, sheet, depositor = form.student, form.sheet, form.depositor
    act, box, paper = form.acts[1], form.acts[1].medicines[0], form.prescriptions[0]
    depositor.someone_else = True
    named = {
        "student": (
            student,
            "identity_number last_name first_name massar_code phone email address rib",
        ),
        "long_term": (sheet, "illness_code agreement_number"),
        "acts[1].provider": (act, "inpe ice specialty"),
        "acts[1].medicines[0]": (box, "barcode"),
        "prescriptions[0]": (paper, "patient prescriber specialty"),
        "depositor": (depositor, "name identity_number"),
    }
    act.provider_name = text
    paths = {"acts[1].provider.name": text}
    for start, (part, names) in named.items():
        for name in names.split():
            setattr(part, name, text)
            paths[f"{start}.{name}"] = text
    return paths


@pytest.mark.parametrize("text", [LOST_APOSTROPHE, "AB\x07", "\x00", HALF_A_PAIR])
def test_text_that_no_seal_could_be_opened_with_is_named_by_its_field(
    complete: DossierForm, text: str
) -> None:
    paths = write_everywhere(complete, text)

    assert problems(complete) == dict.fromkeys(paths, "field.characters")


def test_text_is_one_line_without_marks_of_direction_whatever_a_draft_brings(
    complete: DossierForm,
) -> None:
    complete.student.last_name = "BENJ\u202eELLOUN\n"
    complete.student.first_name = "Hajar\nZineb\tX"
    complete.student.identity_number = "\u2066ZZ900001\u2069"
    complete.acts[0].inpe = "900\u2028000\u200e001"

    dossier = built(complete)

    assert dossier.student.last_name == "BENJELLOUN"
    assert dossier.student.first_name == "Hajar Zineb X"
    assert dossier.student.identity_number == "ZZ900001"
    assert dossier.acts[0].provider.inpe == "900000001"


def test_numbers_that_no_seal_holds_exactly_are_named_by_their_field(
    complete: DossierForm,
) -> None:
    complete.acts[0].amount = "90071992547409,92"
    complete.acts[1].medicines[0].public_price = "9" * 300
    complete.sheet.total = "9" * 60
    complete.prescriptions[0].duration_days = "9" * 16

    assert problems(complete) == {
        "acts[0].amount": "field.too_large",
        "acts[1].medicines[0].public_price": "field.too_large",
        "sheet.total": "field.too_large",
        "prescriptions[0].duration_days": "field.too_large",
    }

    complete.acts[0].amount = "90071992547409,91"
    assert "acts[0].amount" not in problems(complete)


def test_a_code_that_was_typed_and_not_counted_is_named(complete: DossierForm) -> None:
    complete.box_entry = "6119999000022"

    assert problems(complete) == {"box_entry": "field.box_entry"}


@pytest.mark.parametrize(("boxes", "taken"), [(0, False), (1, True), (999, True), (1000, False)])
def test_a_number_of_boxes_is_counted_from_one(
    complete: DossierForm, boxes: int, taken: bool
) -> None:
    complete.acts[1].medicines[0].quantity = boxes

    expected = {} if taken else {"acts[1].medicines[0].quantity": "field.quantity"}
    assert problems(complete) == expected


@given(text=st.text(), amount=st.text("0123456789,. "), days=st.text("0123456789"))
def test_whatever_is_typed_is_named_or_can_be_read_again(text: str, amount: str, days: str) -> None:
    form = complete_form()
    write_everywhere(form, text)
    form.acts[1].amount = form.sheet.total = amount
    form.prescriptions[0].duration_days = days

    result = build(form, TODAY)

    if not result.problems:
        members = dossier_to_json(result.dossier)
        assert parse_dossier(rfc8785.dumps(members)) == result.dossier


def test_the_kind_of_institution_is_never_assumed() -> None:
    assert problems(DossierForm()) == {"student.institution": "field.institution_unchosen"}


def test_whoever_deposits_for_the_student_has_a_name_and_a_number(complete: DossierForm) -> None:
    complete.depositor = DepositorForm(someone_else=True)
    assert set(problems(complete)) == {"depositor.name", "depositor.identity_number"}

    complete.depositor = DepositorForm(True, "Ali Tazi", " ab 12 ")
    result = build(complete, TODAY)
    assert result.depositor is not None
    assert (result.depositor.name, result.depositor.identity_number) == ("Ali Tazi", "AB12")

    complete.depositor.someone_else = False
    assert build(complete, TODAY).depositor is None


def test_boxes_go_with_pharmacies_only(complete: DossierForm) -> None:
    complete.acts[0].medicines = [MedicineForm("6119999000015")]

    assert built(complete).acts[0].medicines == ()


def test_the_end_of_a_treatment_counts_only_for_a_continuous_one(complete: DossierForm) -> None:
    complete.sheet.ended_on = "01/11/2026"
    assert built(complete).treatment.ended_on is None

    complete.sheet.continuous = True
    assert built(complete).treatment.ended_on == date(2026, 11, 1)


@pytest.mark.parametrize("care", Care)
@pytest.mark.parametrize("request_kind", RequestKind)
@pytest.mark.parametrize("sheet", SheetKind)
def test_every_act_sheet_and_request_can_be_entered(
    care: Care, request_kind: RequestKind, sheet: SheetKind, complete: DossierForm
) -> None:
    complete.acts = [ActForm(care, performed_on="071126")]
    complete.sheet.kind, complete.sheet.request = sheet, request_kind

    dossier = built(complete)

    assert (dossier.acts[0].care, dossier.request, dossier.sheet_kind) == (
        care,
        request_kind,
        sheet,
    )


def test_a_draft_brings_the_page_back_half_typed_dates_included(complete: DossierForm) -> None:
    complete.acts[0].performed_on = "0711"
    kept = json.loads(json.dumps(complete.to_members()))

    assert DossierForm.from_members(kept) == complete


def test_a_draft_of_another_version_opens_with_what_fits() -> None:
    form = DossierForm.from_members(
        {
            "student": {"last_name": "TAZI", "identity_kind": "licence", "shoe_size": 42},
            "acts": [{"care": "dental", "amount": 12}, "nonsense"],
            "sheet": None,
            "later": {},
        }
    )

    assert form.student == StudentForm(last_name="TAZI")
    assert form.acts == [ActForm(Care.DENTAL)]


def test_a_page_says_who_it_is_about_and_whether_anything_was_entered() -> None:
    assert DossierForm().is_blank
    assert DossierForm(StudentForm(identity_number="ZZ1")).title == "ZZ1"
    assert DossierForm(StudentForm(last_name="TAZI", first_name="Ali")).title == "TAZI Ali"
    assert not DossierForm(acts=[ActForm(Care.OTHER)]).is_blank


def test_names_and_numbers_stay_out_of_logs() -> None:
    shown = repr(StudentForm(identity_number="ZZ900001", last_name="BENJELLOUN", rib="310"))

    assert not any(secret in shown for secret in ("ZZ900001", "BENJELLOUN", "310"))
    assert {spec.name for spec in fields(StudentForm) if spec.repr} == {
        "identity_kind",
        "institution",
        "entitled_from",
        "other_coverage",
        "traditional_final_cycle",
    }
