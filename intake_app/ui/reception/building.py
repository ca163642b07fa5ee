"""From the typed page to a dossier: what can be read is read, what cannot is named by its field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from intake_app.domain.dossier import (
    Act,
    Care,
    CareSheet,
    Dossier,
    LongTerm,
    Medicine,
    Prescription,
    Provider,
    Student,
    Treatment,
)
from intake_app.domain.identifiers import canonical_identity
from intake_app.domain.money import format_amount
from intake_app.formats.kinds import Amount, Compact, Converted, Kind, Refusal, Text, Whole
from intake_app.formats.sealed import Depositor
from intake_app.ui.reception.form import MOST_BOXES
from intake_app.ui.typed import ascii_digits, one_line, parse_count, parse_day, parse_price

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from intake_app.ui.reception.form import (
        ActForm,
        DepositorForm,
        DossierForm,
        MedicineForm,
        PrescriptionForm,
        SheetForm,
        StudentForm,
    )

T = TypeVar("T")
# Stands in for the kind of institution until one is chosen, so that all the rest is checked.
UNCHOSEN_INSTITUTION = "public_higher"
# A page is read by the kinds that read a file: what one of them refuses could not be opened again.
_TEXT, _NUMBER, _IDENTITY = Text(), Compact(), Converted(canonical_identity)
_AMOUNT, _COUNT = Amount(), Whole()
_REFUSED = {
    "input.characters": "field.characters",
    "input.amount_too_large": "field.too_large",
    "input.integer_too_large": "field.too_large",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that cannot be read: `code` is one of the wording's, `path` that of the dossier."""

    path: str
    code: str


@dataclass(frozen=True, slots=True)
class Built:
    """A dossier made of what could be read, and what could not: with problems, no deposit."""

    dossier: Dossier
    depositor: Depositor | None
    problems: tuple[Problem, ...]


def build(form: DossierForm, today: date) -> Built:
    """Make a dossier of the page; `today` completes dates typed without a year."""
    reading = _Reading(today)
    dossier = Dossier(
        sheet_kind=form.sheet.kind,
        request=form.sheet.request,
        student=reading.student(form.student),
        sheet=reading.sheet(form.sheet),
        acts=tuple(reading.act(f"acts[{place}]", act) for place, act in enumerate(form.acts)),
        long_term=reading.long_term(form.sheet),
        treatment=reading.treatment(form.sheet),
        prescriptions=tuple(
            reading.prescription(f"prescriptions[{place}]", paper)
            for place, paper in enumerate(form.prescriptions)
        ),
    )
    depositor = reading.depositor(form.depositor)
    if form.box_entry.strip():
        reading.problems.append(Problem("box_entry", "field.box_entry"))
    return Built(dossier, depositor, tuple(reading.problems))


