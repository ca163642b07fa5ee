"""Who works at a counter and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Roles, each of which may do what the ones before it may."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What needs a role."""

    DEPOSIT = "deposit"
    SEARCH = "search"
    SYNCHRONISE = "synchronise"
    OVERRIDE = "override"
    REPRINT = "reprint"
    AMEND = "amend"
    CANCEL = "cancel"
    DATE_OTHER_DAY = "date_other_day"
    EXPORT = "export"
    TRANSMIT = "transmit"
    IMPORT_REFERENCE = "import_reference"
    ENROL = "enrol"
    SETTINGS = "settings"
    ACCOUNTS = "accounts"


_RANK = {role: rank for rank, role in enumerate(Role)}
NEEDED_ROLE = {
    Action.DEPOSIT: Role.AGENT,
    Action.SEARCH: Role.AGENT,
    Action.SYNCHRONISE: Role.AGENT,
    Action.OVERRIDE: Role.SUPERVISOR,
    Action.REPRINT: Role.SUPERVISOR,
    Action.AMEND: Role.SUPERVISOR,
    Action.CANCEL: Role.SUPERVISOR,
    Action.DATE_OTHER_DAY: Role.SUPERVISOR,
    Action.EXPORT: Role.SUPERVISOR,
    Action.TRANSMIT: Role.SUPERVISOR,
    Action.IMPORT_REFERENCE: Role.SUPERVISOR,
    Action.ENROL: Role.ADMINISTRATOR,
    Action.SETTINGS: Role.ADMINISTRATOR,
    Action.ACCOUNTS: Role.ADMINISTRATOR,
}


@dataclass(frozen=True, slots=True)
class Operator:
    """Someone who has logged in at this counter."""

    username: str
    full_name: str
    role: Role

    def may(self, action: Action) -> bool:
        """Say whether this role is enough for the action."""
        return _RANK[self.role] >= _RANK[NEEDED_ROLE[action]]
