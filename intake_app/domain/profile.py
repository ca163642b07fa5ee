"""A scheme profile: which fund pays for care of which days, and how much each finding matters.

The fund and the severities are dated values that a site can replace without a new release: law
54.23 hands the public schemes over to another fund on a day that each site sets for itself.
A profile covers a span of care dates; the first act of a dossier, else its deposit, chooses it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from intake_app.domain.catalogue import ACT_CODES, CODES
from intake_app.domain.dossier import Care

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from intake_app.domain.findings import Severity
    from intake_app.domain.offices import Institution


@dataclass(frozen=True, slots=True)
class Fund:
    """The fund (caisse, الصندوق) that takes the dossiers in, as paper and batches name it.

    `name` is the short name; `id` never changes, so that a parcel or a batch never mixes funds.
    `reception_endpoint` is None until the site knows its address; `authorisation_number` is
    that of the data protection authority (law 09-08).
    """

    id: str
    name: str
    name_fr: str
    name_ar: str
    address_fr: str
    address_ar: str
    phone: str
    email: str
    website: str
    reception_endpoint: str | None = None
    authorisation_number: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both counted; None leaves that side open."""

    first_on: date | None = None
    last_on: date | None = None

    def __contains__(self, day: date) -> bool:
        """Say whether a day lies in the span."""
        return not self.days_away(day)

    def days_away(self, day: date) -> int:
        """Count the days between a day and the span, 0 inside it."""
        if self.first_on is not None and day < self.first_on:
            return (self.first_on - day).days
        if self.last_on is not None and day > self.last_on:
            return (day - self.last_on).days
        return 0

    def overlaps(self, other: Span) -> bool:
        """Say whether some day lies in both spans."""
        return _starts_by_end_of(self, other) and _starts_by_end_of(other, self)


def _starts_by_end_of(one: Span, other: Span) -> bool:
    return one.first_on is None or other.last_on is None or one.first_on <= other.last_on


@dataclass(frozen=True, slots=True)
class SeverityLine:
    """One line of a profile: how much a code matters for a kind of care, and between which days.

    `care` None means every kind; `severity` None means off, not asked. `source` names the
    document of the rule (`S2`) or a notice of the profile (`N1`).
    """

    code: str
    severity: Severity | None
    source: str
    care: Care | None = None
    span: Span = field(default_factory=Span)

    def contradicts(self, other: SeverityLine) -> bool:
        """Say whether both lines speak of the same code and care on some same day."""
        same = (self.code, self.care) == (other.code, other.care)
        return same and self.span.overlaps(other.span)


class Weight(NamedTuple):
    """How much a finding matters, and which document says so."""

    severity: Severity
    source: str


class Profile:
    """One scheme profile; a line that names a care goes before a line for all."""

    def __init__(
        self,
        profile_id: str,
        version: str,
        fund: Fund,
        lines: Iterable[SeverityLine],
        *,
        care: Span = Span(),
        notices: Mapping[str, str] | None = None,
    ) -> None:
        self.id = profile_id
        self.version = version
        self.fund = fund
        self.care = care
        self.lines = tuple(lines)
        self.notices = dict(notices or {})
        self._lines_of = _sort_lines(self.lines)

    @property
    def care_from(self) -> date | None:
        """The first day of care that this profile covers; None when it has no beginning."""
        return self.care.first_on

    @property
    def care_until(self) -> date | None:
        """The last day of care that this profile covers; None while it is open."""
        return self.care.last_on

    def weigh(self, code: str, day: date, care: Care | None = None) -> Weight | None:
        """Say how much a finding matters for care of a day; None when it is not asked."""
        for line in self._lines_of.get((code, care), ()):
            if day in line.span:
                return Weight(line.severity, line.source) if line.severity else None
        return None

    def codes_without_line(self) -> tuple[str, ...]:
        """List the codes that no line speaks of, not even as off; no file may forget one."""
        return tuple(sorted(CODES - {line.code for line in self.lines}))


def _sort_lines(
    lines: tuple[SeverityLine, ...],
) -> dict[tuple[str, Care | None], tuple[SeverityLine, ...]]:
    """Prepare the lines of each code and care, those that name the care first."""
    sorted_lines: dict[tuple[str, Care | None], tuple[SeverityLine, ...]] = {}
    for code in {line.code for line in lines}:
        own = [line for line in lines if line.code == code]
        general = tuple(line for line in own if line.care is None)
        sorted_lines[code, None] = general
        if code in ACT_CODES:
            for care in Care:
                sorted_lines[code, care] = (
                    *(line for line in own if line.care is care),
                    *general,
                )
    return sorted_lines


class Schemes:
    """The profiles of a site, one taking over from the other, and its kinds of institution."""

    def __init__(
        self, profiles: Iterable[Profile], institutions: Mapping[str, Institution]
    ) -> None:
        self.profiles = tuple(profiles)
        self.institutions = institutions

    def on(self, day: date) -> Profile | None:
        """Find the profile that covers care of a day; None when none is in force."""
        nearest = self.nearest(day)
        return nearest if day in nearest.care else None

    def nearest(self, day: date) -> Profile:
        """Return the profile whose span lies nearest to a day; of two, the one named first."""
        return min(self.profiles, key=lambda profile: profile.care.days_away(day))

    def find(self, profile_id: str) -> Profile | None:
        """Find a profile by its id, as a sealed dossier names it."""
        return next((profile for profile in self.profiles if profile.id == profile_id), None)
