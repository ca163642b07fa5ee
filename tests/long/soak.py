"""Mille dossiers saisis d'affilée : rien ne grossit, et la fenêtre répond toujours.

    python -m tests.long.soak [--dossiers 1000] [--store 200000] [--camera]

The real window on a store that holds `--store` dossiers already. Each dossier is put on the page,
checked, deposited, printed and left for the next one, forty a day; between them a student is
looked for by name and the language is switched. Printed, one object a line: what the process holds
now and then (memory, objects, widgets, threads, open files), and at the end how late the heartbeat
of the window's thread was (limit 50 ms). Exit status 1 when something rose over the second half,
when caches are full, by the straight line through what was seen; when the window's own work held
its thread for longer than the limit; or when its memory is over 180 MB. `--camera` watches a video
meanwhile, again and again.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import sys
import tempfile
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from pathlib import Path
from statistics import linear_regression
from typing import TYPE_CHECKING

import intake_app.ui  # noqa: F401 - before other libraries, as in the program

# isort: split

from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.crowd import Crowd, fill_store
from intake_app.settings import Home
from intake_app.storage.engine import open_engine
from intake_app.storage.key import find_or_create_key
from intake_app.ui.i18n import Languages
from intake_app.ui.tasks import Lane
from intake_app.ui.theme import Theme
from tests.ui.vital_signs import Heartbeat, Vitals
from tests.ui.window_kit import WindowClock, complete_form, dated
from tests.ui.window_setting import opened_counter, set_up_folder  # before Qt: the platform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.ui.window_kit import Counter

MORNING = datetime(2026, 11, 20, 8, 0, tzinfo=timezone(timedelta(hours=1)))
LIMIT_MS = 50
LOOKS = 20
A_DAY = 40  # dossiers
MOST_MEMORY_MB = 180
# How much each may rise from the middle to the end: what comes and goes between two looks.
MOST_RISE = {"memory_mb": 4.0, "objects": 400.0, "widgets": 4.0, "handles": 1.0}
MOST_THREADS = 2 + sum(lane.value for lane in Lane)  # the window's, the camera's, all lanes busy
_FRAMES, _FRAME = 450, (720, 1280)


def main(arguments: Sequence[str]) -> int:
    """Soak, print, and return the verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1000)
    parser.add_argument("--store", type=int, default=200_000)
    parser.add_argument("--camera", action="store_true")
    wanted = parser.parse_args(arguments)
    application = QApplication([])
    with tempfile.TemporaryDirectory(prefix="intake-soak-") as place:
        folder = Path(place) / "home"
        apart = multiprocessing.get_context("spawn")  # its memory is not the window's
        preparing = apart.Process(target=prepare, args=(folder, wanted.store, wanted.camera))
        preparing.start()
        preparing.join()
        with opened_counter(
            folder,
            WindowClock(MORNING),
            languages=Languages(application),
            theme=Theme(application),
            language="fr",
        ) as counter:
            return soak(counter, wanted.dossiers)


def prepare(folder: Path, count: int, camera: bool) -> None:
    """Set a counter up, with so many dossiers of other days in its store."""
    set_up_folder(folder, MORNING)
    home = Home(folder)
    key = find_or_create_key(home.folder, store_exists=True)
    engine = open_engine(home.store, key.value)
    fill_store(engine, Crowd(random.Random(7)), count)
    engine.dispose()
    if camera:
        remembered = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        remembered.setValue("camera", "true")
        remembered.sync()
        write_video(folder.parent / "camera.avi")


def write_video(path: Path) -> None:
    """Write what a camera over an empty counter sees: grey, with noise."""
    import cv2
    import numpy as np

    chance = np.random.default_rng(7)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, _FRAME[::-1])
    frame = chance.normal(120, 12, (*_FRAME, 3)).clip(0, 255).astype(np.uint8)
    for shift in range(_FRAMES):
        writer.write(np.roll(frame, shift * 3, axis=1))
    writer.release()


