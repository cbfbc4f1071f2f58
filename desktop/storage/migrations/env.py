"""Alembic's way in: the connection is handed over by `desktop.storage.upgrade`."""

from alembic import context

from desktop.storage.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
