"""Decisions name the station that they are told to: its own are found among those of all.

Revision: 0004, after 0003. Lines from before are given the station that their item came from.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FILL = """
UPDATE state_event SET station_id = (
  SELECT item.station_id FROM item
  WHERE item.item_id = state_event.item_id AND item.revision = state_event.revision
)
"""


def upgrade() -> None:
    op.add_column("state_event", sa.Column("station_id", sa.String(40)))
    op.execute(_FILL)
    with op.batch_alter_table("state_event") as table:
        table.alter_column("station_id", existing_type=sa.String(40), nullable=False)
    op.create_index("ix_state_event_station", "state_event", ["station_id", "sequence"])
