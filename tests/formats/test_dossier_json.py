from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_app.domain.dossier import Act, Care, Dossier, LongTerm, Provider, Treatment
from intake_app.errors import UnusableInput
from intake_app.formats.dossier_json import DossierFormatError, dossier_to_json, parse_dossier
from intake_app.wording import LANGUAGES, describe_error
from tests.domain.any_dossier import dossiers

MINIMAL: dict[str, Any] = {
    "format": "onousc-dossier/1",
    "sheet_kind": "ordinary",
    "request": "reimbursement",
    "student": {"identity_kind": "cin", "institution": "public_higher"},
    "sheet": {},
    "acts": [],
}
FULL: dict[str, Any] = {
    **MINIMAL,
    "deposited_on": "2026-11-20",
    "student": {
        **MINIMAL["student"],
        "identity_number": "JB123456",
        "birth_date": "2004-05-17",
        "rib": None,
    },
    "sheet": {"name": True, "signed_on": "2026-11-18", "total": "350.00"},
    "long_term": {"illness_code": "ALD-12"},
    "treatment": {"continuous": True},
    "acts": [
        {"care": "consultation", "provider": {"inpe": "015040801"}, "stamp": True},
        {"care": "pharmacy", "medicines": [{"barcode": "6118000010050", "quantity": 2}]},
    ],
    "prescriptions": [{"original": True, "duration_days": 10, "covers": ["pharmacy"]}],
}


def written(members: Any) -> bytes:
    return json.dumps(members, ensure_ascii=False).encode()


def changed(path: str, value: Any) -> bytes:
    """Write the full dossier with one member set; `path` is written as in messages."""
    members = copy.deepcopy(FULL)
    *way, last = path.replace("]", "").replace("[", ".").split(".")
    inner: Any = members
    for step in way:
        inner = inner[int(step)] if step.isdigit() else inner[step]
    inner[int(last) if last.isdigit() else last] = value
    return written(members)


def refusal(data: bytes) -> tuple[str, str]:
    with pytest.raises(DossierFormatError) as caught:
        parse_dossier(data)
    error = caught.value
    assert isinstance(error, UnusableInput)
    assert error.exit_status == 2
    for language in LANGUAGES:
        assert error.json_path in describe_error(error, language)
    return error.reason, error.json_path


def test_what_is_left_out_counts_as_absent() -> None:
    read = parse_dossier(written(MINIMAL))

    assert read.acts == ()
    assert read.prescriptions == ()
    assert (read.long_term, read.treatment) == (LongTerm(), Treatment())
    assert (read.sheet.total_centimes, read.sheet.name) == (None, False)
    assert read.student.traditional_final_cycle is False


def test_null_on_a_member_that_may_be_left_out_is_leaving_it_out() -> None:
    nulls = {"deposited_on", "long_term", "treatment", "prescriptions"}
    inner = {"care": "pharmacy", "provider": None, "medicines": None, "stamp": None}
    members = (
        MINIMAL | dict.fromkeys(nulls) | {"acts": [inner], "prescriptions": [{"covers": None}]}
    )

    read = parse_dossier(written(members))

    assert read.acts == (Act(Care.PHARMACY),)
    assert read.prescriptions[0].covers == ()