def soak(counter: Counter, count: int) -> int:
    """Take so many dossiers in; look now and then at what the process holds."""
    counter.enter("karim")
    video = counter.context.home.folder.parent / "camera.avi"
    if video.exists():
        counter.desk.settings.change(counter.people["nadia"], camera=str(video))
        counter.page.camera.start()
    for place in range(3):  # what is loaded once is loaded now
        take_in(counter, place)
    heart = Heartbeat(LIMIT_MS)
    looks = []
    for place in range(count):
        take_in(counter, place + 3)
        if video.exists() and not counter.page.camera.is_watching:  # the film is over
            counter.page.camera.switch_button.setChecked(True)
            counter.page.camera.start()
        if (place + 1) % max(1, count // LOOKS) == 0:
            looks.append(Vitals.now())
            said = {"dossiers": place + 1, "longest_work_ms": round(heart.longest_work_ms, 1)}
            print(json.dumps(said | asdict(looks[-1])), flush=True)
            heart.begin_again()
    summary = {
        "beats": heart.beats,
        "longest_ms": round(heart.longest_ms, 1),
        "longest_work_ms": round(heart.longest_work_ms, 1),
        "late_by_the_clock": heart.late,
        "late_by_own_work": heart.overworked,
        "memory_mb": looks[-1].memory_mb,
        "resident_mb": looks[-1].resident_mb,
        "camera": video.exists(),
    }
    rises = rises_of(looks[len(looks) // 2 :])
    grown = [name for name, most in MOST_RISE.items() if rises[name] > most]
    if max(one.threads for one in looks) > MOST_THREADS:
        grown.append("threads")
    print(json.dumps(summary | {"rises": rises, "grown": grown}), flush=True)
    return 1 if grown or heart.overworked or looks[-1].memory_mb > MOST_MEMORY_MB else 0


def take_in(counter: Counter, place: int) -> None:
    """One dossier from the blank page to its printed receipt, and on to the next."""
    page = counter.page
    form = dated(complete_form(), counter.context.today())
    form.student.identity_number = f"ZZ{100000 + place}"
    form.student.last_name = f"TAZI{'ABCDEFGHIJ'[place % 10]}"
    form.prescriptions[0].patient = f"{form.student.last_name} Hajar"
    if place % 7 == 0:
        student = page.paper.student
        student.last_name.focus()
        counter.type("ben")
        let_pass(150)
        counter.quiet()
    counter.put(form)
    # Through the window, as a keyboard does: what goes to a widget is no touch for the lock.
    QTest.keyClick(counter.window.windowHandle(), Qt.Key.Key_F9)
    try:
        counter.until(lambda: page.stack.currentWidget() is page.outcome)
    except TimeoutError:
        rows = [row.text for row in page.panel.findings.rows]
        button = page.panel.deposit_button
        print(page.panel.message.text, rows, button.isEnabled(), page.isVisible(), flush=True)
        raise
    counter.until(lambda: page.outcome.preview and page.outcome.preview.page_count)
    if place % 5 == 0:
        look_for_somebody(counter)
    page.outcome.next_button.click()
    counter.until(lambda: page.stack.currentIndex() == 0)
    counter.quiet()
    counter.clock.advance(60)
    if place % A_DAY == A_DAY - 1:
        counter.clock.advance((24 * 60 - A_DAY) * 60)  # the next morning
    if place % 20 == 0:
        for language in ("ar", "fr"):
            counter.context.languages.use(language)
            counter.quiet()  # nobody switches back within the same turn of the loop


def let_pass(milliseconds: int) -> None:
    """Let the window work for a while; unlike QTest's own waiting, with the heart beating."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def look_for_somebody(counter: Counter) -> None:
    """A student asks where a dossier is."""
    desk_page = counter.desk_page
    desk_page.open_page("search")
    desk_page.search.search("ben")
    counter.quiet()
    counter.quiet()
    desk_page.open_page("today")
    counter.quiet()
    desk_page.open_page("reception")


def rises_of(looks: Sequence[Vitals]) -> dict[str, float]:
    """Say by how much each rose from the first of these looks to the last, by a straight line."""
    places = range(len(looks))
    if len(places) < 2:
        return dict.fromkeys(MOST_RISE, 0.0)
    return {
        name: round(
            linear_regression(places, [getattr(one, name) for one in looks]).slope * places[-1], 1
        )
        for name in MOST_RISE
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
