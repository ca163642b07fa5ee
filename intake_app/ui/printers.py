"""Paper comes out where the station's settings say: a printer of the system, or a PDF file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from intake_app.errors import EnvironmentFault
from intake_app.printing.printers import PdfFolderPrinter

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.services.prints import Printer

_DOTS_PER_INCH = 300  # enough for the narrowest bar of a barcode, in little memory
_POINTS_PER_INCH = 72


def choose_printer(name: str, folder: Path) -> Printer:
    """Return the printer of this name; without a name, the folder of PDF files."""
    return SystemPrinter(name) if name else PdfFolderPrinter(folder)


class SystemPrinter:
    """Prints finished PDFs on a printer of the system; may be called from any thread."""

    def __init__(self, name: str) -> None:
        self._name = name

    def print_pdf(self, pdf: bytes, name: str) -> str:
        """Print every page in its own size and return the printer's name.

        Raises:
            EnvironmentFault: `printer.unknown` or `printer.refused`; print again later.
        """
        info = QPrinterInfo.printerInfo(self._name)
        if info.isNull():
            raise EnvironmentFault("printer.unknown", printer=self._name)
        printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        printer.setDocName(name)
        paint_pdf(pdf, printer, name=self._name)
        return self._name


def paint_pdf(pdf: bytes, printer: QPrinter, *, name: str) -> None:
    """Paint every page of a PDF on a printer; `name` is what an error calls it.

    Raises:
        EnvironmentFault: `printer.refused` when the printer does not take the job.
    """
    source = QBuffer()
    source.setData(QByteArray(pdf))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(source)
    printer.setResolution(_DOTS_PER_INCH)
    printer.setFullPage(True)
    painter = QPainter()
    try:
        for page in range(document.pageCount()):
            size = document.pagePointSize(page)
            _set_paper(printer, size)
            ready = printer.newPage() if page else painter.begin(printer)
            if not ready:
                raise EnvironmentFault("printer.refused", printer=name)
            pixels = (size * (_DOTS_PER_INCH / _POINTS_PER_INCH)).toSize()
            picture = document.render(page, pixels)
            painter.drawImage(painter.viewport(), picture)
    finally:
        painter.end()
        document.close()


def _set_paper(printer: QPrinter, points: QSizeF) -> None:
    paper = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    printer.setPageLayout(
        QPageLayout(paper, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    )