def test_values_are_read_into_their_own_units() -> None:
    read = parse_dossier(written(FULL))

    assert read.sheet.total_centimes == 35000
    assert read.deposited_on == date(2026, 11, 20)
    assert read.acts[0].provider == Provider(inpe="015040801")
    assert read.acts[1].medicines[0].quantity == 2
    assert read.prescriptions[0].covers == (Care.PHARMACY,)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("student.last_name", "  EL AMRANI\t", "EL AMRANI"),
        ("student.last_name", "\u200f\u00a0العمراني \u2069", "العمراني"),
        ("student.last_name", "   ", None),
        ("student.last_name", "\u200b\ufeff", None),
        ("student.last_name", "\x0b EL AMRANI\x85\x1f", "EL AMRANI"),
        ("student.last_name", "\x0c", None),
        ("student.identity_number", " jb 12\u00a034 ", "JB1234"),
        ("student.rib", "310 810 1000", "3108101000"),
        ("student.phone", "06 12 34", "06 12 34"),
        ("student.address", "12, rue\nAgadir", "12, rue\nAgadir"),
        ("sheet.total", " 350 ", 35000),
        ("sheet.total", "350.5", 35050),
        ("sheet.total", "0" * 100 + "350.50", 35050),
        ("sheet.total", "0.00", None),
        ("sheet.total", "", None),
        ("sheet.signed_on", " ", None),
        ("sheet.signed_on", " 2026-11-18 ", date(2026, 11, 18)),
        ("treatment.ended_on", "0001-01-01", date(1, 1, 1)),
        ("sheet_kind", " dental ", "dental"),
        ("acts[0].provider.inpe", "015 040 801", "015040801"),
        ("acts[0].provider.ice", "", None),
        ("acts[1].medicines[0].barcode", "6118 0000 10050", "6118000010050"),
        ("acts[1].medicines[0].quantity", None, 1),
        ("prescriptions[0].duration_days", -5, -5),
        ("prescriptions[0].duration_days", 2**53 - 1, 2**53 - 1),
        ("acts[0].medicines", [], ()),
    ],
)
def test_texts_are_trimmed_and_blank_ones_absent(path: str, value: Any, expected: Any) -> None:
    read: Any = parse_dossier(changed(path, value))
    for step in path.replace("]", "").replace("[", ".").split("."):
        named = {"total": "total_centimes"}.get(step, step)
        read = read[int(step)] if step.isdigit() else getattr(read, named)

    assert read == expected


REFUSED: list[tuple[str, Any, str]] = [
    ("format", "onousc-dossier/9", "input.choice"),
    ("format", None, "input.required"),
    ("format", 1, "input.not_text"),
    ("sheet_kind", "optical", "input.choice"),
    ("sheet_kind", "Dental", "input.choice"),
    ("sheet_kind", "", "input.required"),
    ("request", ["reimbursement"], "input.not_text"),
    ("student", None, "input.required"),
    ("student", [], "input.not_object"),
    ("student.identity_kind", None, "input.required"),
    ("student.institution", "  ", "input.required"),
    ("student.institution", "harvard", "input.choice"),
    ("student.identity_number", 123456, "input.not_text"),
    ("student.birth_date", "17/05/2004", "input.date"),
    ("student.birth_date", "2004-5-17", "input.date"),
    ("student.birth_date", "20040517", "input.date"),
    ("student.birth_date", "2004-W20-1", "input.date"),
    ("student.birth_date", "2004-02-30", "input.date"),
    ("student.birth_date", "0000-01-01", "input.date"),
    ("student.birth_date", "٢٠٠٤-٠٥-١٧", "input.date"),
    ("student.birth_date", "2004-05-17T00:00", "input.date"),
    ("student.birth_date", 20040517, "input.not_text"),
    ("student.birth_date", False, "input.not_text"),
    ("student.other_coverage", "false", "input.not_boolean"),
    ("student.other_coverage", 0, "input.not_boolean"),
    ("student.last_name", "EL\u0000AMRANI", "input.characters"),
    ("student.last_name", "EL\u001b[31m", "input.characters"),
    ("student.last_name", {"fr": "EL AMRANI"}, "input.not_text"),
    ("student.cin", "JB123456", "input.unknown_member"),
    ("sheet", None, "input.required"),
    ("sheet.total", 350, "input.amount"),
    ("sheet.total", 350.0, "input.amount"),
    ("sheet.total", "350,00", "input.amount"),
    ("sheet.total", "350.", "input.amount"),
    ("sheet.total", ".50", "input.amount"),
    ("sheet.total", "350.000", "input.amount"),
    ("sheet.total", "-1", "input.amount"),
    ("sheet.total", "+1", "input.amount"),
    ("sheet.total", "1 000", "input.amount"),
    ("sheet.total", "1e3", "input.amount"),
    ("sheet.total", "٣٥٠", "input.amount"),
    ("sheet.total", "350 DH", "input.amount"),
    ("sheet.total", "9" * 15, "input.amount_too_large"),
    ("sheet.total", "9" * 5000, "input.amount_too_large"),
    ("acts", None, "input.required"),
    ("acts", {}, "input.not_array"),
    ("acts[0]", None, "input.not_object"),
    ("acts[0]", "consultation", "input.not_object"),
    ("acts[0].care", None, "input.required"),
    ("acts[0].care", "visit", "input.choice"),
    ("acts[0].provider", "Dr Alaoui", "input.not_object"),
    ("acts[0].provider.rpps", "1", "input.unknown_member"),
    ("acts[0].stamp", 1, "input.not_boolean"),
    ("acts[1].medicines[0].quantity", 0, "input.integer_too_small"),
    ("acts[1].medicines[0].quantity", -1, "input.integer_too_small"),
    ("acts[1].medicines[0].quantity", 1.0, "input.not_integer"),
    ("acts[1].medicines[0].quantity", "2", "input.not_integer"),
    ("acts[1].medicines[0].quantity", True, "input.not_integer"),
    ("acts[1].medicines[0].quantity", 2**53, "input.integer_too_large"),
    ("acts[1].medicines[0].public_price", 12.5, "input.amount"),
    ("acts[1].medicines[0].barcode", 6118000010050, "input.not_text"),
    ("prescriptions", {}, "input.not_array"),
    ("prescriptions[0].duration_days", "10", "input.not_integer"),
    ("prescriptions[0].duration_days", 10.5, "input.not_integer"),
    ("prescriptions[0].covers", "pharmacy", "input.not_array"),
    ("prescriptions[0].covers[0]", "chemist", "input.choice"),
    ("prescriptions[0].covers[0]", "", "input.required"),
    ("prescriptions[0].covers[0]", None, "input.not_text"),
    ("treatment.continuous", "yes", "input.not_boolean"),
    ("long_term.illness_code", 12, "input.not_text"),
    ("extra", None, "input.unknown_member"),
]


