"""Draws the program's icon in the sizes that desktops ask for, from the one drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from pathlib import Path

SIZES = (16, 24, 32, 48, 64, 128, 256)


def draw_icons(drawing: Path, folder: Path) -> None:
    """Write `intake-SIZE.png` for every size, in pixels, and `intake.ico` for Windows."""
    folder.mkdir(parents=True, exist_ok=True)
    renderer = QSvgRenderer(str(drawing))
    for size in SIZES:
        picture = QImage(size, size, QImage.Format.Format_ARGB32)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        picture.save(str(folder / f"intake-{size}.png"))
    with Image.open(folder / f"intake-{SIZES[-1]}.png") as largest:
        largest.save(folder / "intake.ico", sizes=[(size, size) for size in SIZES])
