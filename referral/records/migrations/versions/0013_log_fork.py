"""A fork of the log, for every process to see.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import context, op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "log_fork"


def upgrade() -> None:
    """Make the table, where records are kept; its rows are only inserted."""
    if context.config.attributes["part"] == "keys":
        return
    op.create_table(
        TABLE,
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("witness", sa.String(200), nullable=False),
        sa.Column("seen_size", sa.BigInteger(), nullable=False),
        sa.Column("seen_root", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.String(2**16), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("generation"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{act} BEFORE {act.upper()} ON {TABLE} "
                "BEGIN SELECT RAISE(ABORT, 'the timeline is append-only'); END"
            )
        return
    for act, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{act} BEFORE {act.upper()} ON {TABLE} "
            f"FOR EACH {each} EXECUTE FUNCTION entry_is_append_only()"
        )


def downgrade() -> None:
    """Drop it again, and its triggers with it."""
    if context.config.attributes["part"] == "keys":
        return
    op.drop_table(TABLE)
