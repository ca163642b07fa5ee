"""The errors this application raises on purpose; any other exception is a bug.

Each carries a code and details; words for the code are in `resources/wording`, found by
`wording.py`. The command line turns them into its exit statuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from intake_app.domain.findings import Finding


class IntakeError(Exception):
    """Base of every expected error: a code of the wording and the values its sentence needs.

    `exit_status` is what a command that ends on it returns.
    """

    exit_status: ClassVar[int] = 2

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = {name: str(value) for name, value in details.items()}


class UnusableInput(IntakeError):
    """A file, a field or an argument that cannot be used; the person corrects it (exit 2)."""


class AccessDenied(IntakeError):
    """Wrong login, a role that may not do this, or a locked account (exit 2)."""


class EnvironmentFault(IntakeError):
    """The machine or the link failed; nothing is lost, the same call may work later (exit 4)."""

    exit_status: ClassVar[int] = 4


class RuleViolation(IntakeError):
    """A dossier breaks rules that forbid its deposit (exit 1, or 3 when it is refused)."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("deposit.rules")
        self.findings = findings
