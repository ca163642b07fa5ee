"""Icons of one family, drawn in the colours that are worn, at any size.

The SVG files in `resources/icons/lucide` say `currentColor`; the colour is put in when painting, so
that a change between light and dark, or a disabled button, needs nothing of the widgets.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from intake_app.resources import resource
from intake_app.ui.theme import worn

INK = "ink"
_clones: list[QIconEngine] = []


class _TintedSvg(QIconEngine):
    """Paints one SVG in the colour of a role of the palette."""

    def __init__(self, name: str, role: str, *, mirrored: bool) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._mirrored = mirrored

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint into a rectangle; arrows point the other way where one reads from the right."""
        colour = "edge" if mode == QIcon.Mode.Disabled else self._role
        painter.save()
        if self._mirrored and QGuiApplication.isRightToLeft():
            painter.translate(rect.center().x() * 2 + 1, 0)
            painter.scale(-1, 1)
        _renderer(self._name, getattr(worn(), colour)).render(painter, QRectF(rect))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Paint onto a transparent picture of this size, in device pixels."""
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        """Copy itself, as Qt asks when an icon is changed.

        Qt takes the copy over, but Python would throw it away on returning: it is kept.
        """
        copy = _TintedSvg(self._name, self._role, mirrored=self._mirrored)
        _clones.append(copy)
        return copy


def icon(name: str, role: str = INK, *, mirrored: bool = False) -> QIcon:
    """Return an icon by its file's name, in the colour of a role (`ink`, `accent`, `block`, …)."""
    return QIcon(_TintedSvg(name, role, mirrored=mirrored))


def application_icon() -> QIcon:
    """Return the program's own icon."""
    return QIcon(str(resource("icons", "intake.svg")))


@lru_cache(256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    source = resource("icons", "lucide", f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))
