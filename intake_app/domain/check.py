"""The completeness check: from what lies on the counter to a verdict.

Rules find faults; the request says which of them are judged; the scheme profile of the first
act's day says how much each one matters. Nothing here reads a clock or a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.catalogue import NOT_JUDGED
from intake_app.domain.deadlines import deadline_on, first_act_on
from intake_app.domain.examination import Examination
from intake_app.domain.findings import Finding, Verdict
from intake_app.domain.lists import NO_LISTS
from intake_app.domain.rules.acts import act_faults
from intake_app.domain.rules.channel import channel_faults
from intake_app.domain.rules.dossier import deadline_faults, duplicate_faults, treatment_faults
from intake_app.domain.rules.medicines import medicine_faults
from intake_app.domain.rules.prescriptions import prescription_faults
from intake_app.domain.rules.sheet import sheet_faults
from intake_app.domain.rules.student import student_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from intake_app.domain.dossier import Dossier
    from intake_app.domain.examination import Fault
    from intake_app.domain.lists import Lists
    from intake_app.domain.profile import Schemes

# The order in which the agent turns the paper, as the reception's page has it.
_RULES = (
    student_faults,
    channel_faults,
    sheet_faults,
    act_faults,
    prescription_faults,
    medicine_faults,
    deadline_faults,
    treatment_faults,
    duplicate_faults,
)


def check_dossier(
    dossier: Dossier,
    *,
    deposited_on: date,
    schemes: Schemes,
    lists: Lists = NO_LISTS,
    first_deposited_on: date | None = None,
) -> Verdict:
    """Judge one dossier by every rule and report everything that was found.

    Args:
        dossier: What lies on the counter; its own `deposited_on` is not looked at.
        deposited_on: The day on which this revision is handed in.
        schemes: The profiles of the site and its kinds of institution.
        lists: What the site has loaded to compare with.
        first_deposited_on: For a later revision, the day of the first one: the deadline, the
            profile and the age are judged by it, dates in the future by the revision's own day.
    """
    examination = _examine(
        dossier, deposited_on, first_deposited_on or deposited_on, schemes, lists
    )
    not_judged = NOT_JUDGED[dossier.request]
    findings = tuple(
        finding
        for rule in _RULES
        for fault in rule(examination)
        if fault.code not in not_judged
        for finding in _weighed(examination, fault)
    )
    return Verdict(
        findings=findings,
        first_act_on=examination.first_act_on,
        deadline_on=examination.deadline_on,
        days_left=examination.days_left,
        profile_id=examination.profile.id,
        profile_version=examination.profile.version,
    )


def _examine(
    dossier: Dossier, deposited_on: date, first_deposited_on: date, schemes: Schemes, lists: Lists
) -> Examination:
    first_on = first_act_on(dossier)
    day = first_on or first_deposited_on
    profile = schemes.on(day)
    return Examination(
        dossier=dossier,
        deposited_on=deposited_on,
        first_deposited_on=first_deposited_on,
        profile=profile or schemes.nearest(day),
        in_force=profile is not None,
        institution=schemes.institutions.get(dossier.student.institution),
        lists=lists,
        first_act_on=first_on,
        deadline_on=deadline_on(dossier),
    )


def _weighed(examination: Examination, fault: Fault) -> Iterator[Finding]:
    """Give a fault the severity of the profile; nothing when the profile does not ask it."""
    act = fault.act
    if act is None:
        weight = examination.profile.weigh(fault.code, examination.day)
    else:
        weight = examination.profile.weigh(fault.code, examination.day_of(act), act.care)
    if weight is not None:
        yield Finding(fault.code, weight.severity, fault.path, weight.source, fault.details)
