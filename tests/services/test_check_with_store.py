"""The check at a counter: what its store knows of medicines, students and earlier deposits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from intake_app.domain.dossier import Care, Provider
from intake_app.services.check import CheckService
from intake_app.services.deposit import DepositOrder
from intake_app.services.import_reference import ImportService
from tests.domain.papers import BOXES, DEPOSITED_ON, PERFORMED_ON, SCHEMES, act, dossier
from tests.services.import_kit import AMRANI, MEDICINES, SUPERVISOR, ignore, students, written

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.app import Desk
    from intake_app.domain.dossier import Act, Dossier
    from intake_app.storage.unit_of_work import Store
    from tests.conftest import SetClock

ONE_BOX = dossier(
    act(Care.PHARMACY, medicines=BOXES[:1], amount_centimes=2680), act(amount_centimes=100)
)


@pytest.fixture
def imports(store: Store, clock: SetClock) -> ImportService:
    return ImportService(store, clock)


@pytest.fixture
def checks(store: Store, clock: SetClock) -> CheckService:
    return CheckService(store, SCHEMES, clock)


def found(checks: CheckService, papers: Dossier) -> list[str]:
    verdict = checks.check(papers, deposited_on=DEPOSITED_ON)
    return [finding.code for finding in verdict.findings]


def load(imports: ImportService, folder: Path, clock: SetClock, *lines: str) -> None:
    clock.advance(60)
    imports.import_medicines(written(folder, MEDICINES + "\n".join(lines)), SUPERVISOR, ignore)


def test_nothing_is_looked_up_while_no_list_is_loaded(checks: CheckService) -> None:
    assert found(checks, ONE_BOX) == []


def test_a_list_that_is_replaced_counts_at_once(
    imports: ImportService, checks: CheckService, tmp_path: Path, clock: SetClock
) -> None:
    load(imports, tmp_path, clock, "6118000010067;AUTRE;10;70%")
    assert found(checks, ONE_BOX) == ["medicine.unknown"]

    load(imports, tmp_path, clock, "6118000010050;DOLI;26,80;70%")
    assert found(checks, ONE_BOX) == []

    load(imports, tmp_path, clock, "6118000010050;DOLI;26,90;0%")
    assert found(checks, ONE_BOX) == ["medicine.price.differs", "medicine.not_reimbursable"]


@pytest.mark.parametrize(
    ("barcode", "code"),
    [
        ("036000291452", "0036000291452"),
        ("06118000010050", "6118000010050"),
        ("96385074", "0000096385074"),
    ],
)
def test_shorter_and_longer_barcodes_find_their_medicine(
    barcode: str,
    code: str,
    imports: ImportService,
    checks: CheckService,
    tmp_path: Path,
    clock: SetClock,
) -> None:
    load(imports, tmp_path, clock, f"{code};DOLI;26,80;70%")
    box = replace(BOXES[0], barcode=barcode)
    papers = dossier(act(Care.PHARMACY, medicines=(box,), amount_centimes=2680))

    assert found(checks, papers) == []


def test_the_students_list_is_asked_whatever_the_case_of_the_number(
    imports: ImportService, checks: CheckService, tmp_path: Path
) -> None:
    students(imports, tmp_path, AMRANI)

    assert found(checks, dossier(student={"identity_number": "jb123456"})) == []
    assert found(checks, dossier(student={"identity_number": "JB123457"})) == ["student.not_listed"]


def deposited(desk: Desk, *acts: Act, **changes: Any) -> None:
    """Deposit a dossier of these acts a day before the clock's."""
    desk.deposits.deposit(DepositOrder(desk.drafts.new_id(), dossier(*acts, **changes), SUPERVISOR))


def again(desk: Desk, *acts: Act, **changes: Any) -> list[str]:
    verdict = desk.check.check(dossier(*acts, **changes), deposited_on=DEPOSITED_ON)
    return [finding.path for finding in verdict.findings if finding.code == "dossier.duplicate"]


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        (Provider("Dr Alaoui", "015040801"), Provider("Alaoui Ahmed", "015040801"), True),
        (Provider("Dr Alaoui", "015040801"), Provider("Dr Alaoui", "015040802"), False),
        (Provider("Dr Alaoui", "015040801"), Provider("ALAOUI"), True),
        (Provider("Al-Wafâ Centre", "015040801"), Provider("CENTRE ALWAFA"), False),
        (Provider("Centre Al-Wafâ", "015040801"), Provider("CENTRE ALWAFA"), True),
        (Provider("Centre Al Wafa", "015040801"), Provider("AL WAFA, centre"), True),
        (Provider("مركز الوفاء", "015040801"), Provider("مركز الوفا"), True),
        (Provider("Dr Alaoui", "015040801"), Provider("Dr Bennani"), False),
        (Provider("Dr Alaoui", "015040801"), Provider(None, None), False),
    ],
)
def test_one_act_is_known_again_by_its_provider(
    first: Provider,
    second: Provider,
    is_same: bool,
    desk: Desk,
) -> None:
    deposited(desk, act(provider=first))

    assert again(desk, act(provider=second)) == (["acts[0]"] if is_same else [])


def test_the_identity_number_is_the_key_however_it_and_the_name_are_written(
    desk: Desk,
) -> None:
    deposited(desk, act())

    same = {"identity_number": "jb 123456", "last_name": "AMRANI", "first_name": "Selma"}
    assert again(desk, act(), student=same, prescriptions=()) == ["acts[0]"]
    assert again(desk, act(), student={"identity_number": "JB123457"}) == []


@pytest.mark.parametrize(
    "change",
    [
        {"care": Care.OTHER},
        {"amount_centimes": 20001},
        {"performed_on": PERFORMED_ON + timedelta(days=1)},
    ],
)
def test_another_care_amount_or_day_is_another_act(
    change: dict[str, Any],
    desk: Desk,
) -> None:
    deposited(desk, act())

    assert again(desk, replace(act(), **change)) == []
