"""Alembic's entry: runs migrations in the transaction that `intake_server.schema` hands over."""

from __future__ import annotations

from alembic import context

from intake_server.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
