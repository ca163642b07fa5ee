"""The student's part of the page, and whoever stands at the counter in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from intake_app.domain.dossier import IdentityKind
from intake_app.domain.identifiers import canonical_identity
from intake_app.ui.i18n import current_language
from intake_app.ui.icons import icon
from intake_app.ui.messages import label
from intake_app.ui.reception.form import DepositorForm, StudentForm
from intake_app.ui.reception.known_values import KnownValues
from intake_app.ui.reception.part import Part, put_from, read_into, set_aside
from intake_app.ui.theme import mark
from intake_app.ui.typed import write_day
from intake_app.ui.widgets.buttons import caption
from intake_app.ui.widgets.fields import (
    ChoiceField,
    CodeField,
    DayField,
    Field,
    Note,
    TextField,
    TickField,
)
from intake_app.ui.widgets.grid import FoldingGrid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from intake_app.domain.dossier import Student
    from intake_app.domain.offices import Institution

_TRADITIONAL = {"public_traditional", "private_traditional"}
_KEY = ("identity_kind", "identity_number")
_SEARCHED = ("last_name", "first_name")
_MORE = ("phone", "email", "massar_code", "rib", "address", "entitled_from")
_FILLABLE = (*_SEARCHED, "birth_date", "institution", *_MORE)
_SPANS = {
    "identity_kind": 2,
    "identity_number": 2,
    "last_name": 3,
    "first_name": 3,
    "birth_date": 2,
    "institution": 5,
    "traditional_final_cycle": 2,
    "other_coverage": 3,
    "phone": 2,
    "email": 4,
    "massar_code": 2,
    "rib": 4,
    "address": 9,
    "entitled_from": 3,
}


class StudentPart(Part):
    """Identity, institution and what else the scheme asks of the student.

    Signals:
        identity_left: The identity paper was left; carries kind and number, which may be empty.
    """

    identity_left = Signal(str, str)

    def __init__(self, institutions: Mapping[str, Institution], today: Callable[[], date]) -> None:
        super().__init__("user-round")
        self._institutions = institutions
        self.kind, self.institution = ChoiceField(), ChoiceField()
        self.last_name = TextField()
        self.fields: dict[str, Field] = {
            "identity_kind": self.kind,
            "identity_number": TextField(upper=True),
            "last_name": self.last_name,
            "first_name": TextField(),
            "birth_date": DayField(today, in_past=True),
            "institution": self.institution,
            "traditional_final_cycle": TickField(),
            "other_coverage": TickField(),
            "phone": CodeField(longest=20),
            "email": TextField(),
            "massar_code": TextField(upper=True),
            "rib": CodeField(longest=24),
            "address": TextField(),
            "entitled_from": DayField(today),
        }
        self.depositor: dict[str, Field] = {
            "someone_else": TickField("A"),
            "name": TextField(),
            "identity_number": TextField(upper=True),
        }
        self.more_button = QPushButton()
        self.more_button.setCheckable(True)
        mark(self.more_button, "kind", "quiet")
        set_aside(self.more_button, self.depositor["someone_else"].editor)
        self._lay_out()
        fillable = {name: self.fields[name] for name in _FILLABLE}
        self._known = KnownValues(fillable, lambda: self.key)
        for name in _KEY:  # before others hear of the change: they read the page as it is then
            self.fields[name].changed.connect(self._follow_key)
            self.fields[name].left.connect(self._on_identity_left)
        self.adopt([*self.fields.values(), *self.depositor.values()])
        self.more_button.toggled.connect(self._unfold)
        self.institution.changed.connect(self._show_asked)
        self.depositor["someone_else"].changed.connect(self._show_asked)
        self.changed.connect(self._show_known)
        self.retranslate()
        self._show_asked()

    def _lay_out(self) -> None:
        main, more = FoldingGrid(), FoldingGrid()
        for name, field in self.fields.items():
            (more if name in _MORE else main).add(field, _SPANS[name])
        for (name, field), span in zip(self.depositor.items(), (4, 5, 3), strict=True):
            main.add(field, span, begins=name == "name")
        self.more_box = QWidget()
        self.more_box.setLayout(more)
        self.more_box.hide()
        self.head.add_at_end(self.more_button)
        self.body.addLayout(main)
        self.body.addWidget(self.more_box)

    def read(self) -> StudentForm:
        """Read the student's fields."""
        form = StudentForm(known=self._known.names, kept=self._known.kept)
        read_into(form, self.fields)
        return form

    def read_depositor(self) -> DepositorForm:
        """Read who deposits."""
        form = DepositorForm()
        read_into(form, self.depositor)
        return form

    def put(self, student: StudentForm, depositor: DepositorForm) -> None:
        """Fill the fields."""
        put_from(student, self.fields)
        put_from(depositor, self.depositor)
        self._known.begin(student.known, student.kept)
        self.more_button.setChecked(self._has_more())
        self._show_filled()

    @property
    def key(self) -> str:
        """By what the student is looked up: the paper and its number."""
        return f"{self.value('identity_kind')}:{canonical_identity(self.value('identity_number'))}"

    def fill_in(self, student: Student | None) -> bool:
        """Fill what is still empty from what is known of the student; say whether anything was."""
        is_filled = self._known.fill(_known_of(student) if student else {})
        self._show_filled()
        return is_filled

    def take(self, student: Student) -> None:
        """Show a student that was chosen by name, in place of what was begun to be typed."""
        self.fields["identity_kind"].put_known(student.identity_kind.value)
        self.fields["identity_number"].put_known(student.identity_number or "")
        self._known.replace(_known_of(student), _SEARCHED)
        self._show_filled()

    def _follow_key(self) -> None:
        if self._known.follow_key():
            self._show_filled()

    def _show_filled(self) -> None:
        self._show_known()
        if self._has_more():  # never folded under somebody's hands
            self.more_button.setChecked(True)
        self._show_asked()

    def _show_known(self) -> None:
        """Ask for a look at the identity paper: what is known may be old, or of somebody else."""
        note = self.kept_note(self.fields[name] for name in self._known.kept)
        if note is None and self._known.names:
            note = Note("info", self.tr("Déjà connu : comparez avec la pièce."))
        self.fields["identity_number"].aside(note)

    def value(self, name: str) -> str:
        """Return the value of one field as text."""
        return str(self.fields[name].value or "")

    def places(self) -> Mapping[str, Field]:
        """Return the fields by path: the student's, then the depositor's."""
        own = {f"student.{name}": field for name, field in self.fields.items()}
        return own | {f"depositor.{name}": field for name, field in self.depositor.items()}

    def stops(self) -> list[QWidget]:
        """Return what takes the keyboard; the button that unfolds stands before what it unfolds."""
        before = [field.editor for name, field in self.fields.items() if name not in _MORE]
        someone = [field.editor for field in self.depositor.values()]
        folded = [self.fields[name].editor for name in _MORE]
        return [*before, *someone, self.more_button, *folded]

    def unfold_for(self, path: str) -> None:
        """Show the field of a path, when it is folded away."""
        if path.removeprefix("student.") in _MORE:
            self.more_button.setChecked(True)

    def retranslate(self) -> None:
        """Write every text in the language of the screen."""
        self.rename(self.tr("Étudiant"))
        self.more_button.setText(caption(self.tr("Coordonnées et RIB")))
        self._show_fold_sign()
        kinds = [(kind.value, label("identity", kind)) for kind in IdentityKind]
        self.kind.offer(kinds)
        self._offer_institutions()
        for name, text in self._names().items():
            self.fields[name].rename(text)
        self.depositor["someone_else"].rename(self.tr("Déposé par une &autre personne"))
        self.depositor["name"].rename(self.tr("Nom de cette personne"))
        self.depositor["identity_number"].rename(self.tr("Son numéro d'identité"))
        self._show_known()

    def _names(self) -> dict[str, str]:
        return {
            "identity_kind": self.tr("Pièce d'identité"),
            "identity_number": self.tr("Numéro"),
            "last_name": self.tr("Nom"),
            "first_name": self.tr("Prénom"),
            "birth_date": self.tr("Date de naissance"),
            "institution": self.tr("Type d'établissement"),
            "other_coverage": self.tr("Autre couverture maladie"),
            "traditional_final_cycle": self.tr("Cycle final"),
            "phone": self.tr("Téléphone"),
            "email": self.tr("Courriel"),
            "massar_code": self.tr("Code Massar"),
            "rib": self.tr("RIB (24 chiffres)"),
            "address": self.tr("Adresse"),
            "entitled_from": self.tr("Droits ouverts le"),
        }

    def _offer_institutions(self) -> None:
        arabic = current_language() == "ar"
        self.institution.offer(
            [
                (code, kind.label_ar if arabic else kind.label_fr)
                for code, kind in self._institutions.items()
            ],
            self.tr("Choisissez le type d'établissement"),
        )

    def _has_more(self) -> bool:
        return any(self.fields[name].value for name in _MORE)

    def _unfold(self, shown: bool) -> None:
        self.more_box.setVisible(shown)
        self._show_fold_sign()
        self.rebuilt.emit()

    def _show_fold_sign(self) -> None:
        shown = self.more_button.isChecked()
        self.more_button.setIcon(
            icon("chevron-down" if shown else "chevron-right", "muted", mirrored=True)
        )

    def _show_asked(self) -> None:
        traditional = self.value("institution") in _TRADITIONAL
        cycle = self.fields["traditional_final_cycle"]
        cycle.setVisible(traditional or bool(cycle.value))
        someone_else = bool(self.depositor["someone_else"].value)
        self.depositor["name"].setVisible(someone_else)
        self.depositor["identity_number"].setVisible(someone_else)
        self.rebuilt.emit()

    def _on_identity_left(self) -> None:
        self.identity_left.emit(self.value("identity_kind"), self.value("identity_number"))


def _known_of(student: Student) -> dict[str, str]:
    """Write what is known of a student as it stands in the fields, and nothing else."""
    known = {
        "last_name": student.last_name,
        "first_name": student.first_name,
        "institution": student.institution,
        "massar_code": student.massar_code,
        "phone": student.phone,
        "email": student.email,
        "address": student.address,
        "rib": student.rib,
        "birth_date": student.birth_date and write_day(student.birth_date),
        "entitled_from": student.entitled_from and write_day(student.entitled_from),
    }
    return {name: str(value) for name, value in known.items() if value}
