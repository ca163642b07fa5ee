"""Use case: replace the list of medicines or of beneficiaries by a file of the fund.

A list is replaced as a whole in one transaction: whatever goes wrong, the old one stays. The same
file may be imported again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.identifiers import product_code
from intake_app.domain.operators import Action
from intake_app.errors import AccessDenied, UnusableInput
from intake_app.formats.medicines import ListedMedicine, code_on_list
from intake_app.formats.tabular import open_list
from intake_app.models.reference import ReferenceImportRow
from intake_app.services.import_report import ImportReport, NothingUsable, ReferenceInfo, Tally
from intake_app.services.indexing import note_beneficiaries
from intake_app.services.list_kinds import (
    BENEFICIARIES_KIND,
    MEDICINE_FIELDS,
    MEDICINES_KIND,
    ListKind,
    stage,
)
from intake_app.storage.reference import BENEFICIARIES, MEDICINES

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.domain.operators import Operator
    from intake_app.services.list_kinds import Progress
    from intake_app.services.ports import Clock
    from intake_app.storage.staging import StagedList
    from intake_app.storage.unit_of_work import Store, UnitOfWork


class ImportService:
    """Imports the lists that the fund sends, and tells what is loaded."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def import_medicines(self, path: Path, operator: Operator, progress: Progress) -> ImportReport:
        """Replace the list of medicines.

        Args:
            path: An XLSX or CSV file with the columns of the official list.
            operator: Who asks; a supervisor at least.
            progress: Called with the lines done and how many there are, None while unknown. What
                it raises while the file is read gives the import up.

        Raises:
            AccessDenied: `role.supervisor`.
            UnusableInput: The file; the code says what is wrong and the old list stays. A
                `NothingUsable` says it line by line.
            EnvironmentFault: The disk or the medium; the old list stays.
        """
        return self._replace(MEDICINES_KIND, path, operator, progress)

    def import_beneficiaries(
        self, path: Path, operator: Operator, progress: Progress
    ) -> ImportReport:
        """Replace the list of enrolled students, then let them be found by name.

        Progress is told for the lines of the file, then again for the students in the index; what
        it raises then leaves the new list in place, and the rest of the index for later.

        Args, Raises: As `import_medicines`.
        """
        return self._replace(BENEFICIARIES_KIND, path, operator, progress)

    def medicines_info(self) -> ReferenceInfo | None:
        """Tell which list of medicines is loaded, if any."""
        return self._info(MEDICINES)

    def beneficiaries_info(self) -> ReferenceInfo | None:
        """Tell which list of students is loaded, if any."""
        return self._info(BENEFICIARIES)

    def find_medicine(self, code: str) -> ListedMedicine | None:
        """Find all that the list says of a medicine; a UPC-A or GTIN-14 is looked up as EAN-13.

        Raises:
            UnusableInput: `reference.none_loaded`, `reference.code_malformed` when it is not a
                code of a product, `reference.code_check_digit` when its check digit does not fit
                and it is not listed as it stands.
        """
        listed_code = code_on_list(code)
        if listed_code is None:
            raise UnusableInput("reference.code_malformed", barcode=code)
        with self._store.reading() as uow:
            if uow.reference.last_import(MEDICINES) is None:
                raise UnusableInput("reference.none_loaded")
            row = uow.reference.find_medicine(listed_code)
        if row is None:
            if product_code(listed_code) is None:
                raise UnusableInput("reference.code_check_digit", barcode=code)
            return None
        return ListedMedicine(**{name: getattr(row, name) for name in MEDICINE_FIELDS})

    def _info(self, list_name: str) -> ReferenceInfo | None:
        with self._store.reading() as uow:
            return _info_of(uow.reference.last_import(list_name))

    def _replace(
        self, kind: ListKind, path: Path, operator: Operator, progress: Progress
    ) -> ImportReport:
        if not operator.may(Action.IMPORT_REFERENCE):
            raise AccessDenied("role.supervisor")
        tally = Tally()
        with (
            open_list(path, kind.columns, lambda: progress(0, None)) as listed,
            self._store.staging(kind.name) as staged,
        ):
            stage(listed, kind, staged, tally, progress)
            if staged.count == 0:
                raise NothingUsable(path.name, tally.reasons())
            with self._store.writing_from(staged) as uow:
                previous = _info_of(uow.reference.last_import(kind.name))
                uow.reference.replace(staged)
                now = self._note(uow, staged, path, operator, tally)
                uow.commit()
        if kind is BENEFICIARIES_KIND:
            note_beneficiaries(self._store, lambda done: progress(done, now.row_count))
        return ImportReport(kind.name, now, previous, tally.reasons(), listed.absent)

    def _note(
        self, uow: UnitOfWork, staged: StagedList, path: Path, operator: Operator, tally: Tally
    ) -> ReferenceInfo:
        """Keep source and counts beside the list, and who replaced it in the journal."""
        now = ReferenceInfo(path.name, self._clock.now(), staged.count, tally.rejected_count)
        uow.reference.note_import(
            ReferenceImportRow(
                list_name=staged.list_name,
                source=now.source,
                imported_at=now.imported_at,
                row_count=now.row_count,
                rejected_count=now.rejected_count,
            )
        )
        uow.audit.append(
            at=now.imported_at,
            operator=operator.username,
            action="reference.import",
            subject=staged.list_name,
            details={
                "source": now.source,
                "rows": str(now.row_count),
                "rejected": str(now.rejected_count),
            },
        )
        return now


def _info_of(row: ReferenceImportRow | None) -> ReferenceInfo | None:
    if row is None:
        return None
    return ReferenceInfo(row.source, row.imported_at, row.row_count, row.rejected_count)
