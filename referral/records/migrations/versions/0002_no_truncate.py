"""PostgreSQL refuses to empty the timeline, too.

Revision ID: 0002
Revises: 0001
"""

from alembic import context, op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Row triggers do not see TRUNCATE; SQLite has none."""
    if _concerned():
        op.execute(
            "CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION entry_is_append_only()"
        )


def downgrade() -> None:
    """Back to row triggers only."""
    if _concerned():
        op.execute("DROP TRIGGER entry_no_truncate ON entry")


def _concerned() -> bool:
    on_postgres = op.get_bind().dialect.name == "postgresql"
    return on_postgres and context.config.attributes["part"] != "keys"
