"""The student: identity, age, cover, rights, bank account.

Sources: S0 and S3 (entitlement), S4 (list of beneficiaries), S1 and S2 (refund by transfer).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.deadlines import age_on
from intake_app.domain.examination import Fault, in_words
from intake_app.domain.identifiers import (
    RIB_DIGITS,
    canonical_identity,
    is_digits,
    is_identity_number,
    is_rib,
)
from intake_app.domain.paper import mask_identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.domain.dossier import Student
    from intake_app.domain.examination import Examination
    from intake_app.domain.lists import Beneficiary

OLDEST_AGE = 30
_TRADITIONAL_INSTITUTIONS = frozenset({"public_traditional", "private_traditional"})


def student_faults(examination: Examination) -> Iterator[Fault]:
    """Judge the student's part of the dossier."""
    student = examination.dossier.student
    yield from _name_faults(student)
    yield from _identity_faults(student)
    yield from _age_faults(examination)
    if student.other_coverage:
        yield Fault("student.other_coverage", "student.other_coverage")
    yield from _list_faults(examination)
    if student.rib is not None and not is_rib(student.rib):
        yield Fault("student.rib.malformed", "student.rib", _rib_details(student.rib))


def _name_faults(student: Student) -> Iterator[Fault]:
    """Ask for both names; one finding, at the first that is missing."""
    missing = [part for part in ("last_name", "first_name") if not getattr(student, part)]
    if missing:
        part = "both_names" if len(missing) > 1 else missing[0]
        yield Fault("student.name.missing", f"student.{missing[0]}", (("part", part),))
    if student.birth_date is None:
        yield Fault("student.birth_date.missing", "student.birth_date")


def _identity_faults(student: Student) -> Iterator[Fault]:
    kind, number = student.identity_kind, student.identity_number
    paper = ("identity_kind", kind.value)
    if not number:
        yield Fault("student.identity.missing", "student.identity_number", (paper,))
    elif not is_identity_number(kind, number):
        details = (paper, ("identity_shape", kind.value), ("number", number))
        yield Fault("student.identity.malformed", "student.identity_number", details)


def _age_faults(examination: Examination) -> Iterator[Fault]:
    """Judge the age on the day of the first act, else of the deposit."""
    student = examination.dossier.student
    in_final_cycle = (
        student.traditional_final_cycle and student.institution in _TRADITIONAL_INSTITUTIONS
    )
    if student.birth_date is None or in_final_cycle:
        return
    age = age_on(examination.day, student.birth_date)
    details = (
        ("age", str(age)),
        ("day", in_words(examination.day)),
        ("birth_date", in_words(student.birth_date)),
    )
    if age > OLDEST_AGE:
        yield Fault("student.age.exceeded", "student.birth_date", details)
    elif age == OLDEST_AGE:
        yield Fault("student.age.limit", "student.birth_date", details)


def _list_faults(examination: Examination) -> Iterator[Fault]:
    """Compare with the fund's list of beneficiaries, when one is loaded."""
    number = examination.dossier.student.identity_number
    if not number:
        return
    lists, day = examination.lists, examination.day
    listed = lists.beneficiary(canonical_identity(number))
    if listed is None:
        if lists.beneficiaries_loaded:
            yield Fault("student.not_listed", "student.identity_number")
    elif not listed.is_entitled_on(day):
        details = (("day", in_words(day)), *_rights_details(listed))
        yield Fault("student.rights.closed", "student.identity_number", details)


def _rights_details(listed: Beneficiary) -> tuple[tuple[str, str], ...]:
    """Tell the span of a right; a side that is open is not spoken of."""
    sides = (("rights_from", listed.rights_from), ("rights_to", listed.rights_to))
    known = tuple((name, in_words(day)) for name, day in sides if day)
    span = "between" if len(known) == len(sides) else "from" if listed.rights_from else "until"
    return (("rights", span), *known)


def _rib_details(rib: str) -> tuple[tuple[str, str], ...]:
    """Tell which account it is by its ends only: slips and sealed findings carry the sentence."""
    if not is_digits(rib):
        problem = "rib_not_digits"
    elif len(rib) == 1:
        problem = "rib_one_digit"
    elif len(rib) != RIB_DIGITS:
        problem = "rib_length"
    else:
        problem = "rib_key"
    return (("problem", problem), ("rib", mask_identity(rib)), ("count", str(len(rib))))
