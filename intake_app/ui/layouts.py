"""Short words for boxes of widgets, so that screens read like their pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

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


def scrolled(content: QWidget) -> QScrollArea:
    """Let a page be scrolled up and down, never sideways."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    mark(content, "role", "page")
    area.setWidget(content)
    return area


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
