"""What each print says, before any thought of how it looks.

Values only: codes of the domain, names as they are written, centimes, dates, aware instants.
Sentences come in both languages. The words for codes and the layout belong to `printing`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from intake_app.domain.dossier import Care

if TYPE_CHECKING:
    from datetime import date, datetime

    from intake_app.domain.dossier import IdentityKind, RequestKind, SheetKind

MASK = "•"


def mask_identity(number: str) -> str:
    """Hide the middle of an identity number: `JB123456` → `JB••••56`.

    At most two characters stay in front and three at the end, and never more than half of
    them in all, so that a short number does not show through.
    """
    compact = "".join(number.split())
    shown = len(compact) // 2
    ahead = min(2, shown // 2)
    behind = min(3, shown - ahead)
    hidden = len(compact) - ahead - behind
    return compact[:ahead] + MASK * hidden + compact[len(compact) - behind :]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One sentence or name in French and in Arabic."""

    fr: str
    ar: str


@dataclass(frozen=True, slots=True)
class FundOnPaper:
    """The fund (caisse, الصندوق) as its scheme profile presents it.

    `short_name` serves where the whole name would weigh a sentence down.
    """

    name: Bilingual
    address: Bilingual
    phone: str
    website: str
    email: str = ""
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class OfficeOnPaper:
    """The office where the dossier is taken in: code, name and address."""

    code: str
    name: Bilingual
    address: Bilingual


@dataclass(frozen=True, slots=True)
class PersonOnPaper:
    """A person on paper: the name, and the identity number already masked."""

    name: str = field(repr=False)
    identity_kind: IdentityKind
    identity_masked: str


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act on the receipt; amount and date are None when the request asks for none."""

    care: Care
    provider: str
    performed_on: date | None = None
    amount_centimes: int | None = None


@dataclass(frozen=True, slots=True)
class OverrideOnPaper:
    """Who took an incomplete dossier in all the same, and why."""

    supervisor: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReceiptContent:
    """All that a receipt (récépissé de dépôt, وصل الإيداع) says.

    `deposited_at` is aware, in the counter's own zone; `deposited_on` may be another day, with a
    supervisor's leave. `total_centimes` and `box_count` are None when the request asks for none.
    `deadline_kept` means nothing without a deadline. `flags` are codes worded as `flag.<code>`.
    `qr_payload` is None before the station is enrolled. `duplicate` counts reprints from 1; 0 is
    the first print. `agent` is the name of who received the dossier. From revision 2 on,
    `first_deposited_on` is the day whose right was kept.
    """

    fund: FundOnPaper
    office: OfficeOnPaper
    counter: str
    number: str
    deposited_at: datetime
    deposited_on: date
    student: PersonOnPaper
    request: RequestKind
    sheet_kind: SheetKind
    acts: tuple[ActLine, ...]
    total_centimes: int | None
    box_count: int | None
    piece_count: int
    deadline_on: date | None
    deadline_kept: bool = True
    depositor: PersonOnPaper | None = None
    remarks: tuple[Bilingual, ...] = ()
    override: OverrideOnPaper | None = None
    flags: tuple[str, ...] = ()
    authorisation: str = ""
    qr_payload: str | None = None
    duplicate: int = 0
    revision: int = 1
    first_deposited_on: date | None = None
    cancelled: bool = False
    agent: str = ""


class Corrector(StrEnum):
    """Who can put a missing item right."""

    STUDENT = "student"
    DOCTOR = "doctor"
    PHARMACIST = "pharmacist"
    LABORATORY = "laboratory"
    IMAGING = "imaging"
    OPTICIAN = "optician"
    DENTIST = "dentist"
    PHYSIOTHERAPIST = "physiotherapist"
    HOSPITAL = "hospital"
    PROVIDER = "provider"


_CORRECTOR_OF_CARE = {
    Care.CONSULTATION: Corrector.DOCTOR,
    Care.PHARMACY: Corrector.PHARMACIST,
    Care.BIOLOGY: Corrector.LABORATORY,
    Care.RADIOLOGY: Corrector.IMAGING,
    Care.OPTICAL: Corrector.OPTICIAN,
    Care.DENTAL: Corrector.DENTIST,
    Care.PHYSIOTHERAPY: Corrector.PHYSIOTHERAPIST,
    Care.HOSPITAL: Corrector.HOSPITAL,
    Care.OTHER: Corrector.PROVIDER,
}
# The student alone can put these right, although they are found on a provider's line or paper: it
# is another day, or another paper, that has to be brought.
_STUDENTS_OWN = frozenset(
    {
        "act.date.before_entitlement",
        "prescription.copy",
        "prescription.missing",
        "prescription.patient.mismatch",
    }
)


def corrector_of(code: str, care: Care | None = None) -> Corrector:
    """Say who puts a finding right, from its code and, for an act, the act's kind of care."""
    if code in _STUDENTS_OWN:
        return Corrector.STUDENT
    if code == "prescription.pharmacist_stamp.missing":
        return Corrector.PHARMACIST
    if code.startswith("prescription."):
        return Corrector.DOCTOR
    if code.startswith("act.") and care is not None:
        return _CORRECTOR_OF_CARE[care]
    return Corrector.STUDENT


@dataclass(frozen=True, slots=True)
class SlipItem:
    """One thing to put right, by whom, and on which paper (`about`: a provider's name, say)."""

    corrector: Corrector
    sentence: Bilingual
    about: str = ""


@dataclass(frozen=True, slots=True)
class SlipContent:
    """All that a missing-items slip says.

    `elsewhere` holds the sentences that send a refused dossier to its right door; then nothing is
    to be brought back here. `last_day_on` is the last day of the deadline, None when there is none.
    `advice` are sentences of warnings, which do not stop a deposit.
    """

    fund: FundOnPaper
    office: OfficeOnPaper
    counter: str
    printed_at: datetime
    student: PersonOnPaper | None
    request: RequestKind
    sheet_kind: SheetKind
    items: tuple[SlipItem, ...]
    advice: tuple[Bilingual, ...] = ()
    elsewhere: tuple[Bilingual, ...] = ()
    last_day_on: date | None = None
    days_left: int | None = None


@dataclass(frozen=True, slots=True)
class TransmittalLine:
    """One dossier of a parcel; `total_centimes` is None when its request asks for no money."""

    number: str
    revision: int
    student: str = field(repr=False)
    deposited_on: date
    total_centimes: int | None


@dataclass(frozen=True, slots=True)
class TransmittalContent:
    """All that a transmittal slip (bordereau d'envoi, جدول إرسال) says.

    `closed_at` is aware, in the counter's own zone; `closed_by` is the supervisor's name.
    `duplicate` counts reprints from 1; 0 is the first print.
    """

    fund: FundOnPaper
    office: OfficeOnPaper
    counter: str
    number: str
    closed_at: datetime
    closed_by: str
    lines: tuple[TransmittalLine, ...]
    duplicate: int = 0

    @property
    def total_centimes(self) -> int:
        """The sum of all totals."""
        return sum(line.total_centimes or 0 for line in self.lines)


@dataclass(frozen=True, slots=True)
class LabelContent:
    """All that the label on a dossier's cover says; `qr_payload` is what the fund scans."""

    fund: FundOnPaper
    office: OfficeOnPaper
    number: str
    revision: int
    deposited_on: date
    student: str = field(repr=False)
    request: RequestKind
    total_centimes: int | None
    qr_payload: str
