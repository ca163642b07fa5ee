"""What has the keyboard goes, or comes back: Enter pressed once more must not deposit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from intake_app.ui.reception.form import MedicineForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from intake_app.ui.reception.box_line import BoxLine
    from intake_app.ui.reception.form import DossierForm
    from intake_app.ui.reception.page import ReceptionPage
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
OTHER = MedicineForm("6119999000022", "10,00", 1, attached=True)


def keyboard() -> QWidget | None:
    return QApplication.focusWidget()


def lines(page: ReceptionPage) -> list[BoxLine]:
    (group,) = page.paper.boxes.groups.values()
    return group.lines


def remove_line(counter: Counter, place: int) -> None:
    lines(counter.page)[place].price.focus()
    counter.press(Key.Key_Delete, CTRL)


def remove_act(counter: Counter, place: int) -> None:
    counter.page.paper.acts.cards[place].remove_button.setFocus()
    counter.press(Key.Key_Space)


def remove_prescription(counter: Counter, place: int) -> None:
    counter.page.paper.prescriptions.cards[place].remove_button.setFocus()
    counter.press(Key.Key_Space)


REMOVALS: list[tuple[Callable[[Counter, int], None], str]] = [
    (remove_line, "acts[1].medicines[1].public_price"),
    (remove_act, "acts[1].provider.inpe"),
    (remove_prescription, "prescriptions[1].original"),
]


@pytest.fixture
def twofold(complete: DossierForm) -> DossierForm:
    """Two of everything that can be removed."""
    complete.acts[1].medicines.append(OTHER)
    complete.prescriptions *= 2
    return complete


@pytest.mark.parametrize(("remove", "path"), REMOVALS)
def test_the_keyboard_goes_where_something_comes_back(
    counter: Counter,
    twofold: DossierForm,
    language: Language,
    remove: Callable[[Counter, int], None],
    path: str,
) -> None:
    page = counter.enter("karim")
    counter.put(twofold)
    remove(counter, 1)
    counter.judge()

    page.panel.undo_button.setFocus()
    counter.press(Key.Key_Return)
    assert page.paper.places()[path].editor.hasFocus()
    counter.press(Key.Key_Return)
    counter.judge()

    assert page.paper.read() == twofold
    assert counter.desk.day.today() == ()


def test_a_page_that_comes_back_is_begun_at_its_first_field(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    page.panel.give_up_button.click()
    page.panel.undo_button.setFocus()
    counter.press(Key.Key_Return)

    assert page.paper.read() == complete
    assert page.paper.student.fields["identity_number"].editor.hasFocus()


def test_the_keyboard_stays_in_its_field_when_a_key_brings_something_back(
    counter: Counter, twofold: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(twofold)
    remove_act(counter, 1)
    field = page.paper.student.fields["first_name"]
    field.focus()

    page.panel.undo_button.click()

    assert page.paper.read() == twofold
    assert field.editor.hasFocus()


@pytest.mark.parametrize(("remove", "path"), REMOVALS)
@pytest.mark.parametrize("place", [0, 1])
def test_after_a_removal_the_keyboard_is_in_the_one_beside(
    counter: Counter,
    twofold: DossierForm,
    remove: Callable[[Counter, int], None],
    path: str,
    place: int,
) -> None:
    page = counter.enter("karim")
    counter.put(twofold)
    remove(counter, place)

    before, _, member = path.rpartition("[1]")  # only one is left
    assert page.paper.places()[f"{before}[0]{member}"].editor.hasFocus()


def test_after_the_last_line_of_boxes_one_types_the_next_code(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    remove_line(counter, 0)
    assert page.paper.boxes.entry.editor.hasFocus()

    counter.judge()
    counter.press(Key.Key_Return)
    counter.quiet()
    assert counter.desk.day.today() == ()


def test_after_the_last_act_or_prescription_the_next_can_be_added(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    remove_prescription(counter, 0)
    assert page.paper.prescriptions.add_button.hasFocus()

    remove_act(counter, 1)
    remove_act(counter, 0)
    assert keyboard() is page.paper.acts.adder.first


def test_boxes_that_go_with_their_act_leave_the_keyboard_at_the_boxes(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    lines(page)[0].price.focus()

    page.paper.acts.cards[1].remove_button.click()

    assert page.paper.boxes.entry.editor.hasFocus()


def test_a_removal_by_the_mouse_leaves_the_keyboard_where_it_is(
    counter: Counter, twofold: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(twofold)
    field = page.paper.sheet.fields["total"]
    field.focus()

    page.paper.acts.cards[1].remove_button.click()
    page.paper.prescriptions.cards[0].remove_button.click()

    assert field.editor.hasFocus()


def test_tab_meets_the_buttons_of_a_count_in_their_line(
    counter: Counter, twofold: DossierForm, language: Language
) -> None:
    page = counter.enter("karim")
    counter.put(twofold)
    first, second = lines(page)
    wanted = [
        widget
        for line in (first, second)
        for widget in (
            line.price.editor,
            line.quantity.less_button,
            line.quantity.editor,
            line.quantity.more_button,
            line.attached.editor,
            line.remove_button,
            line.barcode.editor,
        )
    ]
    wanted[6] = second.barcode.editor  # what follows the first line, and not its own

    first.price.focus()
    met = [keyboard()]
    for _ in wanted[1:-1]:
        counter.press(Key.Key_Tab)
        met.append(keyboard())

    assert met == wanted[:-1]


def test_enter_passes_the_buttons_of_a_count_by(counter: Counter, twofold: DossierForm) -> None:
    page = counter.enter("karim")
    counter.put(twofold)
    line = lines(page)[0]
    line.price.focus()

    counter.press(Key.Key_Return)
    assert keyboard() is line.quantity.editor
    counter.press(Key.Key_Return)
    assert keyboard() is line.attached.editor
