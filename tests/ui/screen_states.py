"""The states of the window that users meet, each brought about as they bring it about."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from intake_app.domain.dossier import Care
from intake_app.errors import EnvironmentFault
from intake_app.services.deposit import DepositOrder
from intake_app.ui.approval.dialog import SupervisorDialog
from intake_app.ui.reception.building import build
from intake_app.ui.reception.form import ActForm
from intake_app.ui.reception.offering import Asking
from intake_app.ui.widgets.tables import choose_row
from tests.ui.screen_states_around import AROUND
from tests.ui.window_kit import Counter, complete_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from intake_app.services.deposit import Deposited

IN_THE_DARK = (
    "login",
    "incomplete",
    "complete",
    "refused",
    "camera-live",
    "deposited",
    "today-many",
    "search",
    "link-waiting-page",
    "first-run",
)
IN_HIGH_CONTRAST = ("incomplete", "refused", "camera-live", "deposited", "today-many", "search")
PEOPLE = (
    ("BENJELLOUN", "Hajar", "ZZ900001"),
    ("EL AMRANI", "Youssef", "ZZ900002"),
    ("الإدريسي", "فاطمة الزهراء", "ZZ900003"),
    ("AÏT OUARAB", "Idir", "ZZ900004"),
    ("TAZI", "Ilham", "ZZ900005"),
)


def deposit_some(counter: Counter) -> list[Deposited]:
    """Deposit a dossier for each of the people, a quarter of an hour apart."""
    done = []
    counter.until(lambda: counter.context.door.is_open)
    for last, first, cin in PEOPLE:
        form = complete_form()
        form.student.last_name, form.student.first_name = last, first
        form.student.identity_number = cin
        form.prescriptions[0].patient = f"{last} {first}"
        order = DepositOrder(
            counter.desk.drafts.new_id(),
            build(form, counter.context.today()).dossier,
            counter.people["karim"],
        )
        done.append(counter.desk.deposits.deposit(order))
        counter.clock.advance(900)
    return done


def login(counter: Counter) -> None:
    counter.window.login_page.username.focus()


def blank(counter: Counter) -> None:
    counter.enter("karim")


def incomplete(counter: Counter) -> None:
    form = complete_form()
    form.acts[0].stamp = False
    form.acts[1].inpe = "90000"
    form.sheet.total = "190,50"
    form.sheet.signed_on = ""
    page = counter.enter("karim")
    counter.put(form)
    page.paper.visit_all()
    page.go_to("acts[0].stamp")
    counter.quiet()


def complete(counter: Counter) -> None:
    page = counter.enter("karim")
    counter.put(complete_form())
    counter.quiet()
    page.panel.deposit_button.setFocus()


def every_act(counter: Counter) -> None:
    page = counter.enter("karim")
    form = complete_form()
    form.acts += [ActForm(care) for care in (Care.BIOLOGY, Care.DENTAL, Care.HOSPITAL)]
    counter.put(form)
    counter.quiet()
    page.go_to("acts[2].provider.inpe")


def boxes(counter: Counter) -> None:
    page = counter.enter("karim")
    form = complete_form()
    box = form.acts[1].medicines[0]
    form.acts[1].medicines = [box, deepcopy(box), deepcopy(box)]
    form.acts[1].medicines[1].barcode = "6119999000022"
    form.acts[1].medicines[2].barcode = "6111234567892"
    counter.put(form)
    counter.quiet()
    page.paper.boxes.take("6119999000015", seen=True)
    counter.judge()
    page.paper.boxes.entry.focus()


def refused(counter: Counter) -> None:
    counter.enter("karim")
    form = complete_form()
    form.student.institution = "ofppt"
    counter.put(form)


def override(counter: Counter) -> QWidget:
    incomplete(counter)
    counter.page.panel.override_button.click()
    dialog = counter.page.findChildren(SupervisorDialog)[-1]
    dialog.reason.put("المعنية في آخر يوم من الأجل" if _arabic() else "Dernier jour du délai")
    return dialog


def deposited(counter: Counter) -> None:
    page = counter.enter("karim")
    counter.put(complete_form())
    page.panel.deposit_button.click()
    counter.until(lambda: page.outcome.preview and page.outcome.preview.page_count)
    counter.quiet()


def slip(counter: Counter) -> None:
    incomplete(counter)
    page = counter.page
    page.panel.slip_button.click()
    counter.until(lambda: page.outcome.preview and page.outcome.preview.page_count)


def printer_failed(counter: Counter) -> None:
    page = counter.enter("karim")
    counter.put(complete_form())
    prints = counter.context.home.prints
    prints.parent.mkdir(exist_ok=True)
    if prints.is_dir():
        prints.rmdir()
    prints.write_text("in the way", encoding="utf-8")
    page.panel.deposit_button.click()
    counter.until(page.outcome.again_button.isVisible)


def receipts_due(counter: Counter) -> None:
    printer_failed(counter)
    counter.page.outcome.next_button.click()


def held(counter: Counter) -> None:
    page = counter.enter("karim")
    for last, first, _cin in PEOPLE[:3]:
        form = complete_form()
        form.student.last_name, form.student.first_name = last, first
        counter.put(form)
        page.panel.hold_button.click()
        counter.quiet()
        counter.clock.advance(600)
    counter.quiet()


def store_failed(counter: Counter) -> None:
    page = counter.enter("karim")
    counter.put(complete_form())
    page.presenter.failed.emit(EnvironmentFault("disk.full"))


def depositor(counter: Counter) -> None:
    page = counter.enter("karim")
    form = complete_form()
    form.depositor.someone_else = True
    form.depositor.name = "BENJELLOUN Driss"
    counter.put(form)
    page.paper.visit_all()
    page.go_to("depositor.identity_number")
    counter.quiet()


def today(counter: Counter) -> None:
    deposit_some(counter)
    counter.enter("karim")
    counter.desk_page.open_page("today")
    counter.quiet()


def today_empty(counter: Counter) -> None:
    counter.enter("karim")
    counter.desk_page.open_page("today")
    counter.quiet()


def search(counter: Counter) -> None:
    taken = deposit_some(counter)
    counter.enter("karim")
    with counter.desk.store.writing() as uow:
        for state, hours, by in (
            ("in_parcel", 5, "Nadia Amrani"),
            ("parcel_received", 50, "CNOPS"),
        ):
            uow.dossiers.note_states(
                taken[2].dossier_id,
                1,
                {"paper": state, "electronic": "received"},
                at=counter.clock.now() + timedelta(hours=hours),
                said_by=by,
            )
        uow.commit()
    counter.desk_page.open_page("search")
    counter.desk_page.search.search("zz9000")
    counter.quiet()
    choose_row(counter.desk_page.search.table, 2)
    counter.quiet()
    counter.quiet()


def search_blank(counter: Counter) -> None:
    counter.enter("karim")
    counter.desk_page.open_page("search")
    counter.quiet()


def search_nobody(counter: Counter) -> None:
    search_blank(counter)
    counter.desk_page.search.search("alaoui")
    counter.quiet()


def correction(counter: Counter) -> None:
    page = counter.enter("karim")
    taken = deposit_some(counter)
    counter.clock.advance(86_400)
    page.amend(taken[1].dossier_id)
    counter.until(lambda: page.paper.correction.is_open)
    counter.judge()
    page.paper.student.fields["first_name"].focus()


def locked(counter: Counter) -> None:
    complete(counter)
    counter.window.lock()
    counter.quiet()


def keys(counter: Counter) -> QWidget:
    counter.enter("karim")
    counter.desk_page.header.help_button.click()
    help_dialog = counter.desk_page._help
    assert help_dialog is not None
    return help_dialog


def key_list(counter: Counter) -> QWidget:
    dialog = keys(counter)
    counter.desk_page._help.tabs.setCurrentIndex(1)  # type: ignore[union-attr]
    return dialog


def offers(counter: Counter) -> None:
    page = counter.enter("karim")
    deposit_some(counter)
    last_name = page.paper.student.last_name
    last_name.focus()
    counter.type("zz9000")
    counter.until(lambda: last_name.line.findChildren(Asking)[-1].offers.is_shown)
    counter.press(Qt.Key.Key_Down)


def _arabic() -> bool:
    return QApplication.isRightToLeft()


STATES: dict[str, Callable[[Counter], QWidget | None]] = {
    "login": login,
    "blank": blank,
    "incomplete": incomplete,
    "complete": complete,
    "every-act": every_act,
    "boxes": boxes,
    "depositor": depositor,
    "refused": refused,
    "override": override,
    "deposited": deposited,
    "slip": slip,
    "printer-failed": printer_failed,
    "receipts-due": receipts_due,
    "held": held,
    "store-failed": store_failed,
    "today": today,
    "today-empty": today_empty,
    "search": search,
    "search-blank": search_blank,
    "search-nobody": search_nobody,
    "correction": correction,
    "locked": locked,
    "offers": offers,
    "help": keys,
    "help-keys": key_list,
    **AROUND,
}
# What a name ends in says in which colours a state is looked at once more.
STATES |= {f"{name}-dark": STATES[name] for name in IN_THE_DARK}
STATES |= {f"{name}-contrast": STATES[name] for name in IN_HIGH_CONTRAST}
