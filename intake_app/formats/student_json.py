"""A student kept by itself, written and read by the rules of the dossier format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import rfc8785

from intake_app.domain.dossier import CareSheet, Dossier, RequestKind, SheetKind
from intake_app.formats.dossier_json import dossier_to_json, parse_dossier

if TYPE_CHECKING:
    from intake_app.domain.dossier import Student


def student_bytes(student: Student) -> bytes:
    """Write a student as the `student` member of a dossier."""
    dossier = Dossier(SheetKind.ORDINARY, RequestKind.REIMBURSEMENT, student, CareSheet(), ())
    return rfc8785.dumps(dossier_to_json(dossier)["student"])


def parse_student(data: bytes) -> Student:
    """Read what `student_bytes` wrote.

    Raises:
        DossierFormatError: It is no student of the dossier format.
    """
    members = {  # the format knows no student alone: an otherwise empty dossier stands around
        "format": "onousc-dossier/1",
        "sheet_kind": SheetKind.ORDINARY.value,
        "request": RequestKind.REIMBURSEMENT.value,
        "student": json.loads(data),
        "sheet": {},
        "acts": [],
    }
    return parse_dossier(json.dumps(members).encode()).student
