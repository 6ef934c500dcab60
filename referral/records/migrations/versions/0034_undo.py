"""Offers stand a moment with their sender before they leave.

Revision ID: 0034
Revises: 0032
"""

import sqlalchemy as sa
from alembic import context, op

revision = "0034"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment; what was made before has left."""
    if context.config.attributes["part"] == "keys":
        return
    op.add_column("referral", sa.Column("leaves_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    if context.config.attributes["part"] == "keys":
        return
    op.drop_column("referral", "leaves_at")
