"""Erasure: what was erased when, which keys it waits for, and what stands against it.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")


def upgrade() -> None:
    """Make the tables where records are kept; keys tell when they were destroyed."""
    part = context.config.attributes["part"]
    if part != "records":
        op.add_column(
            "kek_epoch", sa.Column("destroyed_at", sa.BigInteger(), nullable=True)
        )
    if part == "keys":
        return
    op.add_column("case_file", sa.Column("erased_at", sa.BigInteger(), nullable=True))
    _erasure()
    op.create_table(
        "legal_hold",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("set_by", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_legal_hold_case", "legal_hold", ["case_id", "lifted_at"])


def downgrade() -> None:
    """Drop them again."""
    part = context.config.attributes["part"]
    if part != "keys":
        op.drop_index("ix_legal_hold_case", table_name="legal_hold")
        op.drop_table("legal_hold")
        op.drop_table("erasure_epoch")
        op.drop_index("ix_erasure_open", table_name="erasure")
        op.drop_table("erasure")
        op.drop_column("case_file", "erased_at")
    if part != "records":
        op.drop_column("kek_epoch", "destroyed_at")


def _erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=False),
        sa.Column("keys", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("attachments", sa.Integer(), nullable=False),
        sa.Column("cleared_at", sa.BigInteger(), nullable=True),
        sa.Column("complete_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index("ix_erasure_open", "erasure", ["complete_at", "erased_at"])
    op.create_table(
        "erasure_epoch",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("epoch", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["erasure.case_id"]),
        sa.PrimaryKeyConstraint("case_id", "epoch"),
    )
