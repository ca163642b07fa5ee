"""Thousands of damaged files: each is refused with a place, or judged; none brings a trace.

Seeded, so that a failure comes back. `MUTATIONS` in the environment asks for more than the usual
number (10,000 take about three seconds).
"""

from __future__ import annotations

import copy
import json
import os
import random
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from intake_app.formats.dossier_json import DossierFormatError, dossier_to_json, parse_dossier
from intake_app.wording import LANGUAGES, describe, describe_error
from tests.domain.papers import LoadedLists, judged

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 8
COUNT = int(os.environ.get("MUTATIONS", "4000"))
SAMPLES = sorted((Path(__file__).parents[2] / "resources" / "samples").glob("*.json"))
DATA = [path.read_bytes() for path in SAMPLES]
LISTS = LoadedLists(medicines=(), beneficiaries=())
STRANGE: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    "",
    " ",
    "x",
    "\u0000",
    "\ud800",
    "٣",
    "9999-12-31",
    "0001-01-01",
    "2026-02-29",
    "99999999999999999999",
    "0.00",
    "12.345",
    [],
    [[]],
    {},
    {"a": 1},
    "M. EL AMRANI العمراني",
    "pharmacy",
]


def spots(inner: Any) -> list[tuple[Any, Any]]:
    """Every container with a key or index of it."""
    keys: list[Any] = []
    if isinstance(inner, dict):
        keys = list(inner)
    elif isinstance(inner, list):
        keys = list(range(len(inner)))
    found = [(inner, key) for key in keys]
    for key in keys:
        found += spots(inner[key])
    return found


def replace_value(chance: random.Random, members: Any) -> None:
    container, key = chance.choice(spots(members))
    container[key] = copy.deepcopy(chance.choice(STRANGE))


def remove_member(chance: random.Random, members: Any) -> None:
    container, key = chance.choice(spots(members))
    del container[key]


def swap_values(chance: random.Random, members: Any) -> None:
    (one, key), (other, other_key) = (chance.choice(spots(members)) for _ in range(2))
    one[key], other[other_key] = copy.deepcopy(other[other_key]), copy.deepcopy(one[key])


def double_value(chance: random.Random, members: Any) -> None:
    container, key = chance.choice(spots(members))
    if isinstance(container, list):
        container.append(copy.deepcopy(container[key]))
    else:
        container[f"{key}_"] = copy.deepcopy(container[key])


def of_values(chance: random.Random, data: bytes) -> bytes:
    changes: list[Callable[[random.Random, Any], None]] = [
        replace_value,
        remove_member,
        swap_values,
        double_value,
    ]
    members = json.loads(data)
    for _ in range(chance.randint(1, 3)):
        if spots(members):
            chance.choice(changes)(chance, members)
    return json.dumps(members).encode()


def of_bytes(chance: random.Random, data: bytes) -> bytes:
    place = chance.randrange(len(data))
    kind = chance.randrange(4)
    if kind == 0:
        return data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]
    if kind == 1:
        return data[:place]
    if kind == 2:
        return data[:place] + data[place + chance.randint(1, 40) :]
    start = chance.randrange(len(data))
    return data[:place] + data[start : start + chance.randint(1, 60)] + data[place:]


def outcome(data: bytes) -> str:
    """Say what becomes of a file: `judged`, or the place at which it is refused."""
    try:
        dossier = parse_dossier(data)
    except DossierFormatError as error:
        said = [describe_error(error, language) for language in LANGUAGES]
        return error.json_path if all(said) else ""
    day = dossier.deposited_on or date(2026, 1, 15)
    for found in judged(dossier, deposited_on=day, lists=LISTS).findings:
        assert describe(found, "ar")
    assert parse_dossier(json.dumps(dossier_to_json(dossier)).encode()) == dossier
    return "judged"


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_damaged_file_is_refused_with_its_place_or_judged(round_: int) -> None:
    chance = random.Random(f"damaged {round_}")
    outcomes = []
    for _ in range(COUNT // ROUNDS):
        damage = chance.choice((of_values, of_bytes))
        outcomes.append(outcome(damage(chance, chance.choice(DATA))))

    assert all(one and one.isprintable() for one in outcomes)
    assert 0 < outcomes.count("judged") < len(outcomes), "both kinds of answer are tried"
