"""The papers on the counter as one form, in the order in which the agent turns them."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from intake_app.domain.dossier import Care
from intake_app.ui.reception.acts_part import ActsPart
from intake_app.ui.reception.assembly import Assembly
from intake_app.ui.reception.boxes_part import BoxesPart
from intake_app.ui.reception.form import CorrectionForm, DossierForm
from intake_app.ui.reception.part import is_aside, put_from
from intake_app.ui.reception.prescriptions_part import PrescriptionsPart
from intake_app.ui.reception.relations import relate
from intake_app.ui.reception.sheet_part import SheetPart
from intake_app.ui.reception.student_part import StudentPart
from intake_app.ui.theme import STEP
from intake_app.ui.widgets.fields import KNOWN, Field, Note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from intake_app.domain.offices import Institution
    from intake_app.ui.reception.part import Part


class Paper(QWidget):
    """Holds the five parts and moves the keyboard through them.

    Signals:
        changed: The operator changed something.
        field_left: The operator left a field.
        finished: The operator went on from the last place of the page.
        removal_wanted: The operator wants an act, a prescription or a line of boxes gone; carries
            its card or line.
        whole: All of a page that was put here is on the screen.
    """

    changed = Signal()
    field_left = Signal()
    finished = Signal()
    removal_wanted = Signal(object)
    whole = Signal()

    def __init__(
        self,
        institutions: Mapping[str, Institution],
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.correction = CorrectionForm()  # of which deposited dossier this is the correction
        self.student = StudentPart(institutions, today)
        self.sheet = SheetPart(today)
        self.acts = ActsPart(today)
        self.prescriptions = PrescriptionsPart(today)
        self.boxes = BoxesPart()
        self.parts: tuple[Part, ...] = (
            self.student,
            self.sheet,
            self.acts,
            self.prescriptions,
            self.boxes,
        )
        self.assembly = Assembly(self.acts, self.boxes, self.prescriptions, self)
        self.assembly.done.connect(self._on_whole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP * 2, STEP * 2, STEP * 2, STEP * 2)
        layout.setSpacing(STEP * 3 // 2)
        self._reorder = QTimer(self)
        self._reorder.setSingleShot(True)
        self._reorder.setInterval(0)
        self._reorder.timeout.connect(self._chain_tabs)
        for part in self.parts:
            layout.addWidget(part)
            part.changed.connect(self._on_changed)
            part.rebuilt.connect(self._reorder.start)
            part.went_on.connect(self.go_on_from)
            part.left.connect(self.field_left)
            part.about_to_add.connect(self.assembly.finish)
        layout.addStretch()
        self.acts.added.connect(self._on_acts_changed)
        self.acts.removal_wanted.connect(self.removal_wanted)
        self.prescriptions.removal_wanted.connect(self.removal_wanted)
        self.boxes.removal_wanted.connect(self.removal_wanted)
        self.boxes.pharmacy_wanted.connect(self._add_pharmacy)
        self._chain_tabs()

    def changeEvent(self, event: QEvent) -> None:
        """Say in the other language what one paper says of another."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            relate(self)

    def read(self) -> DossierForm:
        """Read the whole page, also what is still going up."""
        if self.assembly.is_awaited:
            self.assembly.finish()  # a box that was seen is part of the page
        waiting = self.assembly.waiting
        acts = [card.read() for card in self.acts.cards]
        for card, act in zip(self.acts.cards, acts, strict=True):
            act.medicines = [*self.boxes.boxes_of(card), *waiting.boxes_of(card)]
            act.takes_boxes = self.boxes.target.is_chosen(card)
        return DossierForm(
            self.student.read(),
            self.student.read_depositor(),
            self.sheet.read(),
            [*acts, *waiting.acts],
            [*(card.read() for card in self.prescriptions.cards), *waiting.prescriptions],
            self.boxes.entry.value,
            self.correction,
        )

    def put(self, form: DossierForm) -> None:
        """Show a page, its cards one by one from the next turn on; nothing counts as visited."""
        with self._laid_out_once():
            self.correction = form.correction
            self.student.put(form.student, form.depositor)
            self.sheet.put(form.sheet)
            put_from(form, {"box_entry": self.boxes.entry})
            self.assembly.begin(form)

    def put_cards(self, form: DossierForm) -> None:
        """Show acts, boxes and prescriptions anew; the parts before them are left as they are.

        What these know of the student, who may be half typed, stands in no form.
        """
        with self._laid_out_once():
            self.assembly.begin(form)

    @contextmanager
    def _laid_out_once(self) -> Iterator[None]:
        """Lay the page out when what stood here before is gone, not at each step."""
        layout = self.layout()
        if layout is not None:
            layout.setEnabled(False)
        try:
            yield
        finally:
            if layout is not None:
                layout.setEnabled(True)
                layout.activate()

    def remove(self, card: object) -> None:
        """Take an act, a prescription or a line of boxes away."""
        if card in self.acts.cards:
            self.acts.remove(card)
            self._on_acts_changed()
        elif card in self.prescriptions.cards:
            self.prescriptions.remove(card)
        else:
            self.boxes.remove(card)
        self._reorder.start()
        self._on_changed()

    def places(self) -> dict[str, Field]:
        """Return every field by its path, in the order of the papers."""
        return {path: field for part in self.parts for path, field in part.places().items()}

    def stops(self) -> list[QWidget]:
        """Return every widget that takes the keyboard, in the order of the papers."""
        return [stop for part in self.parts for stop in part.stops()]

    def say(self, notes: Mapping[str, Sequence[Note]]) -> None:
        """Say beside each field what is wrong with it."""
        self.acts.show_faults(notes)
        for path in notes:
            self.student.unfold_for(path)
        said: dict[Field, list[Note]] = {}
        for path, field in self.places().items():  # one field may stand for several paths
            said.setdefault(field, []).extend(notes.get(path, ()))
        for field, its_notes in said.items():
            field.say(its_notes)

    def show_states(self, tones: Iterable[tuple[str, str]], *, judged: bool) -> None:
        """Sum up each part in its title; `tones` are the paths of all findings with their tone."""
        counts = {part: {"block": 0, "warn": 0} for part in self.parts}
        for path, tone in tones:
            part = self._part_of(path)
            if part is not None:
                counts[part]["warn" if tone == "warn" else "block"] += 1
        for part, count in counts.items():
            part.show_state(count["block"], count["warn"], judged=judged)

    def _part_of(self, path: str) -> Part | None:
        if path.startswith("acts") and ".medicines" in path:
            return self.boxes
        area = path.partition(".")[0].partition("[")[0]
        areas: dict[str, Part] = {
            "student": self.student,
            "depositor": self.student,
            "sheet": self.sheet,
            "sheet_kind": self.sheet,
            "request": self.sheet,
            "treatment": self.sheet,
            "long_term": self.sheet,
            "acts": self.acts,
            "prescriptions": self.prescriptions,
            "box_entry": self.boxes,
        }
        return areas.get(area)

    def visit_all(self) -> None:
        """Show every fault, also in fields where nobody has been: a deposit was tried."""
        self.assembly.finish()
        for field in self.places().values():
            field.visit()

    def focus_path(self, path: str) -> QWidget | None:
        """Put the keyboard where a finding's path points; return the place, None for no place."""
        self.assembly.finish()
        self.student.unfold_for(path)
        field = self.places().get(path)
        if field is not None:
            field.focus()
            return field
        return self._focus_near(path)

    def go_on_from(self, widget: QWidget) -> None:
        """Put the keyboard into the next place in reading order."""
        following = self._following(widget)
        if self.assembly.is_running and not self._is_fixed(following):
            self.assembly.finish()
            following = self._following(widget)
        if following is not None:
            following.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.finished.emit()

    def pass_known(self) -> None:
        """Go on when the field with the keyboard was just filled from what is known."""
        focused = QApplication.focusWidget()
        if focused is not None and focused.property(KNOWN) and self.isAncestorOf(focused):
            self.go_on_from(focused)

    def _following(self, widget: QWidget) -> QWidget | None:
        stops = [stop for stop in self.stops() if self._takes_keys(stop) or stop is widget]
        place = stops.index(widget) if widget in stops else -1
        return next((stop for stop in stops[place + 1 :] if not is_aside(stop)), None)

    def _is_fixed(self, widget: QWidget | None) -> bool:
        """Say whether a place is there from the start, before any card."""
        if widget is None:
            return False
        return self.student.isAncestorOf(widget) or self.sheet.isAncestorOf(widget)

    def _takes_keys(self, widget: QWidget) -> bool:
        return widget.isEnabled() and widget.isVisibleTo(self)

    def _focus_near(self, path: str) -> QWidget | None:
        """Find the place for what has no field of its own: a whole act, an empty list."""
        near: QWidget | None = None
        if path.startswith("acts["):
            near = next((f for name, f in self.places().items() if name.startswith(path)), None)
        elif path == "acts":
            near = self.acts.adder.first
        elif path.startswith("prescriptions"):
            near = self.prescriptions.add_button
        elif path == "deposited_on" and self.acts.cards:  # the deadline: it runs from an act
            near = self.acts.cards[0].performed_on
        if isinstance(near, Field):
            near.focus()
        elif near is not None:
            near.setFocus(Qt.FocusReason.OtherFocusReason)
        return near

    def _on_changed(self) -> None:
        relate(self)
        self.changed.emit()

    def _on_acts_changed(self) -> None:
        self.boxes.show_acts(self.acts.cards)
        relate(self)

    def _on_whole(self) -> None:
        relate(self)
        self._chain_tabs()
        self.whole.emit()

    def _add_pharmacy(self, code: str, seen: bool) -> None:
        """A box came before its act: the act is added, for there can be no box without one."""
        self.acts.add(Care.PHARMACY)
        self.boxes.take(code, seen=seen)
        self._reorder.start()

    def _chain_tabs(self) -> None:
        """Let Tab follow the papers, whatever was added since."""
        if self.assembly.is_running:
            return  # once, when all of it is there
        stops = self.stops()
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
