"""The prescriptions (ordonnances, الوصفات الطبية), and which acts they cover.

Every prescription handed in is judged, also when another one covers the same act. One that names
no kind of care covers every act that needs a prescription.

Sources: S0, S1, S2 (original, patient, doctor, specialty, duration).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.coverage import Coverage
from intake_app.domain.dossier import Care
from intake_app.domain.examination import Fault, in_words
from intake_app.domain.names import Likeness, compare_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from intake_app.domain.dossier import Prescription, Student
    from intake_app.domain.examination import Details, Examination

# Codes of what is simply not written on a prescription, and how one sees it.
_MISSING = (
    ("prescription.prescriber.missing", "prescriber", lambda paper: not paper.prescriber),
    ("prescription.specialty.missing", "specialty", lambda paper: not paper.specialty),
    (
        "prescription.duration.missing",
        "duration_days",
        lambda paper: paper.duration_days is None or paper.duration_days < 1,
    ),
    ("prescription.date.missing", "issued_on", lambda paper: paper.issued_on is None),
)


def prescription_faults(examination: Examination) -> Iterator[Fault]:
    """Judge every prescription in the order in which they lie."""
    coverage = Coverage(examination)
    student = examination.dossier.student
    for index, paper in enumerate(examination.dossier.prescriptions):
        place = f"prescriptions[{index}]"
        covered = coverage.acts_of(paper)
        number = (("number", str(index + 1)),)
        if not paper.original:
            yield Fault("prescription.copy", f"{place}.original", number)
        yield from _patient_faults(student, paper, place, number)
        for code, member, fails in _MISSING:
            if fails(paper):
                yield Fault(code, f"{place}.{member}", number)
        yield from _date_faults(paper, covered.values(), place, number)
        if Care.PHARMACY in covered and not paper.pharmacist_stamp:
            code = "prescription.pharmacist_stamp.missing"
            yield Fault(code, f"{place}.pharmacist_stamp", number)


def _patient_faults(
    student: Student, paper: Prescription, place: str, number: Details
) -> Iterator[Fault]:
    """Compare the name on the prescription with the student's."""
    if not paper.patient:
        yield Fault("prescription.patient.missing", f"{place}.patient", number)
        return
    if not student.last_name or not student.first_name:
        return
    likeness = compare_names(student.last_name, student.first_name, paper.patient)
    names = (
        *number,
        ("written", paper.patient),
        ("full_name", f"{student.last_name} {student.first_name}"),
    )
    if likeness is Likeness.CLOSE:
        yield Fault("prescription.patient.close", f"{place}.patient", names)
    elif likeness is Likeness.OTHER:
        yield Fault("prescription.patient.mismatch", f"{place}.patient", names)


def _date_faults(
    paper: Prescription, covered_days: Iterable[date | None], place: str, number: Details
) -> Iterator[Fault]:
    """See that the prescription came before every act that it covers."""
    first_day = min((day for day in covered_days if day), default=None)
    if paper.issued_on and first_day and paper.issued_on > first_day:
        days = (("issued_on", in_words(paper.issued_on)), ("performed_on", in_words(first_day)))
        yield Fault("prescription.date.late", f"{place}.issued_on", number + days)
