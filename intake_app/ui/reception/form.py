"""What stands in the fields of the reception page, as it was typed; nothing of Qt here.

Text is kept as typed, so that a draft brings the page back exactly as it was, half a date
included. `building.py` makes a `Dossier` of it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from intake_app.domain.dossier import Care, IdentityKind, RequestKind, SheetKind

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")
MOST_BOXES = 999  # of one product, on one line


@dataclass(slots=True)
class StudentForm:
    """The student's part of the page.

    `known` names the fields filled in for this identity; `kept` those that still hold what was
    typed, where the record of this identity says something else.
    """

    identity_kind: IdentityKind = IdentityKind.CIN
    identity_number: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    birth_date: str = field(default="", repr=False)
    institution: str = ""
    massar_code: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    rib: str = field(default="", repr=False)
    entitled_from: str = ""
    other_coverage: bool = False
    traditional_final_cycle: bool = False
    known: list[str] = field(default_factory=list, repr=False)
    kept: list[str] = field(default_factory=list, repr=False)


@dataclass(slots=True)
class DepositorForm:
    """Whoever stands at the counter, when it is not the student."""

    someone_else: bool = False
    name: str = field(default="", repr=False)
    identity_number: str = field(default="", repr=False)


@dataclass(slots=True)
class SheetForm:
    """The care sheet's part of the page."""

    kind: SheetKind = SheetKind.ORDINARY
    request: RequestKind = RequestKind.REIMBURSEMENT
    name: bool = False
    identity: bool = False
    address: bool = False
    signature: bool = False
    signed_on: str = ""
    total: str = ""
    illness_code: str = field(default="", repr=False)
    agreement_number: str = field(default="", repr=False)
    continuous: bool = False
    ended_on: str = ""


@dataclass(slots=True)
class MedicineForm:
    """One line of boxes.

    `quantity` is 0 when what was typed is no count. `name` is typed where no list knows the
    product, and stays on the page.
    """

    barcode: str = ""
    public_price: str = ""
    quantity: int = 1
    attached: bool = False
    name: str = ""


@dataclass(slots=True)
class ActForm:
    """One act with what its papers show.

    `known` and `kept` are as for the student, for this INPE. `takes_boxes` says that the act was
    chosen by hand as the one that the next box is for.
    """

    care: Care = Care.OTHER
    performed_on: str = ""
    amount: str = ""
    provider_name: str = ""
    inpe: str = ""
    ice: str = ""
    specialty: str = ""
    stamp: bool = False
    signature: bool = False
    signed_on: str = ""
    invoice: bool = False
    report: bool = False
    tooth_chart: bool = False
    medicines: list[MedicineForm] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    takes_boxes: bool = False


@dataclass(slots=True)
class PrescriptionForm:
    """One prescription."""

    original: bool = False
    patient: str = field(default="", repr=False)
    prescriber: str = ""
    specialty: str = ""
    issued_on: str = ""
    duration_days: str = ""
    pharmacist_stamp: bool = False
    covers: list[Care] = field(default_factory=list)


@dataclass(slots=True)
class CorrectionForm:
    """The deposited dossier that the page corrects; empty while it is a new one."""

    dossier_id: str = ""
    number: str = ""
    revision: int = 0
    first_deposited_on: str = ""  # as in ISO 8601

    @property
    def is_open(self) -> bool:
        """Whether the page corrects a dossier."""
        return bool(self.dossier_id)

    @property
    def first_day(self) -> date | None:
        """The day of the first deposit, which keeps the deadline; None for a new dossier."""
        return date.fromisoformat(self.first_deposited_on) if self.first_deposited_on else None


@dataclass(slots=True)
class DossierForm:
    """The whole page; `box_entry` is a box's code that was typed and not counted yet."""

    student: StudentForm = field(default_factory=StudentForm)
    depositor: DepositorForm = field(default_factory=DepositorForm)
    sheet: SheetForm = field(default_factory=SheetForm)
    acts: list[ActForm] = field(default_factory=list)
    prescriptions: list[PrescriptionForm] = field(default_factory=list)
    box_entry: str = ""
    correction: CorrectionForm = field(default_factory=CorrectionForm)

    @property
    def is_blank(self) -> bool:
        """Say whether nothing has been entered yet."""
        return self == DossierForm()

    @property
    def title(self) -> str:
        """Name the page by its student, or by the identity number; empty when there is neither."""
        student = self.student
        names = " ".join(part for part in (student.last_name, student.first_name) if part.strip())
        return names or student.identity_number

    def to_members(self) -> dict[str, Any]:
        """Write the page as plain JSON members, for a draft."""
        return asdict(self)

    @classmethod
    def from_members(cls, members: Mapping[str, Any]) -> DossierForm:
        """Bring a draft back; what another version of the program wrote beside it is left out."""
        return _restore(cls, members)


def _restore(kind: type[T], members: Mapping[str, Any]) -> T:
    hints = get_type_hints(kind)
    known = {
        spec.name: value
        for spec in fields(kind)  # type: ignore[arg-type]  # always one of the forms above
        if (value := _restored(hints[spec.name], members.get(spec.name))) is not None
    }
    return kind(**known)


def _restored(hint: Any, value: Any) -> Any:
    """Return the value when it is what the field holds, else None."""
    if get_origin(hint) is list:
        (item,) = get_args(hint)
        restored = (_restored(item, member) for member in _listed(value))
        return [member for member in restored if member is not None]
    if is_dataclass(hint):
        return _restore(hint, value) if isinstance(value, dict) else None  # type: ignore[arg-type]
    if issubclass(hint, Enum):
        return next((member for member in hint if member.value == value), None)
    return value if type(value) is hint else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
