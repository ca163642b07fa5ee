"""One profile from what TOML holds to values of the domain, every member checked."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn

from intake_app.domain.catalogue import ACT_CODES, CODES
from intake_app.domain.dossier import Care
from intake_app.domain.findings import Severity
from intake_app.domain.profile import Fund, Profile, SeverityLine, Span
from intake_app.errors import UnusableInput
from intake_app.formats.kinds import INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = "onousc-profile/1"
OFF = "off"
EVERY_CARE = "all"
_DOCUMENTS = frozenset({"S0", "S1", "S2", "S3", "S4"})
_FUND_TEXTS = (
    "id",
    "name",
    "name_fr",
    "name_ar",
    "address_fr",
    "address_ar",
    "phone",
    "email",
    "website",
)
_FUND_OPTIONS = ("reception_endpoint", "authorisation_number")
_TOP = frozenset(
    {"format", "id", "version", "care_from", "care_until", "fund", "notices", "severity"}
)
_LINE_MEMBERS = frozenset({"code", "care", "severity", "source", "from", "until"})
# What a severity line begins with, in either of the two ways TOML has for them, beside what may
# hold the same signs and is passed over: strings and comments.
_LINE_BEGINS = re.compile(
    r"""("[^"\n]*"|'[^'\n]*'|\#[^\n]*)|\{|\[\[\s*severity\s*\.\s*lines\s*\]\]""", re.VERBOSE
)
_LINES_BEGIN = re.compile(r"^\s*(?:lines\s*=|\[\[\s*severity)", re.MULTILINE)
_MOST_CODES_NAMED = 8
# What comes along unseen with a copied text: no-break spaces, marks of writing direction.
_UNSEEN = str.maketrans({"\u00a0": " ", "\u202f": " "} | dict.fromkeys(INVISIBLE, ""))
_ENDPOINT = re.compile(r"https?://[^\s/]+.*")


