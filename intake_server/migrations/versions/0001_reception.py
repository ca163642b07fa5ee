"""The first tables of the reception server.

Revision: 0001, after None.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_ID = sa.Uuid(as_uuid=False)
_HASH = sa.String(64)
_STATION = sa.String(40)
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_identity()
    _create_stations()
    _create_batches()
    _create_items()
    _create_journals()


def _create_identity() -> None:
    op.create_table(
        "epoch",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("epoch", _ID, nullable=False),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_epoch"),
        sa.UniqueConstraint("epoch", name="uq_epoch_epoch"),
    )
    op.create_table(
        "server_key",
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("use", sa.String(16), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("retired_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("key_id", name="pk_server_key"),
    )


def _create_stations() -> None:
    op.create_table(
        "enrolment_code",
        sa.Column("code_hash", _HASH, nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_enrolment_code"),
    )
    op.create_table(
        "station",
        sa.Column("station_id", _STATION, nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("enrolled_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("station_id", name="pk_station"),
    )
    op.create_table(
        "station_key",
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("station_id", _STATION, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key_id", name="pk_station_key"),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.station_id"], name="fk_station_key_station_id"
        ),
    )
    op.create_index("ix_station_key_station_id", "station_key", ["station_id"])
    _create_enrolment_and_revocation()


def _create_enrolment_and_revocation() -> None:
    op.create_table(
        "enrolment_use",
        sa.Column("code_hash", _HASH, nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("used_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_enrolment_use"),
        sa.ForeignKeyConstraint(
            ["code_hash"], ["enrolment_code.code_hash"], name="fk_enrolment_use_code_hash"
        ),
        sa.ForeignKeyConstraint(["key_id"], ["station_key.key_id"], name="fk_enrolment_use_key_id"),
    )
    op.create_table(
        "revocation",
        sa.Column("station_id", _STATION, nullable=False),
        sa.Column("revoked_at", _INSTANT, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("station_id", name="pk_revocation"),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.station_id"], name="fk_revocation_station_id"
        ),
    )


def _create_batches() -> None:
    op.create_table(
        "batch",
        sa.Column("station_id", _STATION, nullable=False),
        sa.Column("batch_id", _ID, nullable=False),
        sa.Column("sha256", _HASH, nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("install_epoch", sa.BigInteger(), nullable=False),
        sa.Column("fund", sa.String(), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("station_id", "batch_id", name="pk_batch"),
        sa.ForeignKeyConstraint(["station_id"], ["station.station_id"], name="fk_batch_station_id"),
    )
    op.create_index("ix_batch_received_at", "batch", ["received_at"])
    op.create_table(
        "batch_receipt",
        sa.Column("station_id", _STATION, nullable=False),
        sa.Column("batch_id", _ID, nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("station_id", "batch_id", name="pk_batch_receipt"),
        sa.ForeignKeyConstraint(
            ["station_id", "batch_id"],
            ["batch.station_id", "batch.batch_id"],
            name="fk_batch_receipt_station_id",
        ),
    )


def _create_items() -> None:
    op.create_table(
        "item",
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("station_id", _STATION, nullable=False),
        sa.Column("batch_id", _ID, nullable=False),
        sa.Column("fund", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("sha256", _HASH, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("document", _JSON, nullable=True),
        sa.Column("quarantine_code", sa.String(), nullable=True),
        sa.Column("quarantine_path", sa.String(), nullable=True),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "revision", name="pk_item"),
        sa.CheckConstraint("revision >= 1", name="ck_item_revision_counts_from_one"),
    )
    op.create_index("ix_item_station", "item", ["station_id", "item_id", "revision"])
    op.create_index("ix_item_number", "item", ["number"])
    op.create_table(
        "conflict",
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sha256", _HASH, nullable=False),
        sa.Column("station_id", _STATION, nullable=False),
        sa.Column("batch_id", _ID, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "revision", "sha256", "station_id", name="pk_conflict"),
    )
    op.create_index("ix_conflict_station_id", "conflict", ["station_id"])
    op.create_table(
        "also_held",
        sa.Column("station_id", _STATION, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("station_id", "item_id", "revision", name="pk_also_held"),
    )


def _create_journals() -> None:
    op.create_table(
        "state_event",
        sa.Column("sequence", _SEQUENCE, sa.Identity(), nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("axis", sa.String(16), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("reasons", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_state_event"),
    )
    op.create_index("ix_state_event_item_id", "state_event", ["item_id"])
    op.create_table(
        "awaited_paper",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("parcel", sa.String(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_awaited_paper"),
    )
    op.create_table(
        "audit",
        sa.Column("chain", _STATION, nullable=False),
        sa.Column("position", _SEQUENCE, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("previous_hash", _HASH, nullable=False),
        sa.Column("entry_hash", _HASH, nullable=False),
        sa.PrimaryKeyConstraint("chain", "position", name="pk_audit"),
    )
