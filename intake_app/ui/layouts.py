"""Short words for boxes of widgets, so that screens read like their pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from intake_app.ui.theme import STEP, mark

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout

_Box = TypeVar("_Box", QHBoxLayout, QVBoxLayout)


def row(*parts: QWidget | QLayout | int | None, gap: int = STEP) -> QHBoxLayout:
    """Put parts side by side; None is a stretch, a number a fixed space."""
    return _fill(QHBoxLayout(), parts, gap)


def column(*parts: QWidget | QLayout | int | None, gap: int = STEP) -> QVBoxLayout:
    """Put parts one under the other; None is a stretch, a number a fixed space."""
    return _fill(QVBoxLayout(), parts, gap)


class PageArea(QScrollArea):
    """Keeps the field with the keyboard in view, however the keyboard came there.

    Qt does so for Tab alone; Enter and the keys that lead to a field would leave it out of sight.
    """

    def __init__(self) -> None:
        super().__init__()
        application = cast("QApplication", QApplication.instance())
        application.focusChanged.connect(self._keep_in_view)

    def _keep_in_view(self, _before: QWidget | None, now: QWidget | None) -> None:
        content = self.widget()
        if now is not None and content is not None and content.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, STEP * 10)


def scrolled(content: QWidget) -> QScrollArea:
    """Let a page be scrolled up and down, never sideways."""
    area = PageArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    mark(content, "role", "page")
    area.setWidget(content)
    return area


def clear(layout: QLayout) -> None:
    """Let the widgets of a layout go, up to the first thing that is none.

    `takeAt` would leave their items behind, which nobody frees.
    """
    while (item := layout.itemAt(0)) is not None and (widget := item.widget()) is not None:
        layout.removeWidget(widget)
        widget.hide()
        widget.deleteLater()


def _fill(box: _Box, parts: tuple[QWidget | QLayout | int | None, ...], gap: int) -> _Box:
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    for part in parts:
        if part is None:
            box.addStretch()
        elif isinstance(part, int):
            box.addSpacing(part)
        elif isinstance(part, QWidget):
            box.addWidget(part)
        else:
            box.addLayout(part)
    return box
