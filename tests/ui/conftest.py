"""The real window on a real counter in a temporary folder; its clock stands still."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from intake_app.app import open_desk
from intake_app.domain.operators import Role
from intake_app.resources import resource
from intake_app.services.settings import StationSettings
from intake_app.settings import Home
from intake_app.ui.application import open_window
from intake_app.ui.i18n import Languages
from intake_app.ui.theme import LIGHT, Theme, worn
from tests.ui.window_kit import PASSWORD, Counter, WindowClock, complete_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from intake_app.app import Desk
    from intake_app.ui.reception.form import DossierForm
    from intake_app.ui.reception.page import ReceptionPage
    from intake_app.wording import Language

HERE = Path(__file__).parent
MOROCCO = timezone(timedelta(hours=1))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the platform without a screen say what it lacks; every other warning of Qt fails."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(scope="session")
def languages(qapp: QApplication) -> Languages:
    return Languages(qapp)


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


@pytest.fixture(autouse=True)
def _usual_look(languages: Languages, theme: Theme) -> None:
    """Begin each test in French and in the light, whatever the one before it left behind."""
    languages.use("fr")
    if worn() is not LIGHT:
        theme.wear_contrast(Qt.ContrastPreference.NoPreference)
        theme.wear(Qt.ColorScheme.Light)


@pytest.fixture(params=["fr", "ar"])
def language(request: pytest.FixtureRequest, languages: Languages) -> Language:
    """Each test once in French and once in Arabic."""
    language: Language = request.param
    languages.use(language)
    return language


@pytest.fixture(params=[1.0, 1.25, 2.0], ids=["100%", "125%", "200%"])
def text_scale(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    """The system's text enlarged, the screen as it is."""
    usual = qapp.font()
    larger = QFont(usual)
    larger.setPointSizeF(usual.pointSizeF() * request.param)
    qapp.setFont(larger)
    yield request.param
    qapp.setFont(usual)


@pytest.fixture(scope="session")
def window_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that is set up: two people, the trial's medicines, no camera."""
    folder = tmp_path_factory.mktemp("window") / "home"
    morning = datetime(2026, 11, 20, 8, 0, tzinfo=MOROCCO)
    desk = open_desk(Home(folder), WindowClock(morning))
    desk.set_up(StationSettings("AGA1", "1"), "nadia", "Nadia Amrani", PASSWORD)
    nadia = desk.accounts.log_in("nadia", PASSWORD)
    desk.accounts.create(nadia, "karim", "Karim Idrissi", PASSWORD, Role.AGENT)
    medicines = resource("reference", "trial-medicines.csv")
    desk.imports.import_medicines(medicines, nadia, lambda _done, _all: None)
    desk.close()
    remembered = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    remembered.setValue("camera", "false")  # its own tests switch it on
    remembered.setValue("language", "fr")  # the tests say when it is Arabic
    remembered.sync()
    return folder


@pytest.fixture
def window_clock() -> WindowClock:
    return WindowClock(datetime(2026, 11, 20, 10, 30, tzinfo=MOROCCO))


@pytest.fixture
def home(tmp_path: Path, window_folder: Path) -> Home:
    """A copy of the data folder that is set up."""
    folder = tmp_path / "home"
    shutil.copytree(window_folder, folder)
    return Home(folder)


@pytest.fixture
def desk(home: Home, window_clock: WindowClock) -> Iterator[Desk]:
    opened = open_desk(home, window_clock)
    yield opened
    opened.close()


@pytest.fixture
def counter(
    desk: Desk,
    home: Home,
    window_clock: WindowClock,
    languages: Languages,
    theme: Theme,
    qtbot: QtBot,
) -> Iterator[Counter]:
    """The window at its login, with the two people of the counter."""
    opened = open_window(lambda: desk, home, languages=languages, theme=theme)
    people = {person.username: person for person in desk.accounts.all()}
    made = Counter(opened, desk, window_clock, qtbot, people)
    opened.window.resize(1366, 768)
    opened.window.activateWindow()
    made.until(lambda: QApplication.activeWindow() is opened.window)
    made.until(lambda: opened.window.shown is opened.window.login_page)
    yield made
    opened.end()
    delete(opened.window)


@pytest.fixture
def page(counter: Counter) -> ReceptionPage:
    """The reception, with the agent at it, in French."""
    return counter.enter("karim")


@pytest.fixture
def complete() -> DossierForm:
    return complete_form()
