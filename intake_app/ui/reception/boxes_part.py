"""The boxes of medicines: typed, scanned by hand or seen by the camera, by pharmacy act."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from intake_app.domain.dossier import Care
from intake_app.ui.i18n import joined, show_day, with_count
from intake_app.ui.reception.box_group import BoxGroup
from intake_app.ui.reception.box_target import BoxTarget, title_of
from intake_app.ui.reception.part import Part, holds_keyboard, neighbour_of, set_aside
from intake_app.ui.theme import STEP, mark
from intake_app.ui.widgets.fields import CodeField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from PySide6.QtGui import QResizeEvent

    from intake_app.domain.lists import MedicineEntry
    from intake_app.services.import_report import ReferenceInfo
    from intake_app.ui.camera.corner import CameraCorner
    from intake_app.ui.reception.act_card import ActCard
    from intake_app.ui.reception.box_line import BoxLine
    from intake_app.ui.reception.form import MedicineForm
    from intake_app.ui.widgets.fields import Field

_LONGEST_CODE = 14
_NARROW_LINES = 34  # heights of a line of text


class BoxesPart(Part):
    """Keeps the lines of boxes of every pharmacy act.

    Signals:
        pharmacy_wanted: A box came and there is no pharmacy act yet; carries the code and
            whether the box itself was seen.
        removal_wanted: The operator wants a line gone; carries the line.
        code_known: A line has this code now; carries the line and the code.
    """

    pharmacy_wanted = Signal(str, bool)
    removal_wanted = Signal(object)
    code_known = Signal(object, str)

    def __init__(self) -> None:
        super().__init__("pill-bottle")
        self.groups: dict[ActCard, BoxGroup] = {}
        self._switches: list[QWidget] = []
        self.entry = CodeField(longest=_LONGEST_CODE)
        self.target = BoxTarget()
        self.entry.editor.go_on.connect(self._on_entered)
        self.entry.changed.connect(self.changed)
        self.entry.left.connect(partial(self.left.emit, self.entry))
        self.side, self.notice = QVBoxLayout(), QVBoxLayout()
        self.lines_box = QVBoxLayout()
        self.lines_box.setSpacing(STEP)
        typed = QHBoxLayout()
        typed.setSpacing(STEP * 3 // 2)
        typed.addWidget(self.entry, 1)
        typed.addWidget(self.target, 1)
        left = QVBoxLayout()
        left.setSpacing(STEP * 3 // 2)
        left.addLayout(typed)
        self.list_label = QLabel()
        self.list_label.setWordWrap(True)
        mark(self.list_label, "tone", "muted")
        self.list_label.hide()
        self._list: tuple[ReferenceInfo | None, datetime] | None = None
        left.addWidget(self.list_label)
        left.addLayout(self.notice)
        left.addLayout(self.lines_box)
        left.addStretch()
        self.columns = QHBoxLayout()
        self.columns.setSpacing(STEP * 2)
        self.columns.addLayout(left, 1)
        self.columns.addLayout(self.side)
        self.body.addLayout(self.columns)
        self.retranslate()
        self._show_target()

    @property
    def is_begun(self) -> bool:
        """Whether there is one."""
        return any(group.lines for group in self.groups.values())

    def place_camera(self, camera: CameraCorner) -> None:
        """Give the camera its places: picture beside the lines, switch in the title."""
        self.side.addWidget(camera.preview)
        self.side.addStretch()
        self.notice.addWidget(camera.message)
        self._switches = [camera.switch_button, camera.chooser]
        together = QWidget()
        row = QHBoxLayout(together)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        for switch in self._switches:
            row.addWidget(switch)
        self.head.add_at_end(together)

    def show_acts(self, cards: Sequence[ActCard]) -> None:
        """Keep one group for each pharmacy act, in their order."""
        pharmacies = [card for card in cards if card.care is Care.PHARMACY]
        for card in [card for card in self.groups if card not in pharmacies]:
            group = self.groups.pop(card)
            if holds_keyboard(group):
                self.entry.focus()
            self.lines_box.removeWidget(group)
            group.hide()
            group.deleteLater()
        for card in pharmacies:
            if card not in self.groups:
                self._add_group(card)
        for card, group in self.groups.items():
            group.number(cards.index(card), titled=len(pharmacies) > 1)
        self._show_target()
        self._pass_entry()

    def boxes_of(self, card: ActCard) -> list[MedicineForm]:
        """Read the boxes of one act."""
        group = self.groups.get(card)
        return group.read() if group else []

    def show_box(self, card: ActCard, box: MedicineForm) -> None:
        """Show a line of boxes after the others of its act, unless the act is gone."""
        group = self.groups.get(card)
        if group is not None:
            group.show_box(box)
            self._pass_entry()

    def remove(self, line: object) -> None:
        """Take a line away, wherever it is; the keyboard goes to the one beside it, or to F4."""
        for group in self.groups.values():
            for own in [own for own in group.lines if own is line]:
                if holds_keyboard(own):
                    neighbour = neighbour_of(own, group.lines)
                    (neighbour.price if neighbour else self.entry).focus()
                group.remove(own)

    def take(self, code: str, *, seen: bool) -> bool:
        """Count a box: a new line, or one more of the same product; say whether it was counted.

        `seen` says that the box itself was under the camera or the scanner, so that it is there.
        """
        self.about_to_add.emit()
        card = self._current()
        if card is None:
            self.pharmacy_wanted.emit(code, seen)
            return True
        return self.groups[card].take(code, seen=seen)

    @property
    def destination(self) -> str:
        """Name the pharmacy that the next box goes to; empty while there are not several."""
        card = self._current()
        return title_of(card) if card is not None and len(self.groups) > 1 else ""

    def show_medicine(self, line: BoxLine, entry: MedicineEntry | None) -> None:
        """Say what the fund's list knows of a line's product."""
        line.show_medicine(entry)

    def show_list(self, info: ReferenceInfo | None, now: datetime) -> None:
        """Say how old the fund's list of medicines is, or that there is none."""
        self._list = (info, now)
        self.list_label.setText(self._about_list(info, now))
        self.list_label.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the camera under the lines where there is no room beside them."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW_LINES * self.fontMetrics().height()
        wanted = QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight
        if self.columns.direction() != wanted:
            self.columns.setDirection(wanted)

    def places(self) -> Mapping[str, Field]:
        """Return the fields of all lines by path; the place to type stands for `medicines` too."""
        found: dict[str, Field] = {"box_entry": self.entry}
        for group in self.groups.values():
            found[f"acts[{group.act}].medicines"] = self.entry
            for line in group.lines:
                found |= line.places()
        return found

    def stops(self) -> list[QWidget]:
        """Return what takes the keyboard."""
        lines = (line for group in self.groups.values() for line in group.lines)
        first: list[QWidget] = [self.entry.editor, self.target.editor, *self._switches]
        return [*first, *(stop for line in lines for stop in line.stops())]

    def retranslate(self) -> None:
        """Write every text in the language of the screen."""
        self.rename(self.tr("Boîtes de médicaments"))
        self.entry.rename(self.tr("Code-barres de la boîte (F4), puis Entrée"))
        self.target.rename(self.tr("Pour la pharmacie"))
        if self._list is not None:
            self.show_list(*self._list)
        self._show_target()

    def _about_list(self, info: ReferenceInfo | None, now: datetime) -> str:
        if info is None:
            return self.tr("Pas de liste des médicaments : boîtes acceptées sans prix ni taux.")
        day = show_day(info.imported_at.astimezone(now.tzinfo).date())
        return joined(
            self.tr("Liste des médicaments du {}").format(day),
            self._age(info.age_days(now)),
            with_count(self.tr("%n produit(s)", "", info.row_count), info.row_count),
        )

    def _age(self, days: int) -> str:
        return self.tr("il y a %n jour(s)", "", days) if days else self.tr("importée aujourd'hui")

    def _add_group(self, card: ActCard) -> None:
        group = BoxGroup()
        group.changed.connect(self.changed)
        group.rebuilt.connect(self._pass_entry)
        group.rebuilt.connect(self.rebuilt)
        group.went_on.connect(self.went_on)
        group.left.connect(self.left)
        group.removal_wanted.connect(self.removal_wanted)
        group.code_known.connect(self.code_known)
        card.left.connect(self._show_target)
        self.groups[card] = group
        self.lines_box.addWidget(group)
        group.show()

    def _current(self) -> ActCard | None:
        """Return the pharmacy with the keyboard, else the one that is shown as the target."""
        focused = QApplication.focusWidget()
        if focused is not None:
            for card, group in self.groups.items():
                if card.isAncestorOf(focused) or group.isAncestorOf(focused):
                    return card
        return self.target.card

    def _on_entered(self) -> None:
        """Take a typed code; an empty field goes on to what follows."""
        code = self.entry.value
        if not code:
            self.went_on.emit(self.entry.editor)
            return
        self.entry.put("")
        if not self.take(code, seen=False):
            self.entry.put(code)
            self.changed.emit()
        self.entry.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pass_entry(self) -> None:
        """Once boxes are there Enter goes straight to their prices; F4 comes back to type more."""
        for place in (self.entry, self.target):
            set_aside(place.editor, aside=self.is_begun)

    def _show_target(self) -> None:
        self.target.show_cards(self.groups)
