"""A finished paper on the screen, exactly as it is printed."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView

from intake_app.ui.theme import STEP


class PdfPreview(QPdfView):
    """Shows a PDF from memory; nothing is written to disk for it."""

    def __init__(self) -> None:
        super().__init__()
        self._buffer: QBuffer | None = None
        self._paper = QPdfDocument(self)
        self.setDocument(self._paper)
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.setPageSpacing(STEP)

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return self._paper.pageCount()

    def show_pdf(self, pdf: bytes) -> None:
        """Show a paper in place of the one before."""
        self._paper.close()
        buffer = QBuffer(self)
        buffer.setData(QByteArray(pdf))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._paper.load(buffer)
        if self._buffer is not None:
            self._buffer.deleteLater()
        self._buffer = buffer  # the document reads from it as long as it is shown

    def clear(self) -> None:
        """Show nothing: the paper has a name on it."""
        self._paper.close()
