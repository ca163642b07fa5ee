"""The transmittal slip and the label: every dossier once, sums that hold, codes that are read."""

from __future__ import annotations

import re
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake_app.domain.dossier import RequestKind
from intake_app.domain.paper import LabelContent, TransmittalContent, TransmittalLine
from intake_app.printing.label import A7_LANDSCAPE, compose_label, render_label
from intake_app.printing.look import A4
from intake_app.printing.receipt import render_receipt
from intake_app.printing.transmittal import compose_transmittal, render_transmittal

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

    from intake_app.domain.paper import ReceiptContent
    from intake_app.printing.form import Print

    Tidy = Callable[[Print, tuple[float, float]], None]
    Picture = Callable[[bytes, int], Image]

TOTALS = st.lists(st.none() | st.integers(0, 9_999_999), max_size=130)
NAMES = ("EL AMRANI Salma", "العلوي فاطمة الزهراء", "EL IDRISSI EL HASSANI " * 8)


def lines_of(totals: list[int | None]) -> tuple[TransmittalLine, ...]:
    return tuple(
        TransmittalLine(f"AGA1-1A-26-{index:06}-K", 1, NAMES[index % 3], date(2026, 11, 20), total)
        for index, total in enumerate(totals, start=1)
    )


@pytest.fixture(scope="session")
def parcel(receipt: ReceiptContent) -> TransmittalContent:
    return TransmittalContent(
        fund=receipt.fund,
        office=receipt.office,
        counter="1A",
        number="AGA1-1A-26-000003-7",
        closed_at=receipt.deposited_at,
        closed_by="Hassan EL FASSI",
        lines=lines_of([26125, None, 18000]),
    )


@pytest.fixture(scope="session")
def label(receipt: ReceiptContent) -> LabelContent:
    return LabelContent(
        fund=receipt.fund,
        office=receipt.office,
        number=receipt.number,
        revision=1,
        deposited_on=date(2026, 11, 20),
        student="EL AMRANI Salma",
        request=RequestKind.REIMBURSEMENT,
        total_centimes=26125,
        qr_payload="OL1:" + "0123456789abcdef" * 14,
    )


def amounts_said(printed: Print, start: str) -> dict[int, int]:
    """Return the amount (centimes) that each page says after a word."""
    found = {}
    for mark in printed.marks:
        match = re.fullmatch(
            rf"{start} : ([0-9 ]+),([0-9]{{2}}) DH", mark.text.replace("\u00a0", " ")
        )
        if match:
            found[mark.page] = int(match[1].replace(" ", "")) * 100 + int(match[2])
    return found


@given(totals=TOTALS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_each_dossier_is_listed_once_and_sums_are_carried(
    totals: list[int | None], parcel: TransmittalContent, tidy: Tidy
) -> None:
    content = replace(parcel, lines=lines_of(totals))
    printed = compose_transmittal(content)

    tidy(printed, A4)
    pages = defaultdict(list)
    for mark in printed.marks:
        if match := re.fullmatch(r"AGA1-1A-26-([0-9]{6})-K", mark.text):
            pages[mark.page].append(int(match[1]))
    listed = [serial for page in sorted(pages) for serial in pages[page]]
    assert listed == list(range(1, len(totals) + 1))

    to_carry, carried = amounts_said(printed, "À reporter"), amounts_said(printed, "Report")
    so_far = 0
    for page in sorted(pages)[:-1]:
        so_far += sum(totals[serial - 1] or 0 for serial in pages[page])
        assert to_carry[page] == so_far == carried[page + 1]
    assert len(to_carry) == len(carried) == max(len(pages) - 1, 0)


def test_parcel_says_its_number_count_and_sum(parcel: TransmittalContent) -> None:
    text = "\n".join(mark.text for mark in compose_transmittal(parcel).marks).replace("\u00a0", " ")

    assert "AGA1-1A-26-000003-7" in text
    assert "Nombre de dossiers : 3 · Somme : 441,25 DH" in text
    assert "عدد الملفات: 3 · المجموع: 441,25 درهم" in text
    assert "Remis par le bureau" in text
    assert "Reçu par la caisse" in text
    assert "DUPLICATA" not in text


def test_reprinted_parcel_slip_says_so_on_every_page(parcel: TransmittalContent) -> None:
    content = replace(parcel, lines=lines_of([100] * 90), duplicate=3)
    printed = compose_transmittal(content)
    pages = {
        mark.page for mark in printed.marks if "DUPLICATA n° 3" in mark.text.replace("\u00a0", " ")
    }

    assert pages == set(range(1, printed.page_count + 1))


def test_parcel_number_is_read_from_a_scan(parcel: TransmittalContent, picture: Picture) -> None:
    found = zxingcpp.read_barcodes(picture(render_transmittal(parcel), 1))

    assert [code.text for code in found] == ["OT:AGA1-1A-26-000003-7"]


def test_label_codes_are_read_from_a_scan(label: LabelContent, picture: Picture) -> None:
    found = zxingcpp.read_barcodes(picture(render_label(label), 1))

    assert {code.text for code in found} == {"OL:AGA1-1A-26-000042-K", label.qr_payload}


@given(
    student=st.text(max_size=200),
    revision=st.integers(1, 99),
    total=st.none() | st.integers(0, 10**9),
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_the_name_the_label_stays_tidy(
    student: str, revision: int, total: int | None, label: LabelContent, tidy: Tidy
) -> None:
    content = replace(label, student=student, revision=revision, total_centimes=total)

    tidy(compose_label(content), A7_LANDSCAPE)


def test_label_says_whose_dossier_it_is(label: LabelContent) -> None:
    texts = [mark.text.replace("\u00a0", " ") for mark in compose_label(label).marks]

    assert "EL AMRANI Salma" in texts
    assert "AGA1-1A-26-000042-K" in texts
    assert "20/11/2026 · 261,25 DH" in texts


def test_prints_made_at_the_same_time_do_not_mix(
    receipt: ReceiptContent, label: LabelContent, parcel: TransmittalContent
) -> None:
    jobs = [
        lambda: render_receipt(receipt),
        lambda: render_label(label),
        lambda: render_transmittal(parcel),
    ] * 4
    alone = [job() for job in jobs[:3]] * 4

    with ThreadPoolExecutor(4) as threads:
        together = [done.result() for done in [threads.submit(job) for job in jobs]]

    assert together == alone
