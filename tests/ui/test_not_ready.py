"""After a deposit that could not be, the page offers what can be done, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.ui.reception.form import DossierForm
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

Key = Qt.Key
SLIP = {"fr": "imprimez la fiche (F8)", "ar": "ورقة الوثائق الناقصة (F8)"}
OVERRIDE = {"fr": "dérogation", "ar": "استثناء"}


def leave_out_the_stamp(form: DossierForm) -> None:
    form.acts[0].stamp = False


def write_no_day(form: DossierForm) -> None:
    form.acts[0].performed_on = "99/99"


def leave_a_box_uncounted(form: DossierForm) -> None:
    form.box_entry = "611800001"


@pytest.mark.parametrize("spoil", [leave_out_the_stamp, write_no_day, leave_a_box_uncounted])
def test_only_what_can_be_pressed_is_offered(
    counter: Counter,
    complete: DossierForm,
    language: Language,
    spoil: Callable[[DossierForm], None],
) -> None:
    spoil(complete)
    page = counter.enter("karim")
    counter.put(complete)

    counter.press(Key.Key_F9)
    counter.until(lambda: page.panel.message.text)

    said = page.panel.message.text
    assert (SLIP[language] in said) is page.panel.slip_button.isEnabled()
    assert (OVERRIDE[language] in said) is page.panel.override_button.isVisible()


def test_what_is_offered_follows_the_page(counter: Counter, complete: DossierForm) -> None:
    leave_a_box_uncounted(complete)
    page = counter.enter("karim")
    counter.put(complete)
    counter.press(Key.Key_F9)
    counter.until(lambda: page.panel.message.text)
    assert SLIP["fr"] not in page.panel.message.text

    page.paper.acts.cards[0].fields["stamp"].put(False)
    page.paper.boxes.entry.put("")
    counter.judge()

    assert SLIP["fr"] in page.panel.message.text
    assert OVERRIDE["fr"] in page.panel.message.text


def test_a_correction_is_not_said_to_be_undeposited(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)
    page.amend(counter.desk.day.today()[0].dossier_id)
    counter.until(lambda: page.paper.correction.is_open and not page.paper.assembly.is_running)
    page.paper.acts.cards[0].fields["stamp"].put(False)
    counter.judge()

    counter.press(Key.Key_F9)
    counter.until(lambda: page.panel.message.text)

    not_yet = {"fr": "Correction pas encore enregistrée", "ar": "لم يُسجَّل التصحيح بعد"}
    assert page.panel.message.text.startswith(not_yet[language])
