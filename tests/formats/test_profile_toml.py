from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.domain.catalogue import CODES
from intake_app.domain.dossier import Care
from intake_app.domain.findings import Severity
from intake_app.domain.profile import SeverityLine, Span
from intake_app.errors import UnusableInput
from intake_app.formats.profile_toml import load_schemes, parse_profile
from intake_app.resources import resource
from intake_app.wording import LANGUAGES, describe_error

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = resource("profiles", "cnops.toml").read_text(encoding="utf-8")
HEAD = """\
format = "onousc-profile/1"
id = "cnss"
version = "1"
care_from = 2027-02-01

[fund]
id = "cnss"
name = "CNSS"
name_fr = "Caisse nationale de sécurité sociale"
name_ar = "الصندوق الوطني للضمان الاجتماعي"
address_fr = "Casablanca"
address_ar = "الدار البيضاء"
phone = "080 203 33 33"
email = "essai@exemple.ma"
website = "www.exemple.ma"

[notices]
N1 = "Avis { de } la caisse"   # { not a line }

[severity]
lines = [
"""
LINES = """\
  # { code = "in a comment" }
  { code = "acts.none", severity = "block", source = "S2" },
  { code = "act.stamp.missing", care = ["optical", "other"], severity = "warn", source = "N1" },
  { code = "act.stamp.missing", care = "dental", severity = "off",source="S2", until = 2026-01-31},
]
"""


def every_other_code_off(lines: str) -> str:
    """Lines that say `off` of each code that these lines do not speak of."""
    others = sorted(code for code in CODES if f'code = "{code}"' not in lines)
    return "".join(
        f'  {{ code = "{code}", severity = "off", source = "S2" }},\n' for code in others
    )


NEW = HEAD + LINES.removesuffix("]\n") + every_other_code_off(LINES) + "]\n"


def with_line(line: str) -> str:
    """A profile whose line 23 is the one given, after a good one."""
    return HEAD + '  { code = "acts.none", severity = "block", source = "S2" },\n' + line + "\n]\n"


def refusal(text: str) -> tuple[str, str]:
    with pytest.raises(UnusableInput) as caught:
        parse_profile(text, "cnss.toml")
    for language in LANGUAGES:
        said = describe_error(caught.value, language)
        assert "cnss.toml" in said
        assert caught.value.details["line"] in said
    return caught.value.code, caught.value.details["line"]


def test_a_profile_is_read_into_lines_for_each_care() -> None:
    profile = parse_profile(NEW, "cnss.toml")

    assert (profile.id, profile.version) == ("cnss", "1")
    assert (profile.care_from, profile.care_until) == (date(2027, 2, 1), None)
    assert profile.fund.name_ar == "الصندوق الوطني للضمان الاجتماعي"
    assert profile.fund.reception_endpoint is None
    assert profile.notices == {"N1": "Avis { de } la caisse"}
    assert profile.lines[:4] == (
        SeverityLine("acts.none", Severity.BLOCK, "S2"),
        SeverityLine("act.stamp.missing", Severity.WARN, "N1", Care.OPTICAL),
        SeverityLine("act.stamp.missing", Severity.WARN, "N1", Care.OTHER),
        SeverityLine("act.stamp.missing", None, "S2", Care.DENTAL, Span(None, date(2026, 1, 31))),
    )
    assert {line.severity for line in profile.lines[4:]} == {None}


def test_options_of_the_fund_are_read() -> None:
    options = 'reception_endpoint = "https://depot.exemple.ma/v1"\nauthorisation_number = "D-1"\n'

    fund = parse_profile(
        NEW.replace("\n[notices]", options + "\n[notices]"),
        "cnss.toml",
    ).fund

    assert fund.reception_endpoint == "https://depot.exemple.ma/v1"
    assert fund.authorisation_number == "D-1"


def test_what_comes_along_unseen_with_a_copied_text_does_not_count() -> None:
    copied = NEW.replace("080 203 33 33", "080\u00a0203\u202f33 33").replace(
        "الدار البيضاء", "\u2067الدار البيضاء\u2069\u200f"
    )

    fund = parse_profile(copied, "cnss.toml").fund

    assert (fund.phone, fund.address_ar) == ("080 203 33 33", "الدار البيضاء")


@pytest.mark.parametrize("code", ["scheme.not_in_force", "act.inpe.missing"])
def test_a_code_that_the_profile_forgets_is_named(code: str) -> None:
    lines = [line for line in SHIPPED.splitlines(keepends=True) if f'"{code}"' not in line]

    with pytest.raises(UnusableInput) as caught:
        parse_profile("".join(lines), "cnss.toml")

    assert (caught.value.code, caught.value.details["values"]) == ("profile.codes_forgotten", code)
    assert lines[int(caught.value.details["line"]) - 1].startswith("[severity]")
    for language in LANGUAGES:
        assert code in describe_error(caught.value, language)


