"""The care sheet's part of the page: its kind, what is asked, what is written and signed on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.dossier import RequestKind, SheetKind
from intake_app.ui.i18n import show_amount
from intake_app.ui.messages import label
from intake_app.ui.reception.form import SheetForm
from intake_app.ui.reception.part import Part, put_from, read_into, set_aside
from intake_app.ui.widgets.fields import (
    ChoiceField,
    DayField,
    Field,
    Note,
    PriceField,
    TextField,
    TickField,
)
from intake_app.ui.widgets.grid import FoldingGrid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

_SPANS = {
    "kind": 3,
    "request": 4,
    "illness_code": 2,
    "agreement_number": 3,
    "name": 2,
    "identity": 3,
    "address": 3,
    "signature": 4,
    "signed_on": 3,
    "total": 3,
    "continuous": 3,
    "ended_on": 3,
}
_BEGINS = {"name", "signed_on"}
_PATHS = {
    "kind": "sheet_kind",
    "request": "request",
    "illness_code": "long_term.illness_code",
    "agreement_number": "long_term.agreement_number",
    "continuous": "treatment.continuous",
    "ended_on": "treatment.ended_on",
}


class SheetPart(Part):
    """What the agent sees on the care sheet itself."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__("file-text")
        self._today = today
        self.kind, self.request = ChoiceField(), ChoiceField()
        self.signed_on = DayField(today)
        self.total = PriceField()
        self.fields: dict[str, Field] = {
            "kind": self.kind,
            "request": self.request,
            "illness_code": TextField(),
            "agreement_number": TextField(),
            "name": TickField(),
            "identity": TickField(),
            "address": TickField(),
            "signature": TickField(),
            "signed_on": self.signed_on,
            "total": self.total,
            "continuous": TickField("T"),
            "ended_on": DayField(today),
        }
        grid = FoldingGrid()
        for name, field in self.fields.items():
            grid.add(field, _SPANS[name], begins=name in _BEGINS)
        self.body.addLayout(grid)
        self.adopt(self.fields.values())
        set_aside(self.fields["continuous"].editor)
        for switch in (self.kind, self.fields["continuous"]):
            switch.changed.connect(self._show_asked)
        self.retranslate()
        self._show_asked()

    def read(self) -> SheetForm:
        """Read the sheet's fields."""
        form = SheetForm()
        read_into(form, self.fields)
        return form

    def put(self, form: SheetForm) -> None:
        """Fill the fields."""
        put_from(form, self.fields)
        self._show_asked()

    def show_sum(self, centimes: int) -> None:
        """Show what the acts add up to, beside the total that is read from the paper."""
        text = self.tr("Somme des actes : {}").format(show_amount(centimes)) if centimes else ""
        self.total.aside(Note("info", text) if text else None)

    def places(self) -> Mapping[str, Field]:
        """Return the fields by path."""
        return {_PATHS.get(name, f"sheet.{name}"): field for name, field in self.fields.items()}

    def retranslate(self) -> None:
        """Write every text in the language of the screen."""
        self.rename(self.tr("Feuille de soins"))
        self.kind.offer([(kind.value, label("sheet_kind", kind)) for kind in SheetKind])
        self.request.offer([(kind.value, label("request", kind)) for kind in RequestKind])
        names = {
            "kind": self.tr("Modèle de la feuille"),
            "request": self.tr("Nature de la demande"),
            "illness_code": self.tr("Code de la maladie"),
            "agreement_number": self.tr("N° d'accord ALD/ALC"),
            "name": self.tr("Nom écrit"),
            "identity": self.tr("Identité écrite"),
            "address": self.tr("Adresse écrite"),
            "signature": self.tr("Signée par l'étudiant"),
            "signed_on": self.tr("Signée le"),
            "total": self.tr("Total écrit (DH)"),
            "continuous": self.tr("&Traitement continu"),
            "ended_on": self.tr("Fin du traitement"),
        }
        for name, text in names.items():
            self.fields[name].rename(text)
        self.signed_on.suggest_day(self._today(), self.suggestion_hint())

    def _show_asked(self) -> None:
        long_term = self.kind.value == SheetKind.LONG_TERM
        for name in ("illness_code", "agreement_number"):
            self.fields[name].setVisible(long_term or bool(self.fields[name].value))
        self.fields["ended_on"].setVisible(bool(self.fields["continuous"].value))
        self.rebuilt.emit()
