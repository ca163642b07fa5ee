"""From a deposited dossier back to the page: what `building.py` does, the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.ui.reception.form import (
    ActForm,
    CorrectionForm,
    DepositorForm,
    DossierForm,
    MedicineForm,
    PrescriptionForm,
    SheetForm,
    StudentForm,
)
from intake_app.ui.typed import write_day, write_price

if TYPE_CHECKING:
    from datetime import date

    from intake_app.domain.dossier import Act, Dossier, Medicine, Prescription, Student
    from intake_app.formats.sealed import Depositor
    from intake_app.services.amend import Amendable


def form_of(deposited: Amendable) -> DossierForm:
    """Show a deposited dossier as the page that would make it, to be corrected."""
    dossier = deposited.dossier
    return DossierForm(
        student=_student(dossier.student),
        depositor=_depositor(deposited.depositor),
        sheet=_sheet(dossier),
        acts=[_act(act) for act in dossier.acts],
        prescriptions=[_prescription(paper) for paper in dossier.prescriptions],
        correction=CorrectionForm(
            dossier_id=str(deposited.dossier_id),
            number=deposited.number,
            revision=deposited.revision,
            first_deposited_on=deposited.first_deposited_on.isoformat(),
        ),
    )


def _student(student: Student) -> StudentForm:
    return StudentForm(
        identity_kind=student.identity_kind,
        identity_number=student.identity_number or "",
        last_name=student.last_name or "",
        first_name=student.first_name or "",
        birth_date=_day(student.birth_date),
        institution=student.institution,
        massar_code=student.massar_code or "",
        phone=student.phone or "",
        email=student.email or "",
        address=student.address or "",
        rib=student.rib or "",
        entitled_from=_day(student.entitled_from),
        other_coverage=student.other_coverage,
        traditional_final_cycle=student.traditional_final_cycle,
    )


def _depositor(depositor: Depositor | None) -> DepositorForm:
    if depositor is None:
        return DepositorForm()
    return DepositorForm(True, depositor.name, depositor.identity_number)


def _sheet(dossier: Dossier) -> SheetForm:
    sheet, long_term, treatment = dossier.sheet, dossier.long_term, dossier.treatment
    return SheetForm(
        kind=dossier.sheet_kind,
        request=dossier.request,
        name=sheet.name,
        identity=sheet.identity,
        address=sheet.address,
        signature=sheet.signature,
        signed_on=_day(sheet.signed_on),
        total=_price(sheet.total_centimes),
        illness_code=(long_term.illness_code or "") if long_term else "",
        agreement_number=(long_term.agreement_number or "") if long_term else "",
        continuous=treatment.continuous,
        ended_on=_day(treatment.ended_on),
    )


def _act(act: Act) -> ActForm:
    return ActForm(
        care=act.care,
        performed_on=_day(act.performed_on),
        amount=_price(act.amount_centimes),
        provider_name=act.provider.name or "",
        inpe=act.provider.inpe or "",
        ice=act.provider.ice or "",
        specialty=act.provider.specialty or "",
        stamp=act.stamp,
        signature=act.signature,
        signed_on=_day(act.signed_on),
        invoice=act.invoice,
        report=act.report,
        tooth_chart=act.tooth_chart,
        medicines=[_medicine(medicine) for medicine in act.medicines],
    )


def _medicine(medicine: Medicine) -> MedicineForm:
    return MedicineForm(
        barcode=medicine.barcode or "",
        public_price=_price(medicine.public_price_centimes),
        quantity=medicine.quantity,
        attached=medicine.attached,
    )


def _prescription(paper: Prescription) -> PrescriptionForm:
    return PrescriptionForm(
        original=paper.original,
        patient=paper.patient or "",
        prescriber=paper.prescriber or "",
        specialty=paper.specialty or "",
        issued_on=_day(paper.issued_on),
        duration_days="" if paper.duration_days is None else str(paper.duration_days),
        pharmacist_stamp=paper.pharmacist_stamp,
        covers=list(paper.covers),
    )


def _day(day: date | None) -> str:
    return write_day(day) if day else ""


def _price(centimes: int | None) -> str:
    return write_price(centimes) if centimes else ""
