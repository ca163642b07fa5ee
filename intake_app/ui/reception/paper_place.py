"""The place of a paper that was printed, and what stands there until there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from intake_app.ui.widgets.cards import EmptyPlace

if TYPE_CHECKING:
    from intake_app.services.prints import PrintedPaper
    from intake_app.ui.preview.pdf_view import PdfPreview

_LEAST_PREVIEW = 320


class PaperPlace(QVBoxLayout):
    """Shows one paper, or that there is none yet."""

    def __init__(self) -> None:
        super().__init__()
        self.preview: PdfPreview | None = None
        self.nothing = EmptyPlace("printer")
        self.addWidget(self.nothing)

    def prepare(self) -> PdfPreview:
        """Make the preview when the first paper is due, and empty it: QtPdf is heavy."""
        if self.preview is None:
            from intake_app.ui.preview.pdf_view import PdfPreview  # noqa: PLC0415 - see above

            self.preview = PdfPreview()
            self.preview.setMinimumHeight(_LEAST_PREVIEW)
            self.insertWidget(0, self.preview)
        self.preview.clear()
        return self.preview

    def show_paper(self, paper: PrintedPaper) -> None:
        """Show a paper as it was printed."""
        self.prepare().show_pdf(paper.pdf)

    def put_away(self) -> None:
        """Show no paper any more: there is a name on it, and its picture is large."""
        if self.preview is not None:
            self.preview.clear()

    def show_state(self, *, has_paper: bool, name: str) -> None:
        """Give the place to the paper, called `name`, or to what says that there is none."""
        self.nothing.setVisible(not has_paper)
        if self.preview is not None:
            self.preview.rename(name)
            self.preview.setVisible(has_paper)
