"""What distinguishes the two lists that a site imports, and how their lines are read in aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple

from intake_app.domain.lists import Beneficiary
from intake_app.errors import UnusableInput
from intake_app.formats import beneficiaries, medicines
from intake_app.formats.tables import load_institutions
from intake_app.formats.tabular import Column, Line, OpenList, Unreadable
from intake_app.storage.reference import BENEFICIARIES, MEDICINES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.services.import_report import Tally
    from intake_app.storage.staging import StagedList

BATCH_LINES = 5_000
LINES_BETWEEN_PROGRESS = 1_000
MOST_LINES = 2_000_000  # more than the country has students
MEDICINE_FIELDS = tuple(field.name for field in fields(medicines.ListedMedicine))
_STUDENT_FIELDS = tuple(field.name for field in fields(Beneficiary))

Progress = Callable[[int, int | None], None]


class Row(NamedTuple):
    """One line as the store keeps it, what is doubtful in it, and how a report may name it."""

    key: str
    columns: dict[str, Any]
    doubts: tuple[str, ...]
    subject: str = ""


class ListKind(NamedTuple):
    """A list: its columns, how its lines are read, and what is said of a key that comes again."""

    name: str
    columns: tuple[Column, ...]
    repeated: str
    reader_of: Callable[[OpenList], Callable[[Line], Row]]


def _read_medicines(_listed: OpenList) -> Callable[[Line], Row]:
    def read(line: Line) -> Row:
        medicine, doubts = medicines.read_medicine(line)
        columns = {name: getattr(medicine, name) for name in MEDICINE_FIELDS}
        return Row(medicine.code, columns, doubts, f"{medicine.code} {medicine.name}")

    return read


def _read_beneficiaries(listed: OpenList) -> Callable[[Line], Row]:
    institutions = beneficiaries.fold_institutions(load_institutions().values())
    from_1904 = listed.counts_from_1904

    def read(line: Line) -> Row:
        student, doubts = beneficiaries.read_beneficiary(
            line, institutions, counts_from_1904=from_1904
        )
        columns = {name: getattr(student, name) for name in _STUDENT_FIELDS}
        return Row(student.identity_number, columns, doubts)

    return read


MEDICINES_KIND = ListKind(MEDICINES, medicines.COLUMNS, "code.repeated", _read_medicines)
BENEFICIARIES_KIND = ListKind(
    BENEFICIARIES, beneficiaries.COLUMNS, "identity.repeated", _read_beneficiaries
)


def stage(
    listed: OpenList, kind: ListKind, staged: StagedList, tally: Tally, progress: Progress
) -> None:
    """Read all lines of a file into a staged list, a batch at a time.

    Of lines with the same key the last one holds; the tally is told of each that came again.

    Raises:
        UnusableInput: `reference.too_many_lines`.
    """
    batch: dict[str, tuple[int, Row]] = {}
    for number, row in _rows(listed, kind, tally, progress):
        if row.key in batch:
            tally.doubt(kind.repeated, number, row.subject)
        batch[row.key] = number, row
        if len(batch) == BATCH_LINES:
            _put(staged, batch, kind, tally)
            batch.clear()
    _put(staged, batch, kind, tally)


def _put(
    staged: StagedList, batch: dict[str, tuple[int, Row]], kind: ListKind, tally: Tally
) -> None:
    known = staged.put([row.columns for _number, row in batch.values()])
    for key in known:
        number, row = batch[key]
        tally.doubt(kind.repeated, number, row.subject)


def _rows(
    listed: OpenList, kind: ListKind, tally: Tally, progress: Progress
) -> Iterator[tuple[int, Row]]:
    """Read the lines that can be taken, with their numbers in the file."""
    read = kind.reader_of(listed)
    done = 0
    for line in listed.lines:
        done += 1
        if done > MOST_LINES:
            raise UnusableInput("reference.too_many_lines", limit=MOST_LINES)
        if done % LINES_BETWEEN_PROGRESS == 0:
            _tell(progress, done, listed.line_count)
        try:
            row = read(line)
        except Unreadable as unreadable:
            tally.reject(unreadable.reason, line.number)
            continue
        for doubt in row.doubts:
            tally.doubt(doubt, line.number, row.subject)
        yield line.number, row
    progress(done, done)


def _tell(progress: Progress, done: int, expected: int | None) -> None:
    """Tell how far it is; what a file says of its length is no promise."""
    progress(done, expected if expected is not None and expected >= done else None)
