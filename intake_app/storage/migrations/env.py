"""Alembic's entry: runs migrations on the connection that `storage.schema` hands over."""

from __future__ import annotations

from alembic import context

from intake_app.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
