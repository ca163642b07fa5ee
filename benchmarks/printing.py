"""How long a receipt takes to draw, beside a bare ReportLab page of one line, in one run.

`python -m benchmarks.printing` prints one object on one line; times are medians in milliseconds,
sizes in kilobytes. Each receipt has its own number, name and proof, as at a counter.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from reportlab.pdfgen.canvas import Canvas

from intake_app.domain.dossier import Care, IdentityKind, RequestKind, SheetKind
from intake_app.domain.paper import (
    ActLine,
    Bilingual,
    FundOnPaper,
    OfficeOnPaper,
    PersonOnPaper,
    ReceiptContent,
)
from intake_app.printing.look import A5
from intake_app.printing.receipt import render_receipt

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 60
PROOF_LENGTH = 300
NAMES = ("EL AMRANI Salma", "العلوي فاطمة الزهراء", "BENALI Mohamed Amine", "بنعلي يوسف")


def receipt(serial: int) -> ReceiptContent:
    """Return an ordinary receipt: two acts, one warning, a proof of usual length."""
    day = date(2026, 10, 10)
    return ReceiptContent(
        fund=FundOnPaper(
            Bilingual(
                "Caisse nationale des organismes de prévoyance sociale (CNOPS)",
                "الصندوق الوطني لمنظمات الاحتياط الاجتماعي",
            ),
            Bilingual("4, rue Al Khalil, BP 209, Rabat", "4، زنقة الخليل، ص.ب 209، الرباط"),
            phone="053 800 20 20",
            website="www.cnops.org.ma",
            short_name="CNOPS",
        ),
        office=OfficeOnPaper(
            "AGA1",
            Bilingual("Cité universitaire, Agadir", "الحي الجامعي، أكادير"),
            Bilingual("Quartier Salam, BP 3243", "حي السلام، ص.ب 3243"),
        ),
        counter="1A",
        number=f"AGA1-1A-26-{serial:06}-K",
        deposited_at=datetime(2026, 11, 20, 14, 5, tzinfo=timezone(timedelta(hours=1))),
        deposited_on=date(2026, 11, 20),
        student=PersonOnPaper(
            f"{NAMES[serial % len(NAMES)]} {serial}", IdentityKind.CIN, "JB••••56"
        ),
        request=RequestKind.REIMBURSEMENT,
        sheet_kind=SheetKind.ORDINARY,
        acts=(
            ActLine(Care.CONSULTATION, f"Dr Alaoui {serial}", day, 20000 + serial),
            ActLine(Care.PHARMACY, "صيدلية الوفاء", day, 6125),
        ),
        total_centimes=26125 + serial,
        box_count=2,
        piece_count=3,
        deadline_on=date(2026, 12, 9),
        remarks=(
            Bilingual(
                "Le prix de la boîte diffère de la liste : 26,80 DH au lieu de 27,10 DH.",
                "ثمن العلبة يختلف عن اللائحة: 26,80 درهم بدل 27,10 درهم.",
            ),
        ),
        qr_payload=f"{serial:0{PROOF_LENGTH}}",
        agent="Fatima Zahra OUBELLA",
    )


def heavy_receipt(serial: int) -> ReceiptContent:
    """Return a receipt of twenty acts and nine warnings."""
    ordinary = receipt(serial)
    return replace(ordinary, acts=ordinary.acts * 10, remarks=ordinary.remarks * 9)


def bare_page(serial: int) -> bytes:
    """Draw one line with a font that is not embedded: what ReportLab costs by itself."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A5, invariant=True)
    canvas.drawString(30, 500, f"AGA1-1A-26-{serial:06}-K")
    canvas.save()
    return out.getvalue()


def milliseconds(draw: Callable[[int], bytes]) -> tuple[float, float]:
    """Return the median time and size of one print; the first, which loads fonts, is left out."""
    times, sizes = [], []
    for serial in range(ROUNDS + 1):
        started = perf_counter()
        pdf = draw(serial)
        times.append((perf_counter() - started) * 1000)
        sizes.append(len(pdf) / 1000)
    return round(median(times[1:]), 1), round(median(sizes[1:]), 1)


def main() -> None:
    """Measure and print."""
    started = perf_counter()
    render_receipt(receipt(0))
    first = round((perf_counter() - started) * 1000, 1)
    ordinary = milliseconds(lambda serial: render_receipt(receipt(serial)))
    without_proof = milliseconds(
        lambda serial: render_receipt(replace(receipt(serial), qr_payload=None))
    )
    heavy = milliseconds(lambda serial: render_receipt(heavy_receipt(serial)))
    bare = milliseconds(bare_page)
    figures = {
        "first_receipt_ms": first,
        "receipt_ms": ordinary[0],
        "receipt_kb": ordinary[1],
        "receipt_without_proof_ms": without_proof[0],
        "heavy_receipt_ms": heavy[0],
        "bare_page_ms": bare[0],
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
