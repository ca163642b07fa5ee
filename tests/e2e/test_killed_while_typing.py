"""The program is ended the hard way while somebody types: at most the last field is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intake_app.app import open_desk
from intake_app.settings import Home
from intake_app.ui.reception.form import DossierForm
from tests.ui.window_setting import set_up_folder

if TYPE_CHECKING:
    from intake_app.wording import Language

CHECKOUT = Path(__file__).parents[2]
MORNING = datetime(2026, 11, 20, 8, 0, tzinfo=timezone(timedelta(hours=1)))
MOST_BEHIND = 1  # fields


def typed_before_the_end(folder: Path, field_count: int, language: Language) -> list[str]:
    """Let the window type, kill it right after so many fields; return those it said it had left."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    typing = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.typing_until_killed", str(folder), language],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    left: list[str] = []
    with typing:
        assert typing.stdout is not None
        for line in typing.stdout:
            left.append(line.strip())
            if len(left) == field_count:
                typing.kill()
                break
        left += [line.strip() for line in typing.stdout]  # what it said before the end reached it
    return left


def on_disk(folder: Path) -> list[str]:
    """The fields of the draft that the next start finds."""
    desk = open_desk(Home(folder))
    drafts = desk.drafts.all()
    desk.close()
    assert len(drafts) == 1
    form = DossierForm.from_members(drafts[0].form)
    student = form.student
    fields = {
        "identity_number": student.identity_number,
        "last_name": student.last_name,
        "first_name": student.first_name,
    }
    fields |= {f"act{place}": act.provider_name for place, act in enumerate(form.acts)}
    return [f"{name}={text}" for name, text in fields.items() if text]


@pytest.mark.parametrize(
    ("field_count", "language"), [(2, "fr"), (5, "ar"), (12, "fr"), (21, "ar")]
)
def test_killed_while_typing_at_most_the_last_field_is_lost(
    tmp_path: Path, field_count: int, language: Language
) -> None:
    folder = tmp_path / "home"
    set_up_folder(folder, MORNING)

    left = typed_before_the_end(folder, field_count, language)
    kept = on_disk(folder)

    assert len(left) >= field_count
    assert kept[: len(left) - MOST_BEHIND] == left[: len(left) - MOST_BEHIND]
