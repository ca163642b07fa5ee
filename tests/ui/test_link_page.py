"""The page of the link: both counts in words, what is refused and why, and the way by stick."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import update

from intake_app.formats.dossier_json import parse_dossier
from intake_app.formats.samples import load_sample
from intake_app.services.deposit import DepositOrder
from intake_app.services.enrolment import EnrolmentOrder
from intake_app.services.install_epoch import begin_life
from intake_app.services.link import RefusedItem, SyncReport
from intake_app.ui.link.refused_card import RefusedCard
from intake_app.ui.shell.desk_page import LINK
from intake_app.ui.shell.link_watch import SOON_SECONDS
from intake_app.ui.tasks import Lane
from intake_app.wording import say
from intake_server.bundles import BundleReception
from intake_server.judgement import load_judge
from intake_server.stations import issue_code
from intake_server.tables import ItemRow
from tests.server.fixtures import sqlite_server, trial

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from intake_app.services.deposit import Deposited
    from intake_app.ui.link.page import LinkPage
    from intake_app.wording import Language
    from tests.server.kit import Served
    from tests.ui.window_kit import Counter

__all__ = ["sqlite_server", "trial"]


def deposit(counter: Counter) -> Deposited:
    dossier = parse_dossier(load_sample("complete", counter.clock.now().date()))
    other = replace(dossier.student, identity_number=f"ZZ{len(counter.desk.day.today()):05}")
    desk = counter.desk
    order = DepositOrder(
        desk.drafts.new_id(), replace(dossier, student=other), counter.people["nadia"]
    )
    return desk.deposits.deposit(order)


def enrol(counter: Counter, served: Served) -> None:
    counter.clock.instant = datetime.now(counter.clock.instant.tzinfo)
    with served.database.writing() as connection:
        code = issue_code(connection, "AGA1", "1", at=datetime.now(UTC), hours=1)
    counter.desk.enrolment.enrol(EnrolmentOrder(served.url, code), counter.people["nadia"])


def open_page(counter: Counter) -> LinkPage:
    counter.desk_page.open_page(LINK)
    page = counter.desk_page.link_page
    assert page is not None
    counter.quiet()
    return page


def compare(counter: Counter, page: LinkPage) -> None:
    """Press the button and wait for the end of the synchronisation."""
    ended: list[bool] = []
    counter.until(page.compare_button.isEnabled)
    counter.desk_page.link_watch.busy_changed.connect(lambda busy: ended.append(not busy))
    page.compare_button.click()
    counter.until(lambda: ended[-1:] == [True])
    counter.quiet()


def test_both_counts_are_said_and_nothing_is_to_be_looked_at(
    counter: Counter, trial: Served, language: Language
) -> None:
    enrol(counter, trial)
    for _ in range(2):
        deposit(counter)
    counter.enter("nadia")
    page = open_page(counter)

    compare(counter, page)

    sealed, received, difference = (label.text() for label in page.facts.values[:3])
    assert "2" in sealed
    assert received == sealed
    assert "0" in difference
    beginning = "right" if language == "ar" else "left"
    for name, value in zip(page.facts.names, page.facts.values, strict=True):
        sides = [getattr(label.geometry(), beginning)() for label in (name, value)]
        assert abs(sides[0] - sides[1]) <= 1, "a figure begins under its name"
    assert page.trouble.isHidden()
    assert page.nothing.isVisibleTo(page)
    assert counter.desk.sync.status().is_green


def test_what_the_fund_holds_apart_is_shown_with_its_reason_and_what_to_do(
    counter: Counter, trial: Served, language: Language
) -> None:
    enrol(counter, trial)
    conflicting = deposit(counter)
    counter.desk.sync.sync_once()
    with trial.database.writing() as connection:
        connection.execute(update(ItemRow).values(sha256="0" * 64))
    counter.enter("nadia")
    page = open_page(counter)

    compare(counter, page)

    (card,) = page.cards
    assert conflicting.number in card.title_label.text()
    assert card.state_chip.text()
    assert card.reason_label.text()
    assert card.action_label.text()
    assert page.nothing.isHidden()
    card.show_button.click()
    assert counter.desk_page.search.search_edit.text() == conflicting.number


def test_what_is_to_be_corrected_is_called_alike_on_its_card_and_in_the_lists(
    qtbot: QtBot, language: Language
) -> None:
    item = RefusedItem("AGA1-1A-26-000042-K", "id", 1, "quarantined", None, None)
    card = RefusedCard(item)
    qtbot.addWidget(card)

    assert card.state_chip.text() == say("state.electronic.quarantined", language)


def test_a_disk_put_back_to_an_older_copy_is_said_with_its_day_and_letter(
    counter: Counter, trial: Served, language: Language
) -> None:
    enrol(counter, trial)
    counter.enter("nadia")
    page = open_page(counter)
    compare(counter, page)
    assert page.put_back.isHidden()
    with counter.desk.store.writing() as uow:
        begin_life(uow, "B", datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
        uow.commit()

    compare(counter, page)

    words = page.put_back.text
    assert page.put_back.isVisibleTo(page)
    assert ("lettre" if language == "fr" else "الحرف") in words
    assert "B" in words
    assert "2026" in words


def test_a_stick_is_written_and_its_receipts_taken_over_from_the_page(
    counter: Counter,
    trial: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enrol(counter, trial)
    deposit(counter)
    counter.enter("nadia")
    page = open_page(counter)
    counter.desk_page.link_watch.end()  # the network stays out of it
    bundle = tmp_path / "guichet.bundle"
    receipts = tmp_path / "guichet.receipts"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(bundle), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(receipts), ""))
    heard: list[object] = []
    for signal in (page.presenter.exported, page.presenter.receipts_read, page.presenter.failed):
        signal.connect(heard.append)

    page.export_button.click()
    counter.until(lambda: len(heard) == 1)
    assert page.news.text.startswith("Terminé : 1 élément écrit")
    page.import_button.click()
    counter.until(lambda: len(heard) == 2)
    assert str(receipts) in page.news.text, "the file is not there yet"
    server = BundleReception(
        trial.database, load_judge(), lambda: datetime.now(UTC), trial.settings.limits
    )
    receipts.write_bytes(server.take(bundle.read_bytes()).receipts)
    page.import_button.click()
    counter.until(lambda: len(heard) == 3)

    assert page.news.text == "Accusés repris : 1 élément reçu par la réception."
    assert counter.desk.sync.status().is_green


def test_without_a_server_the_page_says_what_to_do(counter: Counter, language: Language) -> None:
    counter.enter("karim")
    page = open_page(counter)
    counter.until(page.story_label.text)

    assert "intake setup" in page.story_label.text()
    assert not page.compare_button.isVisibleTo(page)


def test_another_network_ends_the_wait_after_failures(
    counter: Counter, trial: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol(counter, trial)
    counter.enter("nadia")
    watch = counter.desk_page.link_watch
    # What the login began tells its state later, and would plan a round in the midst of this.
    stated: list[object] = []
    watch.stated.connect(stated.append)
    counter.until(lambda: stated and not watch._running)
    watch.end()
    watch._ended.clear()  # as before the end, but nothing is planned
    pace = counter.desk.sync._pace
    now: list[frozenset[str]] = []
    monkeypatch.setattr(counter.desk.sync, "network", lambda: now[-1])

    def look(*addresses: str) -> tuple[int, bool]:
        pace.failures = 6
        now.append(frozenset(addresses))
        looked: list[object] = []
        watch.look_at_network()
        counter.context.tasks.submit(Lane.IO, lambda: True, done=looked.append, owner=watch)
        counter.until(lambda: looked and (watch._network == now[-1]))
        return pace.failures, watch._timer.isActive()

    looked = [look("10.0.0.7"), look("10.0.0.7"), look(), look("192.168.1.4")]

    assert looked == [(6, False), (6, False), (6, False), (0, True)]
    assert watch._timer.interval() == round(SOON_SECONDS * 1000)
    watch.end()


@pytest.mark.parametrize(("is_told", "seconds"), [(True, 300), (False, SOON_SECONDS)])
def test_a_deposit_ends_a_wait_unless_the_server_asked_for_it(
    counter: Counter, trial: Served, *, is_told: bool, seconds: float
) -> None:
    enrol(counter, trial)
    counter.enter("nadia")
    watch = counter.desk_page.link_watch
    watch.end()
    watch._ended.clear()
    state = counter.desk.sync.status()

    watch._on_report(SyncReport(state, "sync.busy", wait_seconds=300.0, wait_is_told=is_told))
    watch.note_deposit()

    assert watch._timer.interval() / 1000 == pytest.approx(seconds, rel=0.05)
    watch.end()
