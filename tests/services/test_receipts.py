from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake_app.domain.operators import Operator, Role
from intake_app.errors import AccessDenied, EnvironmentFault, RuleViolation, UnusableInput
from intake_app.formats.dossier_json import parse_dossier
from intake_app.formats.samples import load_sample
from intake_app.printing.printers import PdfFolderPrinter
from intake_app.services.deposit import Approval, DepositOrder

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.app import Desk
    from tests.conftest import SetClock


AGENT = Operator("salma", "Salma Alaoui", Role.AGENT)
SUPERVISOR = Operator("amina", "Amina Berrada", Role.SUPERVISOR)


class JammedPrinter:
    """A printer that is out of paper."""

    def print_pdf(self, pdf: bytes, name: str) -> str:
        raise EnvironmentFault("printer.failed", printer="HP")


def deposited(desk: Desk, name: str = "complete", approval: Approval | None = None) -> str:
    dossier = parse_dossier(load_sample(name, desk.clock.now().date()))
    order = DepositOrder(desk.drafts.new_id(), dossier, AGENT, approval)
    return desk.deposits.deposit(order).number


def test_first_print_is_the_original_and_the_next_ones_are_numbered_duplicates(
    desk: Desk, tmp_path: Path
) -> None:
    number = deposited(desk)
    printer = PdfFolderPrinter(tmp_path / "out")

    copies = [desk.prints.print_receipt(number, AGENT, printer)]
    copies += [desk.prints.print_receipt(number, SUPERVISOR, printer) for _ in range(2)]

    assert [paper.copy for paper in copies] == [0, 1, 2]
    assert len({paper.place for paper in copies}) == 3
    assert all(paper.pdf.startswith(b"%PDF") for paper in copies)


def test_an_agent_may_not_print_a_duplicate_and_none_is_counted(desk: Desk, tmp_path: Path) -> None:
    number = deposited(desk)
    printer = PdfFolderPrinter(tmp_path)
    desk.prints.print_receipt(number, AGENT, printer)

    with pytest.raises(AccessDenied) as denied:
        desk.prints.print_receipt(number, AGENT, printer)

    assert denied.value.code == "role.supervisor"
    assert desk.prints.print_receipt(number, SUPERVISOR, printer).copy == 1


def test_a_failed_printer_loses_nothing_and_the_agent_prints_the_original_again(
    desk: Desk, tmp_path: Path
) -> None:
    number = deposited(desk)

    with pytest.raises(EnvironmentFault):
        desk.prints.print_receipt(number, AGENT, JammedPrinter())

    assert desk.day.today()[0].number == number
    assert desk.prints.print_receipt(number, AGENT, PdfFolderPrinter(tmp_path)).copy == 0


def test_a_receipt_that_never_came_out_is_listed_until_it_does(desk: Desk, tmp_path: Path) -> None:
    never_begun, refused, printed = (deposited(desk, name) for name in ("complete",) * 3)
    with pytest.raises(EnvironmentFault):
        desk.prints.print_receipt(refused, AGENT, JammedPrinter())
    desk.prints.print_receipt(printed, AGENT, PdfFolderPrinter(tmp_path))
    with pytest.raises(EnvironmentFault):  # a duplicate: the original is in the student's hands
        desk.prints.print_receipt(printed, SUPERVISOR, JammedPrinter())

    assert desk.prints.unprinted_today() == (never_begun, refused)

    desk.prints.print_receipt(refused, AGENT, PdfFolderPrinter(tmp_path))
    assert desk.prints.unprinted_today() == (never_begun,)


def test_a_receipt_of_another_day_or_of_a_cancelled_dossier_is_not_listed(
    desk: Desk, clock: SetClock
) -> None:
    kept, cancelled = deposited(desk), deposited(desk)
    with desk.store.writing() as uow:
        row = uow.dossiers.find_by_number(cancelled)
        assert row is not None
        row.cancelled_at = clock.now()
        uow.commit()

    assert desk.prints.unprinted_today() == (kept,)
    clock.advance(24 * 3600)
    assert desk.prints.unprinted_today() == ()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("AGA1-1A-26-000042-X", "receipt.number_wrong"),
        ("rubbish", "receipt.number_wrong"),
        ("AGA1-1A-26-000001-2", "receipt.number_wrong"),
    ],
)
def test_a_number_that_is_none_of_ours_is_said(desk: Desk, number: str, code: str) -> None:
    with pytest.raises(UnusableInput) as refused:
        desk.prints.print_receipt(number, AGENT, JammedPrinter())

    assert refused.value.code == code


def test_a_receipt_says_what_was_sealed(desk: Desk) -> None:
    number = deposited(desk, "incomplete", Approval(SUPERVISOR, "Cachet promis"))
    content = desk.prints._receipts.begin(number.lower(), AGENT).content

    assert content.number == number
    assert content.student.name == "الإدريسي ياسين"
    assert content.student.identity_masked.count("•") >= 3
    assert content.override is not None
    assert content.override.reason == "Cachet promis"
    assert content.total_centimes == 30550
    assert content.box_count == 1
    assert [line.care.value for line in content.acts] == ["consultation", "pharmacy"]
    assert any("90000003" in remark.fr for remark in content.remarks)


def test_a_slip_says_item_by_item_what_to_bring_back(desk: Desk, tmp_path: Path) -> None:
    dossier = parse_dossier(load_sample("incomplete", desk.clock.now().date()))
    verdict = desk.check.check(dossier)
    content = desk.prints._receipts.slip(dossier, verdict)

    printed = desk.prints.print_slip(dossier, verdict, PdfFolderPrinter(tmp_path))

    blocks = [found.code for found in verdict.findings if found.severity.value == "block"]
    assert len(content.items) == len(blocks) >= 4
    assert content.elsewhere == ()
    assert content.last_day_on == verdict.deadline_on
    assert printed.pdf.startswith(b"%PDF")


def test_a_slip_of_a_refused_dossier_says_where_to_go(desk: Desk) -> None:
    dossier = parse_dossier(load_sample("refused", desk.clock.now().date()))

    content = desk.prints._receipts.slip(dossier, desk.check.check(dossier))

    assert len(content.elsewhere) == 1
    assert "OFPPT" in content.elsewhere[0].fr


def test_file_names_hold_no_personal_data(desk: Desk, tmp_path: Path) -> None:
    number = deposited(desk)
    desk.prints.print_receipt(number, AGENT, PdfFolderPrinter(tmp_path))
    with pytest.raises(RuleViolation):
        deposited(desk, "incomplete")

    names = " ".join(path.name for path in tmp_path.rglob("*")).casefold()

    assert "benjelloun" not in names
    assert "zz900001" not in names
