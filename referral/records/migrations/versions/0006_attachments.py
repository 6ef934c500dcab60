"""Attachments: that there is one, and the pieces of its age file.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")


def upgrade() -> None:
    """Make the tables, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.create_table(
        "attachment",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("drawer", sa.String(200), nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("author_organisation_id", ID, nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_attachment_case", "attachment", ["case_id", "drawer"])
    op.create_table(
        "attachment_piece",
        sa.Column("attachment_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"]),
        sa.PrimaryKeyConstraint("attachment_id", "number"),
    )


def downgrade() -> None:
    """Drop them again."""
    if context.config.attributes["part"] == "keys":
        return
    op.drop_table("attachment_piece")
    op.drop_index("ix_attachment_case", table_name="attachment")
    op.drop_table("attachment")
