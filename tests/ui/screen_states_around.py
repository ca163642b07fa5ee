"""States of the window around the page of papers: camera, link, first run, lists, special moments.

Servers, sockets and second windows that a state needs last until its window is gone.
"""

from __future__ import annotations

import socket
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar
from unittest.mock import patch

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from intake_app.app import open_desk
from intake_app.domain.dossier import Care, SheetKind
from intake_app.errors import EnvironmentFault
from intake_app.formats.dossier_json import parse_dossier
from intake_app.formats.samples import load_sample
from intake_app.services.deposit import Approval, DepositOrder
from intake_app.services.enrolment import EnrolmentOrder
from intake_app.settings import Home
from intake_app.ui.application import open_window
from intake_app.ui.approval.dialog import SupervisorDialog
from intake_app.ui.printers import choose_printer
from intake_app.ui.reception.building import build
from intake_app.ui.shell.desk_page import LINK
from intake_app.ui.welcome.setup_page import SetupPage
from intake_app.ui.widgets.tables import choose_row
from intake_server.stations import issue_code
from tests.scanning.telephone import telephone
from tests.server.fixtures import settings_for
from tests.server.kit import serving
from tests.ui.window_kit import PASSWORD, Counter, complete_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from intake_app.app import Desk
    from intake_app.ui.application import OpenWindow
    from tests.server.kit import Served

Kept = TypeVar("Kept")
LISTED = "6119999000015"
FAMILY_NAMES = ("ALAOUI", "BENNANI", "CHRAIBI", "EL FASSI", "IDRISSI", "بنعلي", "العلوي", "TAZI")
FIRST_NAMES = ("Salma", "Youssef", "Imane", "Anas", "خديجة", "مريم")


def keep_until_end(counter: Counter, needed: AbstractContextManager[Kept]) -> Kept:
    """Open something that a state needs, and close it when the window is gone."""
    stack = ExitStack()
    opened = stack.enter_context(needed)
    counter.window.destroyed.connect(lambda: stack.close())  # noqa: PLW0108 - else held weakly
    return opened


def beside(counter: Counter, name: str) -> Path:
    """A place of this counter's own, outside its folder."""
    folder = counter.context.home.folder
    return folder.with_name(f"{folder.name}-{name}")


# The camera


def camera_live(counter: Counter) -> None:
    page = counter.enter("karim")
    camera = keep_until_end(counter, telephone(1_000_000, LISTED))
    page.camera.chooser.choose_source(camera.link)
    counter.until(lambda: any(group.lines for group in page.paper.boxes.groups.values()))
    counter.until(lambda: page.camera.preview.picture is not None)
    show_boxes(counter)


def camera_lost(counter: Counter) -> None:
    page = counter.enter("karim")
    camera = keep_until_end(counter, telephone(1_000_000, LISTED))
    page.camera.chooser.choose_source(camera.link)
    counter.until(lambda: page.camera.preview.picture is not None)
    camera.frames = 0
    counter.until(lambda: page.camera.preview.picture is None)
    show_boxes(counter)


def camera_absent(counter: Counter) -> None:
    page = counter.enter("karim")
    with telephone(0) as gone:
        nobody = gone.link
    page.camera.chooser.choose_source(nobody)
    opening = page.camera.message.text
    counter.until(lambda: page.camera.message.text not in ("", opening))
    show_boxes(counter)


def camera_opening(counter: Counter) -> None:
    page = counter.enter("karim")
    silent = keep_until_end(counter, socket.create_server(("127.0.0.1", 0)))
    page.camera.chooser.choose_source(f"http://127.0.0.1:{silent.getsockname()[1]}/video")
    show_boxes(counter)


def show_boxes(counter: Counter) -> None:
    """Scroll to the boxes, with the keyboard where a code is typed."""
    counter.quiet()
    counter.until(lambda: counter.page.presenter.live.is_settled)
    counter.page.paper.boxes.entry.focus()
    area = counter.page.desk_top.papers_area
    area.ensureWidgetVisible(counter.page.paper.boxes, 0, 0)


# The link


