"""Every code that a check can find, and which requests it is not judged for.

A code says what is wrong; how much it matters, from which day and by which document is written
in the scheme profile (`profile.py`). Codes are a contract with other programs and never renamed.
"""

from __future__ import annotations

from intake_app.domain.dossier import RequestKind

# Found on one act or on one of its boxes: judged by the act's own date and kind of care.
ACT_CODES = (
    "act.provider.missing",
    "act.inpe.missing",
    "act.inpe.malformed",
    "act.ice.missing",
    "act.ice.malformed",
    "act.stamp.missing",
    "act.signature.missing",
    "act.signature_date.missing",
    "act.signature_date.future",
    "act.signature_date.early",
    "act.amount.missing",
    "act.date.missing",
    "act.date.future",
    "act.date.before_entitlement",
    "act.invoice.missing",
    "act.report.missing",
    "act.tooth_chart.missing",
    "prescription.missing",
    "medicines.none",
    "medicines.total.mismatch",
    "medicine.box.missing",
    "medicine.barcode.missing",
    "medicine.barcode.malformed",
    "medicine.price.missing",
    "medicine.price.differs",
    "medicine.unknown",
    "medicine.not_reimbursable",
    "dossier.duplicate",
)

# Found on the dossier as a whole: judged by the first act, else by the deposit.
DOSSIER_CODES = (
    "student.name.missing",
    "student.birth_date.missing",
    "student.identity.missing",
    "student.identity.malformed",
    "student.age.exceeded",
    "student.age.limit",
    "student.other_coverage",
    "student.not_listed",
    "student.rights.closed",
    "student.rib.malformed",
    "channel.ofppt",
    "channel.post",
    "channel.direct_coverage",
    "scheme.not_in_force",
    "sheet.name.missing",
    "sheet.identity.missing",
    "sheet.address.missing",
    "sheet.signature.missing",
    "sheet.signature_date.missing",
    "sheet.signature_date.future",
    "sheet.total.missing",
    "sheet.total.mismatch",
    "sheet.kind.mismatch",
    "request.sheet.mismatch",
    "long_term.reference.missing",
    "acts.none",
    "prescription.copy",
    "prescription.patient.missing",
    "prescription.patient.close",
    "prescription.patient.mismatch",
    "prescription.prescriber.missing",
    "prescription.specialty.missing",
    "prescription.duration.missing",
    "prescription.date.missing",
    "prescription.date.late",
    "prescription.pharmacist_stamp.missing",
    "treatment.end.missing",
    "treatment.end.early",
    "deadline.passed",
    "deadline.near",
)

CODES = frozenset(ACT_CODES + DOSSIER_CODES)

# Requests by which no care is being reimbursed yet.
UNREIMBURSED = frozenset({RequestKind.PRIOR_AGREEMENT, RequestKind.COPAYMENT_WAIVER})

_UNREIMBURSED_AREAS = ("sheet.total.", "medicine", "deadline.", "treatment.", "act.date.")
_UNREIMBURSED_CODES = {
    "act.amount.missing",
    "act.invoice.missing",
    "act.report.missing",
    "act.tooth_chart.missing",
    "act.signature_date.early",
    "prescription.date.late",
    "dossier.duplicate",
}
_NOT_YET_REIMBURSED = _UNREIMBURSED_CODES | {
    code for code in CODES if code.startswith(_UNREIMBURSED_AREAS)
}

NOT_JUDGED: dict[RequestKind, frozenset[str]] = {
    RequestKind.REIMBURSEMENT: frozenset(),
    RequestKind.COSTLY_MEDICINES: frozenset(),
    RequestKind.DIRECT_COVERAGE: frozenset(),
    RequestKind.PRIOR_AGREEMENT: frozenset(_NOT_YET_REIMBURSED),
    RequestKind.COPAYMENT_WAIVER: frozenset(
        _NOT_YET_REIMBURSED | {"acts.none", "long_term.reference.missing"}
    ),
}
