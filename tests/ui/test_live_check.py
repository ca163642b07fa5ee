"""The check that runs while one types: no page is starved of it, none gets another's."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING
from uuid import uuid4

from intake_app.errors import EnvironmentFault
from intake_app.ui.reception.live_check import Judgement, LiveCheck
from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from intake_app.ui.reception.form import DossierForm
    from tests.ui.window_kit import Counter


@contextmanager
def busy_store(counter: Counter) -> Iterator[None]:
    """Let whatever asks the store wait until the block ends."""
    ends = Event()
    counter.context.tasks.submit(Lane.DATABASE, lambda: ends.wait(30))
    try:
        yield
    finally:
        ends.set()


def begun(live: LiveCheck, form: DossierForm) -> None:
    live.want(form, uuid4())
    live._pause.stop()
    live._begin()


def test_somebody_who_types_faster_than_the_check_is_judged_all_the_same(
    counter: Counter, complete: DossierForm
) -> None:
    live = LiveCheck(counter.context)
    said: list[Judgement] = []
    live.judged.connect(said.append)

    with busy_store(counter):
        begun(live, complete)
        complete.student.last_name = "IDRISSI"
        live.want(complete, uuid4())
    counter.until(lambda: live.is_settled)

    names = [judgement.built.dossier.student.last_name for judgement in said]
    assert names == ["BENJELLOUN", "IDRISSI"]


def test_a_page_that_was_left_is_not_judged_on_the_next(
    counter: Counter, complete: DossierForm
) -> None:
    live = LiveCheck(counter.context)
    said: list[Judgement] = []
    live.judged.connect(said.append)

    with busy_store(counter):
        begun(live, complete)
        live.forget()
    counter.until(lambda: live.is_settled)

    assert said == []


def test_what_was_typed_while_a_check_failed_is_checked(
    counter: Counter, complete: DossierForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = LiveCheck(counter.context)
    said: list[Judgement] = []
    live.judged.connect(said.append)

    def fail(*_values: object, **_named: object) -> None:
        raise EnvironmentFault("disk.full")

    monkeypatch.setattr(type(counter.desk.check), "check", fail)
    live.failed.connect(lambda _error: monkeypatch.undo())
    with busy_store(counter):
        begun(live, complete)
        complete.student.last_name = "IDRISSI"
        live.want(complete, uuid4())
    counter.until(lambda: live.is_settled)

    assert [judgement.built.dossier.student.last_name for judgement in said] == ["IDRISSI"]


def test_the_keyboard_goes_on_to_what_can_be_done_after_the_papers(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    page.paper.finished.emit()
    assert page.panel.deposit_button.hasFocus()

    complete.student.institution = "ofppt"
    counter.put(complete)
    page.paper.finished.emit()

    assert not page.panel.deposit_button.isEnabled(), "not for this counter"
    assert page.panel.slip_button.hasFocus()
