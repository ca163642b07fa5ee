"""The printed paper on the screen, from its first moment on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from intake_app.ui.preview.pdf_view import PdfPreview
from intake_app.ui.theme import DARK, LIGHT, Theme

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_the_place_of_the_paper_is_never_a_dark_block(
    qtbot: QtBot, theme: Theme, scheme: Qt.ColorScheme
) -> None:
    preview = PdfPreview()
    qtbot.addWidget(preview)
    preview.resize(300, 300)
    preview.show()

    theme.wear(scheme)
    shown = preview.grab().toImage().pixelColor(150, 150)
    theme.wear(Qt.ColorScheme.Light)

    colours = DARK if scheme is Qt.ColorScheme.Dark else LIGHT
    assert shown == QColor(colours.sunken)
