"""The camera's picture with the codes outlined: amber while seen, green once believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from intake_app.ui.messages import label
from intake_app.ui.theme import STEP, worn

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from intake_app.scanning.outlines import Outline
    from intake_app.ui.camera.thread import Picture

_SIZE = QSize(288, 162)
_LINE = 3.0
# On a picture, not on a surface: the same in light and dark.
_COLOURS = {"seen": QColor("#f5a623"), "confirmed": QColor("#2fd47c")}
_VEIL = QColor(0, 0, 0, 150)


class CameraPreview(QWidget):
    """Paints the newest picture; painting is all it does."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ask for a picture of 16 to 9."""
        return _SIZE

    @property
    def picture(self) -> Picture | None:
        """What is painted."""
        return self._picture

    def show_picture(self, picture: Picture | None) -> None:
        """Paint this from now on; None paints an empty place."""
        self._picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint picture, outlines and hint."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(worn().sunken))
        if self._picture is not None:
            self._paint_picture(painter, self._picture)
        painter.end()

    def _paint_picture(self, painter: QPainter, picture: Picture) -> None:
        image = picture.image
        size = image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(0, 0, size.width(), size.height())
        target.moveCenter(self.rect().center())
        painter.drawImage(target, image)
        scale = picture.scale * target.width() / max(1, image.width())
        for outline in picture.outlines:
            self._paint_outline(painter, outline, QPointF(target.topLeft()), scale)
        if picture.hint is not None:
            self._paint_hint(painter, label("hint", picture.hint.value))

    def _paint_outline(
        self, painter: QPainter, outline: Outline, corner: QPointF, scale: float
    ) -> None:
        points = [corner + QPointF(x, y) * scale for x, y in outline.corners]
        # An outline that is believed is also thicker: the colour alone says nothing to some.
        width = _LINE if outline.state.value == "confirmed" else _LINE / 2
        painter.setPen(QPen(_COLOURS[outline.state.value], width))
        painter.drawPolygon(QPolygonF(points))

    def _paint_hint(self, painter: QPainter, text: str) -> None:
        height = painter.fontMetrics().height() + STEP
        strip = QRect(0, self.height() - height, self.width(), height)
        painter.fillRect(strip, _VEIL)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(strip, Qt.AlignmentFlag.AlignCenter, text)
