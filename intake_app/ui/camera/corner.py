"""The camera beside the boxes: its picture or why there is none, and the switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QPushButton

from intake_app.ui.camera.chooser import CameraChooser
from intake_app.ui.camera.opening import open_session
from intake_app.ui.camera.preview import CameraPreview
from intake_app.ui.camera.thread import CameraThread
from intake_app.ui.icons import icon
from intake_app.ui.messages import code_text, error_text
from intake_app.ui.reception.part import set_aside
from intake_app.ui.theme import mark
from intake_app.ui.widgets.buttons import caption
from intake_app.ui.widgets.cards import Message

if TYPE_CHECKING:
    from intake_app.errors import IntakeError
    from intake_app.ui.context import Context

_MEMORY = "camera"
_AFTER_MS = 400  # the page first, then the decoders, which are heavy to load


class CameraCorner(QObject):
    """Watches the camera while somebody works at the page.

    The page places the four widgets: `preview`, there only with a picture, `message`, there only
    when something is to be said, `switch_button` and `chooser`.

    Signals:
        item_seen: A code is believed; carries a `ScannedItem`.
    """

    item_seen = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._thread: CameraThread | None = None
        self._leaving: CameraThread | None = None  # told to stop, and not yet ended
        self._wanted_again = False
        self._lost_code = ""
        self._error: IntakeError | None = None
        self.preview, self.message = CameraPreview(), Message()
        self.switch_button = QPushButton()
        self.switch_button.setCheckable(True)
        self.switch_button.setChecked(context.memory.flag(_MEMORY, otherwise=True))
        mark(self.switch_button, "kind", "quiet")
        set_aside(self.switch_button)
        self.switch_button.clicked.connect(self._on_switched)
        self.chooser = CameraChooser(context)
        self.chooser.chosen.connect(self._open_anew)
        context.languages.changed.connect(self._retranslate)
        self._start = QTimer(self)
        self._start.setSingleShot(True)
        self._start.setInterval(_AFTER_MS)
        self._start.timeout.connect(self.start)
        self._retranslate()

    @property
    def is_watching(self) -> bool:
        """Whether a camera is being watched, or tried."""
        return self._thread is not None or self._wanted_again

    def begin(self) -> None:
        """Open the camera soon, after the page."""
        self._start.start()

    def start(self) -> None:
        """Watch the camera, unless it is switched off or watched already."""
        if self._thread is not None or not self.switch_button.isChecked():
            return
        self._wanted_again = self._leaving is not None  # one device is opened once at a time
        if self._wanted_again:
            self._retranslate()
            return
        self._lost_code, self._error = "", None
        desk = self._context.desk
        source, size = self.chooser.source, self.chooser.picture_size
        thread = CameraThread(lambda: open_session(source, size, desk.lookup), self)
        thread.picture_ready.connect(self._show_picture)
        thread.item_seen.connect(self.item_seen)
        thread.lost.connect(self._show_lost)
        thread.back.connect(self._show_back)
        thread.ended.connect(self._show_ended)
        self._thread = thread
        thread.start()
        self._retranslate()

    def let_go(self) -> None:
        """Let the camera go without waiting: one that hangs takes seconds to notice."""
        self._start.stop()
        self._wanted_again = False
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.item_seen.disconnect(self.item_seen)
            self._leaving = thread
            thread.finished.connect(self._on_finished)
            thread.stop()
            if thread.isFinished():
                self._on_left()
        self._lost_code, self._error = "", None
        self.preview.show_picture(None)
        self._retranslate()

    def end(self) -> None:
        """Let the camera go and wait until it has."""
        self.let_go()
        if self._leaving is not None:
            self._leaving.close()
            self._on_left()

    def _on_finished(self) -> None:
        if self.sender() is self._leaving:
            self._on_left()

    def _on_left(self) -> None:
        thread, self._leaving = self._leaving, None
        if thread is None:
            return
        thread.wait()
        thread.deleteLater()
        if self._wanted_again:
            self._wanted_again = False
            self.start()

    def _retranslate(self) -> None:
        on = self.switch_button.isChecked()
        self.switch_button.setText(caption(self.tr("Caméra")))
        self.switch_button.setIcon(icon("camera" if on else "camera-off", "muted"))
        self.switch_button.setToolTip(self.tr("Allumer ou éteindre la caméra"))
        self.preview.setAccessibleName(self.tr("Image de la caméra"))
        self.preview.setVisible(self.preview.picture is not None)
        tone = "warn" if self._error is not None or self._lost_code else "neutral"
        self.message.show_text(tone, self._words() if on else "")

    def _words(self) -> str:
        if self._error is not None:
            return error_text(self._error)
        if self._lost_code:
            return code_text(self._lost_code)
        opening = self.is_watching and self.preview.picture is None
        return self.tr("La caméra s'ouvre…") if opening else ""

    def _on_switched(self, on: bool) -> None:
        self._context.memory.keep_flag(_MEMORY, value=on)
        if on:
            self.start()
        else:
            self.let_go()

    def _open_anew(self) -> None:
        """Watch what was chosen now; choosing a camera also switches it on."""
        self.let_go()
        self.switch_button.setChecked(True)
        self._on_switched(True)

    def _show_picture(self) -> None:
        picture = self._thread.take() if self._thread else None
        if picture is None:
            return
        is_first = self.preview.picture is None or bool(self._lost_code)
        self._lost_code = ""
        self.preview.show_picture(picture)
        if is_first:
            self._retranslate()

    def _is_of_before(self) -> bool:
        """Say whether a signal comes from a camera that was let go meanwhile."""
        return self.sender() is not self._thread

    def _show_lost(self, code: str) -> None:
        if self._is_of_before():
            return
        self._lost_code = code
        self.preview.show_picture(None)
        self._retranslate()

    def _show_back(self) -> None:
        if self._is_of_before():
            return
        self._lost_code = ""
        self._retranslate()

    def _show_ended(self, error: IntakeError | None) -> None:
        """A file came to its end, or cannot be read: there is nothing to try again."""
        if self._is_of_before():
            return
        self.let_go()
        self._error = error
        self.switch_button.setChecked(error is not None)
        self._retranslate()
