"""`intake COMMAND`: finds the command's module, runs it, and turns errors into exit statuses.

0 success · 2 unusable input or usage · 4 the machine or the link failed, try again · others as the
command's help says · 70 a bug of ours, logged with its trace · 130 interrupted.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from intake_app.errors import EnvironmentFault, IntakeError
from intake_app.wording import describe_error, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import typer

# Each module has `add_to(app)`. Only the module of the command asked for is imported, so that
# `intake check` does not pay for the window, the store or the camera.
COMMANDS = {
    "accounts": "intake_app.commands.accounts",
    "beneficiaries": "intake_app.commands.beneficiaries",
    "bundle": "intake_app.commands.bundle",
    "check": "intake_app.commands.check",
    "demo": "intake_app.commands.demo",
    "deposit": "intake_app.commands.deposit",
    "journal": "intake_app.commands.journal",
    "medicines": "intake_app.commands.medicines",
    "receipt": "intake_app.commands.receipt",
    "scan": "intake_app.commands.scan",
    "server": "intake_app.commands.server",
    "setup": "intake_app.commands.setup",
    "slip": "intake_app.commands.receipt",
    "status": "intake_app.commands.sync",
    "sync": "intake_app.commands.sync",
    "transmittal": "intake_app.commands.transmittal",
    "verify-receipt": "intake_app.commands.verify_receipt",
}
BUG = 70
INTERRUPTED = 130
_DISK_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def build_app(commands: Sequence[str]) -> typer.Typer:
    """Describe the command line with the commands named."""
    import typer  # noqa: PLC0415 - the window has no use for it

    from intake_app.commands.usage_words import speak_french  # noqa: PLC0415 - as above

    app = typer.Typer(
        name="intake",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="Guichet de dépôt des dossiers de maladie des étudiants. Sans commande : la fenêtre.",
    )
    app.callback()(lambda: None)
    for module in dict.fromkeys(COMMANDS[name] for name in commands):
        import_module(module).add_to(app)
    speak_french(app)
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, or open the window without one; return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _stand_in_for_closed_streams()
    try:
        return _after_printing(_run(arguments))
    except IntakeError as error:
        _say(describe_error(error))
        return error.exit_status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has gone
        _print_no_more()
        return 0
    except Exception as error:  # noqa: BLE001 - the last door: nothing below may show a trace
        return _end_on(error)


def _run(arguments: list[str]) -> int:
    if not arguments:
        return _open_window()
    from typer.exceptions import Abort, TyperException  # noqa: PLC0415 - as above

    asked = arguments[0]
    app = build_app([asked] if asked in COMMANDS else list(COMMANDS))
    try:
        status = app(arguments, standalone_mode=False, prog_name="intake")
    except TyperException as error:
        from intake_app.commands.usage_words import describe_usage  # noqa: PLC0415 - as above

        said = describe_usage(error, asked if asked in COMMANDS else "")
        if said:
            _say(said)
        return error.exit_code
    except Abort:
        return INTERRUPTED
    except SystemExit as ended:  # the library's own answer to a reader that has gone
        raise BrokenPipeError from ended
    return status if isinstance(status, int) else 0


def _stand_in_for_closed_streams() -> None:
    """Give a program started without a terminal, or with closed streams, streams to nowhere.

    Without them the next file that is opened would take the place of one, and be printed into.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - stays open
            setattr(sys, name, nowhere)


def _after_printing(status: int) -> int:
    """Print what is still kept back: a reader that has gone is met here, not in the last moment."""
    sys.stdout.flush()
    return status


def _print_no_more() -> None:
    """Send what is still kept back nowhere, so that Python does not try again while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_window() -> int:
    # Thousands of classes are made until the first page is there, and none of them is rubbish:
    # looking for some costs a quarter of the start. `ui.startup` lets the search begin.
    gc.disable()
    window = import_module("intake_app.window")
    status: int = window.open_window()
    return status


def _end_on(error: Exception) -> int:
    """Say that the output had no room, or that the program has a fault, which goes to the log."""
    if isinstance(error, OSError) and error.errno in _DISK_FULL:
        _print_no_more()
        _say(say("output.disk_full", "fr"))
        return EnvironmentFault.exit_status
    logs = import_module("intake_app.logs")
    place: str = logs.log_bug(error)
    _say(say("bug", "fr", {"log": place}))
    return BUG


def _say(text: str) -> None:
    print(f"intake : {text}", file=sys.stderr)  # noqa: T201 - the command line's own voice
