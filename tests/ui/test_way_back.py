"""What was taken away can come back as long as nothing else took its place, whatever is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from intake_app.domain.dossier import Care
from intake_app.scanning.items import classify

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.ui.reception.form import DossierForm
    from tests.ui.window_kit import Counter

Key = Qt.Key


def print_a_slip(counter: Counter) -> None:
    counter.press(Key.Key_F8)
    counter.until(counter.page.outcome.isVisible)
    counter.press(Key.Key_Return)


def scan_and_change_the_language(counter: Counter) -> None:
    counter.page.take_item(classify(None, "6119999000022"))
    counter.until(lambda: "6119999000022" in counter.page.panel.message.text)
    counter.context.languages.use("ar")
    counter.until(lambda: "6119999000022" not in counter.page.panel.message.text)


def hand_over(counter: Counter) -> None:
    counter.page.presenter.drafts.save()
    counter.quiet()
    counter.window.lock()
    counter.enter("nadia")
    counter.until(lambda: "Karim Idrissi" in counter.page.panel.message.text)


MEANWHILE: dict[str, Callable[[Counter], None]] = {
    "slip": print_a_slip,
    "language": scan_and_change_the_language,
    "another agent": hand_over,
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_the_way_back_stays_in_sight_whatever_happens_meanwhile(
    counter: Counter, complete: DossierForm, meanwhile: str
) -> None:
    complete.acts[0].stamp = False
    page = counter.enter("karim")
    counter.put(complete)
    page.paper.acts.cards[0].remove_button.click()
    page.paper.sheet.fields["name"].put(False)  # there is something to print
    counter.judge()

    MEANWHILE[meanwhile](counter)

    assert page.takes_codes
    assert page.panel.undo_button.isVisible()
    page.panel.undo_button.click()
    assert [act.care for act in page.paper.read().acts] == [Care.CONSULTATION, Care.PHARMACY]
    assert not page.panel.undo_button.isVisible()


def test_the_only_act_comes_back_beside_what_was_typed_since(counter: Counter) -> None:
    page = counter.enter("karim")
    page.paper.acts.add(Care.CONSULTATION)
    page.paper.acts.cards[0].remove_button.click()
    assert page.paper.read().is_blank
    page.paper.student.fields["identity_number"].focus()
    counter.type("zz900004")

    page.panel.undo_button.click()
    counter.quiet()
    counter.quiet()

    form = page.paper.read()
    assert form.student.identity_number == "ZZ900004"
    assert [act.care for act in form.acts] == [Care.CONSULTATION]
    assert page.desk_top.held_bar.buttons == []


def test_a_page_given_up_comes_back_and_the_one_typed_since_waits(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    page.panel.give_up_button.click()
    page.paper.student.fields["identity_number"].focus()
    counter.type("zz900004")

    page.panel.undo_button.click()

    assert page.paper.read() == complete
    counter.until(lambda: page.desk_top.held_bar.buttons)
    (waiting,) = page.desk_top.held_bar.buttons
    assert "ZZ900004" in waiting.text()
