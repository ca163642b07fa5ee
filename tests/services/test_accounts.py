from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from intake_app.domain.operators import NEEDED_ROLE, Action, Operator, Role
from intake_app.errors import AccessDenied, IntakeError, UnusableInput
from intake_app.services.accounts import AccountsService, wait_seconds

if TYPE_CHECKING:
    from intake_app.storage.unit_of_work import Store
    from tests.conftest import SetClock

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "correct horse"


@pytest.fixture
def accounts(store: Store, clock: SetClock) -> AccountsService:
    return with_administrator(store, clock)


def with_administrator(store: Store, clock: SetClock) -> AccountsService:
    service = AccountsService(store, clock, QUICK)
    with store.writing() as uow:
        uow.accounts.add(service.first_row("Amina", "Amina Berrada", PASSWORD))
        uow.commit()
    return service


def code_of(service: AccountsService, name: str, password: str) -> str:
    with pytest.raises(AccessDenied) as denied:
        service.log_in(name, password)
    return denied.value.code


def test_operator_logs_in_whatever_the_case_of_the_name(accounts: AccountsService) -> None:
    operator = accounts.log_in(" AMINA ", PASSWORD)

    assert operator == Operator("amina", "Amina Berrada", Role.ADMINISTRATOR)


def test_unknown_name_and_wrong_password_give_the_same_answer(accounts: AccountsService) -> None:
    assert code_of(accounts, "amina", "wrong") == code_of(accounts, "nobody", "wrong")


def test_the_sixth_failure_must_wait_and_each_one_doubles(
    accounts: AccountsService, clock: SetClock
) -> None:
    assert [code_of(accounts, "amina", "wrong") for _ in range(5)] == ["login.wrong"] * 5
    assert code_of(accounts, "amina", PASSWORD) == "login.wait"

    clock.advance(wait_seconds(5) + 1)

    assert accounts.log_in("amina", PASSWORD).username == "amina"
    assert [wait_seconds(count) for count in (4, 5, 6, 7, 30)] == [0, 2, 4, 8, 900]


def test_names_that_do_not_exist_wait_alike(accounts: AccountsService) -> None:
    codes = [code_of(accounts, "nobody", "wrong") for _ in range(6)]

    assert codes == ["login.wrong"] * 5 + ["login.wait"]


def test_a_moved_clock_never_shortens_the_wait(accounts: AccountsService, clock: SetClock) -> None:
    for _ in range(5):
        code_of(accounts, "amina", "wrong")

    clock.instant += timedelta(days=1)  # the wall clock alone: nobody has waited
    assert code_of(accounts, "amina", PASSWORD) == "login.wait"
    clock.instant -= timedelta(days=2)
    assert code_of(accounts, "amina", PASSWORD) == "login.wait"


def test_failures_are_remembered_across_a_restart(store: Store, clock: SetClock) -> None:
    before = with_administrator(store, clock)
    for _ in range(5):
        code_of(before, "amina", "wrong")

    after = AccountsService(store, clock, QUICK)

    assert code_of(after, "amina", PASSWORD) == "login.wait"


def test_fifty_failures_lock_the_name(accounts: AccountsService, clock: SetClock) -> None:
    for _ in range(50):
        clock.advance(1000)
        assert code_of(accounts, "amina", "wrong") == "login.wrong"
    clock.advance(100_000)

    assert code_of(accounts, "amina", PASSWORD) == "login.locked"


@pytest.mark.parametrize(
    ("username", "name", "password", "code"),
    [
        ("a b", "X", PASSWORD, "accounts.username_wrong"),
        ("", "X", PASSWORD, "accounts.username_wrong"),
        ("omar", " ", PASSWORD, "accounts.name_missing"),
        ("omar", "Omar\x07 Tazi", PASSWORD, "accounts.name_unusable"),
        ("omar", "Omar\nTazi", PASSWORD, "accounts.name_unusable"),
        ("omar", "O" * 201, PASSWORD, "accounts.name_unusable"),
        ("omar", "Omar", "short", "accounts.password_short"),
        ("Amina", "Another", PASSWORD, "accounts.username_taken"),
    ],
)
def test_an_unusable_account_is_explained(
    accounts: AccountsService, username: str, name: str, password: str, code: str
) -> None:
    administrator = accounts.log_in("amina", PASSWORD)

    with pytest.raises(UnusableInput) as refused:
        accounts.create(administrator, username, name, password, Role.AGENT)

    assert refused.value.code == code


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
def test_only_an_administrator_makes_accounts(accounts: AccountsService, role: Role) -> None:
    with pytest.raises(IntakeError) as denied:
        accounts.create(Operator("x", "X", role), "omar", "Omar", PASSWORD, Role.AGENT)

    assert denied.value.code == "role.administrator"


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_roles_build_on_one_another(role: Role, action: Action) -> None:
    order = list(Role)

    allowed = Operator("x", "X", role).may(action)

    assert allowed is (order.index(role) >= order.index(NEEDED_ROLE[action]))


def test_password_is_nowhere_in_clear(accounts: AccountsService, store: Store) -> None:
    with store.reading() as uow:
        row = uow.accounts.find("amina")

    assert row is not None
    assert row.password_hash.startswith("$argon2id$")
    assert PASSWORD not in repr(row)
