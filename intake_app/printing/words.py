"""Words, dates and amounts as they stand on paper, in French and in Arabic.

Morocco writes Arabic with Western digits, dates day first and amounts with a comma.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.money import in_dirhams
from intake_app.domain.paper import Bilingual
from intake_app.wording import say

if TYPE_CHECKING:
    from datetime import date, datetime

NO_BREAK_SPACE = "\u00a0"
NOTHING = "—"


def words(code: str, /, **values: str | Bilingual) -> Bilingual:
    """Return the words of a code in both languages, with its values filled in."""
    french = {name: value if isinstance(value, str) else value.fr for name, value in values.items()}
    arabic = {name: value if isinstance(value, str) else value.ar for name, value in values.items()}
    return Bilingual(say(code, "fr", french), say(code, "ar", arabic))


def paper_phone(text: str) -> str:
    """Write a telephone number so that no line end falls into it."""
    return text.replace(" ", NO_BREAK_SPACE)


def paper_day(day: date | None) -> str:
    """Write a day as `20/11/2026`; none as a dash."""
    return NOTHING if day is None else f"{day:%d/%m/%Y}"


def paper_time(instant: datetime) -> str:
    """Write the time of an instant, in its own zone, as `14:05`."""
    return f"{instant:%H:%M}"


def paper_amount(centimes: int) -> Bilingual:
    """Write centimes with the unit of each language: `261,25 DH`, `261,25 درهم`."""
    unit = words("paper.currency")
    number = in_dirhams(centimes)
    return Bilingual(
        f"{number}{NO_BREAK_SPACE}{unit.fr}",
        f"{number}{NO_BREAK_SPACE}{unit.ar}",
    )
