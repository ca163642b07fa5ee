"""The receipt as it lies on the counter: read back, measured, and searched."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ImageChops

from intake_app.domain.dossier import Care, IdentityKind, RequestKind, SheetKind
from intake_app.domain.paper import ActLine, Bilingual, OverrideOnPaper, PersonOnPaper
from intake_app.printing.look import A5
from intake_app.printing.receipt import compose_receipt, render_receipt

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

    from intake_app.domain.paper import ReceiptContent
    from intake_app.printing.form import Print

    Tidy = Callable[[Print, tuple[float, float]], None]
    Picture = Callable[[bytes, int], Image]

ANYTHING = st.text(max_size=120)
NAMES = st.one_of(
    ANYTHING,
    st.text(alphabet="ابجدهوزحطي كلمن()،-", max_size=200),
    st.sampled_from(("", "X" * 400, "م" * 300, "<b>gras</b> &amp;", "👩‍⚕️ Dr Zoé\x00\x1b[2J")),
)
SENTENCES = st.builds(Bilingual, ANYTHING, st.text(alphabet="ابج دهو 12(),.%", max_size=400))
ACTS = st.builds(
    ActLine,
    care=st.sampled_from(Care),
    provider=NAMES,
    performed_on=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    amount_centimes=st.none() | st.integers(0, 99_999_999),
)


def said(printed: Print) -> str:
    return "\n".join(mark.text for mark in printed.marks).replace("\u00a0", " ")


def extracted(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_size() for page in document]
    finally:
        document.close()


def test_ordinary_receipt_is_one_a5_page(receipt: ReceiptContent) -> None:
    (size,) = page_sizes(render_receipt(receipt))

    assert size == pytest.approx(A5, abs=0.1)


def test_number_and_proof_are_read_back_from_a_scan(
    receipt: ReceiptContent, picture: Picture
) -> None:
    found = zxingcpp.read_barcodes(picture(render_receipt(receipt), 1))

    assert {code.text for code in found} == {"OD:AGA1-1A-26-000042-K", receipt.qr_payload}


@pytest.mark.parametrize("turned", [90, 180, 3])
def test_codes_are_read_from_a_crooked_scan(
    turned: int, receipt: ReceiptContent, picture: Picture
) -> None:
    scan = picture(render_receipt(receipt), 1).rotate(turned, expand=True, fillcolor=255)

    assert len(zxingcpp.read_barcodes(scan)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Caisse nationale des organismes de",
        "الصندوق الوطني لمنظمات الاحتياط الاجتماعي",
        "4, rue Al Khalil, BP 209, Rabat",
        "Cité universitaire, Agadir",
        "الحي الجامعي، أكادير",
        "AGA1-1A-26-000042-K",
        "20/11/2026 · 14:05",
        "EL AMRANI Salma",
        "JB••••56",
        "Remboursement des frais",
        "استرجاع المصاريف",
        "Soins ordinaires",
        "Consultation, visite",
        "الصيدلية",
        "Pharmacie Al Wafa (Inezgane)",
        "200,00",
        "Total des frais déclarés : 261,25 DH",
        "مجموع المصاريف المصرح بها: 261,25 درهم",
        "09/12/2026",
        "Délai respecté, jusqu'au",
        "www.cnops.org.ma",
        "053 800 20 20",
        "D-123/2026",
        "Vérifiable hors ligne",
        "قابل للتحقق دون اتصال",
        "Fatima Zahra OUBELLA",
        "Page 1/1",
    ],
)
def test_receipt_says_what_it_must(text: str, receipt: ReceiptContent) -> None:
    assert text in said(compose_receipt(receipt))


def test_arabic_words_can_be_searched_in_the_file(receipt: ReceiptContent) -> None:
    text = extracted(render_receipt(receipt))

    assert all(word in text for word in ("الطالب", "الصيدلية", "الإيداع", "درهم", "أكادير"))


def test_same_content_gives_the_same_bytes(
    receipt: ReceiptContent, heavy_receipt: ReceiptContent
) -> None:
    first = render_receipt(receipt)
    render_receipt(heavy_receipt)

    assert render_receipt(receipt) == first


def test_another_process_in_another_language_gives_the_same_bytes(
    receipt: ReceiptContent, heavy_receipt: ReceiptContent
) -> None:
    """What was printed before, hash seeds and locales leave no trace in the file."""
    program = (
        "import sys, importlib.util as u, hashlib;"
        "s = u.spec_from_file_location('samples', sys.argv[1]); m = u.module_from_spec(s);"
        "s.loader.exec_module(m);"
        "from intake_app.printing.receipt import render_receipt;"
        "print(hashlib.sha256(render_receipt(m.RECEIPT)).hexdigest())"
    )
    render_receipt(heavy_receipt)
    here = Path(__file__)
    done = subprocess.run(
        [sys.executable, "-c", program, str(here.with_name("conftest.py"))],
        cwd=here.parents[2],
        env={"LC_ALL": "ar_MA.UTF-8", "LANG": "ar_MA.UTF-8", "PYTHONHASHSEED": "7", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    assert done.stdout.strip() == sha256(render_receipt(receipt)).hexdigest()


def test_file_describes_itself_without_personal_data(receipt: ReceiptContent) -> None:
    document = pypdfium2.PdfDocument(render_receipt(receipt))
    try:
        described = str(document.get_metadata_dict())
    finally:
        document.close()

    assert "Récépissé de dépôt" in described
    assert not any(secret in described for secret in ("AMRANI", "Salma", "JB", "AGA1", "OUBELLA"))


def test_heavy_receipt_flows_over_tidy_pages(heavy_receipt: ReceiptContent, tidy: Tidy) -> None:
    printed = compose_receipt(heavy_receipt)

    tidy(printed, A5)
    assert printed.page_count == len(page_sizes(printed.pdf)) > 1
    assert [mark.page for mark in printed.marks if mark.text.startswith("Page ")] == list(
        range(1, printed.page_count + 1)
    )


def test_every_act_of_a_heavy_receipt_is_there_in_order(heavy_receipt: ReceiptContent) -> None:
    amounts = [
        mark.text.replace("\u00a0", "")
        for mark in compose_receipt(heavy_receipt).marks
        if mark.text.replace("\u00a0", "").replace(",", "").isdigit() and "," in mark.text
    ]

    assert amounts == [f"{123.45 * (index + 1):.2f}".replace(".", ",") for index in range(20)]


def test_table_heading_is_repeated_where_acts_go_on(heavy_receipt: ReceiptContent) -> None:
    marks = compose_receipt(heavy_receipt).marks
    pages_with_acts = {mark.page for mark in marks if mark.text == "Consultation, visite"}
    pages_with_heading = {mark.page for mark in marks if mark.text.startswith("Prestataire")}

    assert len(pages_with_acts) > 1
    assert pages_with_acts <= pages_with_heading


def test_mark_of_the_print_is_on_every_page(heavy_receipt: ReceiptContent) -> None:
    printed = compose_receipt(heavy_receipt)
    pages = {mark.page for mark in printed.marks if "ANNULÉ" in mark.text}

    assert pages == set(range(1, printed.page_count + 1))


def test_nothing_is_printed_where_printers_cannot(
    heavy_receipt: ReceiptContent, picture: Picture
) -> None:
    edge = round(6 / 25.4 * 200)  # 6 mm
    pdf = render_receipt(heavy_receipt)
    for page in range(1, len(page_sizes(pdf)) + 1):
        left, top, right, bottom = ImageChops.invert(picture(pdf, page)).getbbox() or (0, 0, 0, 0)
        width, height = picture(pdf, page).size
        assert min(left, top, width - right, height - bottom) >= edge


def test_first_print_is_no_duplicate_and_a_reprint_is(receipt: ReceiptContent) -> None:
    assert "DUPLICATA" not in said(compose_receipt(receipt))

    again = said(compose_receipt(replace(receipt, duplicate=2)))
    assert "DUPLICATA n° 2" in again
    assert "نظير رقم 2" in again


def test_correction_names_itself_and_the_first_day(receipt: ReceiptContent) -> None:
    second = replace(receipt, revision=2, first_deposited_on=date(2026, 11, 3))
    text = said(compose_receipt(second))

    assert "Rectificatif n° 1" in text
    assert "03/11/2026" in text


def test_before_enrolment_the_receipt_says_that_it_cannot_be_verified(
    receipt: ReceiptContent, picture: Picture
) -> None:
    printed = compose_receipt(replace(receipt, qr_payload=None))

    assert "Non vérifiable hors ligne" in said(printed)
    assert "غير قابل للتحقق دون اتصال" in said(printed)
    assert len(zxingcpp.read_barcodes(picture(printed.pdf, 1))) == 1


def test_override_is_told_with_its_name_and_reason(receipt: ReceiptContent, tidy: Tidy) -> None:
    override = OverrideOnPaper("Hassan EL FASSI", "الطالب مسافر غدا، والختم سيصل بالبريد.")
    printed = compose_receipt(replace(receipt, override=override))

    tidy(printed, A5)
    assert "Hassan EL FASSI" in said(printed)
    assert "الطالب مسافر غدا، والختم سيصل بالبريد." in said(printed)


def test_long_reason_is_told_to_its_last_word(receipt: ReceiptContent, tidy: Tidy) -> None:
    reason = " ".join(f"mot{number}" for number in range(900))
    printed = compose_receipt(replace(receipt, override=OverrideOnPaper("X", reason)))

    tidy(printed, A5)
    assert " ".join(re.findall(r"mot[0-9]+", said(printed))) == reason


def test_uncertain_clock_and_another_day_are_told(receipt: ReceiptContent) -> None:
    yesterday = receipt.deposited_on - timedelta(days=1)
    content = replace(receipt, flags=("clock_behind", "date_confirmed"), deposited_on=yesterday)
    text = said(compose_receipt(content)).replace("\n", " ")

    assert "horloge du guichet" in text
    assert "confirmée par l'agent" in text
    assert "Dépôt daté du 19/11/2026" in text
    assert "20/11/2026" in text


def test_passed_deadline_is_not_called_kept(receipt: ReceiptContent) -> None:
    text = said(compose_receipt(replace(receipt, deadline_kept=False)))

    assert "Délai dépassé depuis le" in text
    assert "Délai respecté" not in text


def test_request_without_money_shows_no_amounts(receipt: ReceiptContent, tidy: Tidy) -> None:
    content = replace(
        receipt,
        acts=(),
        total_centimes=None,
        box_count=None,
        deadline_on=None,
        request=RequestKind.COPAYMENT_WAIVER,
        sheet_kind=SheetKind.LONG_TERM,
    )
    printed = compose_receipt(content)

    tidy(printed, A5)
    assert "Aucun acte déclaré" in said(printed)
    assert "DH" not in said(printed)


def test_missing_authorisation_is_said_openly(receipt: ReceiptContent) -> None:
    text = said(compose_receipt(replace(receipt, authorisation=""))).replace("\n", " ")

    assert "Autorisation CNDP : numéro non renseigné" in text


@pytest.mark.parametrize("care", Care)
@pytest.mark.parametrize("request_kind", RequestKind)
def test_every_code_has_words(
    care: Care, request_kind: RequestKind, receipt: ReceiptContent, tidy: Tidy
) -> None:
    kinds = list(SheetKind), list(IdentityKind)
    index = list(Care).index(care) % 3
    content = replace(
        receipt,
        acts=(replace(receipt.acts[0], care=care),),
        request=request_kind,
        sheet_kind=kinds[0][index],
        student=replace(receipt.student, identity_kind=kinds[1][index]),
    )

    tidy(compose_receipt(content), A5)


@given(
    name=NAMES,
    agent=NAMES,
    acts=st.lists(ACTS, max_size=12),
    remarks=st.lists(SENTENCES, max_size=6),
    reason=st.none() | ANYTHING,
    marks=st.tuples(st.booleans(), st.integers(0, 99), st.integers(1, 9)),
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_typed_the_receipt_stays_tidy(
    name: str,
    agent: str,
    acts: list[ActLine],
    remarks: list[Bilingual],
    reason: str | None,
    marks: tuple[bool, int, int],
    receipt: ReceiptContent,
    tidy: Tidy,
) -> None:
    cancelled, duplicate, revision = marks
    content = replace(
        receipt,
        student=PersonOnPaper(name, IdentityKind.PASSPORT, "••••"),
        depositor=PersonOnPaper(agent, IdentityKind.CIN, "••••"),
        agent=agent,
        acts=tuple(acts),
        remarks=tuple(remarks),
        override=None if reason is None else OverrideOnPaper(name, reason),
        cancelled=cancelled,
        duplicate=duplicate,
        revision=revision,
    )
    printed = compose_receipt(content)

    tidy(printed, A5)
    assert printed.page_count == len(page_sizes(printed.pdf))


def test_markup_is_printed_as_text(receipt: ReceiptContent) -> None:
    marked = replace(
        receipt, student=replace(receipt.student, name="<b>Salma</b> &amp; <a href=x>")
    )

    assert "<b>Salma</b> &amp; <a href=x>" in extracted(render_receipt(marked))


def test_rows_of_the_form_follow_each_other(receipt: ReceiptContent) -> None:
    order = [
        "Récépissé de dépôt",
        "Numéro du dossier",
        "Étudiant(e)",
        "Acte",
        "Suivre votre dossier",
    ]
    tops = {mark.text: mark.box[1] for mark in compose_receipt(receipt).marks}

    assert all(tops[above] < tops[below] for above, below in pairwise(order))