class ProfileReader:
    """Reads one profile; every refusal names its file and line."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file

    def read(self, members: dict[str, Any]) -> Profile:
        """Check every member and build the profile.

        Raises:
            UnusableInput: `profile.…`, naming file and line.
        """
        self._require_known(members, _TOP, self._line_of_key)
        if members.get("format") != FORMAT:
            self._refuse("profile.format", self._line_of_key("format"), wanted=FORMAT)
        care = self._span(members, "care_from", "care_until", None)
        notices = self._notices(members.get("notices", {}))
        profile = Profile(
            self._text_of(members, "id"),
            self._text_of(members, "version"),
            self._fund(members.get("fund")),
            self._lines(members.get("severity"), _DOCUMENTS | notices.keys()),
            care=care,
            notices=notices,
        )
        self._require_every_code(profile)
        return profile

    def _require_every_code(self, profile: Profile) -> None:
        """Refuse a profile that is silent on a code: what is not asked has to be said, as `off`."""
        forgotten = profile.codes_without_line()
        if forgotten:
            named = ", ".join(forgotten[:_MOST_CODES_NAMED])
            more = len(forgotten) - _MOST_CODES_NAMED
            values = named if more <= 0 else f"{named}, … (+{more})"
            self._refuse("profile.codes_forgotten", self._line_of_key("severity"), values=values)

    def _fund(self, members: Any) -> Fund:
        if not isinstance(members, dict):
            self._refuse("profile.missing", 1, member="fund")
        self._require_known(members, {*_FUND_TEXTS, *_FUND_OPTIONS}, self._line_of_key)
        texts = {name: self._text_of(members, name, "fund") for name in _FUND_TEXTS}
        given = [name for name in _FUND_OPTIONS if name in members]
        options = {name: self._text_of(members, name, "fund") for name in given}
        endpoint = options.get("reception_endpoint")
        if endpoint is not None and not _ENDPOINT.fullmatch(endpoint):
            line = self._line_of_key("reception_endpoint")
            self._refuse("profile.endpoint", line, member="reception_endpoint")
        return Fund(**texts, **options)

    def _notices(self, members: Any) -> dict[str, str]:
        line = self._line_of_key("notices")
        if not isinstance(members, dict):
            self._refuse("profile.text", line, member="notices")
        for name, words in members.items():
            if not isinstance(words, str) or not words.strip():
                self._refuse("profile.text", self._line_of_key(name), member=name)
        return members

    def _lines(self, table: Any, sources: frozenset[str] | set[str]) -> list[SeverityLine]:
        lines = table.get("lines") if isinstance(table, dict) else None
        if not isinstance(lines, list) or not lines:
            self._refuse("profile.missing", 1, member="severity.lines")
        self._require_known(table, {"lines"}, self._line_of_key)
        read: list[SeverityLine] = []
        for members, number in zip(lines, self._numbers_of(lines), strict=True):
            for line in self._severity_lines(members, number, sources):
                if any(line.contradicts(earlier) for earlier in read):
                    self._refuse("profile.contradiction", number, value=line.code)
                read.append(line)
        return read

    def _severity_lines(
        self, members: Any, line: int, sources: frozenset[str] | set[str]
    ) -> Iterator[SeverityLine]:
        """Read one line of the file; one that names several kinds of care makes several."""
        if not isinstance(members, dict):
            self._refuse("profile.line", line)
        self._require_known(members, _LINE_MEMBERS, lambda _: line)
        for name in ("code", "severity", "source"):
            if name not in members:
                self._refuse("profile.missing", line, member=name)
        code, severity, source = members["code"], members["severity"], members["source"]
        if not isinstance(code, str) or code not in CODES:
            self._refuse("profile.code", line, value=code)
        if severity != OFF and severity not in tuple(Severity):
            known = ", ".join([*Severity, OFF])
            self._refuse("profile.severity", line, value=severity, known=known)
        if source not in tuple(sources):
            self._refuse("profile.source", line, value=source, known=", ".join(sorted(sources)))
        span = self._span(members, "from", "until", line)
        weight = None if severity == OFF else Severity(severity)
        for care in self._cares(members.get("care", EVERY_CARE), code, line):
            yield SeverityLine(code, weight, source, care, span)

    def _cares(self, named: Any, code: str, line: int) -> Iterator[Care | None]:
        if named == EVERY_CARE:
            yield None
            return
        if code not in ACT_CODES:
            self._refuse("profile.care_of_code", line, value=code)
        for name in named if isinstance(named, list) and named else [named]:
            if name not in tuple(Care):
                known = ", ".join([EVERY_CARE, *Care])
                self._refuse("profile.care", line, value=name, known=known)
            yield Care(name)

    def _span(self, members: dict[str, Any], first: str, last: str, line: int | None) -> Span:
        days = {name: members.get(name) for name in (first, last)}
        for name, day in days.items():
            if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
                self._refuse("profile.date", line or self._line_of_key(name), member=name)
        span = Span(days[first], days[last])
        if span.first_on and span.last_on and span.first_on > span.last_on:
            place = line or self._line_of_key(last)
            self._refuse("profile.dates_crossed", place, first=first, last=last)
        return span

    def _text_of(self, members: dict[str, Any], name: str, table: str = "") -> str:
        if name not in members:
            self._refuse("profile.missing", self._line_of_key(table) if table else 1, member=name)
        given = members[name]
        words = given.translate(_UNSEEN) if isinstance(given, str) else ""
        if not words.strip() or not words.isprintable():
            self._refuse("profile.text", self._line_of_key(name, table), member=name)
        return words.strip()

    def _require_known(self, members: dict[str, Any], known: Any, line_of: Any) -> None:
        for name in members:
            if name not in known:
                self._refuse("profile.unknown_member", line_of(name), member=name)

    def _refuse(self, code: str, line: int, **details: object) -> NoReturn:
        raise UnusableInput(code, file=self._file, line=line, **details)

    def _line_of_key(self, name: str, table: str = "") -> int:
        """Find the line on which a member or a table of this name begins, else that of `table`."""
        around = self._end_of_key(table, 0) if table else 0
        return self._number_of(self._end_of_key(name, around))

    def _end_of_key(self, name: str, after: int) -> int:
        quoted = re.escape(name)
        pattern = rf"^\s*(?:\[\s*)?(?:{quoted}|\"{quoted}\"|'{quoted}')\s*[=.\]]"
        found = re.compile(pattern, re.MULTILINE).search(self._text, after)
        return found.end() if found else after

    def _numbers_of(self, lines: list[Any]) -> list[int]:
        """Find the line of the file on which each severity line begins."""
        begin = _LINES_BEGIN.search(self._text)
        offset = begin.start() if begin else 0
        numbers = [
            self._number_of(found.end())
            for found in _LINE_BEGINS.finditer(self._text, offset)
            if found[1] is None
        ]
        known = len(numbers) == len(lines)
        return numbers if known else [self._line_of_key("lines")] * len(lines)

    def _number_of(self, offset: int) -> int:
        return self._text.count("\n", 0, offset) + 1
