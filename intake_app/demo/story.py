"""What the demo does, step by step, with the very services of the counter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from intake_app.demo.camera import codes_of_video
from intake_app.domain.dossier import Care, Medicine
from intake_app.domain.findings import Outcome
from intake_app.errors import RuleViolation
from intake_app.formats.dossier_json import parse_dossier
from intake_app.formats.samples import load_sample, sample_names
from intake_app.printing.printers import PdfFolderPrinter
from intake_app.scanning.drawn import write_demo_video
from intake_app.services.deposit import Approval, DepositOrder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from intake_app.app import Desk
    from intake_app.domain.dossier import Dossier
    from intake_app.domain.findings import Verdict
    from intake_app.domain.operators import Operator

FILMED = "complete"  # the sample whose boxes are read from the video
OVERRIDDEN = "late"  # the one that a supervisor takes in all the same
REASON = "Hospitalisation pendant le délai, justificatif vu (exemple de démonstration)"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one sample: its number when it was taken in, and the paper handed over."""

    sample: str
    verdict: Verdict
    number: str | None
    paper: str


def film_boxes(desk: Desk, folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Draw a video of the filmed sample's boxes and read it with the camera's code."""
    dossier = _sample(desk, FILMED)
    wanted = [box.barcode for act in dossier.acts for box in act.medicines if box.barcode]
    video = folder / "boites.avi"
    write_demo_video(video, wanted)
    known = {code for code in wanted if desk.lookup.medicine(code)}
    return video, codes_of_video(video, known)


def take_in(
    desk: Desk, operator: Operator, papers: Path, filmed_codes: Sequence[str]
) -> tuple[Told, ...]:
    """Bring every sample to the counter."""
    printer = PdfFolderPrinter(papers)
    return tuple(_take_one(desk, operator, printer, name, filmed_codes) for name in sample_names())


def _take_one(
    desk: Desk,
    operator: Operator,
    printer: PdfFolderPrinter,
    name: str,
    filmed_codes: Sequence[str],
) -> Told:
    dossier = _sample(desk, name)
    if name == FILMED:
        dossier = with_boxes(desk, dossier, filmed_codes)
    approval = Approval(operator, REASON) if name == OVERRIDDEN else None
    verdict = desk.check.check(dossier)
    order = DepositOrder(desk.drafts.new_id(), dossier, operator, approval)
    try:
        taken = desk.deposits.deposit(order)
    except RuleViolation:
        paper = desk.prints.print_slip(dossier, verdict, printer)
        return Told(name, verdict, None, paper.place)
    paper = desk.prints.print_receipt(taken.number, operator, printer)
    return Told(name, taken.verdict, taken.number, paper.place)


def with_boxes(desk: Desk, dossier: Dossier, codes: Sequence[str]) -> Dossier:
    """Put the boxes that the camera read into the pharmacy act, at the list's prices."""
    boxes = []
    for code in codes:
        entry = desk.lookup.medicine(code)
        price = entry.public_price_centimes if entry else None
        boxes.append(Medicine(barcode=code, public_price_centimes=price, attached=True))
    acts = tuple(
        replace(act, medicines=tuple(boxes)) if act.care is Care.PHARMACY else act
        for act in dossier.acts
    )
    return replace(dossier, acts=acts)


def was_overridden(told: Told) -> bool:
    """Say whether a supervisor took this one in although something was missing."""
    return told.number is not None and told.verdict.outcome is Outcome.INCOMPLETE


def _sample(desk: Desk, name: str) -> Dossier:
    return parse_dossier(load_sample(name, desk.check.today()))
