"""What becomes of a scanned code: a box is counted, a sticker fills a field, a receipt is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from intake_app.scanning.items import ItemKind
from intake_app.ui.i18n import isolated, joined

if TYPE_CHECKING:
    from intake_app.scanning.items import ScannedItem
    from intake_app.ui.camera.tones import Tones
    from intake_app.ui.reception.act_card import ActCard
    from intake_app.ui.reception.paper import Paper

_LONGEST_SHOWN = 40


class ScanTaker(QObject):
    """Puts codes where they belong, with a tone for taken and another for refused.

    Signals:
        told: Something to say of the code; carries a tone and a sentence.
        number_seen: One of our papers was scanned; carries its number.
        proof_seen: The QR code of a receipt was scanned; carries its text, yet to be verified.
    """

    told = Signal(str, str)
    number_seen = Signal(str)
    proof_seen = Signal(str)

    def __init__(self, paper: Paper, tones: Tones, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paper = paper
        self._tones = tones

    def take(self, item: ScannedItem) -> None:
        """Take one code."""
        match item.kind:
            case ItemKind.MEDICINE:
                self._count_box(item.code)
            case ItemKind.INPE:
                self._fill_inpe(item.code)
            case ItemKind.RECEIPT | ItemKind.LABEL if item.code:
                self._tones.taken()
                self.number_seen.emit(item.code)
            case ItemKind.RECEIPT:
                self.proof_seen.emit(item.text)
            case ItemKind.UNKNOWN:
                shown = isolated(item.text[:_LONGEST_SHOWN])
                self.refuse(self.tr("Code lu, mais inconnu ici : {}").format(shown))
            case _:
                self.refuse(self.tr("Code d'un bordereau ou d'une étiquette : il ne sert pas ici."))

    def take_proven(self, number: str) -> None:
        """Take a receipt whose proof was found good."""
        self._say_taken(self.tr("Récépissé authentique : {}").format(isolated(number)))
        self.number_seen.emit(number)

    def leave(self) -> None:
        """Sound that a code was not taken; somebody else says why."""
        self._tones.refused()

    def refuse(self, text: str) -> None:
        """Say why a code is not taken."""
        self._tones.refused()
        self.told.emit("warn", text)

    def _count_box(self, code: str) -> None:
        if self._paper.boxes.take(code, seen=True):
            self._say_taken(self._counted_words(code, self._paper.boxes.destination))
        else:
            text = self.tr("Boîte non comptée : {}. Vérifiez le nombre de boîtes de sa ligne.")
            self.refuse(text.format(isolated(code)))

    def _counted_words(self, code: str, pharmacy: str) -> str:
        if not pharmacy:
            return self.tr("Boîte comptée : {}").format(isolated(code))
        text = self.tr("Boîte comptée : {code} ({pharmacy})")
        return text.format(code=isolated(code), pharmacy=joined(pharmacy))

    def _fill_inpe(self, code: str) -> None:
        card = self._card_for_inpe()
        if card is None:
            self.refuse(self.tr("INPE lu : {}. Ajoutez d'abord l'acte.").format(isolated(code)))
            return
        card.take_inpe(code)
        self._say_taken(self.tr("INPE lu : {}").format(isolated(code)))

    def _card_for_inpe(self) -> ActCard | None:
        """Return the act that has the keyboard, else the first one without a code."""
        focused = QApplication.focusWidget()
        cards = self._paper.acts.cards
        if focused is not None:
            for card in cards:
                if card.isAncestorOf(focused):
                    return card
        return next((card for card in cards if not card.text("inpe")), None)

    def _say_taken(self, text: str) -> None:
        self._tones.taken()
        self.told.emit("ok", text)
