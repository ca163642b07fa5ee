"""A finished paper on the screen, exactly as it is printed."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QVBoxLayout, QWidget

from intake_app.ui.theme import STEP


class PdfPreview(QWidget):
    """Shows a PDF from memory; nothing is written to disk for it."""

    def __init__(self) -> None:
        super().__init__()
        # Children go in the order in which they came: the view, what it shows, what that reads.
        # A document that outlived its view by a moment would still tell it that it closes.
        self._view = QPdfView(self)
        self._paper = QPdfDocument(self)
        self._buffer: QBuffer | None = None
        self._view.setDocument(self._paper)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._view.setPageSpacing(STEP)
        self.setFocusProxy(self._view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return self._paper.pageCount()

    def rename(self, name: str) -> None:
        """Name the paper for screen readers."""
        self._view.setAccessibleName(name)

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
