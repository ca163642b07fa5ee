"""What an import did, line by line where something was wrong, without personal data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake_app.errors import UnusableInput

if TYPE_CHECKING:
    from datetime import datetime

LINES_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class ReferenceInfo:
    """Where a list comes from, how old it is, and how many lines it has."""

    source: str
    imported_at: datetime
    row_count: int
    rejected_count: int

    def age_days(self, now: datetime) -> int:
        """Return how many whole days ago the list was imported; 0 when the clock went back."""
        return max((now - self.imported_at).days, 0)


@dataclass(frozen=True, slots=True)
class LineRemark:
    """One line of the file that something was wrong with.

    `subject` names what stands on it where that is no personal data: a medicine's code and name.
    """

    line_number: int
    subject: str = ""


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many lines one reason concerns; `lines` are the first of them."""

    reason: str
    rejected: bool
    count: int
    lines: tuple[LineRemark, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of an import: the list as it is now, and all that was wrong with the file.

    `reasons` come in the order in which they were met, rejections first. `absent_columns` are
    optional columns that the file lacks; `previous` is the list that was replaced.
    """

    list_name: str
    now: ReferenceInfo
    previous: ReferenceInfo | None
    reasons: tuple[ReasonCount, ...]
    absent_columns: tuple[str, ...]


class NothingUsable(UnusableInput):
    """No line of a file could be taken: `reference.nothing_usable`, or `reference.no_lines`.

    `reasons` say why, as in a report; there are none where no line stands below the headings.
    """

    def __init__(self, file_name: str, reasons: tuple[ReasonCount, ...]) -> None:
        super().__init__(
            "reference.nothing_usable" if reasons else "reference.no_lines", path=file_name
        )
        self.reasons = reasons


class Tally:
    """Counts what is wrong with the lines of a file; keeps the first lines of each reason."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[bool, str]] = Counter()
        self._lines: dict[tuple[bool, str], list[LineRemark]] = {}
        self.rejected_count = 0

    def reject(self, reason: str, line_number: int) -> None:
        """Note a line that was not taken."""
        self.rejected_count += 1
        self._note((True, reason), LineRemark(line_number))

    def doubt(self, reason: str, line_number: int, subject: str = "") -> None:
        """Note a line that was taken although something is doubtful."""
        self._note((False, reason), LineRemark(line_number, subject))

    def _note(self, key: tuple[bool, str], remark: LineRemark) -> None:
        self._counts[key] += 1
        kept = self._lines.setdefault(key, [])
        if len(kept) < LINES_KEPT:
            kept.append(remark)

    def reasons(self) -> tuple[ReasonCount, ...]:
        """Sum up, rejections first."""
        keys = sorted(self._counts, key=lambda key: not key[0])
        return tuple(
            ReasonCount(
                reason,
                rejected,
                self._counts[rejected, reason],
                tuple(sorted(self._lines[rejected, reason], key=lambda line: line.line_number)),
            )
            for rejected, reason in keys
        )
