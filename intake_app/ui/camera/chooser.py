"""Which camera, and how large its pictures: chosen at the counter, remembered for this station.

The file that remembers is not encrypted, so an address is kept there without its login, which
holds until the window is closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton

from intake_app.scanning.addresses import without_login
from intake_app.ui.i18n import isolated
from intake_app.ui.icons import icon
from intake_app.ui.reception.part import set_aside
from intake_app.ui.tasks import Lane
from intake_app.ui.theme import mark
from intake_app.ui.widgets.buttons import grow_beside_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from intake_app.scanning.opening import CameraInfo
    from intake_app.ui.context import Context

_SOURCE, _SIZE = "camera/source", "camera/size"
# Asked of the device; it gives what it has. The first reads the widest field, the last the least
# of a slow computer's time.
SIZES = ("1920×1080", "1280×720", "640×480")


class CameraChooser(QToolButton):
    """A small menu beside the camera's switch.

    Signals:
        chosen: There is another choice: the camera is to be opened anew.
    """

    chosen = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._given = ""  # as it was typed since the window was opened, login included
        self._found: Sequence[CameraInfo] | None = None
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._look_for_cameras)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setIcon(icon("chevron-down", "muted"))
        self.setIconSize(QSize(16, 16))
        mark(self, "kind", "quiet")
        grow_beside_words(self)
        set_aside(self)
        self._retranslate()

    @property
    def source(self) -> str:
        """What `parse_camera` takes: chosen here, else as the station is set up."""
        kept = self._given or self._context.memory.text(_SOURCE)
        return kept or self._context.desk.settings.require().camera

    @property
    def picture_size(self) -> tuple[int, int]:
        """Width and height to ask the device for, in pixels."""
        chosen = self._context.memory.text(_SIZE)
        width, height = (chosen if chosen in SIZES else SIZES[0]).split("×")
        return int(width), int(height)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def choose_source(self, source: str) -> None:
        """Watch this camera from now on."""
        self._given = source
        self._context.memory.keep_text(_SOURCE, without_login(source))
        self.chosen.emit()

    def choose_size(self, size: str) -> None:
        """Ask for pictures of this size from now on."""
        self._context.memory.keep_text(_SIZE, size)
        self.chosen.emit()

    def _look_for_cameras(self) -> None:
        """Fill the menu; finding devices takes seconds on some systems."""
        self._fill()
        self._context.tasks.submit(
            Lane.IO, _list_cameras, done=self._show_found, failed=lambda _error: None, owner=self
        )

    def _show_found(self, found: Sequence[CameraInfo]) -> None:
        self._found = found
        self._fill()

    def _fill(self) -> None:
        self._menu.clear()
        self._fill_cameras()
        self._menu.addSeparator()
        self._add_group([(size, size) for size in SIZES], self._size_text(), self.choose_size)

    def _fill_cameras(self) -> None:
        if self._found is None:
            self._menu.addAction(self.tr("Recherche des caméras…")).setEnabled(False)
        elif not self._found:
            self._menu.addAction(self.tr("Aucune caméra branchée")).setEnabled(False)
        source = self.source or "0"
        known = [(info.source, info.name) for info in self._found or ()]
        if source not in (listed for listed, _ in known) and not source.isdecimal():
            known.append((source, without_login(source)))
        self._add_group(known, source, self.choose_source)
        other = self._menu.addAction(self.tr("Autre : adresse, vidéo ou dossier…"))
        other.triggered.connect(self._ask)

    def _add_group(
        self, choices: Sequence[tuple[str, str]], current: str, choose: Callable[[str], None]
    ) -> None:
        group = QActionGroup(self._menu)
        for value, name in choices:
            action = QAction(isolated(name), group)
            action.setCheckable(True)
            action.setChecked(value == current)
            action.triggered.connect(lambda _checked=False, value=value: choose(value))
            self._menu.addAction(action)

    def _size_text(self) -> str:
        width, height = self.picture_size
        return f"{width}×{height}"

    def _ask(self) -> None:
        shown = without_login(self.source)
        about = (
            self.tr("Numéro, adresse (http://, rtsp://), vidéo ou dossier d'images :"),
            self.tr("Le mot de passe d'une adresse n'est pas gardé à la fermeture."),
        )
        text, given = QInputDialog.getText(
            self, self.tr("Autre caméra"), "\n".join(about), text=shown
        )
        if given and text.strip():
            # Left as it was shown, it keeps the login that was not.
            self.choose_source(self.source if text.strip() == shown else text.strip())

    def _retranslate(self) -> None:
        words = self.tr("Choisir la caméra et la taille de l'image")
        self.setToolTip(words)
        self.setAccessibleName(words)


def _list_cameras() -> Sequence[CameraInfo]:
    from intake_app.scanning.opening import list_cameras  # noqa: PLC0415 - heavy

    return list_cameras()
