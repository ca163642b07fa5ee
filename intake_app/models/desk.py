"""The counter itself: operators, offices, settings, and the audit journal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from intake_app.models.base import Base


class OperatorRow(Base, kw_only=True):
    """A named login; `username` is stored case-folded."""

    __tablename__ = "operator"

    username: Mapped[str] = mapped_column(primary_key=True)
    full_name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str] = mapped_column(repr=False)
    created_at: Mapped[datetime]
    active: Mapped[bool] = mapped_column(default=True)


class LoginAttemptsRow(Base, kw_only=True):
    """Failed logins of a name, known or not, since its last success."""

    __tablename__ = "login_attempts"

    username: Mapped[str] = mapped_column(primary_key=True)
    failed_count: Mapped[int]
    last_failed_at: Mapped[datetime]


class OfficeRow(Base, kw_only=True):
    """A reception point of ONOUSC; a site can replace the list."""

    __tablename__ = "office"

    code: Mapped[str] = mapped_column(primary_key=True)
    city_fr: Mapped[str]
    city_ar: Mapped[str]
    place_fr: Mapped[str]
    place_ar: Mapped[str]
    address_fr: Mapped[str]
    address_ar: Mapped[str]


class SettingRow(Base, kw_only=True):
    """One setting of the station, as JSON."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class AuditRow(Base, kw_only=True):
    """Who did what and when; each line is chained to the one before by its hash."""

    __tablename__ = "audit"

    position: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    operator: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[str]  # canonical JSON, without personal data
    previous_hash: Mapped[str]
    entry_hash: Mapped[str]
