"""Today's dossiers: listed, found, printed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize, Qt

from intake_app.domain.dossier import Care
from intake_app.errors import EnvironmentFault
from intake_app.services.deposit import Approval, DepositOrder
from intake_app.ui.approval.dialog import SupervisorDialog
from intake_app.ui.reception.building import build
from intake_app.ui.today.filtering import fold
from intake_app.ui.today.model import COLUMNS
from intake_app.ui.today.page import TodayPage
from intake_app.ui.widgets.tables import choose_row
from tests.ui.window_kit import PASSWORD, Counter, complete_form

if TYPE_CHECKING:
    from intake_app.services.deposit import Deposited

DAY_SECONDS = 24 * 3600.0


def deposit(counter: Counter, last_name: str, *, first: str = "Hajar", stamp: bool = True) -> str:
    """Deposit a dossier without the window; return its number."""
    form = complete_form()
    form.student.last_name, form.student.first_name = last_name, first
    form.student.identity_number = f"ZZ9{len(last_name)}{len(first)}"
    form.prescriptions[0].patient = f"{last_name} {first}"
    form.acts[0].stamp = stamp
    nadia = counter.people["nadia"]
    order = DepositOrder(
        counter.desk.drafts.new_id(),
        build(form, counter.context.today()).dossier,
        counter.people["karim"],
        approval=None if stamp else Approval(nadia, "Raison"),
    )
    result: Deposited = counter.desk.deposits.deposit(order)
    return result.number


def open_list(counter: Counter, username: str = "karim") -> TodayPage:
    counter.enter(username)
    counter.desk_page.open_page("today")
    counter.quiet()
    return counter.desk_page.today


def shown(page: TodayPage, column: str) -> list[str]:
    place = COLUMNS.index(column)
    return [
        str(page.rows.index(row, place).data()).strip("\u2066\u2069")
        for row in range(page.rows.rowCount())
    ]


def test_an_empty_day_says_so(counter: Counter, language: str) -> None:
    page = open_list(counter)

    assert page.stack.currentWidget() is page.nothing
    assert page.nothing.title_label.text()
    assert not page.reprint_button.isEnabled()


def test_the_day_is_listed_with_the_latest_first(counter: Counter) -> None:
    first = deposit(counter, "TAZI")
    counter.clock.advance(60)
    second = deposit(counter, "ALAOUI", stamp=False)
    page = open_list(counter)

    assert shown(page, "number") == [second, first]
    assert shown(page, "verdict") == ["Dérogation", "Complet"]
    assert shown(page, "total") == ["192,50", "192,50"]
    assert shown(page, "electronic") == ["À envoyer", "À envoyer"]
    assert shown(page, "paper") == ["Au bureau", "Au bureau"]
    assert page.sum_label.text().endswith("2 dossiers · \u2066385,00\u2069\xa0DH")
    assert page.table.horizontalHeader().count() == len(COLUMNS)


@pytest.mark.parametrize(
    ("looked_for", "found"),
    [
        ("tazi", ["TAZI"]),
        ("hélène", ["BÉNANI"]),
        ("BENANI helene", ["BÉNANI"]),
        ("derogation", ["ALAOUI"]),
        ("zz9", ["ALAOUI", "BÉNANI", "TAZI"]),
        ("tazi alaoui", []),
    ],
)
def test_a_dossier_is_found_by_any_of_its_words(
    counter: Counter, looked_for: str, found: list[str]
) -> None:
    deposit(counter, "TAZI")
    deposit(counter, "ALAOUI", stamp=False)
    deposit(counter, "BÉNANI", first="Hélène")
    page = open_list(counter)

    page.search_edit.setText(looked_for)

    names = sorted(text.partition(" ")[0] for text in shown(page, "student"))
    assert names == found
    if not found:
        assert page.stack.currentWidget() is page.not_found


def test_a_number_is_found_as_it_is_printed(counter: Counter) -> None:
    number = deposit(counter, "TAZI")
    deposit(counter, "ALAOUI")
    page = open_list(counter)

    page.search(number)

    assert shown(page, "number") == [number]


def test_columns_sort_by_value_not_by_text(counter: Counter) -> None:
    deposit(counter, "TAZI")
    counter.clock.advance(3600)
    deposit(counter, "ALAOUI")
    page = open_list(counter)

    page.table.sortByColumn(COLUMNS.index("time"), Qt.SortOrder.AscendingOrder)

    assert [name.split()[0] for name in shown(page, "student")] == ["TAZI", "ALAOUI"]


def test_an_agent_prints_a_duplicate_with_a_supervisors_leave(counter: Counter) -> None:
    number = deposit(counter, "TAZI")
    page = open_list(counter)
    choose_row(page.table, 0)
    assert page.reprint_button.isEnabled()
    page.reprint_button.click()
    counter.until(lambda: page.message.text)
    assert "Enregistré" in page.message.text, "the first print needs nobody"

    page.message.show_text("info", "")
    page.reprint_button.click()
    counter.until(lambda: page.findChildren(SupervisorDialog))
    dialog = page.findChildren(SupervisorDialog)[-1]
    assert not dialog.reason.isVisible()
    dialog.username.put("nadia")
    dialog.password.put(PASSWORD)
    dialog.allow_button.click()
    counter.until(lambda: page.message.text)

    assert page.message.text.startswith("Duplicata n° 1")
    prints = {path.name for path in counter.context.home.prints.iterdir()}
    assert prints == {f"recu-{number}.pdf", f"recu-{number}-duplicata-1.pdf"}


def test_what_is_filtered_away_cannot_be_printed(counter: Counter) -> None:
    deposit(counter, "TAZI")
    page = open_list(counter)
    choose_row(page.table, 0)
    assert page.reprint_button.isEnabled()

    page.search("alaoui")

    assert page.selected() is None
    assert not page.reprint_button.isEnabled()


def test_a_supervisor_is_not_asked_again(counter: Counter) -> None:
    deposit(counter, "TAZI")
    page = open_list(counter, "nadia")
    choose_row(page.table, 0)
    for start in ("Enregistré", "Duplicata n° 1"):
        page.message.show_text("info", "")
        page.reprint_button.click()
        counter.until(lambda: page.message.text)
        assert page.message.text.startswith(start)


def test_the_widths_of_the_columns_are_remembered(counter: Counter) -> None:
    deposit(counter, "TAZI")
    page = open_list(counter)
    place = COLUMNS.index("operator")
    page.table.setColumnWidth(place, 221)
    page.keep_layout()

    tomorrow = TodayPage(counter.context, page)
    tomorrow.refresh()
    counter.quiet()

    assert tomorrow.table.columnWidth(place) == 221


def test_what_was_drawn_and_sorted_by_hand_stays_when_the_page_is_left(counter: Counter) -> None:
    deposit(counter, "TAZI")
    deposit(counter, "ALAOUI")
    page = open_list(counter)
    page.keep_layout()  # of the day before
    place = COLUMNS.index("operator")
    page.table.setColumnWidth(place, 221)
    page.table.sortByColumn(COLUMNS.index("student"), Qt.SortOrder.AscendingOrder)

    counter.desk_page.open_page("reception")
    counter.desk_page.open_page("today")
    counter.quiet()

    assert page.table.columnWidth(place) == 221
    assert [name.split()[0] for name in shown(page, "student")] == ["ALAOUI", "TAZI"]


def test_what_was_printed_is_not_said_for_ever(counter: Counter) -> None:
    deposit(counter, "TAZI")
    page = open_list(counter)
    choose_row(page.table, 0)
    page.reprint_button.click()
    counter.until(lambda: page.message.text)

    counter.desk_page.open_page("reception")
    counter.desk_page.open_page("today")

    assert page.message.text == ""


@pytest.mark.parametrize("width", [1366, 1024])
def test_a_long_name_hides_no_verdict_no_state_and_no_agent(
    counter: Counter, language: str, width: int
) -> None:
    name = "BENJELLOUN EL ANDALOUSSI TOUIMI", "Fatima Zahra Khadija"
    deposit(counter, name[0], first=name[1])
    counter.window.resize(width, 600)
    page = open_list(counter)
    view = page.table.viewport()
    header = page.table.horizontalHeader()

    counter.until(lambda: header.length() == view.width())
    shown_columns = [c for c in COLUMNS if not page.table.isColumnHidden(COLUMNS.index(c))]
    spare = {"boxes", "request"} if width == 1024 else set()
    assert set(COLUMNS) - set(shown_columns) == spare
    for column in set(shown_columns) - {"student"}:
        place = COLUMNS.index(column)
        assert header.sectionSize(place) >= page.table.sizeHintForColumn(place), column
    tip = page.rows.index(0, COLUMNS.index("student")).data(Qt.ItemDataRole.ToolTipRole)
    assert " ".join(name) in tip


def test_larger_text_has_the_columns_it_needs(
    text_scale: float, counter: Counter, language: str
) -> None:
    deposit(counter, "TAZI")
    page = open_list(counter)
    header = page.table.horizontalHeader()

    assert page.table.isColumnHidden(COLUMNS.index("boxes")) is (text_scale > 1)
    for column in set(COLUMNS) - {"student", "boxes", "request"}:
        place = COLUMNS.index(column)
        needed = page.table.sizeHintForColumn(place), header.sectionSizeHint(place)
        assert header.sectionSize(place) >= max(needed), column


def test_a_column_drawn_wider_by_hand_takes_its_room_from_the_name(counter: Counter) -> None:
    deposit(counter, "TAZI")
    page = open_list(counter)
    header, student = page.table.horizontalHeader(), COLUMNS.index("student")
    counter.until(lambda: header.length() == page.table.viewport().width())
    before = header.sectionSize(student)

    page.table.setColumnWidth(COLUMNS.index("paper"), page.table.columnWidth(8) + 40)

    assert header.sectionSize(student) == before - 40


def test_every_cell_is_there_in_both_languages(counter: Counter, language: str) -> None:
    deposit(counter, "TAZI")
    page = open_list(counter)

    for column in COLUMNS:
        assert shown(page, column) != [""]
        assert page.model._headings()[column]
    assert not page.model.tip(page._lines[0]).endswith("{}")
    assert page.table.iconSize() == QSize(16, 16)


def test_units_stand_under_units_in_either_direction(counter: Counter, language: str) -> None:
    deposit(counter, "TAZI")
    page = open_list(counter)
    total = COLUMNS.index("total")
    side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
    role = Qt.ItemDataRole.TextAlignmentRole

    assert page.rows.index(0, total).data(role) & side == side
    assert page.rows.headerData(total, Qt.Orientation.Horizontal, role) & side == side


def test_a_language_chosen_over_another_page_is_spoken_here_too(counter: Counter) -> None:
    deposit(counter, "TAZI")
    page = open_list(counter)
    counter.desk_page.open_page("reception")
    counter.context.languages.use("ar")
    counter.quiet()

    counter.desk_page.open_page("today")
    counter.quiet()

    verdict = page.model.columns.index("verdict")
    heading = page.model.headerData(verdict, Qt.Orientation.Horizontal)
    assert (page.title_label.text(), heading) == ("ملفات اليوم", "النتيجة")
    assert shown(page, "verdict") == ["كامل"]


def test_the_language_is_switched_on_the_open_list(counter: Counter) -> None:
    number = deposit(counter, "TAZI")
    deposit(counter, "ALAOUI", stamp=False)
    page = open_list(counter)
    choose_row(page.table, shown(page, "number").index(number))
    page.reprint_button.click()
    counter.until(lambda: page.message.text)

    counter.context.languages.use("ar")
    counter.quiet()

    chosen = page.selected()
    assert chosen is not None
    assert chosen.number == number
    assert "حُفظ" in page.message.text
    header = page.table.horizontalHeader()
    for column in set(COLUMNS) - {"student"}:
        place = COLUMNS.index(column)
        if not page.table.isColumnHidden(place):
            assert header.sectionSize(place) >= page.table.sizeHintForColumn(place), column

    page.search("استثناء")
    assert page.rows.rowCount() == 1
    counter.context.languages.use("fr")
    counter.quiet()
    assert page.stack.currentWidget() is page.not_found


def test_a_list_that_stays_open_overnight_keeps_its_own_day(counter: Counter) -> None:
    deposit(counter, "TAZI")
    page = open_list(counter)
    counter.clock.advance(DAY_SECONDS)

    counter.context.languages.use("ar")
    counter.quiet()

    assert page.rows.rowCount() == 1
    assert page.sum_label.text().startswith("الجمعة 20 نونبر 2026 · ملف واحد")


def test_who_comes_the_next_day_finds_the_list_of_that_day(counter: Counter, language: str) -> None:
    deposit(counter, "TAZI")
    page = open_list(counter)
    counter.window.lock()
    counter.clock.advance(DAY_SECONDS)

    counter.enter("nadia")
    counter.quiet()

    assert page.isVisible()
    assert page.stack.currentWidget() is page.nothing
    day = {"fr": "samedi 21 novembre 2026", "ar": "السبت 21 نونبر 2026"}[language]
    assert page.sum_label.text().startswith(f"{day} · ")


def test_a_day_that_was_not_read_counts_nothing(
    counter: Counter, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deposit(counter, "TAZI")
    counter.enter("karim")
    page, store = counter.desk_page.today, counter.desk.store

    def damaged() -> None:
        raise EnvironmentFault("store.damaged")

    with monkeypatch.context() as broken:
        broken.setattr(store, "reading", damaged)
        counter.desk_page.open_page("today")
        counter.until(lambda: page.message.text)
    page.search("tazi")
    counter.context.languages.use("fr")
    assert page.sum_label.text() == ""
    assert not page.nothing.isVisible()
    page.search("")

    page.refresh()
    counter.quiet()
    assert page.message.text == ""
    assert "192,50" in page.sum_label.text()


def test_folding_forgets_case_accents_and_scripts_of_digits() -> None:
    assert fold("Élève ٤٢") == "eleve 42"
    assert Care.OTHER.value == fold("OTHER")
