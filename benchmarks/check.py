"""How long the check of one dossier takes inside the process, beside reading its JSON alone.

`python -m benchmarks.check` prints one object on one line, in microseconds: the least disturbed of
300 rounds of ten calls. The dossier has four acts, eight boxes and two prescriptions, and nothing
is wrong with it.
"""

from __future__ import annotations

import json
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, Any

from intake_app.domain.check import check_dossier
from intake_app.formats.dossier_json import parse_dossier
from intake_app.formats.profile_toml import load_schemes

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 300
CALLS_A_ROUND = 10
DEPOSITED_ON = date(2026, 11, 20)


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
    barcodes = ("6118000010050", "6118000010067") * 4
    return [
        {"barcode": barcode, "public_price": "26.80", "quantity": 1, "attached": True}
        for barcode in barcodes
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
            "total": "714.40",
        },
        "acts": [
            _act("consultation", "200.00"),
            _act("pharmacy", "214.40", medicines=_boxes()),
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


def main() -> None:
    """Measure and print."""
    data, schemes = dossier_bytes(), load_schemes()
    dossier = parse_dossier(data)
    verdict = check_dossier(dossier, deposited_on=DEPOSITED_ON, schemes=schemes)
    if verdict.findings:
        raise SystemExit(f"the measured dossier should be without finding: {verdict}")

    def read_and_check() -> object:
        return check_dossier(parse_dossier(data), deposited_on=DEPOSITED_ON, schemes=schemes)

    json_us = microseconds(lambda: json.loads(data))
    whole_us = microseconds(read_and_check)
    figures = {
        "json_loads_us": round(json_us, 1),
        "parse_us": round(microseconds(lambda: parse_dossier(data)), 1),
        "check_us": round(
            microseconds(
                lambda: check_dossier(dossier, deposited_on=DEPOSITED_ON, schemes=schemes)
            ),
            1,
        ),
        "parse_and_check_us": round(whole_us, 1),
        "times_json_loads": round(whole_us / json_us, 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
