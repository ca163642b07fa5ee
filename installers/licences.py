"""Lists every part that is shipped with the program, with its version, licence and home.

    .venv/bin/python -m installers.licences            writes docs/licences.md
    .venv/bin/python -m installers.licences --texts    prints the licences themselves, for packages

Names and versions come from the pins, licences from what each library says of itself.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "licences.md"
PIN = re.compile(r"^([\w.-]+)==([^ ;\\]+) *(?:;([^\\\n]*))?", re.MULTILINE)
REGISTRY = "/project/"  # a page about an archive is not a home
LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)

# What a library does not say of itself in the words of SPDX, read from its licence file.
SAID_ELSEWHERE = {
    "backports-tarfile": "MIT",
    "charset-normalizer": "MIT",
    "httpx": "BSD-3-Clause",
    "jaraco-classes": "MIT",
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "opencv-python-headless": "Apache-2.0",
    "pyside6-essentials": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
    "pyside6-pdf": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
    "shiboken6": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
    "python-bidi": "LGPL-3.0-or-later",
    "python-stdnum": "LGPL-2.1-or-later",
    "reportlab": "BSD-3-Clause",
    "rfc8785": "Apache-2.0",
    "segno": "BSD-3-Clause",
    "shellingham": "ISC",
    "sqlcipher3": "Zlib",
    "uharfbuzz": "Apache-2.0",
}
# Libraries for another system than the one this list is made on: (licence, home).
OF_OTHER_SYSTEMS = {
    "colorama": ("BSD-3-Clause", "https://github.com/tartley/colorama"),
    "jeepney": ("MIT", "https://gitlab.com/takluyver/jeepney"),
    "pywin32-ctypes": ("BSD-3-Clause", "https://github.com/enthought/pywin32-ctypes"),
    "secretstorage": ("BSD-3-Clause", "https://github.com/mitya57/secretstorage"),
    "tzdata": ("Apache-2.0", "https://github.com/python/tzdata"),
}
INSIDE = """\
## Inside these libraries

| part | inside | licence |
|---|---|---|
| Qt 6 | PySide6 | LGPL-3.0-only, as shared libraries that can be replaced |
| PDFium | PySide6-Pdf | BSD-3-Clause, Apache-2.0 |
| FFmpeg | opencv-python-headless | LGPL-2.1-or-later, as shared libraries that can be replaced |
| OpenBLAS | numpy, opencv-python-headless | BSD-3-Clause |
| libpq | psycopg-binary | PostgreSQL |
| OpenSSL | cryptography, psycopg-binary, sqlcipher3 | Apache-2.0 |
| SQLCipher, SQLite | sqlcipher3 | BSD-3-Clause, public domain |
| Argon2 | argon2-cffi-bindings | CC0-1.0 OR Apache-2.0 |
| HarfBuzz | uharfbuzz | MIT |
| ZBar | the system's `libzbar0`; on Windows inside pyzbar | LGPL-2.1-or-later |

## Beside the libraries

| part | where | licence |
|---|---|---|
| Python | installed packages only | PSF-2.0 |
| PyInstaller's starter | installed packages only | GPL-2.0-or-later, programs it starts excepted |
| Vazirmatn | `resources/fonts/` | OFL-1.1 (`OFL.txt` beside it) |
| icon | `resources/icons/` | Apache-2.0, drawn for this program |
| offices, institutions | `resources/*.csv` | facts from the fund's public leaflets |
"""


class Part(NamedTuple):
    """One pinned library as the list shows it."""

    name: str
    version: str
    licence: str
    home: str
    only_when: str


def pinned_parts(pins: str) -> list[Part]:
    """Read the pins and say for each library what it is; raise LookupError for an unknown one."""
    return [
        describe(name, version, (marker or "").strip())
        for name, version, marker in PIN.findall(pins)
    ]


def describe(name: str, version: str, marker: str) -> Part:
    """Say the licence and the home of one library."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        if name not in OF_OTHER_SYSTEMS:
            raise LookupError(f"{name} is not installed here and not in OF_OTHER_SYSTEMS") from None
        licence, home = OF_OTHER_SYSTEMS[name]
        return Part(name, version, licence, home, marker)
    said = first(about, "License-Expression") or SAID_ELSEWHERE.get(name) or first(about, "License")
    if not said or len(said.splitlines()) > 1:
        raise LookupError(f"{name} does not say its licence: add it to SAID_ELSEWHERE")
    home = find_home([("homepage", first(about, "Home-page")), *project_links(about)])
    return Part(name, version, said, home, marker)


def first(about: metadata.PackageMetadata, field: str) -> str:
    """Read one field of what a library says of itself; nothing when it does not say."""
    return next(iter(about.get_all(field) or []), "")


def project_links(about: metadata.PackageMetadata) -> list[tuple[str, str]]:
    """Read the links a library gives: (kind in lower case, address)."""
    pairs = (link.partition(", ") for link in about.get_all("Project-URL") or [])
    return [(kind.lower(), address) for kind, _, address in pairs]


def find_home(links: list[tuple[str, str]]) -> str:
    """Choose the address where a library is at home: its page, else where its source is kept."""
    at_home = [(kind, address) for kind, address in links if address and REGISTRY not in address]
    for kinds in (("homepage",), ("source", "repository", "source code", "github")):
        for kind, address in at_home:
            if kind in kinds:
                return address
    hosted = (address for _, address in at_home if "://github.com/" in address)
    return next(hosted, "").partition("/blob/")[0]


def table(parts: list[Part]) -> str:
    """Write the list as a Markdown page."""
    lines = [
        "# Licences of the parts",
        "",
        "Made by `python -m installers.licences` from the pins and from what each library says of",
        "itself; not edited by hand. Installed packages carry the texts of all of them.",
        "",
        "| library | version | licence | home | only when |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {' | '.join(part)} |" for part in parts]
    return "\n".join([*lines, "", INSIDE])


def texts() -> str:
    """Gather the licence texts of all the libraries installed here, one after the other."""
    chapters = []
    for library in sorted(metadata.distributions(), key=lambda found: found.name.lower()):
        folders = (str(file) for file in library.files or [] if ".dist-info" in str(file))
        names = sorted(name for name in folders if LICENCE_FILE.search(Path(name).name))
        for name in names:
            text = library.read_text(name.partition(".dist-info/")[2]) or ""
            chapters.append(f"{'=' * 78}\n{library.name} {library.version} – {name}\n\n{text}")
    return "\n".join(chapters)


def main(arguments: list[str]) -> int:
    """Write the page, or print the texts; return the exit status."""
    if arguments == ["--texts"]:
        print(texts())
        return 0
    pins = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    TARGET.write_text(table(pinned_parts(pins)), encoding="utf-8")
    print(TARGET.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
