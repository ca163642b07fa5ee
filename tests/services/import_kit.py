"""Small lists for the tests of imports: written, imported, looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.operators import Operator, Role
from intake_app.services.store_lists import StoreLists

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.services.import_reference import ImportService
    from intake_app.services.import_report import ImportReport
    from intake_app.storage.unit_of_work import Store

SUPERVISOR = Operator("amina", "Amina Berrada", Role.SUPERVISOR)
STUDENTS = "CIN;Nom;Prénom;Date de naissance;Droits du;Droits au;RIB\n"
MEDICINES = "CODE;NOM;PPV;TAUX_REMBOURSEMENT\n"
AMRANI = "JB123456;EL AMRANI;Salma;17/05/2004;01/09/2026;31/08/2027;\n"
DOLO = "6119999000015;DOLO;42,50;70%\n"


def ignore(_done: int, _total: int | None) -> None:
    """Take progress without showing it."""


def written(tmp_path: Path, content: str, name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


def students(imports: ImportService, tmp_path: Path, lines: str) -> ImportReport:
    return imports.import_beneficiaries(written(tmp_path, STUDENTS + lines), SUPERVISOR, ignore)


def names(store: Store, *identities: str) -> list[str | None]:
    with store.reading() as uow:
        found = [StoreLists(uow).beneficiary(identity) for identity in identities]
    return [student.last_name if student else None for student in found]
