"""Drafts of first contacts.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")


def upgrade() -> None:
    """Make the table, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.create_table(
        "form_draft",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("writer_id", ID, nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["writer_id"], ["actor.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_form_draft_writer", "form_draft", ["writer_id", "ends_at"])
    op.create_index("ix_form_draft_ends_at", "form_draft", ["ends_at"])


def downgrade() -> None:
    """Take it away again."""
    if context.config.attributes["part"] == "keys":
        return
    op.drop_table("form_draft")
