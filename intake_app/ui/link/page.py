"""The page of the link: both sides' counts in words, what to look at, and the way by stick."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from intake_app.services.link import PUT_BACK
from intake_app.ui.i18n import current_language, isolated, show_day
from intake_app.ui.icons import icon
from intake_app.ui.layouts import column, row, scrolled
from intake_app.ui.link.facts import Facts
from intake_app.ui.link.presenter import LinkPresenter
from intake_app.ui.link.refused_card import RefusedCard
from intake_app.ui.messages import code_text, error_text
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.widgets.buttons import caption
from intake_app.ui.widgets.cards import Card, EmptyPlace, Message
from intake_app.ui.widgets.flow import Flow
from intake_app.wording import say

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QResizeEvent

    from intake_app.errors import IntakeError
    from intake_app.services.courier import ExportReport, ReceiptsReport
    from intake_app.services.link import LinkState, RefusedItem
    from intake_app.ui.context import Context

_BUNDLE_NAME = "guichet.bundle"
_NARROW_LINES = 30  # heights of a line of text


class LinkPage(QWidget):
    """Shows the whole state of the link and lets the operator act on it.

    Signals:
        compare_wanted: Synchronise now and compare everything.
        dossier_wanted: Show a dossier; carries its number.
        changed: Something was sent or received by stick: the state is to be read anew.
    """

    compare_wanted = Signal()
    dossier_wanted = Signal(str)
    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.presenter = LinkPresenter(context, self)
        self._state: LinkState | None = None
        self._refused: tuple[RefusedItem, ...] = ()
        self.title_label, self.story_label = QLabel(), QLabel()
        self.title_label.setFont(scaled_font(self, 1.4, weight=700))
        for words in (self.title_label, self.story_label):
            words.setWordWrap(True)
        mark(self.story_label, "tone", "muted")
        self.trouble, self.copy_trouble, self.news = Message(), Message(), Message()
        self.put_back = Message()
        self.facts = Facts()
        self.compare_button = _button("refresh-cw")
        self.export_button, self.import_button = _button("cloud-upload"), _button("inbox")
        self.courier_card, self.refused_card = Card("store"), Card("clipboard-check")
        self.courier_label = QLabel()
        self.courier_label.setWordWrap(True)
        mark(self.courier_label, "tone", "muted")
        self.nothing = EmptyPlace("circle-check")
        self.cards: list[RefusedCard] = []
        self._lay_out()
        self._connect()
        self._retranslate()

    def _lay_out(self) -> None:
        self.courier_card.body.addWidget(self.courier_label)
        ways = Flow()
        for button in (self.export_button, self.import_button):
            ways.addWidget(button)
        self.courier_card.body.addLayout(ways)
        self._list = QVBoxLayout()
        self._list.setSpacing(STEP)
        self.refused_card.body.addWidget(self.nothing)
        self.refused_card.body.addLayout(self._list)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(STEP * 2, STEP * 2, STEP * 2, STEP * 2)
        inner.setSpacing(STEP * 3 // 2)
        self._heading = row()
        self._heading.addLayout(column(self.title_label, self.story_label, gap=0), 1)
        self._heading.addWidget(self.compare_button)
        inner.addLayout(self._heading)
        for part in (self.trouble, self.put_back, self.copy_trouble, self.news, self.facts):
            inner.addWidget(part)
        inner.addWidget(self.refused_card)
        inner.addWidget(self.courier_card)
        inner.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(content))

    def _connect(self) -> None:
        self.compare_button.clicked.connect(self.compare_wanted)
        self.export_button.clicked.connect(self._choose_export)
        self.import_button.clicked.connect(self._choose_receipts)
        self.presenter.listed.connect(self._show_refused)
        self.presenter.exported.connect(self._show_exported)
        self.presenter.receipts_read.connect(self._show_receipts_read)
        self.presenter.failed.connect(self._show_error)
        self.presenter.busy_changed.connect(self._show_file_busy)

    def refresh(self) -> None:
        """Read what is refused anew."""
        self.presenter.refresh()

    def show_state(self, state: LinkState, today: date) -> None:
        """Say how the link stands."""
        self._state = state
        self.facts.show_state(state, today)
        self._retranslate()
        self.refresh()

    def show_busy(self, busy: bool) -> None:
        """Say whether a synchronisation is running."""
        self.compare_button.setDisabled(busy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the button under the words where there is no room beside them."""
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW_LINES * self.fontMetrics().height()
        directions = QBoxLayout.Direction
        self._heading.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.title_label.setText(self.tr("Liaison avec la réception"))
        self.compare_button.setText(caption(self.tr("Synchroniser et tout comparer")))
        self.export_button.setText(caption(self.tr("Exporter sur une clé USB…")))
        self.import_button.setText(caption(self.tr("Reprendre les accusés d'une clé…")))
        self.courier_card.rename(self.tr("Sans réseau : par clé USB"))
        self.courier_label.setText(
            self.tr(
                "Le fichier exporté est chiffré pour la réception. Rien n'est considéré comme "
                "reçu avant que ses accusés signés soient repris ici."
            )
        )
        self.refused_card.rename(self.tr("À regarder"))
        self.nothing.rename(
            self.tr("Rien à corriger"),
            self.tr("La réception n'a rien mis à part, et aucun dossier n'a été mis de côté ici."),
        )
        for card in self.cards:
            card.retranslate()
        self._show_words()

    def _show_words(self) -> None:
        state = self._state
        if state is None:
            return
        reachable = state.server_url is not None
        self.story_label.setText(
            say(state.sentence, current_language(), state.details)
            if reachable
            else code_text("sync.no_server")
        )
        for part in (self.compare_button, self.courier_card, self.facts):
            part.setVisible(reachable)
        trouble = code_text(state.error_code) if reachable and state.error_code else ""
        self.trouble.show_text("block" if state.revoked else "warn", trouble)
        fault = code_text(state.copy_fault) if state.copy_fault else ""
        self.copy_trouble.show_text("warn", fault)
        self.put_back.show_text("warn", _put_back_text(state))

    def _show_refused(self, items: tuple[RefusedItem, ...]) -> None:
        if items == self._refused and self.cards:
            return
        self._refused = items
        for card in self.cards:
            self._list.removeWidget(card)
            card.deleteLater()
        self.cards = [RefusedCard(item) for item in items]
        for card in self.cards:
            card.dossier_wanted.connect(self.dossier_wanted)
            self._list.addWidget(card)
        self.nothing.setVisible(not items)

    def _choose_export(self) -> None:
        title = self.tr("Exporter sur une clé USB")
        path, _kind = QFileDialog.getSaveFileName(self, title, _BUNDLE_NAME)
        if path:
            self.presenter.export(Path(path))

    def _choose_receipts(self) -> None:
        title = self.tr("Choisir le fichier d'accusés")
        path, _kind = QFileDialog.getOpenFileName(self, title)
        if path:
            self.presenter.import_receipts(Path(path))

    def _show_exported(self, report: ExportReport) -> None:
        self.news.say("ok" if report.batches else "info", partial(self._exported_words, report))
        self.changed.emit()

    def _exported_words(self, report: ExportReport) -> str:
        if not report.batches:
            return self.tr("Rien n'attend : aucun fichier n'a été écrit.")
        words = self.tr("Terminé : %n élément(s) écrit(s) et relu(s) sur la clé.", "", report.items)
        if report.left_waiting:
            words += " " + self.tr("Il en reste : exportez un second fichier.")
        return words

    def _show_receipts_read(self, report: ReceiptsReport) -> None:
        count = sum(report.results.values())
        self.news.say(
            "warn" if report.doubtful else "ok",
            lambda: self.tr("Accusés repris : %n élément(s) reçu(s) par la réception.", "", count),
        )
        self.changed.emit()

    def _show_error(self, error: IntakeError) -> None:
        self.news.say("warn", partial(error_text, error))

    def _show_file_busy(self, busy: bool) -> None:
        self.export_button.setDisabled(busy)
        self.import_button.setDisabled(busy)
        if busy:
            self.news.say("info", lambda: self.tr("Écriture ou lecture de la clé…"))


def _put_back_text(state: LinkState) -> str:
    """Say that an older copy of the disk took its place; nothing when none did."""
    if state.put_back_at is None:
        return ""
    day = show_day(state.put_back_at.astimezone().date())
    return say(PUT_BACK, current_language(), {"day": day, "letter": isolated(state.store_letter)})


def _button(icon_name: str) -> QPushButton:
    button = QPushButton()
    button.setIcon(icon(icon_name, "accent"))
    button.setIconSize(QSize(16, 16))
    return button
