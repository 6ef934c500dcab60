"""Offers stand a moment before they leave; cases know when somebody was met.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import context, op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

COLUMNS = (("referral", "leaves_at"), ("case_file", "met_at"))


def upgrade() -> None:
    """Add the moments; what was made before has left, and was met when opened."""
    if context.config.attributes["part"] == "keys":
        return
    for table, name in COLUMNS:
        op.add_column(table, sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    if context.config.attributes["part"] == "keys":
        return
    for table, name in COLUMNS:
        op.drop_column(table, name)
