"""A code scanned while another page than the papers is open: answered, and counted when wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake_app.scanning.codes import Symbology
from intake_app.scanning.items import classify
from intake_app.ui.shell.desk_page import LINK, RECEPTION, SEARCH, TODAY
from tests.ui.test_camera_dock import LISTED, lines_of
from tests.ui.test_link_page import deposit

if TYPE_CHECKING:
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

INPE = "123456789"


@pytest.mark.parametrize("name", [TODAY, SEARCH, LINK])
def test_a_box_scanned_over_another_page_is_said_and_counted_when_wanted(
    counter: Counter, language: Language, name: str
) -> None:
    page, desk = counter.enter("karim"), counter.desk_page
    desk.open_page(name)

    desk.scans.take(classify(None, LISTED))

    assert not page.isVisible()
    assert desk.search.search_edit.text() == ""
    notice = desk.scans.notice
    assert notice.isVisible()
    assert LISTED in notice.text
    assert lines_of(page) == []

    notice.take_button.click()
    counter.quiet()
    assert page.isVisible()
    assert not notice.isVisible()
    assert [line.code for line in lines_of(page)] == [LISTED]


def test_an_inpe_scanned_over_another_page_is_noted_when_wanted(counter: Counter) -> None:
    page, desk = counter.enter("karim"), counter.desk_page
    desk.open_page(TODAY)

    desk.scans.take(classify(None, INPE))
    assert INPE in desk.scans.notice.text
    desk.scans.notice.take_button.click()

    assert page.isVisible()
    assert INPE in page.panel.message.text, "no act stands there yet"


@pytest.mark.parametrize("text", ["bonjour!", "OT:AGA1-1A-26-000042-5"])
def test_what_is_of_no_use_is_said_over_the_page_that_is_open(
    counter: Counter, language: Language, text: str
) -> None:
    page, desk = counter.enter("karim"), counter.desk_page
    desk.open_page(TODAY)

    desk.scans.take(classify(None, text))

    assert desk.today.isVisible()
    assert desk.scans.notice.text
    assert not desk.scans.notice.take_button.isVisible()
    assert page.panel.message.text == ""
    desk.open_page(RECEPTION)
    assert not desk.scans.notice.isVisible()


def test_a_box_scanned_before_the_next_dossier_is_begun_is_said(counter: Counter) -> None:
    page, desk = counter.enter("karim"), counter.desk_page
    page.stack.setCurrentWidget(page.outcome)

    desk.scans.take(classify(None, LISTED))
    assert LISTED in desk.scans.notice.text
    desk.scans.notice.take_button.click()
    counter.quiet()

    assert page.takes_codes
    assert [line.code for line in lines_of(page)] == [LISTED]


def test_the_camera_finds_receipts_from_any_page_and_lets_boxes_lie(counter: Counter) -> None:
    number = deposit(counter).number
    page, desk = counter.enter("karim"), counter.desk_page
    desk.open_page(TODAY)

    page.camera.item_seen.emit(classify(Symbology.EAN13, LISTED))
    assert not desk.scans.notice.isVisible()
    page.camera.item_seen.emit(classify(Symbology.CODE128, f"OD:{number}"))
    counter.quiet()
    counter.quiet()

    assert desk.search.isVisible()
    assert number in desk.search.card.title_label.text()
