"""Fills in what is known already: a student by CIN, a provider by INPE, a box by its code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from intake_app.domain.dossier import IdentityKind
from intake_app.domain.identifiers import canonical_identity, is_inpe, product_code
from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake_app.domain.dossier import Care, Provider, Student
    from intake_app.domain.lists import MedicineEntry
    from intake_app.ui.context import Context
    from intake_app.ui.reception.act_card import ActCard
    from intake_app.ui.reception.box_line import BoxLine
    from intake_app.ui.reception.paper import Paper


class FillIn(QObject):
    """Looks up what was typed, and fills only what is still empty.

    A student is looked up once while the number stays: what was emptied by hand stays empty.

    Signals:
        filled: Fields were filled from what is known: the page is to be checked again.
        failed: The store failed; carries the error. Nothing was filled, nothing is lost.
    """

    filled = Signal()
    failed = Signal(object)

    def __init__(self, context: Context, paper: Paper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._paper = paper
        self._asked = ""  # the student who was looked up last
        paper.student.identity_left.connect(self._look_student_up)
        paper.acts.inpe_left.connect(self._look_provider_up)
        paper.boxes.code_known.connect(self._look_medicine_up)

    def forget(self) -> None:
        """Forget what was looked up for the page before."""
        self._asked = ""
        self._paper.acts.suggest_providers({})

    def look_list_up(self) -> None:
        """Have the age of the list of medicines shown."""
        desk, boxes = self._context.desk, self._paper.boxes
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: desk.imports.medicines_info(),  # noqa: PLW0108 - the service itself is heavy
            done=lambda info: boxes.show_list(info, desk.clock.now()),
            failed=self.failed.emit,
            owner=self,
        )

    def _look_student_up(self, kind: str, number: str) -> None:
        key, identity = self._paper.student.key, canonical_identity(number)
        if key == self._asked:
            return
        self._asked = key
        self._paper.acts.suggest_providers({})  # those of another student
        if not identity:
            return
        lookup = self._context.desk.lookup
        known_kind = IdentityKind(kind)
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: (
                lookup.student(known_kind, identity),
                lookup.usual_providers(known_kind, identity),
            ),
            done=lambda known: self._fill_student(key, *known),
            failed=self.failed.emit,
            owner=self,
        )

    def _fill_student(
        self, key: str, student: Student | None, usual: Mapping[Care, Provider]
    ) -> None:
        part = self._paper.student
        if part.key != key:
            self._forget_if_last(key)
            return
        self._paper.acts.suggest_providers(usual)
        if part.fill_in(student):
            self._paper.pass_known()
            self.filled.emit()

    def _forget_if_last(self, key: str) -> None:
        """Let a student be looked up again whose record came while another number stood there."""
        if self._asked == key:
            self._asked = ""

    def _look_provider_up(self, card: ActCard, inpe: str) -> None:
        if not is_inpe(inpe):
            return
        lookup = self._context.desk.lookup
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: lookup.provider(inpe),
            done=lambda provider: self._fill_provider(card, inpe, provider),
            failed=self.failed.emit,
            owner=self,
        )

    def _fill_provider(self, card: ActCard, inpe: str, provider: Provider | None) -> None:
        if isValid(card) and card.text("inpe") == inpe and card.fill_in(provider):
            self._paper.pass_known()
            self.filled.emit()

    def _look_medicine_up(self, line: BoxLine, code: str) -> None:
        product = product_code(code)
        if product is None:
            line.show_medicine(None)
            return
        lookup = self._context.desk.lookup
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: lookup.medicine(product),
            done=lambda entry: _show_medicine(line, product, entry),
            failed=self.failed.emit,
            owner=self,
        )


def _show_medicine(line: BoxLine, product: str, entry: MedicineEntry | None) -> None:
    if isValid(line) and line.product == product:
        line.show_medicine(entry)
