"""Restrictions of use, and the register of breaches.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")


def upgrade() -> None:
    """Make the tables, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.create_table(
        "use_restriction",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("drawer", sa.String(40), nullable=True),
        sa.Column("set_by", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_use_restriction_case", "use_restriction", ["case_id", "lifted_at"]
    )
    op.create_table(
        "breach",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("opened_by", ID, nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("aware_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("authority_told_at", sa.BigInteger(), nullable=True),
        sa.Column("people_told_at", sa.BigInteger(), nullable=True),
        sa.Column("overdue_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_breach_due", "breach", ["overdue_at", "due_at"])


def downgrade() -> None:
    """Drop them again."""
    if context.config.attributes["part"] == "keys":
        return
    op.drop_table("breach")
    op.drop_table("use_restriction")
