"""Scheme profiles as TOML files: read and validated at start, with the faulty line named.

`docs/profile.md` describes the format for whoever writes one.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from intake_app.domain.profile import Schemes
from intake_app.errors import UnusableInput
from intake_app.formats.profile_reading import ProfileReader
from intake_app.formats.tables import load_institutions
from intake_app.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.domain.profile import Profile

_SYNTAX_PLACE = re.compile(r"at line (\d+)")
_MAX_BYTES = 1024 * 1024


def load_schemes(folder: Path | None = None) -> Schemes:
    """Read the profiles of a site; the shipped ones when it has none.

    Args:
        folder: The site's folder; its `*.toml` replace every shipped profile.

    Raises:
        UnusableInput: `profile.…`, naming file and line.
    """
    if folder is not None and folder.exists() and not folder.is_dir():
        raise UnusableInput("profile.no_folder", file=folder)
    files = sorted(folder.glob("*.toml")) if folder else []
    if not files:
        files = sorted(resource("profiles").glob("*.toml"))
    profiles = [_read_file(path) for path in files]
    for place, profile in enumerate(profiles):
        for earlier in range(place):
            _require_apart(profile, files[place], profiles[earlier], files[earlier])
    return Schemes(profiles, load_institutions())


def parse_profile(text: str, file: str) -> Profile:
    """Read one profile from its text; `file` is its name for messages.

    Raises:
        UnusableInput: `profile.…`, naming file and line.
    """
    try:
        members: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _SYNTAX_PLACE.search(str(error))
        line = place[1] if place else str(text.count("\n") + 1)
        raise UnusableInput("profile.syntax", file=file, line=line) from None
    except RecursionError:
        raise UnusableInput("profile.syntax", file=file, line=1) from None
    return ProfileReader(text, file).read(members)


def _read_file(path: Path) -> Profile:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except OSError:
        raise UnusableInput("profile.unreadable", file=path.name) from None
    if len(data) > _MAX_BYTES:
        raise UnusableInput("profile.too_large", file=path.name)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnusableInput("profile.encoding", file=path.name, line=line) from None
    return parse_profile(text, path.name)


def _require_apart(profile: Profile, path: Path, earlier: Profile, earlier_path: Path) -> None:
    """Refuse two profiles of one name, or that cover the same day of care."""
    files = {"file": path.name, "other": earlier_path.name}
    if profile.id == earlier.id:
        raise UnusableInput("profile.same_id", value=profile.id, **files)
    if profile.care.overlaps(earlier.care):
        raise UnusableInput("profile.overlap", **files)
