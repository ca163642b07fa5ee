"""The contract's table of what each act needs, copied as it is printed and tried cell by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from intake_app.domain.dossier import Care, Provider
from intake_app.domain.findings import Severity
from tests.domain.papers import act, codes, dossier, finding, judged

if TYPE_CHECKING:
    from intake_app.domain.dossier import Act

TABLE = """
act.provider.missing       | B | B | B | B | B | B | B | B | B
act.inpe.missing           | B | B | B | B | B | B | B | B | W
act.ice.missing            | – | – | W | W | W | B | W | – | –
act.stamp.missing          | B | B | W | W | W | B | B | B | W
act.signature.missing      | B | B | W | W | W | B | B | B | W
act.signature_date.missing | B | B | W | W | W | B | B | B | W
act.amount.missing         | B | B | B | B | B | B | B | B | B
act.date.missing           | B | B | B | B | B | B | B | B | B
act.invoice.missing        | W | – | B | B | B | W | B | B | W
act.report.missing         | – | – | B | B | – | – | – | W | –
act.tooth_chart.missing    | – | – | – | – | – | W | – | – | –
prescription.missing       | – | B | B | B | B | – | B | – | –
medicines.none             | – | B | – | – | – | – | – | – | –
"""
CARES = tuple(Care)  # in the order of the table's columns
SEVERITIES = {"B": Severity.BLOCK, "W": Severity.WARN, "–": None}
CELLS = [
    (code.strip(), care, SEVERITIES[cell.strip()])
    for code, *cells in (line.split("|") for line in TABLE.strip().splitlines())
    for care, cell in zip(CARES, cells, strict=True)
]
LACKING: dict[str, dict[str, Any]] = {
    "act.provider.missing": {"provider": Provider(None, "015040801", "001561191000066")},
    "act.inpe.missing": {"provider": Provider("Dr Alaoui", None, "001561191000066")},
    "act.ice.missing": {"provider": Provider("Dr Alaoui", "015040801")},
    "act.stamp.missing": {"stamp": False},
    "act.signature.missing": {"signature": False},
    "act.signature_date.missing": {"signed_on": None},
    "act.amount.missing": {"amount_centimes": None},
    "act.date.missing": {"performed_on": None},
    "act.invoice.missing": {"invoice": False},
    "act.report.missing": {"report": False},
    "act.tooth_chart.missing": {"tooth_chart": False},
    "prescription.missing": {},
    "medicines.none": {"medicines": ()},
}


def lacking(code: str, care: Care) -> Act:
    return replace(act(care), **LACKING[code])


def severity_of(code: str, care: Care) -> Severity | None:
    papers = {"prescriptions": ()} if code == "prescription.missing" else {}
    verdict = judged(dossier(lacking(code, care), **papers))
    assert {found.code for found in verdict.findings} <= {code}
    assert len(verdict.findings) <= 1
    return verdict.findings[0].severity if verdict.findings else None


@pytest.mark.parametrize(("code", "care", "severity"), CELLS)
def test_every_cell_of_the_table_holds(code: str, care: Care, severity: Severity | None) -> None:
    assert severity_of(code, care) is severity


@pytest.mark.parametrize("care", Care)
def test_an_act_with_everything_has_no_finding(care: Care) -> None:
    assert codes(dossier(act(care))) == []


@pytest.mark.parametrize("care", Care)
@pytest.mark.parametrize("inpe", ["01504080", "0150408011", "01504080A", "٠١٥٠٤٠٨٠١"])
def test_a_malformed_inpe_is_reported_wherever_one_is_given(care: Care, inpe: str) -> None:
    wrong = act(care, provider=Provider("Dr Alaoui", inpe, "001561191000066"))

    found = finding(dossier(wrong), "act.inpe.malformed")

    assert found.severity is Severity.BLOCK
    assert found.path == "acts[0].provider.inpe"


@pytest.mark.parametrize("care", Care)
@pytest.mark.parametrize(
    "ice", ["001561191000067", "00156119100006", "0001561191000066", "00156119100006X"]
)
def test_a_malformed_ice_is_reported_even_where_none_is_asked(care: Care, ice: str) -> None:
    wrong = act(care, provider=Provider("Dr Alaoui", "015040801", ice))

    found = finding(dossier(wrong), "act.ice.malformed")

    assert found.severity is Severity.BLOCK
    assert found.path == "acts[0].provider.ice"


@pytest.mark.parametrize(
    ("performed_on", "severity"),
    [(date(2021, 2, 28), None), (date(2021, 3, 1), Severity.BLOCK)],
)
def test_a_pharmacist_needs_an_inpe_for_care_since_march_2021(
    performed_on: date, severity: Severity | None
) -> None:
    old = act(
        Care.PHARMACY,
        performed_on=performed_on,
        signed_on=performed_on,
        provider=Provider("Pharmacie Al Wafa"),
    )
    verdict = judged(dossier(old), deposited_on=performed_on)
    found = [one.severity for one in verdict.findings if one.code == "act.inpe.missing"]

    assert found == ([severity] if severity else [])


def test_a_malformed_inpe_of_a_pharmacist_blocks_even_before_one_was_asked() -> None:
    old = act(Care.PHARMACY, performed_on=date(2020, 6, 1), provider=Provider("Pharmacie", "12345"))

    assert "act.inpe.malformed" in codes(dossier(old))


@pytest.mark.parametrize("signed_on", [date(2026, 10, 9), date(2026, 11, 21), None])
def test_dates_of_a_signature_are_judged_only_when_it_is_there(signed_on: date | None) -> None:
    unsigned = act(signature=False, signed_on=signed_on)

    assert codes(dossier(unsigned)) == ["act.signature.missing"]


@pytest.mark.parametrize(
    ("signed_on", "expected"),
    [
        (date(2026, 10, 9), ["act.signature_date.early"]),
        (date(2026, 10, 10), []),
        (date(2026, 11, 20), []),
        (date(2026, 11, 21), ["act.signature_date.future"]),
    ],
)
def test_a_provider_signs_between_the_care_and_the_deposit(
    signed_on: date, expected: list[str]
) -> None:
    assert codes(dossier(act(signed_on=signed_on))) == expected


@pytest.mark.parametrize(
    ("performed_on", "expected"),
    [(date(2026, 11, 20), []), (date(2026, 11, 21), ["act.date.future"])],
)
def test_care_is_not_dated_after_the_deposit(performed_on: date, expected: list[str]) -> None:
    dated = act(performed_on=performed_on, signed_on=date(2026, 11, 20))

    found = codes(dossier(dated, prescriptions=()))

    assert [code for code in found if code != "act.signature_date.early"] == expected


@pytest.mark.parametrize(
    ("entitled_from", "expected"),
    [
        (None, []),
        (date(2026, 10, 10), []),
        (date(2026, 10, 11), ["act.date.before_entitlement", "act.date.before_entitlement"]),
    ],
)
def test_each_act_before_the_right_opened_is_reported(
    entitled_from: date | None, expected: list[str]
) -> None:
    assert codes(dossier(act(), act(), student={"entitled_from": entitled_from})) == expected


def test_without_any_act_the_dossier_is_incomplete() -> None:
    empty = replace(dossier(sheet={"total_centimes": 20000}), acts=())

    assert codes(empty) == ["acts.none"]
    assert finding(empty, "acts.none").path == "acts"


def test_each_act_at_fault_has_its_own_finding_with_its_own_path() -> None:
    verdict = judged(dossier(act(stamp=False), act(), act(stamp=False)))

    assert [(found.code, found.path) for found in verdict.findings] == [
        ("act.stamp.missing", "acts[0].stamp"),
        ("act.stamp.missing", "acts[2].stamp"),
    ]


def test_an_undated_act_is_judged_by_the_first_act_of_the_dossier() -> None:
    papers = dossier(
        act(performed_on=date(2021, 2, 1), signed_on=date(2021, 2, 1)),
        act(Care.PHARMACY, performed_on=None, provider=Provider("Pharmacie Al Wafa")),
    )

    assert "act.inpe.missing" not in codes(papers)


def test_an_undated_act_alone_is_judged_by_the_deposit() -> None:
    undated = act(Care.PHARMACY, performed_on=None, provider=Provider("Pharmacie Al Wafa"))

    assert "act.inpe.missing" in codes(dossier(undated))
    assert "act.inpe.missing" not in codes(dossier(undated), deposited_on=date(2021, 2, 1))
