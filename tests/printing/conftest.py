"""Contents to print, and ways to look at what came out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import combinations
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
import pytest

from intake_app.domain.dossier import Care, IdentityKind, RequestKind, SheetKind
from intake_app.domain.paper import (
    ActLine,
    Bilingual,
    Corrector,
    FundOnPaper,
    OfficeOnPaper,
    PersonOnPaper,
    ReceiptContent,
    SlipContent,
    SlipItem,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

    from intake_app.printing.form import Print

MOROCCO = timezone(timedelta(hours=1))
HAIR = 0.05  # points: sums of fractions
FUND = FundOnPaper(
    name=Bilingual(
        "Caisse nationale des organismes de prévoyance sociale (CNOPS)",
        "الصندوق الوطني لمنظمات الاحتياط الاجتماعي",
    ),
    address=Bilingual("4, rue Al Khalil, BP 209, Rabat", "4، زنقة الخليل، ص.ب 209، الرباط"),
    phone="053 800 20 20",
    website="www.cnops.org.ma",
    short_name="CNOPS",
)
OFFICE = OfficeOnPaper(
    "AGA1",
    Bilingual("Cité universitaire, Agadir", "الحي الجامعي، أكادير"),
    Bilingual("Quartier Salam, BP 3243", "حي السلام، ص.ب 3243"),
)
RECEIPT = ReceiptContent(
    fund=FUND,
    office=OFFICE,
    counter="1A",
    number="AGA1-1A-26-000042-K",
    deposited_at=datetime(2026, 11, 20, 14, 5, tzinfo=MOROCCO),
    deposited_on=date(2026, 11, 20),
    student=PersonOnPaper("EL AMRANI Salma", IdentityKind.CIN, "JB••••56"),
    request=RequestKind.REIMBURSEMENT,
    sheet_kind=SheetKind.ORDINARY,
    acts=(
        ActLine(Care.CONSULTATION, "Dr Alaoui", date(2026, 10, 10), 20000),
        ActLine(Care.PHARMACY, "Pharmacie Al Wafa (Inezgane)", date(2026, 10, 10), 6125),
    ),
    total_centimes=26125,
    box_count=2,
    piece_count=3,
    deadline_on=date(2026, 12, 9),
    authorisation="D-123/2026",
    qr_payload="OR1:" + "A1B2C3D4E5" * 30,
    agent="Fatima Zahra OUBELLA",
)
SLIP = SlipContent(
    fund=FUND,
    office=OFFICE,
    counter="1A",
    printed_at=datetime(2026, 11, 20, 9, 30, tzinfo=MOROCCO),
    student=RECEIPT.student,
    request=RequestKind.REIMBURSEMENT,
    sheet_kind=SheetKind.ORDINARY,
    items=(
        SlipItem(
            Corrector.DOCTOR,
            Bilingual("Le cachet manque.", "الختم غير موجود."),
            "Dr Alaoui",
        ),
        SlipItem(
            Corrector.STUDENT,
            Bilingual("Signez la feuille de soins.", "وقعوا ورقة العلاجات."),
        ),
    ),
    last_day_on=date(2026, 12, 9),
    days_left=19,
)


@pytest.fixture(scope="session")
def receipt() -> ReceiptContent:
    return RECEIPT


@pytest.fixture(scope="session")
def slip() -> SlipContent:
    return SLIP


@pytest.fixture(scope="session")
def heavy_receipt() -> ReceiptContent:
    """Everything that can stand on a receipt, each long: twenty acts, nine remarks, all marks."""
    names = (
        "Centre hospitalier universitaire Ibn Rochd – service de néphrologie",
        "مختبر التحاليل الطبية ابن سينا (الدار البيضاء)",
        "Clinique dentaire du Dr Benabdeljalil",
    )
    acts = tuple(
        ActLine(care, names[index % 3], date(2026, 10, 1 + index), 12345 * (index + 1))
        for index, care in enumerate([*Care, *Care, *Care][:20])
    )
    remark = Bilingual(
        "Le prix de la boîte 6118000010050 diffère de la liste : 26,80 DH au lieu de 27,10 DH.",
        "ثمن العلبة 6118000010050 يختلف عن اللائحة: 26,80 درهم بدل 27,10 درهم.",
    )
    return replace(
        RECEIPT,
        student=PersonOnPaper(
            "EL IDRISSI EL HASSANI BENABDELJALIL Mohamed Abdelouahed Nour-Eddine",
            IdentityKind.RESIDENCE_CARD,
            "AB•••••••••••••••789",
        ),
        depositor=PersonOnPaper("بنعلي محمد أمين", IdentityKind.CIN, "A••••65"),
        request=RequestKind.COPAYMENT_WAIVER,
        sheet_kind=SheetKind.LONG_TERM,
        acts=acts,
        remarks=(remark,) * 9,
        flags=("clock_behind",),
        duplicate=11,
        revision=4,
        cancelled=True,
    )


@pytest.fixture(scope="session")
def picture() -> Callable[[bytes, int], Image]:
    """Draw one page (from 1) of a PDF as a scanner at 200 dots an inch would see it."""

    def draw(pdf: bytes, page: int = 1) -> Image:
        document = pypdfium2.PdfDocument(pdf)
        try:
            drawn: Image = document[page - 1].render(scale=200 / 72).to_pil()
            return drawn.convert("L")
        finally:
            document.close()

    return draw


@pytest.fixture(scope="session")
def tidy() -> Callable[[Print, tuple[float, float]], None]:
    """Require that nothing leaves its column or the page, and that nothing lies on anything."""

    def check(printed: Print, size: tuple[float, float]) -> None:
        by_page = defaultdict(list)
        for mark in printed.marks:
            left, top, right, bottom = mark.box
            assert mark.column[0] - HAIR <= left, mark
            assert right <= mark.column[2] + HAIR, mark
            assert bottom <= mark.column[3] + HAIR, mark
            assert min(left, top) > 0, mark
            assert right < size[0], mark
            assert bottom < size[1], mark
            by_page[mark.page].append(mark)
        for marks in by_page.values():
            for one, other in combinations(marks, 2):
                apart = (
                    one.box[2] <= other.box[0] + HAIR
                    or other.box[2] <= one.box[0] + HAIR
                    or one.box[3] <= other.box[1] + HAIR
                    or other.box[3] <= one.box[1] + HAIR
                )
                assert apart, (one, other)

    return check
