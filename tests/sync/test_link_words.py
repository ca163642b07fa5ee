"""Every code of the link and of the server has words in both languages, and no words are idle."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path for package in ("intake_app", "intake_server") for path in (ROOT / package).rglob("*.py")
)
# Codes of problems on the wire are for programs; counters say them in their own words.
WIRE_ONLY = {"server.busy", "server.error"}
BUILT = {f"sealed.{reason}" for reason in ("text", "syntax", "number", "depth", "nul", "shape")}
BUILT |= {"sealed.not_canonical", "sync.difference"}
BUILT |= {f"sync.item_{state}" for state in ("quarantined", "conflict", "corrupt")}


def words(name: str) -> dict[str, dict[str, str]]:
    path = ROOT / "resources" / "wording" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def codes_in_sources() -> set[str]:
    pattern = re.compile(r'"((?:sync|server|sealed|bundle|journal|transmittal)\.[a-z_]+)"')
    found = {code for path in SOURCES for code in pattern.findall(path.read_text("utf-8"))}
    # Lines of the audit journal, and a column.
    actions = {"sync.resend", "bundle.exported", "bundle.receipts", "bundle.received"}
    actions |= {"journal.begun", "journal.ended", "journal.replayed"}
    actions |= {"transmittal.closed", "transmittal.print", "transmittal.id"}
    return found - WIRE_ONLY - actions | BUILT


def test_every_code_has_words() -> None:
    assert codes_in_sources() <= {*words("sync"), *words("server"), *words("desk")}


def test_no_words_are_idle() -> None:
    ours = {code for name in ("sync", "server") for code in words(name)}
    ours.discard("store.recovery_key_wrong")  # said of the store, by the second copy's command

    assert ours <= codes_in_sources()


@pytest.mark.parametrize("name", ["sync", "server"])
def test_words_are_in_french_and_in_arabic_letters(name: str) -> None:
    for code, said in words(name).items():
        assert set(said) == {"fr", "ar"}, code
        assert re.search("[\u0600-\u06ff]", said["ar"]), code
        assert not re.search("[\u0600-\u06ff]", said["fr"]), code
        places = re.findall(r"\{[a-z_]+\}", said["fr"])
        assert sorted(places) == sorted(re.findall(r"\{[a-z_]+\}", said["ar"])), code
