"""Tallies: what is held of a station is kept with each batch, and counted no more.

Revision: 0003, after 0002. It begins empty: a station without a tally is counted once, with its
next batch.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("station_id", sa.String(40), nullable=False),
        sa.Column("position", _SEQUENCE, nullable=False),
        sa.Column("item_count", sa.BigInteger(), nullable=False),
        sa.Column("quarantined_count", sa.BigInteger(), nullable=False),
        sa.Column("conflict_count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("station_id", "position", name="pk_tally"),
    )