def link_none(counter: Counter) -> None:
    counter.enter("nadia")
    open_link(counter)


def link_green(counter: Counter) -> None:
    enrol(counter, keep_until_end(counter, reception(counter)))
    for _ in range(2):
        deposit_sample(counter)
    counter.desk.sync.sync_once()
    counter.enter("nadia")
    open_link(counter)


def link_waiting(counter: Counter) -> None:
    """The reception answered once, and is gone while dossiers come in."""
    with reception(counter) as served:
        enrol(counter, served)
        deposit_sample(counter)
        counter.desk.sync.sync_once()
    for _ in range(3):
        deposit_sample(counter)
    counter.enter("nadia")
    watch = counter.desk_page.link_watch
    ended: list[bool] = []
    watch.busy_changed.connect(lambda busy: ended.append(not busy))
    counter.until(lambda: ended[-1:] == [True])
    watch.end()  # it stays as it is now, and tries no more
    counter.quiet()


def link_waiting_page(counter: Counter) -> None:
    link_waiting(counter)
    open_link(counter)


def enrol(counter: Counter, served: Served) -> None:
    """Enrol the counter, under a name that is the same in every picture."""
    with served.database.writing() as connection:
        code = issue_code(connection, "AGA1", "1", at=counter.clock.now(), hours=1)
    with patch("intake_server.stations.secrets.token_bytes", _same_bytes):
        counter.desk.enrolment.enrol(EnrolmentOrder(served.url, code), counter.people["nadia"])


def _same_bytes(count: int) -> bytes:
    return (b"guichet" * count)[:count]


def reception(counter: Counter) -> AbstractContextManager[Served]:
    """A reception server of one's own, beside the counter's folder, by the counter's clock."""
    return serving(settings_for(str(beside(counter, "reception.sqlite"))), now=counter.clock.now)


def deposit_sample(counter: Counter) -> None:
    """Deposit a complete dossier of today's date, each of another student, with its receipt."""
    dossier = parse_dossier(load_sample("complete", counter.clock.now().date()))
    other = replace(dossier.student, identity_number=f"ZZ{len(counter.desk.day.today()):05}")
    desk, nadia = counter.desk, counter.people["nadia"]
    order = DepositOrder(desk.drafts.new_id(), replace(dossier, student=other), nadia)
    printer = choose_printer("", counter.context.home.prints)
    desk.prints.print_receipt(desk.deposits.deposit(order).number, nadia, printer)


def open_link(counter: Counter) -> None:
    """Open the page of the link and wait until it has read its figures."""
    counter.desk_page.open_page(LINK)
    page = counter.desk_page.link_page
    assert page is not None
    watch = counter.desk_page.link_watch
    counter.until(lambda: page.story_label.text() and not watch._running)
    watch.end()
    counter.quiet()


# First run, opening, login


def first_run(counter: Counter) -> QWidget:
    opened = keep_until_end(counter, another_window(counter, "new"))
    counter.until(lambda: isinstance(opened.window.shown, SetupPage))
    return opened.window


def first_run_office(counter: Counter) -> QWidget:
    window = first_run(counter)
    page = window.findChildren(SetupPage)[-1]
    page.work_tile.click()
    page.full_name.put("Nadia Amrani")
    page.username.put("nadia")
    page.password.put(PASSWORD)
    page.password_again.put(PASSWORD)
    page.start_button.click()
    counter.until(lambda: page.message.text and page.start_button.isEnabled())
    return window


def first_run_key(counter: Counter) -> QWidget:
    window = first_run(counter)
    page = window.findChildren(SetupPage)[-1]
    page._show_recovery_key("-".join(["ABCDE"] * 11))
    return window


def opening(counter: Counter) -> QWidget:
    opened = keep_until_end(counter, another_window(counter, "slow", _wait_for_ever(counter)))
    return opened.window


def opening_failed(counter: Counter) -> QWidget:
    return _refused(counter, "store.damaged")


def opening_without_key(counter: Counter) -> QWidget:
    return _refused(counter, "store.key_lost")