@pytest.mark.parametrize(("path", "value", "reason"), REFUSED)
def test_what_does_not_belong_is_refused_at_its_place(path: str, value: Any, reason: str) -> None:
    assert refusal(changed(path, value)) == (reason, path)


@pytest.mark.parametrize(
    ("without", "path"),
    [
        ("format", "format"),
        ("sheet_kind", "sheet_kind"),
        ("request", "request"),
        ("student", "student"),
        ("sheet", "sheet"),
        ("acts", "acts"),
    ],
)
def test_required_members_are_missed(without: str, path: str) -> None:
    members = {name: value for name, value in MINIMAL.items() if name != without}

    assert refusal(written(members)) == ("input.required", path)


@pytest.mark.parametrize("without", ["identity_kind", "institution"])
def test_required_members_of_the_student_are_missed(without: str) -> None:
    student = {name: value for name, value in MINIMAL["student"].items() if name != without}

    reason = refusal(written(MINIMAL | {"student": student}))

    assert reason == ("input.required", f"student.{without}")


@pytest.mark.parametrize("care", [care for care in Care if care is not Care.PHARMACY])
def test_medicines_belong_to_pharmacy_acts_only(care: Care) -> None:
    act: dict[str, Any] = {"care": care.value, "medicines": [{}]}

    expected = ("input.medicines_elsewhere", "acts[0].medicines")
    assert refusal(written(MINIMAL | {"acts": [act]})) == expected


