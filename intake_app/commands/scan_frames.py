"""`intake scan --frames`: what the window would report of a video, one JSON object an event."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING, Any

from intake_app.errors import IntakeError
from intake_app.wording import describe_error, say

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from intake_app.scanning.codes import Grey
    from intake_app.scanning.hints import Hint
    from intake_app.scanning.items import ScannedItem
    from intake_app.scanning.live_reader import FrameReading, LiveReader
    from intake_app.scanning.outlines import Outline


def watch_frames(name: str, tell: Callable[[dict[str, Any]], None]) -> bool:
    """Watch a video, a folder of pictures or a camera to its end; True when it could be read.

    Without a medicines list every product is unlisted: three equal reads, and no EAN-8.

    Args:
        name: what `parse_camera` takes.
        tell: is given each event: `code`, `hint`, `camera_lost`, `camera_back`, `end`, or a
            member `error`.
    """
    from intake_app.scanning.cameras import parse_camera  # noqa: PLC0415 - heavy
    from intake_app.scanning.live_reader import LiveReader  # noqa: PLC0415 - heavy
    from intake_app.scanning.session import ScanSession  # noqa: PLC0415 - heavy

    reader = _TimedReader(LiveReader())
    listener = _Teller(name, reader, tell)
    try:
        ScanSession(parse_camera(name), reader, lambda _code: False).watch(listener)
    except IntakeError as error:
        tell({"path": name, "error": describe_error(error)})
        return False
    spent = round(median(reader.spent), 2) if reader.spent else 0.0
    tell({"path": name, "event": "end", "frames": len(reader.spent), "ms": spent})
    return True


def event_as_text(event: dict[str, Any]) -> str:
    """Write an event for people."""
    if "error" in event:
        return str(event["error"])
    if event["event"] == "end":
        return f"{event['path']} : {event['frames']} images ({event['ms']:.0f} ms par image)"
    if event["event"] == "code":
        what = f"{event['kind']} {event['symbology']} {event['text']}"
    else:
        what = str(event.get("message", event["event"]))
    return f"{event['path']} {event['at']:7.2f} s : {what}"


class _TimedReader:
    """Reads frames and notes their times, and how many milliseconds each took."""

    def __init__(self, reader: LiveReader) -> None:
        self._reader = reader
        self.at = 0.0
        self.spent: list[float] = []

    def read(self, grey: Grey, at: float) -> FrameReading:
        """Read a frame taken at `at` seconds."""
        start = time.perf_counter()
        reading = self._reader.read(grey, at)
        self.at = at
        self.spent.append((time.perf_counter() - start) * 1000)
        return reading


class _Teller:
    """Turns what the session reports into events."""

    def __init__(
        self, name: str, reader: _TimedReader, tell: Callable[[dict[str, Any]], None]
    ) -> None:
        self._name = name
        self._reader = reader
        self._tell = tell
        self._hint: Hint | None = None

    def on_frame(
        self, frame: NDArray[np.uint8], outlines: tuple[Outline, ...], hint: Hint | None
    ) -> None:
        """Tell a hint once when it appears."""
        if hint is not None and hint is not self._hint:
            self._event("hint", hint=hint.value, message=say(f"hint.{hint.value}", "fr"))
        self._hint = hint

    def on_code(self, item: ScannedItem) -> None:
        """Tell a code that is believed."""
        self._event(
            "code",
            kind=item.kind.value,
            symbology=item.symbology.value if item.symbology else None,
            text=item.text,
            code=item.code,
            batch=item.batch,
            expires_on=item.expires_on.isoformat() if item.expires_on else None,
            serial=item.serial,
        )

    def on_camera_lost(self, code: str) -> None:
        """Tell that there is no picture; the session tries again."""
        self._event("camera_lost", code=code, message=say(code, "fr"))

    def on_camera_back(self) -> None:
        """Tell that there is a picture again."""
        self._event("camera_back")

    def _event(self, event: str, **members: object) -> None:
        at = round(self._reader.at, 3)
        self._tell({"path": self._name, "at": at, "event": event, **members})