def _refused(counter: Counter, code: str) -> QWidget:
    folder = counter.context.home.folder

    def refuse(_recovery_key: str = "") -> Desk:
        raise EnvironmentFault(code, path=folder, folder=folder)

    opened = keep_until_end(counter, another_window(counter, code, refuse, refuse))
    counter.until(lambda: opened.context.door.fault is not None)
    counter.until(lambda: QApplication.focusWidget() is not None)
    return opened.window


@contextmanager
def another_window(
    counter: Counter,
    name: str,
    opens: Callable[[], Desk] | None = None,
    with_key: Callable[[str], Desk] | None = None,
) -> Iterator[OpenWindow]:
    """Open a second window, on a data folder that is new."""
    home = Home(beside(counter, name))
    desks: list[Desk] = []

    def open_new() -> Desk:
        desks.append(open_desk(home, counter.clock))
        return desks[-1]

    home.folder.mkdir()
    opened = open_window(
        opens or open_new,
        home,
        languages=counter.context.languages,
        theme=counter.opened.theme,
        open_with_key=with_key,
    )
    opened.window.resize(counter.window.size())
    opened.window.activateWindow()
    try:
        yield opened
    finally:
        opened.end()
        for desk in desks:
            desk.close()


def _wait_for_ever(counter: Counter) -> Callable[[], Desk]:
    """Open a counter that takes until its window is gone."""
    from threading import Event

    gone = Event()
    counter.window.destroyed.connect(lambda: gone.set())  # noqa: PLW0108 - else held weakly

    def wait() -> Desk:
        gone.wait()
        raise EnvironmentFault("store.damaged", path=counter.context.home.folder)

    return wait


def login_refused(counter: Counter) -> None:
    login = counter.window.login_page
    login.username.put("karim")
    login.password.put("autre chose")
    login.enter_button.click()
    counter.until(lambda: login.message.text)


# Lists


def deposit_many(counter: Counter) -> None:
    """Two dozen dossiers of a morning, some by a supervisor's leave."""
    counter.until(lambda: counter.context.door.is_open)
    for place in range(24):
        form = complete_form()
        student = form.student
        student.last_name = FAMILY_NAMES[place % len(FAMILY_NAMES)]
        student.first_name = FIRST_NAMES[place % len(FIRST_NAMES)]
        student.identity_number = f"ZZ9200{place:02}"
        form.prescriptions[0].patient = f"{student.last_name} {student.first_name}"
        form.acts[0].stamp = place % 7 != 3
        order = DepositOrder(
            counter.desk.drafts.new_id(),
            build(form, counter.context.today()).dossier,
            counter.people["karim"],
            approval=None if form.acts[0].stamp else Approval(counter.people["nadia"], "Raison"),
        )
        counter.desk.deposits.deposit(order)
        counter.clock.advance(420)


def today_many(counter: Counter) -> None:
    deposit_many(counter)
    counter.enter("karim")
    counter.desk_page.open_page("today")
    counter.quiet()
    choose_row(counter.desk_page.today.table, 3)


def today_nothing_found(counter: Counter) -> None:
    today_many(counter)
    counter.desk_page.today.search("benjelloun")


def today_narrow(counter: Counter) -> None:
    counter.window.resize(1024, 700)
    today_many(counter)


def search_many(counter: Counter) -> None:
    deposit_many(counter)
    counter.enter("karim")
    counter.desk_page.open_page("search")
    counter.desk_page.search.search("zz9200")
    counter.quiet()
    counter.quiet()


def reprint(counter: Counter) -> QWidget:
    """A duplicate needs a supervisor."""
    today_many(counter)
    page = counter.desk_page.today
    page.reprint_button.click()
    counter.until(lambda: page.message.text)
    page.message.show_text("info", "")
    page.reprint_button.click()
    counter.until(lambda: page.findChildren(SupervisorDialog))
    return page.findChildren(SupervisorDialog)[-1]


# Special moments of the page


