"""A paper that is awaited has the id that its slip gives it: its number may be given twice.

Revision: 0005, after 0004. What was said before goes by its number alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("awaited_paper", sa.Column("item_id", sa.Uuid(as_uuid=False)))
