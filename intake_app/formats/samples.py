"""The invented dossiers shipped for trials, moved to the day on which they are tried."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

from intake_app.resources import resource

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_STAYS = {"birth_date"}


def sample_names() -> list[str]:
    """List the shipped samples."""
    return sorted(path.stem for path in resource("samples").glob("*.json"))


def load_sample(name: str, deposited_on: date) -> bytes:
    """Read a sample as a dossier file, with every day moved so that it is deposited on that day.

    Args:
        name: One of `sample_names()`.
        deposited_on: The day to which the sample's own day of deposit is moved.
    """
    members = json.loads(resource("samples", f"{name}.json").read_text(encoding="utf-8"))
    shift = deposited_on - date.fromisoformat(members["deposited_on"])
    return json.dumps(_moved(members, shift), ensure_ascii=False, indent=1).encode()


def _moved(value: Any, shift: timedelta) -> Any:
    if isinstance(value, dict):
        return {
            name: member if name in _STAYS else _moved(member, shift)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [_moved(member, shift) for member in value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (date.fromisoformat(value) + shift).isoformat()
    return value
