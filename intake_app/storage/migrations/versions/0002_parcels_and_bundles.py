"""Parcels that were closed, batches that went by bundle, what an older disk forgot.

Revision: 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sync_batch", sa.Column("exported_at", sa.DateTime(), nullable=True))
    op.add_column("station", sa.Column("counted_at", sa.DateTime(), nullable=True))
    op.add_column(
        "station",
        sa.Column("forgotten_count", sa.Integer(), nullable=False, server_default="0"),
    )
    _create_transmittals()


def _create_transmittals() -> None:
    op.create_table(
        "transmittal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("fund", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("dossier_count", sa.Integer(), nullable=False),
        sa.Column("total_centimes", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("paper_state", sa.String(), nullable=False),
        sa.Column("printed_copies", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transmittal")),
        sa.UniqueConstraint("number", name=op.f("uq_transmittal_number")),
    )
    op.create_index(op.f("ix_transmittal_closed_at"), "transmittal", ["closed_at"])
    op.create_index(op.f("ix_transmittal_paper_state"), "transmittal", ["paper_state"])
    op.create_table(
        "transmittal_line",
        sa.Column("transmittal_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("student", sa.String(), nullable=False),
        sa.Column("deposited_on", sa.Date(), nullable=False),
        sa.Column("total_centimes", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("transmittal_id", "place", name=op.f("pk_transmittal_line")),
        sa.ForeignKeyConstraint(
            ["transmittal_id"],
            ["transmittal.id"],
            name=op.f("fk_transmittal_line_transmittal_id"),
        ),
    )
    op.create_index(op.f("ix_transmittal_line_dossier_id"), "transmittal_line", ["dossier_id"])
