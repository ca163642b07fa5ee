"""A page is put up piece by piece, so that a long one never keeps the keyboard waiting.

A card takes some ten milliseconds to make, and as many to lay out. One piece goes up in each turn
of the window's loop; what waits for its turn is part of the page all the same: it is read, saved
and judged with it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.ui.reception.act_card import ActCard
    from intake_app.ui.reception.acts_part import ActsPart
    from intake_app.ui.reception.boxes_part import BoxesPart
    from intake_app.ui.reception.form import ActForm, DossierForm, MedicineForm, PrescriptionForm
    from intake_app.ui.reception.prescriptions_part import PrescriptionsPart

TURN_SECONDS = 0.005  # another piece is begun in the same turn only before that


@dataclass(slots=True)
class Waiting:
    """What of a page is not on the screen yet, in the order of the papers."""

    boxes: deque[tuple[ActCard, MedicineForm]] = field(default_factory=deque)
    acts: deque[ActForm] = field(default_factory=deque)
    prescriptions: deque[PrescriptionForm] = field(default_factory=deque)

    def __bool__(self) -> bool:
        return bool(self.boxes or self.acts or self.prescriptions)

    def boxes_of(self, card: ActCard) -> list[MedicineForm]:
        """Return the boxes that an act on the screen is still to get."""
        return [box for owner, box in self.boxes if owner is card]


class Assembly(QObject):
    """Puts up the cards of a page.

    Signals:
        done: All of the page is on the screen.
    """

    done = Signal()

    def __init__(
        self,
        acts: ActsPart,
        boxes: BoxesPart,
        prescriptions: PrescriptionsPart,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._acts = acts
        self._boxes = boxes
        self._prescriptions = prescriptions
        self.waiting = Waiting()
        self._made: ActCard | None = None  # for the act that comes next
        self._actions: deque[Callable[[], None]] = deque()
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._take_turn)

    @property
    def is_running(self) -> bool:
        """Whether the page is still going up."""
        return self._turn.isActive()

    @property
    def is_awaited(self) -> bool:
        """Whether something is to be done to the page as soon as it is whole."""
        return bool(self._actions)

    def begin(self, form: DossierForm) -> None:
        """Take all cards away and put up those of a page; one that was going up is left."""
        self._acts.clear()
        self._boxes.show_acts(())
        self._prescriptions.clear()
        if self._made is not None:
            self._made.deleteLater()
            self._made = None
        self.waiting = Waiting(acts=deque(form.acts), prescriptions=deque(form.prescriptions))
        if self.waiting:
            self._turn.start()
        else:
            self._end()

    def finish(self) -> None:
        """Put up all that waits, now: somebody is about to do something with it."""
        if self.is_running:
            while self.waiting:
                self._put_up_next()
            self._end()

    def when_done(self, action: Callable[[], None]) -> None:
        """Do something with the whole page: at once when it is whole, else as soon as it is."""
        if self.is_running:
            self._actions.append(action)
        else:
            action()

    def _take_turn(self) -> None:
        if not self.waiting:
            self._end()  # a turn of its own: the judgement is shown in all the fields at once
            return
        ends_at = perf_counter() + TURN_SECONDS
        while self.waiting and perf_counter() < ends_at:
            self._put_up_next()

    def _put_up_next(self) -> None:
        waiting = self.waiting
        if waiting.boxes:
            self._boxes.show_box(*waiting.boxes.popleft())
        elif waiting.acts and self._made is None:
            self._made = self._acts.make_card(waiting.acts[0].care)
        elif waiting.acts and self._made is not None:
            card, self._made = self._made, None
            act = waiting.acts.popleft()
            self._acts.show_act(card, act)
            if act.takes_boxes:
                self._boxes.target.choose(card)
            waiting.boxes.extend((card, box) for box in act.medicines)
        else:
            self._prescriptions.show_prescription(waiting.prescriptions.popleft())

    def _end(self) -> None:
        self._turn.stop()
        self.done.emit()
        while self._actions:
            self._actions.popleft()()
