"""A session can be locked, and one of a telephone is locked sooner.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import context, op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, where records are kept. Nothing is locked yet."""
    if context.config.attributes["part"] == "keys":
        return
    op.add_column("sign_in", sa.Column("locked_at", sa.BigInteger(), nullable=True))
    op.add_column("sign_in", sa.Column("handheld", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Remove them. Sessions that are locked end: they would open again."""
    if context.config.attributes["part"] == "keys":
        return
    op.execute("UPDATE sign_in SET ended_at = locked_at WHERE locked_at IS NOT NULL")
    for name in ("handheld", "locked_at"):
        op.drop_column("sign_in", name)
