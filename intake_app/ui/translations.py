"""Keeps the window's translations: collects texts from the code, compiles what the window loads.

    python -m intake_app.ui.translations collect    new texts into resources/i18n/*.ts
    python -m intake_app.ui.translations build      *.ts into the *.qm that are shipped

French is written in the code; `intake_fr.ts` holds only its plurals, `intake_ar.ts` all of the
Arabic. Both kinds of file are committed, so that starting the window needs no tools.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from intake_app.resources import resource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake_app.wording import Language

SOURCES = Path(__file__).parent
_TARGETS: dict[Language, tuple[str, ...]] = {
    "ar": ("-target-language", "ar_MA"),
    "fr": ("-target-language", "fr_MA", "-pluralonly"),
}


def ts_file(language: Language) -> Path:
    """Return the file in which translators write."""
    return resource("i18n") / f"intake_{language}.ts"


def qm_file(language: Language) -> Path:
    """Return the file that the window loads."""
    return resource("i18n") / f"intake_{language}.qm"


def collect() -> None:
    """Bring the texts of the code into the translators' files; what left the code leaves them."""
    modules = sorted(str(path) for path in SOURCES.rglob("*.py"))
    for language, target in _TARGETS.items():
        options = ("-source-language", "fr", "-locations", "none", "-no-obsolete")
        _run("lupdate", *modules, *options, *target, "-ts", str(ts_file(language)))


def build(folder: Path | None = None) -> None:
    """Compile the translators' files, into the shipped folder or another one."""
    for language in _TARGETS:
        shipped = qm_file(language)
        compiled = shipped if folder is None else folder / shipped.name
        _run("lrelease", "-silent", str(ts_file(language)), "-qm", str(compiled))


def main(arguments: Sequence[str]) -> int:
    """Collect or build, as the one argument says."""
    tasks = {"collect": collect, "build": build}
    if len(arguments) != 1 or arguments[0] not in tasks:
        print(__doc__)  # noqa: T201 - a command
        return 2
    tasks[arguments[0]]()
    return 0


def _run(tool: str, *arguments: str) -> None:
    """Run one of Qt's tools, which stand beside the interpreter of the environment."""
    command = Path(sys.executable).with_name(f"pyside6-{tool}")
    subprocess.run([command, *arguments], check=True, stdout=subprocess.DEVNULL)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