@pytest.mark.parametrize(
    ("data", "reason", "path"),
    [
        (b"", "input.not_json", "$"),
        (b"{", "input.not_json", "$"),
        (b"{} {}", "input.not_json", "$"),
        (b"null", "input.not_object", "$"),
        (b"[]", "input.not_object", "$"),
        (b'"text"', "input.not_object", "$"),
        (b"{'format': 1}", "input.not_json", "$"),
        (b'{"format": "onousc-dossier/1",}', "input.not_json", "$"),
        (b"\xef\xbb\xbf" + written(MINIMAL), "input.bom", "$"),
        (json.dumps(MINIMAL).encode("utf-16"), "input.encoding", "$"),
        (written(MINIMAL)[:-1] + "é}".encode("latin-1"), "input.encoding", "$"),
        (b"[" * 100_000, "input.too_deep", "$"),
        (b'{"a":' * 50_000, "input.too_deep", "$"),
        (b" " * (4 * 1024 * 1024 + 1), "input.too_large", "$"),
    ],
)
def test_bytes_that_are_no_dossier_are_refused_as_a_whole(
    data: bytes, reason: str, path: str
) -> None:
    assert refusal(data) == (reason, path)


@pytest.mark.parametrize(
    ("text", "reason", "path"),
    [
        ('"total": "1", "total": "2"', "input.repeated_member", "sheet.total"),
        ('"total": null, "total": null', "input.repeated_member", "sheet.total"),
        ('"total": NaN', "input.amount", "sheet.total"),
        ('"total": -Infinity', "input.amount", "sheet.total"),
        ('"total": 1e999999', "input.amount", "sheet.total"),
        ('"total": ' + "9" * 10_000, "input.amount", "sheet.total"),
        (r'"total": "\ud800"', "input.characters", "sheet.total"),
        (r'"a b": 1', "input.unknown_member", 'sheet["a b"]'),
        (r'"\ud800": 1', "input.unknown_member", r'sheet["\ud800"]'),
        (r'"__class__": 1', "input.unknown_member", "sheet.__class__"),
        (r'"\u0627": 1', "input.unknown_member", r'sheet["\u0627"]'),
    ],
)
def test_traps_of_json_are_refused_with_their_place(text: str, reason: str, path: str) -> None:
    data = json.dumps(MINIMAL).replace('"sheet": {}', f'"sheet": {{{text}}}').encode()

    assert refusal(data) == (reason, path)


def test_the_whole_numbers_of_a_prescription_have_a_bound_too() -> None:
    huge = written(FULL).replace(b'"duration_days": 10', b'"duration_days": ' + b"1" * 9000)

    assert refusal(huge) == ("input.integer_too_large", "prescriptions[0].duration_days")


def test_a_very_long_member_name_is_cut_short_in_the_message() -> None:
    _, path = refusal(written(MINIMAL | {"x" * 5000: 1}))

    assert path == '["' + "x" * 40 + '"]'


def test_another_format_is_told_before_its_other_members() -> None:
    members = {"extra": 1} | MINIMAL | {"format": "onousc-dossier/2"}

    assert refusal(written(members)) == ("input.choice", "format")


def test_a_message_never_repeats_what_the_file_holds() -> None:
    with pytest.raises(DossierFormatError) as caught:
        parse_dossier(changed("student.birth_date", "17/05/2004"))

    assert "2004" not in describe_error(caught.value).replace("2026", "")


@settings(max_examples=50)
@given(dossiers)
def test_a_dossier_that_is_written_and_read_is_the_same(dossier: Dossier) -> None:
    if dossier.student.identity_number == "A/1":
        dossier = replace(dossier, student=replace(dossier.student, identity_number="A1"))

    assert parse_dossier(written(dossier_to_json(dossier))) == dossier


def test_every_member_is_written_in_its_canonical_type() -> None:
    members = dossier_to_json(parse_dossier(written(FULL)))

    assert list(members) == [
        "format",
        "sheet_kind",
        "request",
        "deposited_on",
        "student",
        "sheet",
        "long_term",
        "treatment",
        "acts",
        "prescriptions",
    ]
    assert members["sheet"]["total"] == "350.00"
    assert members["sheet"]["address"] is False
    assert members["deposited_on"] == "2026-11-20"
    assert members["student"]["rib"] is None
    assert members["acts"][1]["medicines"] == [
        {"barcode": "6118000010050", "public_price": None, "quantity": 2, "attached": False}
    ]
    assert members["prescriptions"][0]["covers"] == ["pharmacy"]


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    with pytest.raises(DossierFormatError):
        parse_dossier(data)
