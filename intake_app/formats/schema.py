"""The JSON Schema of the dossier format, written from the same tables as the reader.

`python -m intake_app.formats.schema` writes `docs/dossier.schema.json`; a test sees that the file
is up to date.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from intake_app.formats.dossier_json import ROOT

SCHEMA_PATH = Path(__file__).resolve().parents[2] / "docs" / "dossier.schema.json"
_DESCRIPTION = (
    "The canonical form of a dossier: what the program writes. It also reads texts with blanks "
    "around them, blank texts as absent, and numbers grouped by spaces; it also refuses days that "
    "no calendar has, members given twice, and control characters."
)


def dossier_schema() -> dict[str, Any]:
    """Describe the dossier format in JSON Schema, draft 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "onousc-dossier/1",
        "description": _DESCRIPTION,
        **ROOT.schema(),
    }


def schema_text() -> str:
    """Write the schema as it stands in the documentation."""
    return json.dumps(dossier_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    SCHEMA_PATH.write_text(schema_text(), encoding="utf-8")
