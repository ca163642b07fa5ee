"""The missing-items slip: who corrects what, until when, and where to go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake_app.domain.dossier import RequestKind
from intake_app.domain.paper import Bilingual, Corrector, SlipItem
from intake_app.printing.look import A5
from intake_app.printing.slip import compose_slip, render_slip

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.domain.paper import SlipContent
    from intake_app.printing.form import Print

    Tidy = Callable[[Print, tuple[float, float]], None]

ITEMS = st.builds(
    SlipItem,
    corrector=st.sampled_from(Corrector),
    sentence=st.builds(
        Bilingual, st.text(max_size=200), st.text(alphabet="ابج دهو 12(),.", max_size=200)
    ),
    about=st.text(max_size=80),
)


def said(printed: Print) -> str:
    return "\n".join(mark.text for mark in printed.marks).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "text",
    [
        "Pièces à compléter",
        "الوثائق الواجب استكمالها",
        "À demander au médecin · Dr Alaoui",
        "Le cachet manque.",
        "الختم غير موجود.",
        "À faire par vous-même",
        "وقعوا ورقة العلاجات.",
        "09/12/2026",
        "Jours restants : 19",
        "20/11/2026 · 09:30",
        "EL AMRANI Salma",
        "Quartier Salam, BP 3243",
    ],
)
def test_slip_says_what_it_must(text: str, slip: SlipContent) -> None:
    assert text in said(compose_slip(slip))


def test_slip_is_no_receipt_and_says_so(slip: SlipContent) -> None:
    text = said(compose_slip(slip)).replace("\n", " ")

    assert "Cette fiche n'est pas un récépissé." in text
    assert "rien n'a encore été déposé" in text


def test_student_comes_first_whatever_the_order_of_the_findings(slip: SlipContent) -> None:
    text = said(compose_slip(slip))

    assert text.index("À faire par vous-même") < text.index("À demander au médecin")


def test_every_item_has_a_square_to_tick_in_each_language(slip: SlipContent) -> None:
    squares = [mark for mark in compose_slip(slip).marks if not mark.text]

    assert len(squares) == 2 * len(slip.items)


def test_two_doctors_are_told_apart(slip: SlipContent) -> None:
    other = replace(slip.items[0], about="Dr Bennani")
    text = said(compose_slip(replace(slip, items=(*slip.items, other))))

    assert "À demander au médecin · Dr Alaoui" in text
    assert "À demander au médecin · Dr Bennani" in text


def test_what_the_student_does_is_one_list(slip: SlipContent) -> None:
    box = replace(slip.items[1], about="Pharmacie Al Wafa")
    marks = compose_slip(replace(slip, items=(box, *slip.items))).marks

    assert [mark.text for mark in marks if mark.text.startswith("À faire")] == [
        "À faire par vous-même"
    ]


def test_refused_dossier_is_sent_to_its_door_and_asked_for_nothing(slip: SlipContent) -> None:
    direction = Bilingual("Remettez-le au bureau de l'OFPPT.", "سلموه لمكتب التكوين المهني.")
    text = said(compose_slip(replace(slip, elsewhere=(direction,))))

    assert "Où remettre ce dossier" in text
    assert "Remettez-le au bureau de l'OFPPT." in text
    assert "Le cachet manque." not in text
    assert "Revenez" not in text


def test_passed_deadline_sends_to_the_supervisor(slip: SlipContent) -> None:
    text = said(compose_slip(replace(slip, days_left=-3)))

    assert "parlez-en au responsable" in text
    assert "Jours restants" not in text


@pytest.mark.parametrize(
    ("request_kind", "sentence"),
    [
        (RequestKind.COPAYMENT_WAIVER, "Aucune date limite"),
        (RequestKind.PRIOR_AGREEMENT, "Aucune date limite"),
        (RequestKind.REIMBURSEMENT, "60 jours après le premier acte"),
        (RequestKind.COSTLY_MEDICINES, "60 jours après le premier acte"),
    ],
)
def test_slip_without_a_last_day_says_why(
    request_kind: RequestKind, sentence: str, slip: SlipContent
) -> None:
    undated = replace(slip, request=request_kind, last_day_on=None, days_left=None)

    assert sentence in said(compose_slip(undated)).replace("\n", " ")


def test_slip_of_a_complete_dossier_says_that_nothing_is_missing(slip: SlipContent) -> None:
    complete = replace(slip, items=())

    assert "Il ne manque rien" in said(compose_slip(complete))
    assert "Il ne manque rien" not in said(compose_slip(slip))
    assert "Il ne manque rien" not in said(compose_slip(replace(complete, days_left=-1)))


def test_slip_without_a_student_is_printed_all_the_same(slip: SlipContent, tidy: Tidy) -> None:
    tidy(compose_slip(replace(slip, student=None)), A5)


@pytest.mark.parametrize("corrector", Corrector)
def test_every_corrector_has_words(corrector: Corrector, slip: SlipContent, tidy: Tidy) -> None:
    item = replace(slip.items[0], corrector=corrector)

    tidy(compose_slip(replace(slip, items=(item,))), A5)


def test_same_slip_gives_the_same_bytes(slip: SlipContent) -> None:
    assert render_slip(slip) == render_slip(slip)


@given(
    items=st.lists(ITEMS, max_size=40),
    days_left=st.none() | st.integers(-400, 400),
    name=st.text(max_size=200),
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_missing_the_slip_stays_tidy(
    items: list[SlipItem], days_left: int | None, name: str, slip: SlipContent, tidy: Tidy
) -> None:
    assert slip.student is not None
    content = replace(
        slip, items=tuple(items), days_left=days_left, student=replace(slip.student, name=name)
    )

    tidy(compose_slip(content), A5)


STAMP = Bilingual(
    "Acte n° 1 (Consultation, visite) : le cachet manque ; faites-le apposer par le médecin.",
    "العمل الطبي رقم 1 (استشارة أو زيارة طبية): ينقص الخاتم؛ يرجى وضعه من طرف الطبيب.",
)


def many(slip: SlipContent, of_each: int) -> SlipContent:
    who = (Corrector.STUDENT, Corrector.DOCTOR, Corrector.PHARMACIST)
    items = tuple(SlipItem(one, STAMP) for one in who for _ in range(of_each))
    return replace(slip, items=items)


def test_a_dozen_short_items_stay_on_one_page(slip: SlipContent, tidy: Tidy) -> None:
    printed = compose_slip(many(slip, 4))

    assert printed.page_count == 1
    tidy(printed, A5)


def test_who_must_act_is_said_again_over_the_page(slip: SlipContent) -> None:
    printed = compose_slip(many(slip, 5))
    heading = "À demander au pharmacien"

    assert printed.page_count == 2
    assert [mark.page for mark in printed.marks if mark.text == heading] == [1, 2]


def test_advice_over_the_page_is_still_called_advice(slip: SlipContent) -> None:
    printed = compose_slip(replace(slip, advice=(STAMP,) * 30))
    heading = "À vérifier aussi"

    pages = [mark.page for mark in printed.marks if mark.text.startswith(heading)]
    assert pages == list(range(1, printed.page_count + 1))
