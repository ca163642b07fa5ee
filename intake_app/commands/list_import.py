"""What the two import commands share: progress on the terminal, and the report in words or JSON."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake_app.commands.session import print_json
from intake_app.domain.money import in_thousands
from intake_app.services.import_report import NothingUsable
from intake_app.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from intake_app.services.import_report import ImportReport, ReasonCount, ReferenceInfo

LinesOption = Annotated[
    int,
    typer.Option(
        "--lines", metavar="N", min=0, help="Combien de lignes nommer au plus pour chaque motif."
    ),
]
LINES_SHOWN = 10


@contextmanager
def progress_shown(title: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show a bar on a terminal, and nothing where there is none."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    # Imported here: programs that read our output do not pay for the drawing.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415
    from rich.progress import TimeElapsedColumn as Elapsed  # noqa: PLC0415

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Elapsed()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def troubles_told(loaded: Callable[[], ReferenceInfo | None], *, shown: int) -> Iterator[None]:
    """Say why no line was taken, or, after Ctrl+C, which list is in place; `loaded` tells it."""
    before = loaded()
    try:
        yield
    except NothingUsable as refused:
        for reason in refused.reasons:
            print(_in_words(reason, shown), file=sys.stderr)
        raise
    except KeyboardInterrupt:
        now = loaded()
        if now is None or now == before:
            _say_interrupted("before")
        else:
            _say_interrupted("after", _counts(now))
        raise


def _say_interrupted(moment: str, details: dict[str, str] | None = None) -> None:
    said = say(f"reference.interrupted.{moment}", "fr", details or {})
    print(f"intake : {said}", file=sys.stderr)


def print_report(report: ImportReport, *, shown: int, as_json: bool) -> None:
    """Print what an import did."""
    if as_json:
        print_json(report_members(report, shown))
        return
    details = {**_counts(report.now), "source": report.now.source}
    print(say(f"reference.imported.{report.list_name}", "fr", details))
    if report.previous is not None:
        print(say("reference.replaced", "fr", _age(report.previous, report.now.imported_at)))
    if report.absent_columns:
        absent = ", ".join(report.absent_columns)
        print(say("reference.columns_absent", "fr", {"columns": absent}))
    for reason in report.reasons:
        print(_in_words(reason, shown))


def _in_words(reason: ReasonCount, shown: int) -> str:
    heading = "reference.lines_rejected" if reason.rejected else "reference.lines_doubtful"
    words = say(f"reference.line.{reason.reason}", "fr")
    lines = [say(heading, "fr", {"count": in_thousands(reason.count), "reason": words})]
    lines += [
        f"    {line.line_number:>7}  {line.subject}".rstrip() for line in reason.lines[:shown]
    ]
    left = reason.count - min(shown, len(reason.lines))
    if shown and left:
        lines.append(say("reference.lines_more", "fr", {"count": in_thousands(left)}))
    return "\n".join(lines)


def report_members(report: ImportReport, shown: int) -> dict[str, Any]:
    """Describe an import for other programs; docs/reference-data.md documents the members."""
    return {
        "list": report.list_name,
        **info_members(report.now),
        "replaced": info_members(report.previous) if report.previous else None,
        "absent_columns": list(report.absent_columns),
        "reasons": [
            {
                "reason": one.reason,
                "rejected": one.rejected,
                "count": one.count,
                "lines": [line.line_number for line in one.lines[:shown]],
                "fr": say(f"reference.line.{one.reason}", "fr"),
                "ar": say(f"reference.line.{one.reason}", "ar"),
            }
            for one in report.reasons
        ],
    }


def info_members(info: ReferenceInfo) -> dict[str, Any]:
    """Describe a loaded list for other programs."""
    return {
        "source": info.source,
        "imported_at": info.imported_at.isoformat(timespec="seconds"),
        "imported": info.row_count,
        "rejected": info.rejected_count,
    }


def source_in_words(info: ReferenceInfo, now: datetime) -> str:
    """Say where a list comes from and how old it is."""
    return say("reference.source", "fr", _age(info, now))


def _age(info: ReferenceInfo, now: datetime) -> dict[str, str]:
    return {
        "source": info.source,
        "day": f"{info.imported_at.astimezone(now.tzinfo):%d/%m/%Y}",
        "days": str(info.age_days(now)),
        "count": in_thousands(info.row_count),
    }


def _counts(info: ReferenceInfo) -> dict[str, str]:
    return {"count": in_thousands(info.row_count), "rejected": in_thousands(info.rejected_count)}
