"""The states of a dossier on its two axes: its data and its paper travel apart."""

from __future__ import annotations

from enum import StrEnum


class ElectronicState(StrEnum):
    """How far the data has come."""

    DRAFT = "draft"
    SEALED = "sealed"  # on disk here, with a receipt; not yet held by the fund
    SENT = "sent"  # in a batch whose answer is awaited
    RECEIVED = "received"  # the server's signed receipt says so
    QUARANTINED = "quarantined"  # held by the server, but it breaks a rule
    CONFLICT = "conflict"  # the server holds other bytes under the same id and revision


class PaperState(StrEnum):
    """Where the paper is."""

    AT_OFFICE = "at_office"
    IN_PARCEL = "in_parcel"
    PARCEL_RECEIVED = "parcel_received"
    MISSING = "missing"  # its parcel came without it
    RETURNED = "returned"
    SETTLED = "settled"
