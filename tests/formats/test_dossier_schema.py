"""The JSON Schema in the documentation says what the reader does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from intake_app.formats.dossier_json import dossier_to_json
from intake_app.formats.schema import SCHEMA_PATH, dossier_schema, schema_text
from tests.conftest import SHARED
from tests.domain.any_dossier import dossiers

if TYPE_CHECKING:
    from intake_app.domain.dossier import Dossier

CASES = sorted(path for path in (SHARED / "cases").glob("*.json") if path.stem != "expected")
VALIDATOR = Draft202012Validator(dossier_schema())


def test_the_schema_in_the_documentation_is_up_to_date() -> None:
    assert SCHEMA_PATH.read_text(encoding="utf-8") == schema_text(), (
        "write it again: python -m intake_app.formats.schema"
    )


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(dossier_schema())


@pytest.mark.skipif(not CASES, reason="the shared cases are not beside the checkout")
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_schema_tells_usable_files_from_others(path: Any) -> None:
    usable = not path.stem.startswith("bad-")

    assert VALIDATOR.is_valid(json.loads(path.read_text(encoding="utf-8"))) is usable


@settings(max_examples=25)
@given(dossiers)
def test_what_the_program_writes_fits_the_schema(dossier: Dossier) -> None:
    VALIDATOR.validate(dossier_to_json(dossier))


@pytest.mark.parametrize("medicines", [[{}], None, []])
@pytest.mark.parametrize("care", ["pharmacy", "biology"])
def test_the_schema_keeps_boxes_to_pharmacy_acts(medicines: object, care: str) -> None:
    members = {
        "format": "onousc-dossier/1",
        "sheet_kind": "ordinary",
        "request": "reimbursement",
        "student": {"identity_kind": "cin", "institution": "public_higher"},
        "sheet": {},
        "acts": [{"care": care, "medicines": medicines}],
    }

    assert VALIDATOR.is_valid(members) is (care == "pharmacy" or not medicines)