def restored(counter: Counter) -> None:
    """The next shift finds what somebody else began."""
    counter.enter("karim")
    form = complete_form()
    form.prescriptions = []
    counter.put(form)
    counter.window.log_out()
    counter.clock.advance(1800)
    page = counter.enter("nadia")
    counter.until(lambda: page.panel.message.text)
    counter.judge()


def closing_refused(counter: Counter) -> QWidget:
    """The disk is full, and somebody closes the window."""
    counter.enter("karim")
    store = type(counter.desk.store)
    full = EnvironmentFault("disk.full")
    keep_until_end(counter, patch.object(store, "writing", side_effect=full))
    counter.put(complete_form())
    closing = counter.window.closing
    counter.window.close()
    counter.until(lambda: closing.question)
    assert closing.question is not None
    return closing.question


def taken_away(counter: Counter) -> None:
    page = counter.enter("karim")
    counter.put(complete_form())
    page.paper.acts.cards[0].remove_button.click()
    counter.judge()


def changed_too_late(counter: Counter) -> None:
    page = counter.enter("karim")
    counter.put(complete_form())
    with counter.slow():
        page.panel.deposit_button.click()
        page.paper.student.fields["first_name"].put("Zineb")
    counter.until(lambda: page.outcome.preview and page.outcome.preview.page_count)
    counter.quiet()


def late(counter: Counter) -> None:
    counter.clock.advance(80 * 86_400)
    counter.enter("karim")
    counter.put(complete_form())


def last_days(counter: Counter) -> None:
    counter.clock.advance(45 * 86_400)
    counter.enter("karim")
    form = complete_form()
    form.sheet.signed_on = "04/01/2027"
    counter.put(form)


def all_asked(counter: Counter) -> None:
    """Everything that the page can ask for: long illness, treatment, address, another person."""
    page = counter.enter("karim")
    form = complete_form()
    form.student.institution = "public_traditional"
    form.student.rib = "230810000000000000000000"
    form.student.phone = "0612345678"
    form.sheet.kind = SheetKind.LONG_TERM
    form.sheet.continuous = True
    form.depositor.someone_else = True
    form.acts[0].care = Care.CONSULTATION
    counter.put(form)
    page.paper.visit_all()
    counter.judge()
    page.go_to("student.identity_number")


def where_to_go(counter: Counter) -> None:
    page = counter.enter("karim")
    form = complete_form()
    form.student.institution = "ofppt"
    counter.put(form)
    page.panel.slip_button.click()
    counter.until(lambda: page.outcome.preview and page.outcome.preview.page_count)


def unlisted_box(counter: Counter) -> None:
    page = counter.enter("karim")
    counter.put(complete_form())
    page.paper.boxes.take("6118000999997", seen=True)
    counter.judge()
    counter.quiet()
    show_boxes(counter)


def narrow(counter: Counter) -> None:
    counter.window.resize(900, 900)
    page = counter.enter("karim")
    form = complete_form()
    form.acts[1].inpe = "90000"
    counter.put(form)
    page.go_to("acts[1].provider.inpe")
    counter.press(Qt.Key.Key_End)


AROUND: dict[str, Callable[[Counter], QWidget | None]] = {
    "camera-live": camera_live,
    "camera-lost": camera_lost,
    "camera-absent": camera_absent,
    "camera-opening": camera_opening,
    "link-none": link_none,
    "link-green": link_green,
    "link-waiting": link_waiting,
    "link-waiting-page": link_waiting_page,
    "first-run": first_run,
    "first-run-office": first_run_office,
    "first-run-key": first_run_key,
    "opening": opening,
    "opening-failed": opening_failed,
    "opening-without-key": opening_without_key,
    "login-refused": login_refused,
    "today-many": today_many,
    "today-nothing-found": today_nothing_found,
    "today-narrow": today_narrow,
    "search-many": search_many,
    "reprint": reprint,
    "restored": restored,
    "closing-refused": closing_refused,
    "taken-away": taken_away,
    "changed-too-late": changed_too_late,
    "late": late,
    "last-days": last_days,
    "all-asked": all_asked,
    "where-to-go": where_to_go,
    "unlisted-box": unlisted_box,
    "narrow": narrow,
}
