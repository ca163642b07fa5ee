"""`intake scan`: what is read on pictures, one JSON object a line."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake_app.errors import IntakeError
from intake_app.wording import describe_error, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from intake_app.scanning.codes import CodeRead
    from intake_app.scanning.still import StillReader

STANDARD_INPUT = "-"


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("scan", help="Lit les codes-barres d'images, une ligne JSON par image.")(scan)


def scan(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FICHIER…", help="Images à lire, ou - : un chemin par ligne."),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Une ligne JSON par image, même dans un terminal.")
    ] = False,
    frames: Annotated[
        bool,
        typer.Option(
            "--frames", help="Vidéos ou dossiers d'images, lus image par image comme une caméra."
        ),
    ] = False,
) -> int:
    """Read pictures and print what is on them; 2 when a picture could not be read."""
    if frames:
        return _scan_frames(files, as_json=as_json)
    from intake_app.scanning.still import StillReader  # noqa: PLC0415 - heavy

    reader = StillReader()
    if not reader.has_zbar:
        print(say("scan.no_zbar", "fr"), file=sys.stderr)
    plain = sys.stdout.isatty() and not as_json
    failed = False
    for name in _names(files):
        answer = _read_picture(reader, name)
        failed = failed or "error" in answer
        print(_as_text(answer) if plain else json.dumps(answer), flush=True)
    return 2 if failed else 0


def _scan_frames(files: list[str], *, as_json: bool) -> int:
    from intake_app.commands.scan_frames import event_as_text, watch_frames  # noqa: PLC0415

    plain = sys.stdout.isatty() and not as_json

    def tell(event: dict[str, Any]) -> None:
        print(event_as_text(event) if plain else json.dumps(event), flush=True)

    readable = [watch_frames(name, tell) for name in _names(files)]
    return 0 if all(readable) else 2


def _names(files: Iterable[str]) -> Iterator[str]:
    for name in files:
        if name != STANDARD_INPUT:
            yield name
            continue
        for line in sys.stdin:
            path = line.rstrip("\r\n")
            if path:
                yield path


def _read_picture(reader: StillReader, name: str) -> dict[str, Any]:
    from intake_app.scanning.pictures import load_grey  # noqa: PLC0415 - heavy

    try:
        grey = load_grey(Path(name))
    except IntakeError as error:
        return {"path": name, "error": describe_error(error)}
    start = time.perf_counter()
    reads = reader.read(grey)
    elapsed = (time.perf_counter() - start) * 1000
    return {"path": name, "results": [_as_json(read) for read in reads], "ms": round(elapsed, 2)}


def _as_json(read: CodeRead) -> dict[str, Any]:
    return {
        "symbology": read.symbology.value,
        "text": read.text,
        "corners": [[round(x, 1), round(y, 1)] for x, y in read.corners],
    }


def _as_text(answer: dict[str, Any]) -> str:
    if "error" in answer:
        return str(answer["error"])
    codes = ", ".join(f"{code['symbology']} {code['text']}" for code in answer["results"])
    return f"{answer['path']} : {codes or 'aucun code lu'} ({answer['ms']:.0f} ms)"
