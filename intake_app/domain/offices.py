"""Where dossiers are handed in: ONOUSC's offices, and the channel of each kind of institution.

Sources: S1 (34 reception points), S3 (head office), S2 and S4 (who deposits where).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """The way by which a student's dossier reaches the fund."""

    ONOUSC = "onousc"  # over one of our counters
    OFPPT = "ofppt"  # at OFPPT's own offices
    POST = "post"  # posted to the fund by the student


@dataclass(frozen=True, slots=True)
class Institution:
    """A category of institution, with its name in both languages and its deposit channel."""

    code: str
    label_fr: str
    label_ar: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Office:
    """One reception point (مكتب): its town, place and address in both languages."""

    code: str
    city_fr: str
    city_ar: str
    place_fr: str
    place_ar: str
    address_fr: str
    address_ar: str