class _Reading:
    """Reads the parts of a page and notes what cannot be read."""

    def __init__(self, today: date) -> None:
        self._today = today
        self.problems: list[Problem] = []

    def student(self, form: StudentForm) -> Student:
        if not form.institution:
            self.problems.append(Problem("student.institution", "field.institution_unchosen"))
        return Student(
            identity_kind=form.identity_kind,
            institution=form.institution or UNCHOSEN_INSTITUTION,
            identity_number=self._text("student.identity_number", form.identity_number, _IDENTITY),
            last_name=self._text("student.last_name", form.last_name),
            first_name=self._text("student.first_name", form.first_name),
            birth_date=self._day("student.birth_date", form.birth_date, in_past=True),
            massar_code=self._text("student.massar_code", form.massar_code.upper(), _NUMBER),
            phone=self._text("student.phone", form.phone),
            email=self._text("student.email", form.email),
            address=self._text("student.address", form.address),
            rib=self._text("student.rib", form.rib, _NUMBER),
            traditional_final_cycle=form.traditional_final_cycle,
            other_coverage=form.other_coverage,
            entitled_from=self._day("student.entitled_from", form.entitled_from),
        )

    def sheet(self, form: SheetForm) -> CareSheet:
        return CareSheet(
            name=form.name,
            identity=form.identity,
            address=form.address,
            signature=form.signature,
            signed_on=self._day("sheet.signed_on", form.signed_on),
            total_centimes=self._price("sheet.total", form.total),
        )

    def long_term(self, form: SheetForm) -> LongTerm:
        return LongTerm(
            self._text("long_term.illness_code", form.illness_code),
            self._text("long_term.agreement_number", form.agreement_number),
        )

    def treatment(self, form: SheetForm) -> Treatment:
        ended_on = self._day("treatment.ended_on", form.ended_on) if form.continuous else None
        return Treatment(form.continuous, ended_on)

    def act(self, place: str, form: ActForm) -> Act:
        boxes = form.medicines if form.care is Care.PHARMACY else []
        return Act(
            care=form.care,
            performed_on=self._day(f"{place}.performed_on", form.performed_on),
            amount_centimes=self._price(f"{place}.amount", form.amount),
            provider=Provider(
                name=self._text(f"{place}.provider.name", form.provider_name),
                inpe=self._text(f"{place}.provider.inpe", form.inpe, _NUMBER),
                ice=self._text(f"{place}.provider.ice", form.ice, _NUMBER),
                specialty=self._text(f"{place}.provider.specialty", form.specialty),
            ),
            stamp=form.stamp,
            signature=form.signature,
            signed_on=self._day(f"{place}.signed_on", form.signed_on),
            invoice=form.invoice,
            report=form.report,
            tooth_chart=form.tooth_chart,
            medicines=tuple(
                self._medicine(f"{place}.medicines[{line}]", box) for line, box in enumerate(boxes)
            ),
        )

    def prescription(self, place: str, form: PrescriptionForm) -> Prescription:
        return Prescription(
            original=form.original,
            patient=self._text(f"{place}.patient", form.patient),
            prescriber=self._text(f"{place}.prescriber", form.prescriber),
            specialty=self._text(f"{place}.specialty", form.specialty),
            issued_on=self._day(f"{place}.issued_on", form.issued_on),
            duration_days=self._days(f"{place}.duration_days", form.duration_days),
            pharmacist_stamp=form.pharmacist_stamp,
            covers=tuple(form.covers),
        )

    def depositor(self, form: DepositorForm) -> Depositor | None:
        """Read who deposits for the student: name and identity number are both needed."""
        if not form.someone_else:
            return None
        return Depositor(
            self._needed("depositor.name", form.name, _TEXT, missing="field.depositor_name"),
            self._needed(
                "depositor.identity_number",
                form.identity_number,
                _IDENTITY,
                missing="field.depositor_identity",
            ),
        )

    def _medicine(self, place: str, form: MedicineForm) -> Medicine:
        return Medicine(
            barcode=self._text(f"{place}.barcode", form.barcode, _NUMBER),
            public_price_centimes=self._price(f"{place}.public_price", form.public_price),
            quantity=self._quantity(f"{place}.quantity", form.quantity),
            attached=form.attached,
        )

    def _day(self, path: str, text: str, *, in_past: bool = False) -> date | None:
        def parse(typed: str) -> date | None:
            return parse_day(typed, self._today, in_past=in_past)

        return self._read(path, "field.day", text, parse)

    def _price(self, path: str, text: str) -> int | None:
        centimes = self._read(path, "field.price", text, parse_price)
        if centimes is None:
            return None
        return cast("int | None", self._keep(path, _AMOUNT, format_amount(centimes)))

    def _days(self, path: str, text: str) -> int | None:
        days = self._read(path, "field.count", text, parse_count)
        return None if days is None else cast("int | None", self._keep(path, _COUNT, days))

    def _quantity(self, path: str, boxes: int) -> int:
        if 1 <= boxes <= MOST_BOXES:
            return boxes
        self.problems.append(Problem(path, "field.quantity"))
        return 1

    def _text(self, path: str, typed: str, kind: Text = _TEXT) -> str | None:
        return cast("str | None", self._keep(path, kind, one_line(ascii_digits(typed))))

    def _needed(self, path: str, typed: str, kind: Text, *, missing: str) -> str:
        known = len(self.problems)
        text = self._text(path, typed, kind)
        if text is None and len(self.problems) == known:
            self.problems.append(Problem(path, missing))
        return text or ""

    def _read(self, path: str, code: str, text: str, parse: Callable[[str], T | None]) -> T | None:
        try:
            return parse(text)
        except ValueError:
            self.problems.append(Problem(path, code))
            return None

    def _keep(self, path: str, kind: Kind, raw: object) -> object:
        """Take what can be read again once it is sealed; None for what cannot."""
        try:
            return kind.read(raw)
        except Refusal as refusal:
            self.problems.append(Problem(path, _REFUSED[refusal.reason]))
            return None
