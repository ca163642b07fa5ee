"""What the sentences say of a dossier: which act, box or prescription, and the values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from intake_app.domain.dossier import Care, Medicine, Provider, RequestKind, SheetKind
from intake_app.domain.lists import MedicineEntry
from intake_app.domain.profile import Schemes, Span
from intake_app.wording import LANGUAGES, describe
from tests.domain.papers import (
    BOXES,
    PRESCRIPTION,
    SCHEMES,
    LoadedLists,
    act,
    dossier,
    finding,
    profile,
)

if TYPE_CHECKING:
    from intake_app.domain.dossier import Dossier
    from intake_app.wording import Language

SECOND_BOX = (BOXES[0], Medicine(None, 3445, attached=False))
LIST = LoadedLists(medicines=(MedicineEntry("6118000010050", "DOLI", 2600),))
CASES = [
    (
        dossier(act(), act(Care.BIOLOGY, stamp=False)),
        "act.stamp.missing",
        "Acte n° 2 (Analyses médicales) : le cachet manque ; faites-le apposer par le laboratoire.",
    ),
    (
        dossier(act(provider=Provider("Dr Alaoui", "01504080"))),
        "act.inpe.malformed",
        "Acte n° 1 (Consultation, visite) : INPE de 8 chiffres : 01504080 ; il en faut 9.",
    ),
    (
        dossier(act(provider=Provider("Dr Alaoui", "7"))),
        "act.inpe.malformed",
        "Acte n° 1 (Consultation, visite) : INPE d'un seul chiffre : 7 ; il en faut 9.",
    ),
    (
        dossier(act(provider=Provider("Dr Alaoui", "015040801", "7"))),
        "act.ice.malformed",
        "Acte n° 1 (Consultation, visite) : ICE d'un seul chiffre : 7 ; il en faut 15.",
    ),
    (
        dossier(student={"rib": "7"}),
        "student.rib.malformed",
        "RIB • inutilisable : 1 chiffre au lieu de 24.",
    ),
    (
        dossier(student={"rib": "310810100013070176970117"}),
        "student.rib.malformed",
        "RIB 31•••••••••••••••••••117 inutilisable : les deux derniers chiffres",
    ),
    (
        dossier(act(Care.PHARMACY, medicines=SECOND_BOX)),
        "medicine.box.missing",
        "boîte n° 2 : ni la boîte vide ni son code-barres découpé ne sont joints",
    ),
    (
        dossier(act(Care.PHARMACY, medicines=(replace(BOXES[0], attached=False),))),
        "medicine.box.missing",
        f"ni la boîte vide ni son code-barres découpé ({BOXES[0].barcode}) ne sont joints",
    ),
    (
        dossier(act(Care.PHARMACY, medicines=(replace(BOXES[0], barcode="6118000010051"),))),
        "medicine.barcode.malformed",
        "code-barres incorrect : 6118000010051 (signes : 13)",
    ),
    (
        dossier(prescriptions=(PRESCRIPTION, replace(PRESCRIPTION, patient="BENNANI Ali"))),
        "prescription.patient.mismatch",
        "Ordonnance n° 2 : elle est au nom de « BENNANI Ali » et non de « EL AMRANI Salma »",
    ),
    (
        dossier(sheet_kind=SheetKind.DENTAL),
        "sheet.kind.mismatch",
        "la feuille de soins dentaires ne porte aucun acte dentaire",
    ),
    (
        replace(dossier(act(Care.DENTAL)), sheet_kind=SheetKind.ORDINARY),
        "sheet.kind.mismatch",
        "un acte dentaire est porté sur une feuille qui n'est pas dentaire",
    ),
    (
        dossier(student={"institution": "ofppt"}),
        "channel.ofppt",
        "Renseignements : CNOPS, 053\u00a0800\u00a020\u00a020.",
    ),
    (
        dossier(student={"institution": "ministry_vocational"}),
        "channel.post",
        "Envoyez-le par la poste à : CNOPS, 4, rue Al Khalil, BP 209, Rabat.",
    ),
    (
        dossier(sheet={"total_centimes": 1200}),
        "sheet.total.mismatch",
        "Total écrit sur la feuille : 12,00 DH ; somme des actes : 200,00 DH.",
    ),
    (
        dossier(act(Care.PHARMACY, amount_centimes=100)),
        "medicines.total.mismatch",
        "les boîtes font 61,25 DH et l'acte 1,00 DH",
    ),
    (
        dossier(student={"birth_date": date(1995, 10, 10)}),
        "student.age.exceeded",
        "né le 10/10/1995, a 31 ans au 10/10/2026",
    ),
]


@pytest.mark.parametrize(("papers", "code", "words"), CASES, ids=[case[1] for case in CASES])
def test_a_sentence_names_the_place_and_the_value(papers: Dossier, code: str, words: str) -> None:
    said = describe(finding(papers, code), "fr")

    assert words.replace("\u00a0", " ") in said.replace("\u00a0", " ")


def test_thousands_of_dirhams_are_set_apart_and_stay_on_one_line() -> None:
    papers = dossier(sheet={"total_centimes": 125030005})

    assert "1\u00a0250\u00a0300,05" in describe(finding(papers, "sheet.total.mismatch"), "fr")


def test_a_phone_number_is_never_broken_over_two_lines() -> None:
    papers = dossier(student={"institution": "ofppt"})

    assert "053\u00a0800\u00a020\u00a020" in describe(finding(papers, "channel.ofppt"), "fr")


def test_a_price_that_differs_is_told_with_both_prices_and_the_product() -> None:
    papers = dossier(act(Care.PHARMACY, medicines=BOXES[:1], amount_centimes=2680))
    said = describe(finding(papers, "medicine.price.differs", lists=LIST), "fr")

    assert "DOLI : 26,80 DH sur la boîte, 26,00 DH dans la liste" in said.replace("\u00a0", " ")


def test_a_rib_is_told_by_its_ends_alone() -> None:
    found = finding(dossier(student={"rib": "31081010001307017697011"}), "student.rib.malformed")

    assert "23 chiffres au lieu de 24" in describe(found, "fr")
    assert not [value for _, value in found.details if "0810100" in value]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_value_without_end_is_cut_in_its_sentence(language: Language) -> None:
    papers = dossier(act(provider=Provider("Dr Alaoui", "9" * 100_000)))

    assert len(describe(finding(papers, "act.inpe.malformed"), language)) < 400


def test_a_value_cannot_turn_the_sentence_around_it() -> None:
    papers = dossier(prescriptions=(replace(PRESCRIPTION, patient="BENNANI \u202eAli\u2069 B"),))
    said = describe(finding(papers, "prescription.patient.mismatch"), "ar")

    assert "\u2068BENNANI Ali B\u2069" in said
    assert said.count("\u2068") == said.count("\u2069")
    assert "\u202e" not in said


def test_a_day_without_a_scheme_is_not_called_a_day_of_care_when_there_is_none() -> None:
    until_summer = profile(care=Span(None, date(2026, 6, 30)))
    schemes = Schemes([until_summer], SCHEMES.institutions)
    waiver = replace(dossier(), request=RequestKind.COPAYMENT_WAIVER, acts=())

    for papers, day in ((dossier(), "10/10/2026"), (waiver, "20/11/2026")):
        said = describe(finding(papers, "scheme.not_in_force", schemes=schemes), "fr")
        assert f"n'est en vigueur au {day}" in said
        assert "soins du" not in said


@pytest.mark.parametrize(
    ("inpe", "ice", "words"),
    [
        ("01504080A", None, "INPE avec d'autres signes que des chiffres : 01504080A ; il faut 9"),
        ("0150408011", None, "INPE de 10 chiffres : 0150408011 ; il en faut 9"),
        ("015040801", "0015611910000", "ICE de 13 chiffres : 0015611910000 ; il en faut 15"),
        ("015040801", "00156119100006X", "ICE avec d'autres signes que des chiffres : 00156119100"),
        ("015040801", "001561191000067", "ICE 001561191000067 : les deux derniers chiffres"),
    ],
)
def test_a_wrong_number_is_told_with_what_is_wrong(inpe: str, ice: str | None, words: str) -> None:
    papers = dossier(act(provider=Provider("Dr Alaoui", inpe, ice)))
    code = "act.ice.malformed" if ice else "act.inpe.malformed"

    assert words in describe(finding(papers, code), "fr").replace("\u00a0", " ")


def test_a_rib_with_letters_is_told_to_have_them() -> None:
    found = finding(dossier(student={"rib": "MA6431081010001307017697"}), "student.rib.malformed")

    said = describe(found, "fr").replace("\u00a0", " ")
    assert said.startswith("RIB MA•••••••••••••••••••697 inutilisable : il faut 24 chiffres, sans")
