"""The number a person keeps, wrong tries, and what they left.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")
OF_CASE = (["case_id"], ["case_file.id"])


def upgrade() -> None:
    """Make the tables, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.create_table(
        "own_code",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("hashed", sa.String(200), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(*OF_CASE),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id"),
        sa.UniqueConstraint("tag"),
    )
    op.create_table(
        "own_try",
        sa.Column("id", ID, nullable=False),
        sa.Column("source_tag", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_own_try_source_tag"), "own_try", ["source_tag"])
    op.create_index(op.f("ix_own_try_at"), "own_try", ["at"])
    op.create_table(
        "own_message",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(*OF_CASE),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_own_message_case", "own_message", ["case_id", "read_at"])


def downgrade() -> None:
    """Drop them again, and their indexes with them."""
    if context.config.attributes["part"] == "keys":
        return
    for table in ("own_message", "own_try", "own_code"):
        op.drop_table(table)
