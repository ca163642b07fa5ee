"""Every code can be reached, says what to do in both languages, and names its place."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from intake_app.domain.catalogue import CODES
from intake_app.domain.dossier import Care, LongTerm, Provider, RequestKind, SheetKind, Treatment
from intake_app.domain.lists import Beneficiary, MedicineEntry
from intake_app.domain.profile import Span
from intake_app.wording import LANGUAGES, all_wording, code_of_value, describe, say
from tests.domain.papers import (
    BOXES,
    PRESCRIPTION,
    LoadedLists,
    act,
    dossier,
    finding,
    profile,
    schemes,
)

if TYPE_CHECKING:
    from intake_app.domain.dossier import Dossier

BOX = BOXES[0]
DOUBTFUL = MedicineEntry("6118000010050", "DOLI 500", 2600, rate_percent=0)
ENDED = schemes(profile(care=Span(None, date(2026, 1, 31))))
KNOWN = act()
EARLIER = LoadedLists(deposited={("JB123456", KNOWN): "AGA1-1A-26-000042-K"})


class Case(NamedTuple):
    papers: Dossier
    path: str
    circumstances: dict[str, Any] = {}  # noqa: RUF012 - never changed


def student(path: str = "student", **changes: Any) -> Case:
    return Case(dossier(student=changes), path)


def sheet(path: str, **changes: Any) -> Case:
    return Case(dossier(sheet=changes), f"sheet.{path}")


def one_act(path: str, care: Care = Care.CONSULTATION, **changes: Any) -> Case:
    return Case(dossier(act(), act(care, **changes)), f"acts[1]{path}")


def paper(path: str, **changes: Any) -> Case:
    papers = dossier(act(Care.PHARMACY), prescriptions=(replace(PRESCRIPTION, **changes),))
    return Case(papers, f"prescriptions[0].{path}")


def box(path: str, lists: LoadedLists | None = None, **changes: Any) -> Case:
    papers = dossier(act(Care.PHARMACY, medicines=(BOX, replace(BOX, **changes))))
    return Case(papers, f"acts[0].medicines[1].{path}", {"lists": lists} if lists else {})


def listed_box(path: str, *medicines: MedicineEntry) -> Case:
    papers = dossier(act(Care.PHARMACY, medicines=(BOX,), amount_centimes=2680))
    lists = LoadedLists(medicines=medicines)
    return Case(papers, f"acts[0].medicines[0].{path}", {"lists": lists})


BENEFICIARY = Beneficiary("JB123456", rights_to=date(2026, 1, 1))
CASES = {
    "student.name.missing": student("student.first_name", first_name=None),
    "student.birth_date.missing": student("student.birth_date", birth_date=None),
    "student.identity.missing": student("student.identity_number", identity_number=None),
    "student.identity.malformed": student("student.identity_number", identity_number="J"),
    "student.age.exceeded": student("student.birth_date", birth_date=date(1990, 1, 1)),
    "student.age.limit": student("student.birth_date", birth_date=date(1996, 1, 1)),
    "student.other_coverage": student("student.other_coverage", other_coverage=True),
    "student.not_listed": Case(
        dossier(), "student.identity_number", {"lists": LoadedLists(beneficiaries=())}
    ),
    "student.rights.closed": Case(
        dossier(),
        "student.identity_number",
        {"lists": LoadedLists(beneficiaries=(BENEFICIARY,))},
    ),
    "student.rib.malformed": student("student.rib", rib="123"),
    "channel.ofppt": student("student.institution", institution="ofppt"),
    "channel.post": student("student.institution", institution="ministry_vocational"),
    "channel.direct_coverage": Case(dossier(request=RequestKind.DIRECT_COVERAGE), "request"),
    "scheme.not_in_force": Case(dossier(), "acts[0].performed_on", {"schemes": ENDED}),
    "sheet.name.missing": sheet("name", name=False),
    "sheet.identity.missing": sheet("identity", identity=False),
    "sheet.address.missing": sheet("address", address=False),
    "sheet.signature.missing": sheet("signature", signature=False),
    "sheet.signature_date.missing": sheet("signed_on", signed_on=None),
    "sheet.signature_date.future": sheet("signed_on", signed_on=date(2026, 11, 21)),
    "sheet.total.missing": sheet("total", total_centimes=None),
    "sheet.total.mismatch": sheet("total", total_centimes=1),
    "sheet.kind.mismatch": Case(dossier(sheet_kind=SheetKind.DENTAL), "sheet_kind"),
    "request.sheet.mismatch": Case(dossier(request=RequestKind.COPAYMENT_WAIVER), "request"),
    "long_term.reference.missing": Case(
        dossier(sheet_kind=SheetKind.LONG_TERM, long_term=LongTerm("ALD-12")),
        "long_term.agreement_number",
    ),
    "acts.none": Case(replace(dossier(), acts=()), "acts"),
    "act.provider.missing": one_act(".provider.name", provider=Provider(inpe="015040801")),
    "act.inpe.missing": one_act(".provider.inpe", provider=Provider("Dr Alaoui")),
    "act.inpe.malformed": one_act(".provider.inpe", provider=Provider("Dr Alaoui", "01504080")),
    "act.ice.missing": one_act(
        ".provider.ice", Care.OPTICAL, provider=Provider("Optique", "015040801")
    ),
    "act.ice.malformed": one_act(
        ".provider.ice", provider=Provider("Dr Alaoui", "015040801", "001561191000067")
    ),
    "act.stamp.missing": one_act(".stamp", stamp=False),
    "act.signature.missing": one_act(".signature", signature=False),
    "act.signature_date.missing": one_act(".signed_on", signed_on=None),
    "act.signature_date.future": one_act(".signed_on", signed_on=date(2026, 11, 21)),
    "act.signature_date.early": one_act(".signed_on", signed_on=date(2026, 10, 9)),
    "act.amount.missing": one_act(".amount", amount_centimes=None),
    "act.date.missing": one_act(".performed_on", performed_on=None),
    "act.date.future": one_act(".performed_on", performed_on=date(2026, 11, 21)),
    "act.date.before_entitlement": Case(
        dossier(student={"entitled_from": date(2026, 10, 11)}), "acts[0].performed_on"
    ),
    "act.invoice.missing": one_act(".invoice", invoice=False),
    "act.report.missing": one_act(".report", Care.BIOLOGY, report=False),
    "act.tooth_chart.missing": one_act(".tooth_chart", Care.DENTAL, tooth_chart=False),
    "prescription.missing": Case(dossier(act(Care.BIOLOGY), prescriptions=()), "acts[0]"),
    "medicines.none": one_act(".medicines", Care.PHARMACY, medicines=()),
    "medicines.total.mismatch": one_act(".medicines", Care.PHARMACY, amount_centimes=1),
    "medicine.box.missing": box("attached", attached=False),
    "medicine.barcode.missing": box("barcode", barcode=None),
    "medicine.barcode.malformed": box("barcode", barcode="6118000010051"),
    "medicine.price.missing": box("public_price", public_price_centimes=None),
    "medicine.price.differs": listed_box("public_price", DOUBTFUL),
    "medicine.unknown": listed_box("barcode"),
    "medicine.not_reimbursable": listed_box("barcode", DOUBTFUL),
    "prescription.copy": paper("original", original=False),
    "prescription.patient.missing": paper("patient", patient=None),
    "prescription.patient.close": paper("patient", patient="EL AMRANI S."),
    "prescription.patient.mismatch": paper("patient", patient="BENNANI Youssef"),
    "prescription.prescriber.missing": paper("prescriber", prescriber=None),
    "prescription.specialty.missing": paper("specialty", specialty=None),
    "prescription.duration.missing": paper("duration_days", duration_days=None),
    "prescription.date.missing": paper("issued_on", issued_on=None),
    "prescription.date.late": paper("issued_on", issued_on=date(2026, 10, 11)),
    "prescription.pharmacist_stamp.missing": paper("pharmacist_stamp", pharmacist_stamp=False),
    "treatment.end.missing": Case(
        dossier(treatment=Treatment(continuous=True)), "treatment.ended_on"
    ),
    "treatment.end.early": Case(
        dossier(treatment=Treatment(continuous=True, ended_on=date(2026, 10, 1))),
        "treatment.ended_on",
    ),
    "deadline.passed": Case(dossier(), "deposited_on", {"deposited_on": date(2026, 12, 10)}),
    "deadline.near": Case(dossier(), "deposited_on", {"deposited_on": date(2026, 12, 5)}),
    "dossier.duplicate": Case(dossier(KNOWN), "acts[0]", {"lists": EARLIER}),
}
ALL = sorted(CODES)
CODED = {
    "act_kind",
    "cut_code",
    "identity_kind",
    "identity_shape",
    "part",
    "problem",
    "request_kind",
    "rights",
    "sheet_form",
    "who",
}


def places(code: str, language: str) -> set[str]:
    template = all_wording()[code][language]
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_there_is_a_dossier_for_every_code() -> None:
    assert set(CASES) == CODES


@pytest.mark.parametrize("code", ALL)
def test_the_code_is_found_at_its_place(code: str) -> None:
    papers, path, circumstances = CASES[code]

    found = finding(papers, code, **circumstances)

    assert found.path == path
    assert len(dict(found.details)) == len(found.details), "each value has its own name"


@pytest.mark.parametrize("code", ALL)
def test_the_sentence_has_all_its_values(code: str) -> None:
    papers, _, circumstances = CASES[code]
    found = finding(papers, code, **circumstances)

    for language in LANGUAGES:
        said = describe(found, language)

        assert places(code, language) <= dict(found.details).keys()
        assert "{" not in said
        assert not re.search(r"[\u2068«(]\s*[\u2069»)]", said), "an empty value"
        assert said.endswith(".")


def test_values_that_are_codes_are_put_into_words_and_no_free_text_can_be_taken_for_one() -> None:
    areas = {key.partition(".")[0] for key in all_wording()}
    details = {
        detail
        for code, case in CASES.items()
        for detail in finding(case.papers, code, **case.circumstances).details
    }

    worded = {code_of_value(name, value) for name, value in details if name in CODED}
    unworded = worded - set(all_wording())
    free_names = {name for name, _ in details} - CODED

    assert not unworded
    assert not free_names & areas


def test_every_act_and_its_provider_have_names() -> None:
    wanted = {f"{area}.{care.value}" for area in ("care", "who") for care in Care}

    assert wanted <= set(all_wording())


@pytest.mark.parametrize("care", Care)
def test_a_finding_names_an_act_as_its_card_and_the_paper_do(care: Care) -> None:
    papers = dossier(act(care, stamp=False))

    for language in LANGUAGES:
        assert say(f"care.{care.value}", language) in describe(
            finding(papers, "act.stamp.missing"), language
        )


def test_a_finding_names_request_and_sheet_as_the_page_and_the_paper_do() -> None:
    papers, _, circumstances = CASES["request.sheet.mismatch"]
    found = finding(papers, "request.sheet.mismatch", **circumstances)

    for language in LANGUAGES:
        said = describe(found, language)
        assert say(f"request.{papers.request.value}", language) in said
        assert say(f"sheet_kind.{papers.sheet_kind.value}", language) in said


@pytest.mark.parametrize(
    ("inpe", "said"),
    [
        ("01504080", "INPE de 8 chiffres\u00a0: 01504080\u00a0; il en faut 9"),
        ("01504080X", "INPE avec d'autres signes que des chiffres\u00a0: 01504080X"),
    ],
)
def test_a_wrong_inpe_is_told_with_its_digits(inpe: str, said: str) -> None:
    papers = dossier(act(provider=Provider("Dr Alaoui", inpe)))

    assert said in describe(finding(papers, "act.inpe.malformed"), "fr")


@pytest.mark.parametrize(
    ("ice", "said"),
    [
        ("00156119100006", "ICE de 14 chiffres"),
        ("00156119100006X", "ICE avec d'autres signes"),
        ("001561191000067", "sa clé de contrôle"),
    ],
)
def test_a_wrong_ice_is_told_by_what_is_wrong_with_it(ice: str, said: str) -> None:
    papers = dossier(act(provider=Provider("Dr Alaoui", "015040801", ice)))

    assert said in describe(finding(papers, "act.ice.malformed"), "fr")


@pytest.mark.parametrize(
    ("rib", "said"),
    [("1234567", "7 chiffres au lieu de 24"), ("MA" * 12, "sans lettre"), ("1" * 24, "clé")],
)
def test_a_wrong_rib_is_told_without_being_printed(rib: str, said: str) -> None:
    sentence = describe(finding(dossier(student={"rib": rib}), "student.rib.malformed"), "fr")

    assert said in sentence
    assert rib not in sentence


def test_arabic_sentences_keep_paths_and_addresses_in_their_own_direction() -> None:
    """A path that is turned begins with its last slash, and its line breaks in the middle."""
    places = re.compile(r"(?<!\u2068)\{(path|folder|url|file|log|printer)\}")
    turned = {code for code, words in all_wording().items() if places.search(words["ar"])}

    assert turned == set()


def test_values_do_not_show_in_the_repr_of_a_finding() -> None:
    papers = CASES["prescription.patient.mismatch"].papers

    assert "BENNANI" not in repr(finding(papers, "prescription.patient.mismatch"))
