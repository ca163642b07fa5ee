"""From a judgement to the lines of the list and the notes beside the fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from intake_app.ui.messages import code_text, finding_text
from intake_app.ui.reception.findings_list import FindingRow
from intake_app.ui.widgets.fields import Note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from intake_app.ui.reception.live_check import Judgement

_RANK = {"refuse": 0, "block": 1, "warn": 2}
_ELEMENT = re.compile(r"(acts|prescriptions)\[(\d+)\](?:\.medicines\[(\d+)\])?")
translate = QCoreApplication.translate
_SHEET = ("sheet", "request", "treatment", "long_term")


def rows_of(judgement: Judgement, order: Sequence[str]) -> list[FindingRow]:
    """Return the lines: what refuses first, then what blocks, then remarks; each in page order."""
    places = {path: place for place, path in enumerate(order)}
    rows = [
        FindingRow("block", place_of(problem.path), code_text(problem.code), problem.path)
        for problem in judgement.built.problems
    ]
    rows += [
        FindingRow(found.severity.value, place_of(found.path), finding_text(found), found.path)
        for found in judgement.verdict.findings
    ]
    return sorted(rows, key=lambda row: (_RANK[row.tone], _rank(row.path, places)))


def _rank(path: str, places: Mapping[str, int]) -> float:
    """Place a path in the order of the page: what is about a whole paper comes after its fields."""
    if path in places:
        return places[path]
    inside = (
        place
        for known, place in places.items()
        if known.startswith(path) and ".medicines" not in known
    )
    last = max(inside, default=None)
    if last is not None:
        return last + 0.5
    return len(places) if path in {"acts", "prescriptions"} else -1


def notes_of(judgement: Judgement, order: Sequence[str]) -> dict[str, list[Note]]:
    """Return what is to be said beside each field, by path."""
    notes: dict[str, list[Note]] = {}
    for row in rows_of(judgement, order):
        notes.setdefault(row.path, []).append(Note(row.tone, row.text))
    return notes


def place_of(path: str) -> str:
    """Name the paper that a path points at."""
    element = _ELEMENT.match(path)
    if element:
        return _name_element(element)
    area = path.partition(".")[0]
    if area.startswith(_SHEET):
        return translate("FindingRows", "Feuille de soins")
    names = {
        "student": translate("FindingRows", "Étudiant"),
        "depositor": translate("FindingRows", "Personne qui dépose"),
        "acts": translate("FindingRows", "Actes"),
        "box_entry": translate("FindingRows", "Boîtes de médicaments"),
    }
    return names.get(area, translate("FindingRows", "Dossier"))


def _name_element(element: re.Match[str]) -> str:
    kind, place, line = element.groups()
    number = int(place) + 1
    if kind == "prescriptions":
        return translate("FindingRows", "Ordonnance {}").format(number)
    if line is not None:
        return translate("FindingRows", "Acte {act} · boîte {box}").format(
            act=number, box=int(line) + 1
        )
    return translate("FindingRows", "Acte {}").format(number)
