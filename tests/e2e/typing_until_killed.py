"""Types a page into the window, field by field, and says each one it has left; ended from outside.

Run by `test_killed_while_typing` in a process of its own, on a data folder that is set up.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intake_app.domain.dossier import Care
from intake_app.ui.i18n import Languages
from intake_app.ui.theme import Theme
from tests.ui.window_kit import Counter, WindowClock
from tests.ui.window_setting import opened_counter  # before Qt: it chooses the platform

if TYPE_CHECKING:
    from intake_app.wording import Language

KEY_MS = 4


def type_slowly(counter: Counter, field: str, text: str) -> None:
    """Type without a pause, go on, say that the field was left, and be as slow as the disk is.

    A hand needs a second for a field; a test must not outrun a busy disk. What is only saved
    after a pause in the typing does not lie on the database lane, and is not waited for.
    """
    for letter in text:
        counter.type(letter)
        QTest.qWait(KEY_MS)
    counter.type("\r")
    print(f"{field}={text}", flush=True)  # noqa: T201
    counter.quiet()


def main(folder: str, language: Language) -> None:
    application = QApplication([])
    with opened_counter(
        Path(folder),
        WindowClock(datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        languages=Languages(application),
        theme=Theme(application),
        language=language,
    ) as counter:
        page = counter.enter("karim")
        student = page.paper.student.fields
        names = ("identity_number", "last_name", "first_name")
        for name, text in zip(names, ("ZZ900009", "TAZI", "Ilham"), strict=True):
            student[name].focus()
            type_slowly(counter, name, text)
        for place in range(200):
            card = page.paper.acts.add(Care.OTHER)
            card.provider_name.focus()
            type_slowly(counter, f"act{place}", f"Cabinet numero {place}")


if __name__ == "__main__":
    main(*sys.argv[1:])  # type: ignore[arg-type]  # the second one is a language
