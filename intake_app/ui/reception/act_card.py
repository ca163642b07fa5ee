"""One act: who gave the care, when, for how much, and what its papers show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton

from intake_app.domain.dossier import Care
from intake_app.ui.i18n import joined
from intake_app.ui.icons import icon
from intake_app.ui.messages import label
from intake_app.ui.reception.form import ActForm
from intake_app.ui.reception.known_values import KnownValues
from intake_app.ui.reception.part import Part, put_from, read_into, set_aside
from intake_app.ui.theme import mark
from intake_app.ui.typed import parse_day, write_day
from intake_app.ui.widgets.fields import (
    CodeField,
    DayField,
    Field,
    PriceField,
    TextField,
    TickField,
)
from intake_app.ui.widgets.grid import FoldingGrid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from intake_app.domain.dossier import Provider

_LONGEST_NAME = 40
CARE_ICONS = {
    Care.CONSULTATION: "stethoscope",
    Care.PHARMACY: "pill",
    Care.BIOLOGY: "microscope",
    Care.RADIOLOGY: "bone",
    Care.OPTICAL: "glasses",
    Care.DENTAL: "smile",
    Care.PHYSIOTHERAPY: "accessibility",
    Care.HOSPITAL: "hospital",
    Care.OTHER: "circle-ellipsis",
}
# Which fields a kind of care needs at all; any other shows itself when it is filled or at fault.
_ASKED: dict[str, frozenset[Care]] = {
    "specialty": frozenset({Care.CONSULTATION}),
    "ice": frozenset({Care.BIOLOGY, Care.RADIOLOGY, Care.OPTICAL, Care.DENTAL, Care.PHYSIOTHERAPY}),
    "invoice": frozenset(Care) - {Care.PHARMACY},
    "report": frozenset({Care.BIOLOGY, Care.RADIOLOGY, Care.HOSPITAL}),
    "tooth_chart": frozenset({Care.DENTAL}),
}
_SPANS = {
    "inpe": 2,
    "provider_name": 3,
    "specialty": 3,
    "ice": 2,
    "performed_on": 2,
    "amount": 2,
    "stamp": 2,
    "signature": 2,
    "signed_on": 2,
    "invoice": 2,
    "report": 3,
    "tooth_chart": 3,
}
_FILLABLE = ("provider_name", "specialty", "ice")
_PATHS = {
    "inpe": "provider.inpe",
    "provider_name": "provider.name",
    "specialty": "provider.specialty",
    "ice": "provider.ice",
}


class ActCard(Part):
    """The fields of one act.

    Signals:
        inpe_left: The provider's code was left; carries it.
        removal_wanted: The operator wants the act gone.
    """

    inpe_left = Signal(str)
    removal_wanted = Signal()

    def __init__(self, care: Care, today: Callable[[], date]) -> None:
        super().__init__(CARE_ICONS[care], level=1.0)
        mark(self, "role", "sunken")
        self.care = care
        self._today = today
        self._place = 0
        self._at_fault: frozenset[str] = frozenset()
        self.performed_on, self.signed_on = DayField(today), DayField(today)
        self._usual: Provider | None = None
        self.inpe, self.provider_name = CodeField(longest=9), TextField()
        self.inpe.line.setMaxLength(_LONGEST_NAME)  # a part of the name may be typed here too
        self.fields: dict[str, Field] = {
            "inpe": self.inpe,
            "provider_name": self.provider_name,
            "specialty": TextField(),
            "ice": CodeField(longest=15),
            "performed_on": self.performed_on,
            "amount": PriceField(),
            "stamp": TickField(),
            "signature": TickField(),
            "signed_on": self.signed_on,
            "invoice": TickField(),
            "report": TickField(),
            "tooth_chart": TickField(),
        }
        grid = FoldingGrid()
        for name, field in self.fields.items():
            grid.add(field, _SPANS[name], begins=name == "stamp")
        self.body.addLayout(grid)
        self.remove_button = QToolButton()
        self.remove_button.setIcon(icon("trash-2", "muted"))
        mark(self.remove_button, "kind", "quiet")
        set_aside(self.remove_button)
        self.head.add_at_end(self.remove_button)
        self.remove_button.clicked.connect(self.removal_wanted)
        fillable = {name: self.fields[name] for name in _FILLABLE}
        self._known = KnownValues(fillable, lambda: self.text("inpe"))
        self.inpe.changed.connect(self._follow_key)  # before others hear of it and read the act
        self.adopt(self.fields.values())
        self.changed.connect(self._show_kept)
        self.performed_on.left.connect(self._suggest)
        self.fields["inpe"].left.connect(lambda: self.inpe_left.emit(self.text("inpe")))
        self.retranslate()
        self._show_asked()

    def read(self) -> ActForm:
        """Read the act's fields; its boxes stand elsewhere on the page."""
        form = ActForm(self.care, known=self._known.names, kept=self._known.kept)
        read_into(form, self.fields)
        return form

    def put(self, form: ActForm) -> None:
        """Fill the fields."""
        put_from(form, self.fields)
        self._known.begin(form.known, form.kept)
        self._show_filled()
        self._suggest()

    def text(self, name: str) -> str:
        """Return the value of one field as text."""
        return str(self.fields[name].value)

    def number(self, place: int) -> None:
        """Tell the act its place among the acts, from 0."""
        self._place = place
        self.rename(
            self.tr("Acte {number} · {care}").format(
                number=place + 1, care=label("care", self.care)
            )
        )

    def take_inpe(self, code: str) -> None:
        """Take the code of a scanned sticker, as if it had been typed."""
        field = self.fields["inpe"]
        field.put(code)
        field.forget_known()
        self._follow_key()
        field.visit()
        self.changed.emit()
        self.inpe_left.emit(code)

    def fill_in(self, provider: Provider | None) -> bool:
        """Fill what is still empty from what is known of the provider; say whether anything was."""
        is_filled = self._known.fill(self._known_of(provider) if provider else {})
        self._show_filled()
        return is_filled

    def take(self, provider: Provider) -> None:
        """Show a provider that was chosen by name, in place of what was begun to be typed."""
        self.inpe.put_known(provider.inpe or "")
        self._known.replace(self._known_of(provider), ("provider_name",))
        self._show_filled()

    def _follow_key(self) -> None:
        if self._known.follow_key():
            self._show_filled()

    def _show_filled(self) -> None:
        self._show_kept()
        self._show_asked()

    def _show_kept(self) -> None:
        self.inpe.aside(self.kept_note(self.fields[name] for name in self._known.kept))

    def _known_of(self, provider: Provider) -> dict[str, str]:
        known = {
            "provider_name": provider.name,
            "specialty": provider.specialty if self.care in _ASKED["specialty"] else None,
            "ice": provider.ice if self.care in _ASKED["ice"] else None,
        }
        return {name: value for name, value in known.items() if value}

    def suggest_provider(self, provider: Provider | None) -> None:
        """Offer whom the student went to last for this kind of care; Space takes the code over."""
        self._usual = provider
        inpe = provider.inpe or "" if provider else ""
        named = joined(provider.name or "", inpe) if provider else ""
        hint = self.suggestion_hint().format(named)
        self.inpe.suggest(inpe, hint.replace("{", "{{").replace("}", "}}"))

    def suggest_day(self, text: str) -> None:
        """Offer the day of another act for this one."""
        self.performed_on.suggest(text, self.suggestion_hint())

    def show_fault_of(self, names: frozenset[str]) -> None:
        """Show the fields at fault, also those that this kind of care does not usually ask for."""
        self._at_fault = names
        self._show_asked()

    def places(self) -> Mapping[str, Field]:
        """Return the fields by path."""
        start = f"acts[{self._place}]"
        return {f"{start}.{_PATHS.get(name, name)}": f for name, f in self.fields.items()}

    def stops(self) -> list[QWidget]:
        """Return what takes the keyboard, the button that removes the act last."""
        return [*super().stops(), self.remove_button]

    def retranslate(self) -> None:
        """Write every text in the language of the screen."""
        self.number(self._place)
        names = {
            "inpe": self.tr("INPE ou nom"),
            "provider_name": self.tr("Prestataire"),
            "specialty": self.tr("Spécialité"),
            "ice": self.tr("ICE (15 chiffres)"),
            "performed_on": self.tr("Date de l'acte"),
            "amount": self.tr("Montant (DH)"),
            "stamp": self.tr("Cachet"),
            "signature": self.tr("Signature"),
            "signed_on": self.tr("Signé le"),
            "invoice": self.tr("Facture originale"),
            "report": self.tr("Résultats ou compte rendu"),
            "tooth_chart": self.tr("Schéma dentaire"),
        }
        for name, text in names.items():
            self.fields[name].rename(text)
        self.remove_button.setToolTip(self.tr("Retirer cet acte"))
        self.remove_button.setAccessibleName(self.tr("Retirer cet acte"))
        self._suggest()
        self._show_kept()
        self.suggest_provider(self._usual)

    def _show_asked(self) -> None:
        before = {name for name in _ASKED if not self.fields[name].isHidden()}
        shown = {
            name
            for name, cares in _ASKED.items()
            if self.care in cares or self.fields[name].value or name in self._at_fault
        }
        for name in _ASKED:
            self.fields[name].setVisible(name in shown)
        if shown != before:
            self.rebuilt.emit()

    def _suggest(self) -> None:
        """Offer the day of the act as that of the signature."""
        try:
            day = parse_day(self.text("performed_on"), self._today())
        except ValueError:
            day = None
        self.signed_on.suggest(write_day(day) if day else "", self.suggestion_hint())


def field_of(path: str) -> str:
    """Name the field of an act that a finding's path points at, empty when there is none."""
    member = path.partition("].")[2]
    reversed_paths = {inner: name for name, inner in _PATHS.items()}
    return reversed_paths.get(member, member)
