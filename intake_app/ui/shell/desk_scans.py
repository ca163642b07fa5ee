"""Hand scanners and the camera while another page than the papers, or a dialog, is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from shiboken6 import isValid

from intake_app.scanning.items import ItemKind
from intake_app.ui.i18n import isolated
from intake_app.ui.icons import icon
from intake_app.ui.theme import mark
from intake_app.ui.widgets.buttons import caption
from intake_app.ui.widgets.cards import Message

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

    from intake_app.scanning.items import ScannedItem
    from intake_app.ui.camera.wedge_filter import WedgeFilter
    from intake_app.ui.reception.page import ReceptionPage

_OF_A_DOSSIER = {ItemKind.MEDICINE, ItemKind.INPE}
_OWN_PAPERS = {ItemKind.RECEIPT, ItemKind.LABEL}


class ScanNotice(Message):
    """Says over any page what was scanned; what belongs to a dossier is offered to the papers.

    Signals:
        wanted: The operator wants the code in the dossier; carries the `ScannedItem`.
    """

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._item: ScannedItem | None = None
        self.take_button = QPushButton()
        self.take_button.setIcon(icon("clipboard-check", "accent"))
        self.take_button.setIconSize(QSize(16, 16))
        self.take_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        mark(self.take_button, "kind", "quiet")
        self.row.addWidget(self.take_button)
        self.take_button.clicked.connect(lambda: self.wanted.emit(self._item))

    def tell(self, tone: str, text: str) -> None:
        """Say a sentence; an empty one takes the notice away."""
        self._item = None
        self.take_button.hide()
        self.show_text(tone, text)

    def offer(self, item: ScannedItem) -> None:
        """Say that a box or a sticker was read and is in no dossier yet."""
        self._item = item
        self.take_button.show()
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language; a sentence that another wrote goes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            if self._item is None:
                self.tell("info", "")
            else:
                self._retranslate()

    def _retranslate(self) -> None:
        if self._item is None:
            return
        is_box = self._item.kind is ItemKind.MEDICINE
        words = (
            self.tr("Boîte lue, pas comptée : {}") if is_box else self.tr("INPE lu, pas noté : {}")
        )
        self.show_text("warn", words.format(isolated(self._item.code)))
        self.take_button.setText(
            caption(
                self.tr("Compter à la réception") if is_box else self.tr("Noter à la réception")
            )
        )


class DeskScans(QObject):
    """Gives codes to the papers while they are shown, else says what they are.

    A hand scanner is pointed at a code on purpose, so each of its codes is answered. The camera
    looks on by itself: while another page is open it finds our own papers, and lets boxes lie.
    A dialog that waits for an answer gets no code, nor does the page that it asks about.

    Signals:
        reception_wanted: The papers are to be shown.
        scanned_by_hand: A hand scanner typed a code; its keys were kept from the window.
    """

    reception_wanted = Signal()
    scanned_by_hand = Signal()

    def __init__(self, reception: ReceptionPage, parent: QWidget) -> None:
        super().__init__(parent)
        self._reception = reception
        self._around = parent
        self._wedges: list[WedgeFilter] = []
        self._listens = False
        self.notice = ScanNotice()
        self.notice.wanted.connect(self._take_after_all)
        reception.camera.item_seen.connect(self._take_seen)
        reception.scans.told.connect(self._tell)
        application = cast("QApplication", QApplication.instance())
        application.focusWindowChanged.connect(self._listen_at)

    def listen(self) -> None:
        """Catch what hand scanners type, in the window and in each dialog over it."""
        self._listens = True
        self._listen_at(self._around.window().windowHandle())
        self._listen_at(QApplication.focusWindow())
        for wedge in self._wedges:
            wedge.active = True

    def pause(self) -> None:
        """Let keys be keys: nobody works here."""
        self._listens = False
        self.notice.tell("info", "")
        self._forget_closed()
        for wedge in self._wedges:
            wedge.active = False

    def take(self, item: ScannedItem) -> None:
        """Take what a hand scanner typed."""
        self.notice.tell("info", "")
        if _is_secret(QApplication.focusWidget()):  # a password typed by a device may look like one
            self._reception.scans.leave()
            self.notice.tell("warn", self._not_now())
        elif self._reception.takes_codes and not _is_asked():
            self._reception.take_item(item)
        elif item.kind in _OF_A_DOSSIER or _is_asked():
            self._leave(item)
        else:
            self._reception.scans.take(item)

    def _leave(self, item: ScannedItem) -> None:
        """Sound that a code was not taken, and say how it can be."""
        self._reception.scans.leave()
        if item.kind in _OF_A_DOSSIER:
            self.notice.offer(item)
        else:
            self.notice.tell("warn", self._not_now())

    def _not_now(self) -> str:
        return self.tr("Code lu, sans suite : répondez d'abord à la question, puis scannez encore.")

    def _listen_at(self, window: QWindow | None) -> None:
        """Catch them at a window too, which a dialog has of its own."""
        self._forget_closed()
        if window is None or not self._listens:
            return
        if any(wedge.window is window for wedge in self._wedges):
            return
        from intake_app.ui.camera.wedge_filter import WedgeFilter  # noqa: PLC0415 - heavy

        is_ours = window is self._around.window().windowHandle()
        wedge = WedgeFilter(window, self._around if is_ours else window)
        wedge.item_seen.connect(self.take)
        wedge.item_seen.connect(lambda _item: self.scanned_by_hand.emit())
        self._wedges.append(wedge)

    def _forget_closed(self) -> None:
        """A dialog that is gone took its own with it."""
        self._wedges = [wedge for wedge in self._wedges if isValid(wedge)]

    def _take_seen(self, item: ScannedItem) -> None:
        """Take what the camera saw by itself: over another page our own papers only."""
        on_papers = self._reception.takes_codes
        if not on_papers and (self._reception.isVisible() or item.kind not in _OWN_PAPERS):
            return
        if _is_asked():
            self._leave(item)
        elif on_papers:
            self._reception.take_item(item)
        else:
            self._reception.scans.take(item)

    def _take_after_all(self, item: ScannedItem) -> None:
        self.reception_wanted.emit()
        self.take(item)

    def _tell(self, tone: str, text: str) -> None:
        if not self._reception.takes_codes:
            self.notice.tell(tone, text)


def _is_asked() -> bool:
    """Say whether a dialog waits for an answer."""
    return QApplication.activeModalWidget() is not None


def _is_secret(field: QWidget | None) -> bool:
    return isinstance(field, QLineEdit) and field.echoMode() != QLineEdit.EchoMode.Normal
