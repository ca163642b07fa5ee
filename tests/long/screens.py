"""Les images des écrans, dans les deux langues, dans docs/screenshots et pour le guide.

    python -m tests.long.screens [--only NAME] [--into FOLDER]

Every state of the window that users meet, on invented people, in a palette small enough for a
repository. Look at them after a change of the window.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intake_app.ui.i18n import Languages
from intake_app.ui.theme import Theme
from tests.ui.screen_states import STATES
from tests.ui.window_kit import WindowClock
from tests.ui.window_setting import opened_counter, set_up_folder  # before Qt: the platform

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QPixmap

    from intake_app.wording import Language

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "resources" / "guide"
IN_GUIDE = {"blank", "incomplete", "boxes", "deposited", "refused", "search"}
GUIDE_WIDTH = 700
SETTLED_MS = 500
COLOURS = 192
MORNING = datetime(2026, 11, 20, 10, 30, tzinfo=timezone(timedelta(hours=1)))
LANGUAGES: tuple[Language, ...] = ("fr", "ar")


def main(arguments: Sequence[str]) -> int:
    """Take every picture, or those whose name has `--only` in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "screenshots")
    wanted = parser.parse_args(arguments)
    os.environ["TZ"] = "<+01>-01"  # Morocco's, wherever the pictures are taken
    time.tzset()
    application = QApplication([])
    application.setCursorFlashTime(0)  # the caret stands still
    languages, theme = Languages(application), Theme(application)
    wanted.into.mkdir(parents=True, exist_ok=True)
    with plain_place() as place:
        prepared = place / "prepared"
        set_up_folder(prepared, MORNING - timedelta(hours=2))
        for name, state in STATES.items():
            if wanted.only not in name:
                continue
            for language in LANGUAGES:
                folder = emptied(place, prepared)
                contrasts = Qt.ContrastPreference
                theme.wear_contrast(
                    contrasts.HighContrast if "contrast" in name else contrasts.NoPreference
                )
                theme.wear(Qt.ColorScheme.Dark if "dark" in name else Qt.ColorScheme.Light)
                with opened_counter(
                    folder,
                    WindowClock(MORNING),
                    languages=languages,
                    theme=theme,
                    language=language,
                ) as counter:
                    shown = state(counter) or counter.window
                    QTest.qWait(SETTLED_MS)  # papers are drawn by a thread of their own
                    picture = shown.grab()
                    write(picture, wanted.into / f"{name}-{language}.png")
                    if name in IN_GUIDE:
                        smaller = picture.scaledToWidth(
                            GUIDE_WIDTH, Qt.TransformationMode.SmoothTransformation
                        )
                        write(smaller, GUIDE / f"{name}-{language}.png")
                print(f"{name}-{language}", flush=True)
    return 0


@contextmanager
def plain_place() -> Iterator[Path]:
    """A folder whose name is the same each time: pictures show where papers are kept."""
    place = Path(tempfile.gettempdir()) / "guichet"
    place.mkdir()  # two runs at a time would be in each other's way
    try:
        yield place
    finally:
        shutil.rmtree(place)


def emptied(place: Path, prepared: Path) -> Path:
    """Return a fresh copy of the counter's folder, without what the state before left beside it."""
    folder = place / "donnees"
    for left in place.glob(f"{folder.name}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    shutil.copytree(prepared, folder)
    return folder


def write(picture: QPixmap, path: Path) -> None:
    """Write a picture with few colours: text and flat surfaces lose nothing."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.ReadWrite)
    picture.save(buffer, "PNG")
    image = Image.open(io.BytesIO(buffer.data().data())).convert("RGB")
    few = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
