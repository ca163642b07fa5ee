"""Use case: print receipts and missing-items slips, after the commit and as often as needed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.domain.dossier import Dossier
    from intake_app.domain.findings import Verdict
    from intake_app.domain.operators import Operator
    from intake_app.domain.paper import ReceiptContent, SlipContent
    from intake_app.services.receipts import ReceiptService
    from intake_app.sync.receipt_proof import VerifiedReceipt


class Printer(Protocol):
    """Takes a finished PDF: a printer, or a folder of files."""

    def print_pdf(self, pdf: bytes, name: str) -> str:
        """Print it and return where it went; `name` holds no personal data.

        Raises:
            EnvironmentFault: The printer or the disk refused; nothing was lost.
        """
        ...


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """A print that came out: its PDF, which copy it is (0 the original), and where it went."""

    pdf: bytes = field(repr=False)
    copy: int
    place: str

    @property
    def is_file(self) -> bool:
        """Whether it lies on the disk as a PDF and still has to be printed from there."""
        return self.place.lower().endswith(".pdf")


class PrintService:
    """Renders what the other services say and hands it to a printer."""

    def __init__(
        self,
        receipts: ReceiptService,
        render_receipt: Callable[[ReceiptContent], bytes],
        render_slip: Callable[[SlipContent], bytes],
    ) -> None:
        self._receipts = receipts
        self._render_receipt = render_receipt
        self._render_slip = render_slip

    def print_receipt(self, number: str, operator: Operator, printer: Printer) -> PrintedPaper:
        """Print the receipt of a dossier; a second print is a duplicate and says so.

        Raises:
            UnusableInput: `receipt.number_wrong`, `receipt.unknown`.
            AccessDenied: `role.supervisor` for a duplicate.
            EnvironmentFault: The printer or the disk refused; the same copy may be printed again.
        """
        begun = self._receipts.begin(number, operator)
        pdf = self._render_receipt(begun.content)
        place = printer.print_pdf(pdf, begun.file_name)
        self._receipts.finish(begun, operator)
        return PrintedPaper(pdf, begun.content.duplicate, place)

    def unprinted_today(self) -> tuple[str, ...]:
        """List today's receipts that never came out, as `ReceiptService.unprinted_today`."""
        return self._receipts.unprinted_today()

    def print_slip(self, dossier: Dossier, verdict: Verdict, printer: Printer) -> PrintedPaper:
        """Print what the student must bring back, item by item, or where to go instead."""
        content = self._receipts.slip(dossier, verdict)
        pdf = self._render_slip(content)
        return PrintedPaper(pdf, 0, printer.print_pdf(pdf, self._receipts.slip_name(content)))

    def verify_receipt(self, text: str) -> VerifiedReceipt:
        """Say what a receipt's QR code proves; errors as for `ReceiptService.verify`."""
        return self._receipts.verify(text)
