"""The shipped profile says what the contract's second table says, code by code."""

from __future__ import annotations

from datetime import date

import pytest

from intake_app.domain.catalogue import ACT_CODES, CODES, DOSSIER_CODES
from intake_app.domain.dossier import Care
from intake_app.domain.findings import Finding, Outcome, Severity, outcome_of
from tests.domain.papers import SHIPPED

TODAY = date(2026, 10, 10)
TABLE = """
student.name.missing block
student.birth_date.missing block
student.identity.missing block
student.identity.malformed block
student.age.exceeded block
student.age.limit warn
student.other_coverage block
student.not_listed warn
student.rights.closed warn
student.rib.malformed warn
channel.ofppt refuse
channel.post refuse
channel.direct_coverage refuse
scheme.not_in_force refuse
sheet.name.missing block
sheet.identity.missing block
sheet.address.missing warn
sheet.signature.missing block
sheet.signature_date.missing block
sheet.signature_date.future block
sheet.total.missing block
sheet.total.mismatch block
sheet.kind.mismatch block
request.sheet.mismatch warn
long_term.reference.missing warn
acts.none block
act.inpe.malformed block
act.ice.malformed block
act.date.future block
act.date.before_entitlement block
act.signature_date.future block
act.signature_date.early warn
prescription.copy block
prescription.patient.missing block
prescription.patient.close warn
prescription.patient.mismatch block
prescription.prescriber.missing block
prescription.specialty.missing block
prescription.duration.missing block
prescription.date.missing warn
prescription.date.late warn
prescription.pharmacist_stamp.missing warn
medicine.box.missing block
medicine.barcode.missing warn
medicine.barcode.malformed block
medicine.price.missing warn
medicine.price.differs warn
medicine.unknown warn
medicine.not_reimbursable warn
medicines.total.mismatch warn
treatment.end.missing warn
treatment.end.early warn
deadline.passed block
deadline.near warn
dossier.duplicate warn
"""
LINES = [line.split() for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("code", "severity"), LINES)
def test_the_shipped_severity_is_that_of_the_contract(code: str, severity: str) -> None:
    cares = list(Care) if code in ACT_CODES else [None]

    weights = {SHIPPED.weigh(code, TODAY, care) for care in cares}

    assert {weight.severity.value for weight in weights if weight} == {severity}
    assert None not in weights


@pytest.mark.parametrize(
    ("day", "severity"), [(date(2021, 1, 1), "block"), (date(2021, 1, 2), "warn")]
)
def test_a_missing_price_blocks_only_care_before_january_2021(day: date, severity: str) -> None:
    weight = SHIPPED.weigh("medicine.price.missing", day, Care.PHARMACY)

    assert weight is not None
    assert weight.severity == severity


def test_no_code_of_the_catalogue_is_without_a_line_in_the_shipped_profile() -> None:
    assert SHIPPED.codes_without_line() == ()


def test_no_code_is_in_two_scopes() -> None:
    assert len(ACT_CODES) + len(DOSSIER_CODES) == len(CODES)


def test_the_shipped_profile_is_open_on_both_sides() -> None:
    assert (SHIPPED.care_from, SHIPPED.care_until) == (None, None)


def test_the_shipped_fund_is_the_one_the_scheme_names() -> None:
    fund = SHIPPED.fund

    assert (fund.name, fund.address_fr) == ("CNOPS", "4, rue Al Khalil, BP 209, Rabat")
    assert (fund.phone, fund.email) == ("053 800 20 20", "centre.appel@cnops.org.ma")


@pytest.mark.parametrize(
    ("severities", "outcome"),
    [
        ("", Outcome.COMPLETE),
        ("warn warn", Outcome.COMPLETE),
        ("warn block", Outcome.INCOMPLETE),
        ("block", Outcome.INCOMPLETE),
        ("block refuse warn", Outcome.REFUSED),
        ("refuse", Outcome.REFUSED),
    ],
)
def test_any_refusal_refuses_else_any_block_leaves_it_incomplete(
    severities: str, outcome: Outcome
) -> None:
    findings = [Finding("acts.none", Severity(one), "acts", "S2") for one in severities.split()]

    assert outcome_of(findings) is outcome
