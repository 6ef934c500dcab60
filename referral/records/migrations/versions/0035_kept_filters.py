"""Filters that people keep for the lists they look at.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")


def upgrade() -> None:
    """Make the table, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.create_table(
        "kept_filter",
        sa.Column("id", ID, nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("listed", sa.String(200), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_kept_filter_actor_id", "kept_filter", ["actor_id"])


def downgrade() -> None:
    """Take it away again."""
    if context.config.attributes["part"] == "keys":
        return
    op.drop_table("kept_filter")