def test_of_many_forgotten_codes_only_the_first_are_named() -> None:
    with pytest.raises(UnusableInput) as caught:
        parse_profile(HEAD + LINES, "cnss.toml")

    named = caught.value.details["values"].split(", ")
    assert named[:2] == ["act.amount.missing", "act.date.before_entitlement"]
    assert named[8:] == [f"… (+{len(CODES) - 2 - 8})"]


GOOD = '{ code = "act.stamp.missing", severity = "warn", source = "S2" }'


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (GOOD.replace("act.stamp", "act.stmp"), "profile.code"),
        (GOOD.replace('"act.stamp.missing"', "7"), "profile.code"),
        (GOOD.replace("warn", "warning"), "profile.severity"),
        (GOOD.replace('"warn"', "true"), "profile.severity"),
        (GOOD.replace('"warn"', "[]"), "profile.severity"),
        (GOOD.replace("S2", "S9"), "profile.source"),
        (GOOD.replace('"S2"', "[]"), "profile.source"),
        (GOOD.replace(" }", ', care = "dentist" }'), "profile.care"),
        (GOOD.replace(" }", ", care = [] }"), "profile.care"),
        (GOOD.replace(" }", ", care = 3 }"), "profile.care"),
        (GOOD.replace(" }", ', care = ["dental", "all"] }'), "profile.care"),
        (GOOD.replace(" }", ', care = ["dental", "dental"] }'), "profile.contradiction"),
        (GOOD.replace(" }", ', from = "2026-01-01" }'), "profile.date"),
        (GOOD.replace(" }", ", from = 2026-01-01T00:00:00 }"), "profile.date"),
        (GOOD.replace(" }", ", until = 20260101 }"), "profile.date"),
        (GOOD.replace(" }", ", from = 2026-01-02, until = 2026-01-01 }"), "profile.dates_crossed"),
        (GOOD.replace(" }", ", form = 2026-01-02 }"), "profile.unknown_member"),
        ('{ severity = "warn", source = "S2" }', "profile.missing"),
        ('{ code = "acts.none", source = "S2" }', "profile.missing"),
        ('{ code = "acts.none", severity = "warn" }', "profile.missing"),
        ('{ code = "acts.none", severity = "warn", source = "S2" }', "profile.contradiction"),
        (
            '{ code = "student.name.missing", care = "dental", severity = "off", source = "S2" }',
            "profile.care_of_code",
        ),
        (GOOD.replace("warn", "warn\x01"), "profile.syntax"),
        (GOOD.replace(" }", ", from = 2026-02-30 }"), "profile.syntax"),
        (GOOD.replace("severity =", "severity"), "profile.syntax"),
    ],
)
def test_a_faulty_line_is_refused_with_its_number(line: str, code: str) -> None:
    assert refusal(with_line(line)) == (code, "23")


def test_a_line_that_is_no_table_is_refused() -> None:
    assert refusal(with_line('"acts.none"'))[0] == "profile.line"


def test_lines_may_be_written_as_tables_of_their_own() -> None:
    tables = """
[[severity.lines]]
code = "acts.none"
severity = "block"
source = "S2"

[[severity.lines]]
code = "acts.nothing"
severity = "block"
source = "S2"
"""
    text = HEAD.replace("[severity]\nlines = [\n", "") + tables

    assert refusal(text) == ("profile.code", "26")


