"""Made-up dossiers by the hundred thousand, for stores as large as those of a big office."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from sqlalchemy import Table, insert, text

from intake_app.domain.dossier import CareSheet, Dossier, IdentityKind, RequestKind, SheetKind
from intake_app.domain.dossier import Student as SealedStudent
from intake_app.domain.findings import Verdict
from intake_app.domain.numbers import DossierNumber
from intake_app.domain.search_words import words_of_name, words_of_number
from intake_app.formats.sealed import SealedRevision, hash_of, seal_bytes
from intake_app.formats.student_json import student_bytes
from intake_app.models.dossier import ActRow, DossierRow, RevisionRow, StateEventRow, StudentRow
from intake_app.models.search import DossierEntryRow
from intake_app.storage.search import DOSSIERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from sqlalchemy import Engine

AT_ONCE = 5_000
OPERATOR = "Karim Idrissi"
DOSSIERS_A_STUDENT = 4
_SYLLABLES = (
    *("ben", "al", "ba", "ra", "kha", "li", "ma", "na", "sa", "ta", "dri", "ssi", "ou", "fa"),
    *("za", "had", "ji", "dou", "ka", "mi", "ya", "mou", "rach", "el", "id", "bou", "hi"),
)
_ARABIC = (
    *("بن", "ال", "با", "را", "خا", "لي", "ما", "نا", "سا", "تا", "دري", "سي", "وا", "فا"),
    *("زا", "حد", "جي", "دو", "كا", "مي", "يا", "مو", "رش", "ايد", "بو", "هي"),
)
_START = datetime(2024, 1, 5, 8, 0, tzinfo=UTC)


class Crowd:
    """Students with names drawn as unevenly as in life; the same `chance` gives the same ones."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.last_names = [self._name(_SYLLABLES, 2, 4).upper() for _ in range(3000)]
        self.first_names = [self._name(_SYLLABLES, 2, 3).title() for _ in range(800)]
        self.arabic_names = [self._name(_ARABIC, 2, 4) for _ in range(2000)]

    def last_name(self) -> str:
        """Draw a family name: few are very frequent."""
        return self._draw(self.last_names)

    def first_name(self) -> str:
        """Draw a first name."""
        return self._draw(self.first_names)

    def arabic_name(self) -> str:
        """Draw a family name in Arabic letters."""
        return self._draw(self.arabic_names)

    def identity(self, place: int) -> str:
        """Return the identity number of the student of a dossier."""
        return f"J{'ABCDEFGH'[place % 8]}{place // DOSSIERS_A_STUDENT + 100000}"

    def number(self, place: int) -> str:
        """Return the number of a dossier."""
        return str(DossierNumber("AGA1", "1A", 2024 + place // 900_000, place % 900_000 + 1))

    def _draw(self, names: list[str]) -> str:
        return names[min(int(self.chance.paretovariate(0.7)) - 1, len(names) - 1)]

    def _name(self, syllables: Sequence[str], least: int, most: int) -> str:
        return "".join(self.chance.choices(syllables, k=self.chance.randint(least, most)))


def fill_store(engine: Engine, crowd: Crowd, count: int) -> None:
    """Put dossiers into an empty store, as so many deposits would have left them."""
    with engine.connect() as connection:
        for start in range(0, count, AT_ONCE):
            places = range(start, min(start + AT_ONCE, count))
            rows: dict[Any, list[dict[str, Any]]] = {}
            words = []
            for place in places:
                for model, values in _rows(crowd, place):
                    rows.setdefault(model, []).append(values)
                    if model is StudentRow:
                        words.append({"position": place + 1, "words": _words(values, crowd, place)})
            with connection.begin():
                for model, values_of_all in rows.items():
                    connection.execute(insert(cast("Table", model.__table__)), values_of_all)
                note = f"INSERT INTO {DOSSIERS} (rowid, words) VALUES (:position, :words)"  # noqa: S608
                connection.execute(text(note), words)


def _words(student: dict[str, Any], crowd: Crowd, place: int) -> str:
    found = words_of_name(student["last_name"], student["first_name"])
    found |= words_of_number(student["identity_number"]) | words_of_number(crowd.number(place))
    return " ".join(found)


def _rows(crowd: Crowd, place: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield the rows of one dossier, by their table, in an order in which they may be stored."""
    arabic = place % 10 == 0
    student = SealedStudent(
        IdentityKind.CIN,
        "public_higher",
        identity_number=crowd.identity(place) + "ABCD"[place % DOSSIERS_A_STUDENT],
        last_name=crowd.arabic_name() if arabic else crowd.last_name(),
        first_name=crowd.first_name(),
        birth_date=date(2005, 3, 9),
    )
    at = _START + timedelta(minutes=place)
    dossier_id = UUID(int=(1 << 120) + place)
    day = at.date()
    number, body = crowd.number(place), _body(dossier_id)
    key = {"dossier_id": dossier_id, "revision": 1}
    yield (
        StudentRow,
        {
            "id": place + 1,
            "identity_kind": "cin",
            "identity_number": student.identity_number,
            "last_name": student.last_name,
            "first_name": student.first_name,
            "birth_date": student.birth_date,
            "institution": student.institution,
            "details": student_bytes(student),
        },
    )
    yield (
        DossierRow,
        {
            "id": dossier_id,
            "number": number,
            "office": "AGA1",
            "counter": "1A",
            "student_id": place + 1,
            "revision": 1,
            "first_deposited_on": day,
            "deposited_at": at,
            "electronic_state": "received",
            "paper_state": "in_parcel",
        },
    )
    yield (
        RevisionRow,
        key
        | {
            "body": body,
            "sha256": hash_of(body),
            "sealed_at": at,
            "deposited_on": day,
            "operator": OPERATOR,
            "sheet_kind": "ordinary",
            "request": "reimbursement",
            "outcome": "complete",
            "profile_id": "cnops",
            "profile_version": "2026-11",
            "fund": "cnops",
            "first_act_on": day,
            "deadline_on": day + timedelta(60),
            "total_centimes": 15000 + place % 700,
            "box_count": place % 4,
            "warning_count": 0,
        },
    )
    yield (
        ActRow,
        key
        | {
            "place": 0,
            "student_id": place + 1,
            "care": "consultation",
            "performed_on": day,
            "amount_centimes": 15000,
            "provider_name": "Dr Essai",
            "provider_inpe": f"9{place % 5000:08}",
        },
    )
    for axis, state in (("electronic", "sealed"), ("paper", "at_office")):
        event = key | {"axis": axis, "state": state, "at": at, "said_by": OPERATOR}
        yield StateEventRow, event
    yield DossierEntryRow, {"position": place + 1, "dossier_id": dossier_id}


@cache
def _template() -> tuple[bytes, bytes]:
    """Seal one dossier, and take its bytes apart where its id stands: sealing each takes hours."""
    student = SealedStudent(IdentityKind.CIN, "public_higher", identity_number="JB123456")
    dossier_id = UUID(int=1 << 120)
    sealed = SealedRevision(
        dossier_id=dossier_id,
        revision=1,
        number=str(DossierNumber("AGA1", "1A", 2024, 1)),
        office="AGA1",
        counter="1A",
        deposited_at=_START,
        deposited_on=_START.date(),
        first_deposited_on=_START.date(),
        operator=OPERATOR,
        fund="cnops",
        dossier=Dossier(SheetKind.ORDINARY, RequestKind.REIMBURSEMENT, student, CareSheet(), ()),
        verdict=Verdict((), _START.date(), None, None, "cnops", "2026-11"),
    )
    before, _id, after = seal_bytes(sealed).partition(str(dossier_id).encode())
    return before, after


def _body(dossier_id: UUID) -> bytes:
    before, after = _template()
    return before + str(dossier_id).encode() + after
