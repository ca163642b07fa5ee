"""A long page goes up piece by piece: the keyboard never waits, and nothing of it is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from intake_app.domain.dossier import Care
from intake_app.scanning.items import classify
from intake_app.ui.reception.form import DossierForm, MedicineForm
from tests.ui.vital_signs import Heartbeat
from tests.ui.window_kit import complete_form

if TYPE_CHECKING:
    from intake_app.ui.reception.page import ReceptionPage
    from tests.ui.window_kit import Counter

LISTED, OTHER = "6119999000015", "6119999000022"
# A page put up in one go takes about half a second; a piece some fifteen milliseconds.
LIMIT_MS = 150


def long_form(visits: int = 5) -> DossierForm:
    """Ten acts, twenty-five lines of boxes, five prescriptions."""
    form = complete_form()
    seen, sold = form.acts
    boxes = [MedicineForm(f"61199990{place:05}", "42,50", 1, attached=True) for place in range(5)]
    form.acts = [replace(act) for _ in range(visits) for act in (seen, sold)]
    for act in form.acts:
        if act.care is Care.PHARMACY:
            act.medicines = [replace(box) for box in boxes]
    form.prescriptions = [replace(form.prescriptions[0]) for _ in range(visits)]
    return form


def begin(counter: Counter, form: DossierForm) -> ReceptionPage:
    """Open a page, and look at it while it is still going up."""
    page = counter.page
    page.presenter.drafts.begin_with(form)
    counter.until(lambda: page.paper.acts.cards)
    assert page.paper.assembly.is_running
    return page


def wait_until_whole(counter: Counter) -> None:
    counter.until(lambda: not counter.page.paper.assembly.is_running)


def drafts(counter: Counter) -> list[DossierForm]:
    counter.quiet()
    return [DossierForm.from_members(draft.form) for draft in counter.desk.drafts.all()]


def quantities(form: DossierForm, code: str) -> list[int]:
    return [box.quantity for act in form.acts for box in act.medicines if box.barcode == code]


def test_no_turn_is_long_however_long_the_page(counter: Counter) -> None:
    counter.enter("karim")
    counter.put(complete_form())  # what is loaded once is loaded now
    form = long_form()
    turns: list[int] = []
    clock = QTimer()
    clock.timeout.connect(lambda: turns.append(len(counter.page.paper.acts.cards)))
    clock.start(0)

    heart = Heartbeat(LIMIT_MS)
    counter.put(form)
    clock.stop()

    assert counter.page.paper.read() == form
    assert set(turns) >= set(range(1, 11)), "the window worked between any two cards"
    assert heart.longest_work_ms < LIMIT_MS


def test_a_page_is_read_and_saved_whole_while_it_goes_up(counter: Counter) -> None:
    counter.enter("karim")
    form = long_form()

    page = begin(counter, form)

    assert page.paper.read() == form
    assert drafts(counter) == [form]
    wait_until_whole(counter)
    assert page.paper.read() == form


def test_what_is_typed_while_a_page_goes_up_stays(counter: Counter) -> None:
    page = counter.enter("karim")
    form = long_form()
    page.presenter.drafts.begin_with(form)
    page.paper.student.fields["phone"].focus()
    counter.until(lambda: page.paper.acts.cards)

    counter.type("0612345678")
    assert page.paper.assembly.is_running
    form.student.phone = "0612345678"
    assert page.paper.read() == form
    page.presenter.drafts.save()

    wait_until_whole(counter)
    assert page.paper.read() == form
    assert drafts(counter) == [form]


def test_a_box_seen_while_a_page_goes_up_is_counted_once(counter: Counter) -> None:
    counter.enter("karim")
    page = begin(counter, long_form())

    page.take_item(classify(None, LISTED))
    assert page.paper.assembly.is_running, "the keyboard does not wait for it"

    wait_until_whole(counter)
    assert len(page.paper.read().acts) == 10, "no pharmacy of its own"
    assert quantities(page.paper.read(), LISTED) == [1]


def test_a_box_seen_while_a_page_goes_up_is_put_aside_with_it(counter: Counter) -> None:
    counter.enter("karim")
    page = begin(counter, long_form())

    page.take_item(classify(None, LISTED))
    page.presenter.hold()

    (held,) = drafts(counter)
    assert quantities(held, LISTED) == [1]
    assert page.paper.read().is_blank


def test_an_act_added_while_a_page_goes_up_comes_last(counter: Counter) -> None:
    counter.enter("karim")
    page = begin(counter, long_form())

    page.paper.acts.adder.chosen.emit(Care.DENTAL)

    cares = [act.care for act in page.paper.read().acts]
    assert cares == [Care.CONSULTATION, Care.PHARMACY] * 5 + [Care.DENTAL]
    QTest.keyClicks(page.paper.acts.cards[-1].inpe.editor, "9")
    assert page.paper.read().acts[-1].inpe == "9"


def test_a_code_typed_while_a_page_goes_up_joins_its_pharmacy(counter: Counter) -> None:
    counter.enter("karim")
    page = begin(counter, long_form(1))
    boxes = page.paper.boxes

    boxes.entry.put(OTHER)
    QTest.keyClick(boxes.entry.editor, Qt.Key.Key_Return)

    assert [len(act.medicines) for act in page.paper.read().acts] == [0, 6]


def test_another_page_takes_the_place_of_one_that_goes_up(counter: Counter) -> None:
    counter.enter("karim")
    page = begin(counter, long_form())

    counter.put(complete_form())

    assert page.paper.read() == complete_form()
    assert [card.care for card in page.paper.acts.cards] == [Care.CONSULTATION, Care.PHARMACY]


def test_a_blank_page_expects_a_consultation_whatever_stood_before(counter: Counter) -> None:
    page = counter.enter("karim")
    adder = page.paper.acts.adder
    form = complete_form()
    form.acts = form.acts[:1]
    counter.show(form)
    assert adder.first is adder.buttons[Care.PHARMACY]

    counter.show(DossierForm())

    assert adder.first is adder.buttons[Care.CONSULTATION]


def test_enter_goes_on_to_the_first_act_also_before_it_is_there(counter: Counter) -> None:
    page = counter.enter("karim")
    page.presenter.drafts.begin_with(long_form())
    page.paper.sheet.fields["total"].focus()

    last = [stop for stop in page.paper.sheet.stops() if stop.isVisibleTo(page)][-1]
    last.setFocus()
    counter.press(Qt.Key.Key_Return)

    assert page.paper.acts.cards[0].fields["inpe"].editor.hasFocus()


def test_the_judgement_reaches_the_last_card(counter: Counter) -> None:
    page = counter.enter("karim")
    form = long_form()
    form.prescriptions[-1].issued_on = "9999"

    page.presenter.drafts.begin_with(form)
    counter.until(lambda: page.presenter.judgement is not None)
    wait_until_whole(counter)

    row = next(row for row in page.panel.findings.rows if row.path.startswith("prescriptions[4]"))
    assert page.paper.focus_path(row.path) is page.paper.prescriptions.cards[4].fields["issued_on"]


def test_an_act_removed_while_a_page_goes_up_takes_its_boxes_along(counter: Counter) -> None:
    counter.enter("karim")
    page = begin(counter, long_form())
    counter.until(lambda: len(page.paper.acts.cards) == 2)

    page.presenter.remove(page.paper.acts.cards[1])

    wait_until_whole(counter)
    assert [act.care for act in page.paper.read().acts[:3]] == [
        Care.CONSULTATION,
        Care.CONSULTATION,
        Care.PHARMACY,
    ]
    assert sum(len(act.medicines) for act in page.paper.read().acts) == 20


def test_a_narrow_window_keeps_what_was_remembered_of_a_wide_one(counter: Counter) -> None:
    desk_top = counter.enter("karim").desk_top
    desk_top.splitter.setSizes([700, 500])
    desk_top.keep_layout()
    remembered = counter.context.memory._bytes("reception")
    counter.window.resize(660, 600)
    counter.until(lambda: desk_top.splitter.indexOf(desk_top.panel) < 0)

    desk_top.keep_layout()

    assert counter.context.memory._bytes("reception") == remembered
