"""F1: the guide and the keys, in both languages, with pictures that are there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from intake_app.resources import resource
from tests.ui.screen_states import STATES, keys

if TYPE_CHECKING:
    from tests.ui.window_kit import Counter

PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")
HEADING = re.compile(r"^#+ ", re.MULTILINE)


def guide(language: str) -> str:
    return (resource("guide") / f"{language}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_picture_of_the_guide_is_of_a_screen_that_is_taken_by_command(language: str) -> None:
    pictures = PICTURE.findall(guide(language))

    assert len(pictures) >= 5
    for words, name in pictures:
        assert words
        assert (resource("guide") / name).is_file()
        state, _, spoken = name.removesuffix(".png").rpartition("-")
        assert state in STATES
        assert spoken == language


def test_both_languages_tell_the_same() -> None:
    french, arabic = guide("fr"), guide("ar")

    assert len(HEADING.findall(french)) == len(HEADING.findall(arabic))
    for keys_of in (r"F\d", r"Ctrl\+\w", r"Alt\+\d"):
        assert sorted(re.findall(keys_of, french)) == sorted(re.findall(keys_of, arabic))


def test_the_guide_is_shown_with_its_pictures_and_follows_the_language(counter: Counter) -> None:
    dialog = keys(counter)
    view = counter.desk_page._help.guide  # type: ignore[union-attr]
    assert view.toPlainText().startswith("Le guichet")
    picture, base = QUrl("blank-fr.png"), view.document().baseUrl()
    assert (
        view.loadResource(QTextDocument.ResourceType.ImageResource, base.resolved(picture))
        is not None
    )

    counter.context.languages.use("ar")
    counter.until(lambda: view.toPlainText().startswith("الشباك"))
    assert view.document().defaultTextOption().textDirection() == Qt.LayoutDirection.RightToLeft
    assert dialog.windowTitle() == "مساعدة"
    counter.context.languages.use("fr")


def test_f1_opens_the_help_beside_the_work(counter: Counter, language: str) -> None:
    counter.enter("karim")
    counter.press(Qt.Key.Key_F1)
    counter.until(lambda: counter.desk_page._help and counter.desk_page._help.isVisible())

    help_dialog = counter.desk_page._help
    assert help_dialog is not None
    assert not help_dialog.isModal()
    help_dialog.tabs.setCurrentIndex(1)
    assert help_dialog.grid.count() > 30


def test_f1_helps_before_the_login_too_and_gives_way_to_the_desk(
    counter: Counter, language: str
) -> None:
    login = counter.window.login_page
    counter.until(lambda: counter.window.shown is login)
    login.username.focus()
    counter.press(Qt.Key.Key_F1)
    before = counter.window.help_key.dialog
    assert before is not None
    assert before.isVisible()

    counter.window.activateWindow()  # back to the login, the help beside it
    counter.enter("karim")
    assert not before.isVisible()
    counter.press(Qt.Key.Key_F1)
    counter.until(lambda: counter.desk_page._help and counter.desk_page._help.isVisible())
    assert not before.isVisible()

    counter.window.lock()
    counter.window.activateWindow()  # the desk's help had the keyboard, and is closed
    counter.until(lambda: (at := QApplication.focusWidget()) and login.isAncestorOf(at))
    counter.press(Qt.Key.Key_F1)
    counter.until(before.isVisible)
