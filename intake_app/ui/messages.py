"""The one place in the window where codes become the words that the operator reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.ui.i18n import current_language, isolated
from intake_app.wording import all_wording, describe, describe_error, say

if TYPE_CHECKING:
    from intake_app.domain.findings import Finding
    from intake_app.errors import IntakeError
    from intake_app.services.prints import PrintedPaper


def label(group: str, code: str) -> str:
    """Name a code of the domain: `label("care", "pharmacy")` → « Pharmacie »."""
    return say(f"{group}.{code}", current_language())


def finding_text(finding: Finding) -> str:
    """Put a finding into the language of the screen."""
    return describe(finding, current_language())


def error_text(error: IntakeError) -> str:
    """Put an expected error into the language of the screen: what happened and what to do."""
    return describe_error(error, current_language())


def printed_text(paper: PrintedPaper) -> str:
    """Say where a print went: out of a printer, or into a file to print from."""
    kind = "print.to_file" if paper.is_file else "print.on_paper"
    if paper.copy:
        kind += ".duplicate"
    values = {"place": isolated(paper.place), "copy": str(paper.copy)}
    return say(kind, current_language(), values)


def code_text(code: str) -> str:
    """Put a code without values into the language of the screen."""
    return say(code, current_language())


def rule_text(code: str, path: str) -> str:
    """Say which rule of the fund was broken and where, when that is all that is known."""
    template = all_wording().get(code, {}).get(current_language(), "{")
    if "{" not in template:
        return template
    return say("sync.item_rule", current_language(), {"code": code, "path": path})
