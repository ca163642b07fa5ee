from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)
from shiboken6 import delete

from intake_app.ui.widgets.fields import Note, TextField, TickField
from intake_app.ui.widgets.flow import Flow
from intake_app.ui.widgets.grid import FoldingGrid

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def sheet(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def layout_of(widget: QWidget) -> QLayout:
    layout = widget.layout()
    assert layout is not None
    return layout


def laid(sheet: QWidget, *spans: int, width: int) -> list[QLabel]:
    grid = FoldingGrid()
    labels = [QLabel("·") for _ in spans]
    for label, span in zip(labels, spans, strict=True):
        grid.add(label, span)
    sheet.setLayout(grid)
    sheet.resize(width, 400)
    sheet.show()
    return labels


def test_twelve_columns_stand_in_one_row_where_there_is_room(sheet: QWidget) -> None:
    first, second, third = laid(sheet, 6, 4, 2, width=1000)

    assert first.y() == second.y() == third.y()
    assert first.x() < second.x() < third.x()
    assert third.geometry().right() <= 1000


def test_fields_fold_into_more_rows_in_a_narrow_window(sheet: QWidget) -> None:
    narrow = sheet.fontMetrics().height() * 15
    first, second, third = laid(sheet, 6, 4, 2, width=narrow)

    assert first.y() < second.y() < third.y()
    assert first.width() == narrow


def test_the_grid_is_mirrored_where_one_reads_from_the_right(sheet: QWidget) -> None:
    sheet.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    first, second, _third = laid(sheet, 6, 4, 2, width=1000)

    assert first.x() > second.x()
    assert first.geometry().right() == 999


def test_words_that_need_more_columns_get_them(sheet: QWidget) -> None:
    grid = FoldingGrid()
    box = QCheckBox("Un mot bien plus long que ne le sont deux colonnes sur douze")
    grid.add(QLabel("·"), 2)
    grid.add(box, 2)
    sheet.setLayout(grid)
    sheet.resize(900, 200)
    sheet.show()

    assert box.width() >= box.minimumSizeHint().width()


def test_a_tick_stands_in_line_with_the_fields_beside_it(sheet: QWidget) -> None:
    grid, text, tick = FoldingGrid(), TextField(), TickField()
    text.rename("Nom")
    tick.rename("Cachet")
    grid.add(text, 4)
    grid.add(tick, 4)
    sheet.setLayout(grid)
    sheet.resize(900, 200)
    sheet.show()

    def middle(widget: QWidget) -> int:
        return widget.mapTo(sheet, widget.rect().center()).y()

    assert abs(middle(text.editor) - middle(tick.editor)) <= 4


def test_a_note_has_the_width_of_the_row_and_pushes_the_next_one_down(sheet: QWidget) -> None:
    grid, fields = FoldingGrid(), [TextField() for _ in range(3)]
    for field, begins in zip(fields, (False, False, True), strict=True):
        field.rename("Champ")
        grid.add(field, 2, begins=begins)
    sheet.setLayout(grid)
    sheet.resize(900, 400)
    sheet.show()
    before = fields[2].y()

    fields[0].visit()
    fields[0].say([Note("block", "Une phrase trop longue pour un champ étroit. " * 3)])
    assert sheet.layout() is grid
    grid.activate()

    assert fields[0].note_label.width() == 900
    assert fields[2].y() >= before + fields[0].note_label.height()
    fields[0].setVisible(False)
    assert not fields[0].note_label.isVisible()


def test_hidden_fields_take_no_room(sheet: QWidget) -> None:
    first, second, third = laid(sheet, 6, 6, 6, width=900)
    height = layout_of(sheet).heightForWidth(900)

    second.hide()
    layout_of(sheet).activate()

    assert third.y() == first.y()
    assert layout_of(sheet).heightForWidth(900) < height


def test_a_widget_that_goes_leaves_the_layouts_whole(sheet: QWidget) -> None:
    """Qt deletes the item of a deleted widget: it must be Qt's own, or it is freed twice."""
    labels = laid(sheet, 4, 4, 4, width=900)
    box = QWidget(sheet)
    flow = Flow(box)
    buttons = [QPushButton(str(number)) for number in range(3)]
    for button in buttons:
        flow.addWidget(button)

    for widget in (labels[1], buttons[0]):
        delete(widget)

    assert layout_of(sheet).count() == 2
    assert flow.count() == 2


def test_buttons_flow_like_words_in_either_direction(sheet: QWidget) -> None:
    flow = Flow(sheet)
    flow.setContentsMargins(10, 10, 10, 10)
    buttons = [QPushButton("Consultation") for _ in range(6)]
    for button in buttons:
        flow.addWidget(button)
    sheet.resize(320, 400)
    sheet.show()
    assert buttons[0].x() == 10
    assert buttons[-1].y() > buttons[0].y()
    assert all(button.geometry().right() <= 310 for button in buttons)

    sheet.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    flow.invalidate()
    flow.activate()

    assert buttons[0].geometry().right() == 309


def test_what_ends_a_title_goes_to_the_far_side_or_under_it(sheet: QWidget) -> None:
    flow = Flow(sheet)
    title, button = QLabel("Étudiant"), QPushButton("Coordonnées et RIB")
    flow.addWidget(title)
    flow.add_at_end(button)
    sheet.resize(400, 200)
    sheet.show()
    assert title.x() == 0
    assert button.geometry().right() == 399

    sheet.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    flow.invalidate()
    flow.activate()
    assert title.geometry().right() == 399
    assert button.x() == 0

    sheet.resize(button.sizeHint().width() + 10, 200)
    assert button.y() > title.geometry().bottom()
    assert button.geometry().right() == sheet.width() - 1


def test_a_filled_line_leaves_no_room_and_makes_none_taller_than_another(sheet: QWidget) -> None:
    flow = Flow(sheet, fill=True)
    hold, new, give_up = QPushButton("En attente"), QPushButton("Nouveau"), QPushButton("🗑")
    give_up.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
    for button in (hold, new, give_up):
        flow.addWidget(button)
    sheet.resize(451, 200)
    sheet.show()

    assert hold.x() == 0
    assert give_up.geometry().right() == 450
    assert give_up.width() == give_up.sizeHint().width()
    assert new.x() - hold.geometry().right() == give_up.x() - new.geometry().right()
    assert hold.height() == new.height() == give_up.height()

    sheet.resize(hold.sizeHint().width() + 1, 300)
    assert [button.x() for button in (hold, new, give_up)] == [0, 0, 0]
    assert hold.width() == new.width() == sheet.width()
