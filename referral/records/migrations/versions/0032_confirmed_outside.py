"""Tokens by which a body without an account confirms what waits for it.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")


def upgrade() -> None:
    """Make the table, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.create_table(
        "outside_token",
        sa.Column("id", ID, nullable=False),
        sa.Column("joint_act_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(40), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("not_done_at", sa.BigInteger(), nullable=True),
        sa.Column("replaced_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["joint_act_id"], ["joint_act.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    for name in ("joint_act_id", "case_id"):
        op.create_index(f"ix_outside_token_{name}", "outside_token", [name])


def downgrade() -> None:
    """Take it away again."""
    if context.config.attributes["part"] == "keys":
        return
    op.drop_table("outside_token")
