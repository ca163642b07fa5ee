"""The camera on a thread of its own; the window's thread only paints the newest picture."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QThread, Signal
from PySide6.QtGui import QImage

from intake_app.errors import IntakeError

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from intake_app.scanning.hints import Hint
    from intake_app.scanning.items import ScannedItem
    from intake_app.scanning.outlines import Outline
    from intake_app.scanning.session import ScanSession

PREVIEW = QSize(640, 360)  # pictures are made smaller before they cross to the window
STOP_MS = 10_000  # opening a device cannot be interrupted and may take as long


@dataclass(frozen=True, slots=True)
class Picture:
    """What the preview paints: the picture, the outlines in pixels of the camera, and a hint."""

    image: QImage
    scale: float
    outlines: tuple[Outline, ...]
    hint: Hint | None


class CameraThread(QThread):
    """Watches one camera until closed.

    Signals:
        picture_ready: There is a newer picture: `take` it.
        item_seen: A code is believed; carries a `ScannedItem`.
        lost: There is no picture and it is being tried again; carries a code of the wording.
        back: There is a picture again.
        ended: The watch ended by itself; carries the error, or None at the end of a file.
    """

    picture_ready = Signal()
    item_seen = Signal(object)
    lost = Signal(str)
    back = Signal()
    ended = Signal(object)

    def __init__(
        self, open_session: Callable[[], ScanSession], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._open_session = open_session
        self._session: ScanSession | None = None
        self._closed = Event()
        self._lock = Lock()
        self._latest: Picture | None = None
        self._announced = False

    def run(self) -> None:
        """Open the camera and watch it; called by Qt on the new thread."""
        session = self._open_session()
        self._session = session
        if self._closed.is_set():
            return
        try:
            session.watch(self)
        except IntakeError as error:
            self.ended.emit(error)
        else:
            if not self._closed.is_set():
                self.ended.emit(None)

    def stop(self) -> None:
        """Stop watching, soon; `finished` tells when."""
        self._closed.set()
        if self._session is not None:
            self._session.stop()

    def close(self) -> bool:
        """Stop watching and wait for it; say whether it ended in time."""
        self.stop()
        return self.wait(STOP_MS)

    def take(self) -> Picture | None:
        """Take the newest picture; older ones are gone."""
        with self._lock:
            self._announced = False
            return self._latest

    def on_frame(
        self, frame: NDArray[np.uint8], outlines: tuple[Outline, ...], hint: Hint | None
    ) -> None:
        """Keep a frame for the preview in place of the one before (on the camera's thread)."""
        height, width = frame.shape[:2]
        whole = QImage(frame.data, width, height, frame.strides[0], QImage.Format.Format_BGR888)
        image = whole.scaled(
            PREVIEW,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.FastTransformation,
        )
        if image.constBits() == whole.constBits():
            image = whole.copy()  # of its very size: the frame's memory is not ours to keep
        picture = Picture(image, image.width() / max(1, width), outlines, hint)
        with self._lock:
            self._latest = picture
            announced, self._announced = self._announced, True
        if not announced:
            self.picture_ready.emit()

    def on_code(self, item: ScannedItem) -> None:
        """Tell the window of a code (on the camera's thread)."""
        self.item_seen.emit(item)

    def on_camera_lost(self, code: str) -> None:
        """Tell the window why there is no picture (on the camera's thread)."""
        self.lost.emit(code)

    def on_camera_back(self) -> None:
        """Tell the window that there is a picture again (on the camera's thread)."""
        self.back.emit()
