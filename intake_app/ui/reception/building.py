"""From the typed page to a dossier: what can be read is read, what cannot is named by its field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

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
from intake_app.formats.sealed import Depositor
from intake_app.ui.typed import ascii_digits, compact, parse_count, parse_day, parse_price

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
        long_term=LongTerm(_text(form.sheet.illness_code), _text(form.sheet.agreement_number)),
        treatment=reading.treatment(form.sheet),
        prescriptions=tuple(
            reading.prescription(f"prescriptions[{place}]", paper)
            for place, paper in enumerate(form.prescriptions)
        ),
    )
    depositor = reading.depositor(form.depositor)
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
            identity_number=canonical_identity(ascii_digits(form.identity_number)) or None,
            last_name=_text(form.last_name),
            first_name=_text(form.first_name),
            birth_date=self._day("student.birth_date", form.birth_date, in_past=True),
            massar_code=_text(compact(form.massar_code).upper()),
            phone=_text(ascii_digits(form.phone)),
            email=_text(form.email),
            address=_text(form.address),
            rib=_text(compact(form.rib)),
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
                name=_text(form.provider_name),
                inpe=compact(form.inpe) or None,
                ice=compact(form.ice) or None,
                specialty=_text(form.specialty),
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
        days = self._read(f"{place}.duration_days", "field.count", form.duration_days, parse_count)
        return Prescription(
            original=form.original,
            patient=_text(form.patient),
            prescriber=_text(form.prescriber),
            specialty=_text(form.specialty),
            issued_on=self._day(f"{place}.issued_on", form.issued_on),
            duration_days=days,
            pharmacist_stamp=form.pharmacist_stamp,
            covers=tuple(form.covers),
        )

    def depositor(self, form: DepositorForm) -> Depositor | None:
        """Read who deposits for the student: name and identity number are both needed."""
        if not form.someone_else:
            return None
        name = _text(form.name)
        number = canonical_identity(ascii_digits(form.identity_number))
        if name is None:
            self.problems.append(Problem("depositor.name", "field.depositor_name"))
        if not number:
            self.problems.append(Problem("depositor.identity_number", "field.depositor_identity"))
        return Depositor(name or "", number)

    def _medicine(self, place: str, form: MedicineForm) -> Medicine:
        return Medicine(
            barcode=compact(form.barcode) or None,
            public_price_centimes=self._price(f"{place}.public_price", form.public_price),
            quantity=max(1, form.quantity),
            attached=form.attached,
        )

    def _day(self, path: str, text: str, *, in_past: bool = False) -> date | None:
        def parse(typed: str) -> date | None:
            return parse_day(typed, self._today, in_past=in_past)

        return self._read(path, "field.day", text, parse)

    def _price(self, path: str, text: str) -> int | None:
        return self._read(path, "field.price", text, parse_price)

    def _read(self, path: str, code: str, text: str, parse: Callable[[str], T | None]) -> T | None:
        try:
            return parse(text)
        except ValueError:
            self.problems.append(Problem(path, code))
            return None


def _text(typed: str) -> str | None:
    return typed.strip() or None
