"""The boxes of medicines: cut barcode or empty box, barcode, public price, the fund's list.

Sources: S0, S2 (barcode and public price of each box), notice of 2 January 2021 (price label no
longer required), the fund's list of reimbursable medicines. Many boxes on sale are in no list:
an unknown box never blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from intake_app.domain.examination import Fault, act_details
from intake_app.domain.identifiers import product_code
from intake_app.domain.money import in_dirhams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.domain.dossier import Act, Medicine
    from intake_app.domain.examination import Examination
    from intake_app.domain.lists import Lists


class Box(NamedTuple):
    """One line of boxes where it lies: the act's place, the line's place, and its lookup code.

    `code` is None when there is no barcode or when it is malformed.
    """

    act_index: int
    act: Act
    line: int
    medicine: Medicine
    code: str | None

    def fault(self, code: str, member: str, *details: tuple[str, str]) -> Fault:
        """Report something wrong with a member of this line."""
        path = f"{_place_of(self.act_index)}[{self.line}].{member}"
        barcode = (("barcode", self.medicine.barcode),) if self.medicine.barcode else ()
        place = (*act_details(self.act_index, self.act), ("box", str(self.line + 1)))
        return Fault(code, path, (*place, *barcode, *details), self.act)


def medicine_faults(examination: Examination) -> Iterator[Fault]:
    """Judge the boxes of every act, then their sum; they lie under the prescriptions."""
    for index, act in enumerate(examination.dossier.acts):
        if not act.medicines:
            yield Fault("medicines.none", _place_of(index), act_details(index, act), act)
        for line, medicine in enumerate(act.medicines):
            code = product_code(medicine.barcode) if medicine.barcode else None
            box = Box(index, act, line, medicine, code)
            yield from _box_faults(box)
            yield from _list_faults(box, examination.lists)
        yield from _sum_faults(index, act)


def _place_of(act_index: int) -> str:
    return f"acts[{act_index}].medicines"


def _box_faults(box: Box) -> Iterator[Fault]:
    """Judge what can be seen on the box alone."""
    barcode = box.medicine.barcode
    if not box.medicine.attached:
        cut_code = "taken_down" if barcode else "not_taken_down"
        yield box.fault("medicine.box.missing", "attached", ("cut_code", cut_code))
    if not barcode:
        yield box.fault("medicine.barcode.missing", "barcode")
    elif box.code is None:
        yield box.fault("medicine.barcode.malformed", "barcode", ("count", str(len(barcode))))
    if not box.medicine.public_price_centimes:
        yield box.fault("medicine.price.missing", "public_price")


def _list_faults(box: Box, lists: Lists) -> Iterator[Fault]:
    """Compare a box with the fund's list, when one is loaded."""
    if box.code is None:
        return
    entry = lists.medicine(box.code)
    if entry is None:
        if lists.medicines_loaded:
            yield box.fault("medicine.unknown", "barcode")
        return
    product = ("product", entry.name)
    listed, written = entry.public_price_centimes, box.medicine.public_price_centimes
    # The list has rows with a price of 0, which say nothing.
    if listed and written and listed != written:
        prices = (("price", in_dirhams(written)), ("listed_price", in_dirhams(listed)))
        yield box.fault("medicine.price.differs", "public_price", product, *prices)
    if entry.rate_percent == 0:
        yield box.fault("medicine.not_reimbursable", "barcode", product)


def _sum_faults(index: int, act: Act) -> Iterator[Fault]:
    """Add the boxes up, when there is an amount to compare with and no price is missing."""
    sums = [
        medicine.public_price_centimes * medicine.quantity
        for medicine in act.medicines
        if medicine.public_price_centimes
    ]
    if not act.amount_centimes or not sums or len(sums) < len(act.medicines):
        return
    total = sum(sums)
    if total != act.amount_centimes:
        told = (("sum", in_dirhams(total)), ("amount", in_dirhams(act.amount_centimes)))
        details = (*act_details(index, act), *told)
        yield Fault("medicines.total.mismatch", _place_of(index), details, act)