@pytest.mark.parametrize(
    ("before", "after", "code", "line"),
    [
        ('"onousc-profile/1"', '"onousc-profile/2"', "profile.format", "1"),
        ('id = "cnss"\nversion', "version", "profile.missing", "1"),
        ('version = "1"', "version = 1", "profile.text", "3"),
        ('version = "1"', 'version = " "', "profile.text", "3"),
        ("care_from = 2027-02-01", 'care_from = "2027-02-01"', "profile.date", "4"),
        (
            "care_from = 2027-02-01",
            "care_from = 2027-02-01\ncare_until = 2027-01-31",
            "profile.dates_crossed",
            "5",
        ),
        ("care_from", "care_form", "profile.unknown_member", "4"),
        ('name_ar = "الصندوق الوطني للضمان الاجتماعي"\n', "", "profile.missing", "6"),
        ('id = "cnss"\nname', "id = 3\nname", "profile.text", "7"),
        ('phone = "080 203 33 33"', "phone = 80", "profile.text", "13"),
        ('phone = "080 203 33 33"', 'fax = "080 203 33 33"', "profile.unknown_member", "13"),
        ('email = "essai@exemple.ma"', 'email = "essai\\n"', "profile.text", "14"),
        ("[fund]", "[found]", "profile.unknown_member", "6"),
        ('N1 = "Avis { de } la caisse"', "N1 = 3", "profile.text", "18"),
        ("[severity]", "[severity]\nline = 1", "profile.unknown_member", "21"),
    ],
)
def test_faults_of_the_other_members_are_named(
    before: str, after: str, code: str, line: str
) -> None:
    text = NEW.replace(before, after, 1)
    assert text != NEW

    assert refusal(text) == (code, line)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "profile.format"),
        ("fund = 3\n", "profile.format"),
        ('format = "onousc-profile/1"\nid = "a"\nversion = "1"\nnotices = 3\n', "profile.text"),
        ('format = "onousc-profile/1"\nid = "a"\nversion = "1"\n', "profile.missing"),
        (HEAD + "]\n", "profile.missing"),
        (HEAD, "profile.syntax"),
        ("a = " + "[" * 3000, "profile.syntax"),
        (
            HEAD.replace("\n[notices]", 'reception_endpoint = "ftp://x"\n[notices]') + LINES,
            "profile.endpoint",
        ),
    ],
)
def test_what_is_no_profile_is_refused(text: str, code: str) -> None:
    assert refusal(text)[0] == code


@given(st.text(max_size=80), st.integers(0, len(SHIPPED)))
def test_no_damage_to_a_profile_brings_a_trace(inserted: str, place: int) -> None:
    damaged = SHIPPED[:place] + inserted + SHIPPED[place + len(inserted) :]
    try:
        parse_profile(damaged, "cnops.toml")
    except UnusableInput as error:
        line = int(error.details["line"])
    else:
        line = 1
    assert 1 <= line <= damaged.count("\n") + 1


def site(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


OLD = SHIPPED.replace('version = "2026-11"', 'version = "2026-11"\ncare_until = 2027-01-31')


def test_a_sites_profiles_replace_the_shipped_ones(tmp_path: Path) -> None:
    schemes = load_schemes(site(tmp_path, a=NEW))

    assert [profile.id for profile in schemes.profiles] == ["cnss"]
    assert "ofppt" in schemes.institutions


@pytest.mark.parametrize("folder", [None, "missing", "."])
def test_without_profiles_of_its_own_a_site_has_the_shipped_ones(
    folder: str | None, tmp_path: Path
) -> None:
    schemes = load_schemes(tmp_path / folder if folder else None)

    assert [profile.id for profile in schemes.profiles] == ["cnops"]


def test_one_profile_takes_over_from_another(tmp_path: Path) -> None:
    schemes = load_schemes(site(tmp_path, cnops=OLD, cnss=NEW))

    on_eve, on_day = schemes.on(date(2027, 1, 31)), schemes.on(date(2027, 2, 1))

    assert (on_eve and on_eve.id, on_day and on_day.id) == ("cnops", "cnss")


def loading(folder: Path) -> UnusableInput:
    with pytest.raises(UnusableInput) as caught:
        load_schemes(folder)
    for language in LANGUAGES:
        assert describe_error(caught.value, language)
    return caught.value


def test_profiles_that_cover_the_same_day_are_refused(tmp_path: Path) -> None:
    error = loading(site(tmp_path, a=SHIPPED, b=NEW))

    assert (error.code, error.details["file"], error.details["other"]) == (
        "profile.overlap",
        "b.toml",
        "a.toml",
    )


def test_profiles_of_one_name_are_refused(tmp_path: Path) -> None:
    assert loading(site(tmp_path, a=OLD, b=NEW.replace('"cnss"', '"cnops"', 1))).code == (
        "profile.same_id"
    )


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"format = 1\nid = \xe9\n")

    error = loading(tmp_path)

    assert (error.code, error.details["line"]) == ("profile.encoding", "2")


def test_a_file_that_cannot_be_read_or_is_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").mkdir()
    assert loading(tmp_path).code == "profile.unreadable"
    (tmp_path / "a.toml").rmdir()

    (tmp_path / "a.toml").write_bytes(b"#" * (1024 * 1024 + 1))
    assert loading(tmp_path).code == "profile.too_large"


def test_a_file_with_windows_line_ends_and_a_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xef\xbb\xbf" + NEW.replace("\n", "\r\n").encode())

    assert load_schemes(tmp_path).profiles[0].id == "cnss"


def test_a_file_where_the_profiles_belong_is_no_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "profiles").write_text(NEW, encoding="utf-8")

    with pytest.raises(UnusableInput) as caught:
        load_schemes(tmp_path / "profiles")

    assert caught.value.code == "profile.no_folder"
