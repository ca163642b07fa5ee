"""How long the check of one dossier takes inside the process, beside reading its JSON alone.

`python -m benchmarks.check` prints one object on one line, in microseconds: the least disturbed of
300 rounds of ten calls. The dossier has four acts, eight boxes and two prescriptions, and nothing
is wrong with it. `check_us` are the rules alone, `desk_check_us` what a counter does: an encrypted
store with a list of 6,000 medicines is opened beforehand, every box is looked up in it, and every
act is compared with what the student deposited before. The ratio is that of reading the file and
checking it at a counter to `json.loads`.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks.import_reference import SUPERVISOR, SystemClock, write_medicines
from intake_app.domain.check import check_dossier
from intake_app.domain.identifiers import product_code
from intake_app.domain.money import format_amount
from intake_app.formats.dossier_json import parse_dossier
from intake_app.formats.profile_toml import load_schemes
from intake_app.services.check import CheckService
from intake_app.services.import_reference import ImportService
from intake_app.storage.engine import open_engine
from intake_app.storage.schema import upgrade_schema
from intake_app.storage.unit_of_work import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from intake_app.domain.profile import Schemes

ROUNDS = 300
CALLS_A_ROUND = 10
DEPOSITED_ON = date(2026, 11, 20)
MEDICINES = 6_000
# Numbers of medicines in the list whose code is well formed; their price is as many centimes.
BOXES = [number for number in range(2_000, 3_000) if product_code(f"6119{number:09}")][:8]


def _act(care: str, amount: str, **members: Any) -> dict[str, Any]:
    return {
        "care": care,
        "performed_on": "2026-10-10",
        "amount": amount,
        "provider": {"name": "Centre Ibn Sina", "inpe": "015040801", "ice": "001561191000066"},
        "stamp": True,
        "signature": True,
        "signed_on": "2026-10-10",
        "invoice": True,
        "report": True,
        **members,
    }


def _boxes() -> list[dict[str, Any]]:
    return [
        {
            "barcode": f"6119{number:09}",
            "public_price": format_amount(number),
            "quantity": 1,
            "attached": True,
        }
        for number in BOXES
    ]


def _prescription(patient: str, covers: list[str]) -> dict[str, Any]:
    return {
        "original": True,
        "patient": patient,
        "prescriber": "Dr Alaoui",
        "specialty": "Médecine générale",
        "issued_on": "2026-10-10",
        "duration_days": 10,
        "pharmacist_stamp": True,
        "covers": covers,
    }


def dossier_bytes() -> bytes:
    """Write the measured dossier: four acts, eight boxes, two prescriptions."""
    dossier = {
        "format": "onousc-dossier/1",
        "sheet_kind": "ordinary",
        "request": "reimbursement",
        "deposited_on": DEPOSITED_ON.isoformat(),
        "student": {
            "identity_kind": "cin",
            "identity_number": "JB123456",
            "last_name": "EL AMRANI",
            "first_name": "Salma",
            "birth_date": "2004-05-17",
            "phone": "0612345678",
            "address": "12, rue des Écoles, Agadir",
            "institution": "public_higher",
        },
        "sheet": {
            "name": True,
            "identity": True,
            "address": True,
            "signature": True,
            "signed_on": "2026-11-18",
            "total": format_amount(sum(BOXES) + 50_000),
        },
        "acts": [
            _act("consultation", "200.00"),
            _act("pharmacy", format_amount(sum(BOXES)), medicines=_boxes()),
            _act("biology", "150.00"),
            _act("radiology", "150.00"),
        ],
        "prescriptions": [
            _prescription("EL AMRANI Salma", ["pharmacy"]),
            _prescription("Mlle Salma EL-AMRANI", ["biology", "radiology"]),
        ],
    }
    return json.dumps(dossier, ensure_ascii=False).encode()


def microseconds(call: Callable[[], object]) -> float:
    """Return the time of one call in the round that other programs disturbed least."""
    rounds = []
    for _ in range(ROUNDS):
        started = perf_counter()
        for _ in range(CALLS_A_ROUND):
            call()
        rounds.append((perf_counter() - started) / CALLS_A_ROUND * 1e6)
    return min(rounds)


@contextmanager
def desk(schemes: Schemes) -> Iterator[CheckService]:
    """Open a counter's store with a list of medicines, and what checks by it."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(Path(folder) / "store.sqlite", bytes(32))
        upgrade_schema(engine)
        store, path = Store(engine), Path(folder) / "medicines.xlsx"
        write_medicines(path, MEDICINES)
        ImportService(store, SystemClock()).import_medicines(path, SUPERVISOR, lambda *_: None)
        yield CheckService(store, schemes, SystemClock())
        store.close()


def main() -> None:
    """Measure and print."""
    data, schemes = dossier_bytes(), load_schemes()
    dossier = parse_dossier(data)
    with desk(schemes) as service:
        if findings := service.check(dossier, deposited_on=DEPOSITED_ON).findings:
            raise SystemExit(f"the measured dossier should be without finding: {findings}")

        def check() -> object:
            return check_dossier(dossier, deposited_on=DEPOSITED_ON, schemes=schemes)

        def read_and_check() -> object:
            return service.check(parse_dossier(data), deposited_on=DEPOSITED_ON)

        figures = {
            "json_loads_us": microseconds(lambda: json.loads(data)),
            "parse_us": microseconds(lambda: parse_dossier(data)),
            "check_us": microseconds(check),
            "desk_check_us": microseconds(
                lambda: service.check(dossier, deposited_on=DEPOSITED_ON)
            ),
            "parse_and_desk_check_us": microseconds(read_and_check),
        }
    ratio = figures["parse_and_desk_check_us"] / figures["json_loads_us"]
    rounded = {name: round(figure, 1) for name, figure in figures.items()}
    print(json.dumps({**rounded, "times_json_loads": round(ratio, 1)}))


if __name__ == "__main__":
    main()
