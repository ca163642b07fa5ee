"""Two short tones: one for a code that was taken, a lower one for a code that was not.

Qt's sound module is not shipped; every system has a small player of its own. Where there is
none, the system's bell rings, once or twice.
"""

from __future__ import annotations

import math
import shutil
import struct
import sys
import wave
from pathlib import Path

from PySide6.QtCore import QProcess, QTemporaryDir, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

_RATE = 22_050  # samples a second
_LOUDNESS = 0.35  # of full scale
_FADE_SECONDS = 0.008  # at both ends, so that nothing clicks
_TONES = {"taken": (1_318.5, 0.08), "refused": (233.1, 0.22)}  # hertz, seconds
_PLAYERS = ("pw-play", "paplay", "aplay")
_BELL_GAP_MS = 180


class Tones:
    """Plays the tones; silent where there is no screen."""

    def __init__(self) -> None:
        self._silent = QGuiApplication.platformName() in {"offscreen", "minimal"}
        self._folder: QTemporaryDir | None = None

    def taken(self) -> None:
        """A code was taken."""
        self._play("taken")

    def refused(self) -> None:
        """A code was read and is of no use here."""
        self._play("refused")

    def _play(self, name: str) -> None:
        if self._silent:
            return
        if sys.platform == "win32":
            import winsound  # noqa: PLC0415 - Windows only

            winsound.PlaySound(str(self._file(name)), winsound.SND_FILENAME | winsound.SND_ASYNC)
            return
        player = next(filter(None, map(shutil.which, _PLAYERS)), None)
        if player is None or not QProcess.startDetached(player, [str(self._file(name))])[0]:
            QApplication.beep()
            if name == "refused":
                QTimer.singleShot(_BELL_GAP_MS, QApplication.beep)

    def _file(self, name: str) -> Path:
        """Write the tones once, into a folder that goes with the program."""
        if self._folder is None:
            self._folder = QTemporaryDir()
            for tone, (hertz, seconds) in _TONES.items():
                write_tone(Path(self._folder.filePath(f"{tone}.wav")), hertz, seconds)
        return Path(self._folder.filePath(f"{name}.wav"))


def write_tone(path: Path, hertz: float, seconds: float) -> None:
    """Write a sine of one pitch as a WAV file, 16 bits, one channel."""
    count = round(_RATE * seconds)
    fade = _RATE * _FADE_SECONDS
    samples = (
        _LOUDNESS
        * min(1.0, place / fade, (count - place) / fade)
        * math.sin(2 * math.pi * hertz * place / _RATE)
        for place in range(count)
    )
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        sound.writeframes(b"".join(struct.pack("<h", round(32_767 * value)) for value in samples))
