"""The language is switched while one works; nothing that was typed moves."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget

from intake_app.errors import EnvironmentFault
from intake_app.ui.reception.part import is_aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from intake_app.ui.i18n import Languages
    from intake_app.ui.reception.form import DossierForm
    from intake_app.ui.reception.page import ReceptionPage
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

ARABIC = re.compile(r"[\u0621-\u064a]")
LATIN_WORD = re.compile(r"[A-Za-zÀ-ÿ]{4,}")
# Words that stay Latin on an Arabic screen: keys, abbreviations, names of people and products.
STAYS = re.compile(
    r"Français|Ctrl|Suppr|Maj|INPE|Massar|Nadia|Amrani|Karim|Idrissi|AGA1|DOLOFICTIL|BOITE|COMPRIME"
)


def texts(root: QWidget) -> Iterator[tuple[QWidget, str]]:
    """Every text that is shown below a widget, names for screen readers included."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget, widget.text()
        if isinstance(widget, QComboBox):
            yield widget, widget.currentText()
        if not isinstance(widget, QLineEdit):
            yield widget, widget.toolTip()
        yield widget, widget.accessibleName()


def test_switching_to_and_fro_leaves_nothing_behind(languages: Languages) -> None:
    both: tuple[Language, ...] = ("ar", "fr")
    for language in both:
        languages.use(language)  # each is loaded when it is first spoken
    known = len(languages.findChildren(QTranslator))

    for language in both * 10:
        languages.use(language)

    assert len(languages.findChildren(QTranslator)) == known


def test_switching_in_mid_entry_keeps_what_was_typed(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    other: Language = "ar" if language == "fr" else "fr"
    begun, switched = {"fr": ("Incomplet", "ناقص"), "ar": ("ناقص", "Incomplet")}[language]
    page = counter.enter("karim")
    complete.acts[0].performed_on = "0711"
    complete.acts[1].inpe = "9000"
    counter.put(complete)
    page.paper.acts.cards[1].fields["inpe"].focus()
    before = page.paper.read()
    assert page.panel.verdict.word_label.text() == begun

    counter.context.languages.use(other)
    counter.until(lambda: page.panel.verdict.word_label.text() == switched)

    directions = {"fr": Qt.LayoutDirection.LeftToRight, "ar": Qt.LayoutDirection.RightToLeft}
    assert page.paper.read() == before
    assert QApplication.focusWidget() is page.paper.acts.cards[1].fields["inpe"].editor
    assert counter.window.layoutDirection() == directions[other]
    assert all(bool(ARABIC.search(row.text)) is (other == "ar") for row in page.panel.findings.rows)
    counter.press(Qt.Key.Key_End)
    counter.type("00002")
    counter.judge()
    assert page.paper.read().acts[1].inpe == "900000002", "one goes on typing where one was"
    counter.context.languages.use(language)
    counter.until(lambda: page.panel.verdict.word_label.text() != switched)
    assert page.paper.read().acts[1].inpe == "900000002"


def test_the_language_is_remembered_for_the_station(counter: Counter) -> None:
    counter.enter("karim")

    counter.context.languages.use("ar")
    counter.quiet()

    assert counter.desk.settings.require().language == "ar"
    counter.context.languages.use("fr")


def test_no_french_is_left_on_an_arabic_screen(counter: Counter, complete: DossierForm) -> None:
    """The screen is made in French, then switched: every text must follow."""
    page = counter.enter("karim")
    complete.acts[1].signature = False
    complete.depositor.someone_else = True
    complete.sheet.continuous = True
    counter.put(complete)
    page.paper.visit_all()
    page.panel.hold_button.click()
    counter.put(complete)
    page.paper.student.more_button.click()

    counter.context.languages.use("ar")
    counter.until(lambda: ARABIC.search(page.panel.deposit_button.text()))
    counter.judge()

    left = {
        text
        for _widget, text in texts(counter.window)
        if LATIN_WORD.search(STAYS.sub("", text)) and not ARABIC.search(text)
    }
    # A name is written as its owner writes it.
    assert {text for text in left if "BENJELLOUN Hajar" not in text} == set()
    counter.context.languages.use("fr")


SAID: dict[str, Callable[[ReceptionPage], object]] = {
    "not ready": lambda page: page.presenter.not_ready.emit(),
    "taken away": lambda page: page.paper.acts.cards[0].remove_button.click(),
    "failed": lambda page: page.presenter.failed.emit(EnvironmentFault("disk.full")),
}


@pytest.mark.parametrize("said", SAID)
def test_what_was_said_is_said_again_in_the_other_language(
    counter: Counter, complete: DossierForm, said: str
) -> None:
    complete.sheet.total = "1,00"
    page = counter.enter("karim")
    counter.put(complete)
    SAID[said](page)
    french_words, offers = page.panel.message.text, page.panel.undo_button.isVisible()
    assert french_words

    counter.context.languages.use("ar")
    counter.until(lambda: ARABIC.search(page.panel.message.text))
    assert page.panel.undo_button.isVisible() is offers

    counter.context.languages.use("fr")
    counter.until(lambda: page.panel.message.text == french_words)


def test_what_became_of_a_code_is_not_left_in_the_other_language(counter: Counter) -> None:
    page = counter.enter("karim")
    page.scans.told.emit("ok", "Boîte comptée : 6119999000015")
    assert page.panel.message.isVisible()

    counter.context.languages.use("ar")
    counter.until(lambda: not page.panel.message.isVisible())

    counter.context.languages.use("fr")


def test_the_second_pharmacy_is_named_in_the_other_language(
    counter: Counter, complete: DossierForm
) -> None:
    complete.acts.append(complete.acts[1])
    page = counter.enter("karim")
    counter.put(complete)
    groups = list(page.paper.boxes.groups.values())

    counter.context.languages.use("ar")
    counter.until(lambda: ARABIC.search(page.panel.deposit_button.text()))

    assert all(ARABIC.search(group.title_label.text()) for group in groups)
    counter.context.languages.use("fr")


def test_a_day_that_is_offered_is_offered_in_the_other_language(
    counter: Counter, complete: DossierForm
) -> None:
    complete.acts[1].performed_on = ""
    page = counter.enter("karim")
    counter.put(complete)
    offered = page.paper.acts.cards[1].performed_on
    offered.focus()
    assert offered.line.placeholderText().startswith("Espace")

    counter.context.languages.use("ar")

    counter.until(lambda: ARABIC.search(offered.line.placeholderText()))
    counter.context.languages.use("fr")


def test_tab_follows_the_papers_in_both_directions_of_writing(
    counter: Counter, complete: DossierForm, language: str
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    counter.quiet()
    expected = [stop for stop in page.paper.stops() if stop.isVisible() and stop.isEnabled()]
    expected[0].setFocus()

    walked = [expected[0]]
    while len(walked) < len(expected):
        counter.press(Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        assert widget is not None
        walked.append(widget)

    assert walked == expected
    asked = [stop for stop in expected if not is_aside(stop)]
    tops = [stop.mapTo(page.paper, stop.rect().center()).y() for stop in asked]
    assert all(later > earlier - 40 for earlier, later in pairwise(tops)), "from top to bottom"
