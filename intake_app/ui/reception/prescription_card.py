"""One prescription: whose it is, who wrote it, and that it is the original."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from intake_app.domain.dossier import Care
from intake_app.ui.icons import icon
from intake_app.ui.messages import label
from intake_app.ui.reception.form import PrescriptionForm
from intake_app.ui.reception.part import Part, put_from, read_into, set_aside
from intake_app.ui.theme import mark
from intake_app.ui.widgets.fields import CodeField, DayField, Field, TextField, TickField
from intake_app.ui.widgets.flow import Flow
from intake_app.ui.widgets.grid import FoldingGrid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

_SPANS = {
    "original": 2,
    "patient": 4,
    "prescriber": 3,
    "specialty": 3,
    "issued_on": 2,
    "duration_days": 2,
    "pharmacist_stamp": 3,
}
NEEDING = (Care.PHARMACY, Care.BIOLOGY, Care.RADIOLOGY, Care.OPTICAL, Care.PHYSIOTHERAPY)


class PrescriptionCard(Part):
    """The fields of one prescription.

    Signals:
        removal_wanted: The operator wants it gone.
    """

    removal_wanted = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(level=1.0)
        mark(self, "role", "sunken")
        self._place = 0
        self.patient, self.prescriber = TextField(), TextField()
        self.specialty, self.issued_on = TextField(), DayField(today)
        self.fields: dict[str, Field] = {
            "original": TickField(),
            "patient": self.patient,
            "prescriber": self.prescriber,
            "specialty": self.specialty,
            "issued_on": self.issued_on,
            "duration_days": CodeField(longest=4),
            "pharmacist_stamp": TickField(),
        }
        grid = FoldingGrid()
        for name, field in self.fields.items():
            grid.add(field, _SPANS[name])
        self.body.addLayout(grid)
        self._make_covers()
        self.remove_button = QToolButton()
        self.remove_button.setIcon(icon("trash-2", "muted"))
        mark(self.remove_button, "kind", "quiet")
        set_aside(self.remove_button, *self.covers.values())
        self.head.add_at_end(self.remove_button)
        self.remove_button.clicked.connect(self.removal_wanted)
        self.adopt(self.fields.values())
        self.retranslate()

    def _make_covers(self) -> None:
        self.covers_label = QLabel()
        mark(self.covers_label, "tone", "muted")
        self.covers = {care: QPushButton() for care in NEEDING}
        self.covers_box = QWidget()
        flow = Flow(self.covers_box)
        flow.addWidget(self.covers_label)
        for button in self.covers.values():
            button.setCheckable(True)
            button.clicked.connect(self.changed)
            flow.addWidget(button)
        self.body.addWidget(self.covers_box)
        self.show_cares(())

    def read(self) -> PrescriptionForm:
        """Read the prescription's fields."""
        form = PrescriptionForm()
        read_into(form, self.fields)
        form.covers = [care for care, button in self.covers.items() if button.isChecked()]
        return form

    def put(self, form: PrescriptionForm) -> None:
        """Fill the fields."""
        put_from(form, self.fields)
        for care, button in self.covers.items():
            button.setChecked(care in form.covers)

    def number(self, place: int) -> None:
        """Tell the prescription its place, from 0."""
        self._place = place
        self.rename(self.tr("Ordonnance {}").format(place + 1))

    def show_cares(self, cares: Iterable[Care]) -> None:
        """Let it name what it covers, where the dossier leaves a choice."""
        present = set(cares)
        for care, button in self.covers.items():
            button.setVisible(care in present or button.isChecked())
        chosen = any(button.isChecked() for button in self.covers.values())
        self.covers_box.setVisible(len(present) > 1 or chosen)

    def suggest(self, patient: str, prescriber: str, specialty: str, day: str) -> None:
        """Offer what the other papers say; each is still to be compared with this one."""
        hint = self.suggestion_hint()
        self.patient.suggest(patient, hint)
        self.prescriber.suggest(prescriber, hint)
        self.specialty.suggest(specialty, hint)
        self.issued_on.suggest(day, hint)

    def places(self) -> Mapping[str, Field]:
        """Return the fields by path."""
        start = f"prescriptions[{self._place}]"
        return {f"{start}.{name}": field for name, field in self.fields.items()}

    def stops(self) -> list[QWidget]:
        """Return what takes the keyboard."""
        return [*super().stops(), *self.covers.values(), self.remove_button]

    def retranslate(self) -> None:
        """Write every text in the language of the screen."""
        self.number(self._place)
        names = {
            "original": self.tr("Original"),
            "patient": self.tr("Nom du patient écrit"),
            "prescriber": self.tr("Médecin"),
            "specialty": self.tr("Spécialité"),
            "issued_on": self.tr("Datée du"),
            "duration_days": self.tr("Durée (jours)"),
            "pharmacist_stamp": self.tr("Cachet du pharmacien"),
        }
        for name, text in names.items():
            self.fields[name].rename(text)
        self.covers_label.setText(self.tr("Couvre (rien de choisi : tout)"))
        for care, button in self.covers.items():
            button.setText(label("care", care))
            button.setAccessibleName(self.tr("Couvre : {}").format(label("care", care)))
        self.remove_button.setToolTip(self.tr("Retirer cette ordonnance"))
        self.remove_button.setAccessibleName(self.tr("Retirer cette ordonnance"))
