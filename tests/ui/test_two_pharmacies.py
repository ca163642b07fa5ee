"""With several pharmacies a box goes where the keyboard is, and the page says where it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from intake_app.domain.dossier import Care
from intake_app.scanning.items import classify

if TYPE_CHECKING:
    from intake_app.ui.reception.act_card import ActCard
    from intake_app.ui.reception.page import ReceptionPage
    from tests.ui.window_kit import Counter

Key = Qt.Key
FIRST, SECOND, THIRD = "6119999000015", "6119999000022", "6119999000039"


@pytest.fixture
def page(counter: Counter, language: str) -> ReceptionPage:
    return counter.enter("karim")


def add_pharmacy(page: ReceptionPage, name: str) -> ActCard:
    page.paper.acts.adder.buttons[Care.PHARMACY].click()
    card = page.paper.acts.cards[-1]
    card.provider_name.put(name)
    return card


def scan(counter: Counter, page: ReceptionPage, code: str) -> str:
    """Scan a box; return what the page says of it."""
    page.take_item(classify(None, code))
    counter.quiet()
    return page.panel.message.text


def boxes(page: ReceptionPage) -> list[list[str]]:
    return [[box.barcode for box in act.medicines] for act in page.paper.read().acts]


def test_a_box_goes_to_the_pharmacy_with_the_keyboard(
    counter: Counter, page: ReceptionPage
) -> None:
    one = add_pharmacy(page, "Pharmacie A")
    said = scan(counter, page, FIRST)
    assert "Pharmacie A" not in said, "there is only one"

    two = add_pharmacy(page, "Pharmacie B")
    two.performed_on.focus()
    said = scan(counter, page, SECOND)
    assert "Pharmacie B" in said
    assert two.title_label.text() in said

    one.performed_on.focus()
    said = scan(counter, page, THIRD)
    assert "Pharmacie A" in said
    assert boxes(page) == [[FIRST, THIRD], [SECOND]]

    page.paper.boxes.groups[two].lines[0].stops()[0].setFocus()
    scan(counter, page, THIRD)
    assert boxes(page) == [[FIRST, THIRD], [SECOND, THIRD]]


def test_elsewhere_a_box_goes_to_the_pharmacy_added_last(
    counter: Counter, page: ReceptionPage
) -> None:
    add_pharmacy(page, "Pharmacie A")
    add_pharmacy(page, "Pharmacie B")
    page.paper.student.last_name.focus()
    assert page.paper.boxes.target.value == "1"

    assert "Pharmacie B" in scan(counter, page, FIRST)
    counter.press(Key.Key_F4)
    counter.type(SECOND)
    counter.press(Key.Key_Return)

    assert boxes(page) == [[], [FIRST, SECOND]]


def test_the_pharmacy_that_was_chosen_stays(counter: Counter, page: ReceptionPage) -> None:
    one = add_pharmacy(page, "Pharmacie A")
    add_pharmacy(page, "Pharmacie B")
    target = page.paper.boxes.target
    target.focus()
    counter.press(Key.Key_Up)
    add_pharmacy(page, "Pharmacie C")
    assert target.value == "0"

    page.paper.student.last_name.focus()
    assert "Pharmacie A" in scan(counter, page, FIRST)
    assert boxes(page) == [[FIRST], [], []]

    page.presenter.remove(one)
    assert target.value == "1", "the last of those that are left"
    scan(counter, page, SECOND)
    assert boxes(page) == [[], [SECOND]]


def test_another_page_begins_without_the_choice_of_the_one_before(
    counter: Counter, page: ReceptionPage
) -> None:
    add_pharmacy(page, "Pharmacie A")
    add_pharmacy(page, "Pharmacie B")
    page.paper.boxes.target.focus()
    counter.press(Key.Key_Up)
    page.presenter.give_up()

    add_pharmacy(page, "Pharmacie C")
    add_pharmacy(page, "Pharmacie D")

    assert page.paper.boxes.target.value == "1"


def choose_first(counter: Counter, page: ReceptionPage) -> None:
    page.paper.boxes.target.focus()
    counter.press(Key.Key_Up)
    assert page.paper.boxes.target.value == "0"
    page.paper.student.last_name.focus()


def bring_back(counter: Counter, page: ReceptionPage) -> None:
    page.panel.undo_button.click()
    counter.until(lambda: not page.paper.assembly.is_running)
    page.paper.student.last_name.focus()


@pytest.mark.parametrize("removed", [0, 1, 2])
def test_the_pharmacy_that_was_chosen_stays_when_an_act_comes_back(
    counter: Counter, page: ReceptionPage, removed: int
) -> None:
    for name in ("Pharmacie A", "Pharmacie B", "Pharmacie C"):
        add_pharmacy(page, name)
    page.paper.boxes.target.focus()
    counter.press(Key.Key_Up)
    assert page.paper.boxes.target.value == "1"

    page.presenter.remove(page.paper.acts.cards[removed])
    bring_back(counter, page)

    assert page.paper.boxes.target.value == "1"
    assert "Pharmacie B" in scan(counter, page, FIRST)
    assert boxes(page) == [[], [FIRST], []]


def test_the_pharmacy_that_was_chosen_since_stays_when_the_other_comes_back(
    counter: Counter, page: ReceptionPage
) -> None:
    for name in ("Pharmacie A", "Pharmacie B", "Pharmacie C"):
        add_pharmacy(page, name)
    page.paper.boxes.target.focus()
    counter.press(Key.Key_Up)
    page.presenter.remove(page.paper.acts.cards[1])
    choose_first(counter, page)

    bring_back(counter, page)

    assert page.paper.boxes.target.value == "0"
    assert "Pharmacie A" in scan(counter, page, FIRST)
    assert boxes(page) == [[FIRST], [], []]


def test_the_pharmacy_that_was_chosen_comes_back_with_its_page(
    counter: Counter, page: ReceptionPage
) -> None:
    add_pharmacy(page, "Pharmacie A")
    add_pharmacy(page, "Pharmacie B")
    choose_first(counter, page)

    page.presenter.give_up()
    counter.quiet()
    bring_back(counter, page)
    assert page.paper.boxes.target.value == "0"

    counter.press(Key.Key_F7)
    counter.quiet()
    page.desk_top.held_bar.buttons[0].click()
    counter.quiet()
    counter.until(lambda: page.paper.acts.cards and not page.paper.assembly.is_running)
    assert page.paper.boxes.target.value == "0"
    scan(counter, page, FIRST)
    assert boxes(page) == [[FIRST], []]
