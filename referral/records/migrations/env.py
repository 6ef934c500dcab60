"""Alembic's entry: the connection and the part to migrate are handed in."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=True,
    version_table="schema_version",
)
context.run_migrations()
