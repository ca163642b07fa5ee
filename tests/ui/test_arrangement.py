"""Layouts of our own leave nothing behind, as Qt's own do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from shiboken6 import isValid

from intake_app.ui.widgets.flow import Flow
from intake_app.ui.widgets.grid import FoldingGrid

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from intake_app.ui.widgets.arrangement import Arrangement


def delete_now(widget: QWidget) -> None:
    widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def add_to_flow(flow: Arrangement, widget: QWidget) -> None:
    flow.addWidget(widget)


def add_to_grid(grid: Arrangement, widget: QWidget) -> None:
    assert isinstance(grid, FoldingGrid)
    grid.add(widget, 3)


@pytest.mark.parametrize(("make", "add"), [(Flow, add_to_flow), (FoldingGrid, add_to_grid)])
def test_items_go_with_their_layout_and_with_their_widget(
    qtbot: QtBot,
    make: Callable[[], Arrangement],
    add: Callable[[Arrangement, QWidget], None],
) -> None:
    place, layout = QWidget(), make()
    place.setLayout(layout)
    labels = [QLabel(str(number)) for number in range(4)]
    for label in labels:
        add(layout, label)

    delete_now(labels[1])  # Qt does away with its item
    items = [layout.itemAt(index) for index in range(layout.count())]
    assert len(items) == 3
    assert layout.heightForWidth(400) > 0

    delete_now(place)
    assert not any(isValid(item) for item in items)
