"""A dossier (ملف المرض) as it lies on the counter: what is on each paper, nothing judged yet.

These values mirror the dossier format `onousc-dossier/1` member by member: money is in integer
centimes (an absent or zero amount is None), identity numbers, RIB, INPE, ICE and barcodes
have lost their spaces, blank strings are None. `formats.dossier_json` reads and writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class SheetKind(StrEnum):
    """The three printed forms of a care sheet (feuille de soins, ورقة العلاجات)."""

    ORDINARY = "ordinary"
    DENTAL = "dental"
    LONG_TERM = "long_term"


class RequestKind(StrEnum):
    """What the student asks of the fund (nature de la demande, نوع الطلب)."""

    REIMBURSEMENT = "reimbursement"
    PRIOR_AGREEMENT = "prior_agreement"
    COSTLY_MEDICINES = "costly_medicines"
    COPAYMENT_WAIVER = "copayment_waiver"
    DIRECT_COVERAGE = "direct_coverage"


class Care(StrEnum):
    """The kinds of act (acte, عمل طبي)."""

    CONSULTATION = "consultation"
    PHARMACY = "pharmacy"
    BIOLOGY = "biology"
    RADIOLOGY = "radiology"
    OPTICAL = "optical"
    DENTAL = "dental"
    PHYSIOTHERAPY = "physiotherapy"
    HOSPITAL = "hospital"
    OTHER = "other"


class IdentityKind(StrEnum):
    """Which paper proves who the student is."""

    CIN = "cin"
    RESIDENCE_CARD = "residence_card"
    PASSPORT = "passport"


@dataclass(frozen=True, slots=True)
class Student:
    """The insured student (المؤمن، الطالب)."""

    identity_kind: IdentityKind
    institution: str
    identity_number: str | None = field(default=None, repr=False)
    last_name: str | None = field(default=None, repr=False)
    first_name: str | None = field(default=None, repr=False)
    birth_date: date | None = field(default=None, repr=False)
    massar_code: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    rib: str | None = field(default=None, repr=False)
    traditional_final_cycle: bool = False
    other_coverage: bool = False
    entitled_from: date | None = None


@dataclass(frozen=True, slots=True)
class CareSheet:
    """What is written on the care sheet."""

    name: bool = False
    identity: bool = False
    address: bool = False
    signature: bool = False
    signed_on: date | None = None
    total_centimes: int | None = None


@dataclass(frozen=True, slots=True)
class LongTerm:
    """References of a long-term illness (ALD/ALC) on its sheet."""

    illness_code: str | None = field(default=None, repr=False)
    agreement_number: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Treatment:
    """Whether the care is one continuous treatment, and when it ended."""

    continuous: bool = False
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """Who gave the care (praticien, منتج العلاج)."""

    name: str | None = None
    inpe: str | None = None
    ice: str | None = None
    specialty: str | None = None


@dataclass(frozen=True, slots=True)
class Medicine:
    """One line of drug boxes; `attached` says that box or cut barcode is in the dossier."""

    barcode: str | None = None
    public_price_centimes: int | None = None
    quantity: int = 1
    attached: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """One act with its provider and what its papers show."""

    care: Care
    performed_on: date | None = None
    amount_centimes: int | None = None
    provider: Provider = field(default_factory=Provider)
    stamp: bool = False
    signature: bool = False
    signed_on: date | None = None
    invoice: bool = False
    report: bool = False
    tooth_chart: bool = False
    medicines: tuple[Medicine, ...] = ()


@dataclass(frozen=True, slots=True)
class Prescription:
    """One prescription (ordonnance, الوصفة الطبية); empty `covers`: every act that needs one."""

    original: bool = False
    patient: str | None = field(default=None, repr=False)
    prescriber: str | None = None
    specialty: str | None = None
    issued_on: date | None = None
    duration_days: int | None = None
    pharmacist_stamp: bool = False
    covers: tuple[Care, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything handed over the counter for one request."""

    sheet_kind: SheetKind
    request: RequestKind
    student: Student
    sheet: CareSheet
    acts: tuple[Act, ...]
    deposited_on: date | None = None
    long_term: LongTerm = field(default_factory=LongTerm)
    treatment: Treatment = field(default_factory=Treatment)
    prescriptions: tuple[Prescription, ...] = ()
