"""What Alembic runs for an upgrade: the connection and its transaction are given by `migrations.upgrade`."""

from alembic import context

from tui_desk.store.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
