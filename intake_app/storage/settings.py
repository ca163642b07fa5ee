"""Named queries on the station's settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from intake_app.models.desk import OfficeRow, SettingRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


class SettingsTable:
    """Settings by name, each a JSON value; and the list of offices they choose from."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> dict[str, Any]:
        """Read every setting."""
        return {
            row.name: json.loads(row.value) for row in self._session.scalars(select(SettingRow))
        }

    def store_letter(self) -> str:
        """Return the letter of this store, which stands in every number it gives."""
        return str(self.all().get("store_letter", "A"))

    def write(self, values: Mapping[str, Any]) -> None:
        """Set the settings named; others stay."""
        for name, value in values.items():
            self._session.merge(SettingRow(name=name, value=json.dumps(value, ensure_ascii=False)))

    def replace_offices(self, rows: list[OfficeRow]) -> None:
        """Replace the list of offices."""
        for row in self._session.scalars(select(OfficeRow)):
            self._session.delete(row)
        self._session.flush()
        self._session.add_all(rows)

    def find_office(self, code: str) -> OfficeRow | None:
        """Find one office by its code."""
        return self._session.get(OfficeRow, code)

    def offices(self) -> list[OfficeRow]:
        """Read every office, by code."""
        return list(self._session.scalars(select(OfficeRow).order_by(OfficeRow.code)))
