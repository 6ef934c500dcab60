"""When a recipient said that it kept nothing of a sealed copy.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import context, op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COLUMN = "deletion_confirmed_at"


def upgrade() -> None:
    """Add the column, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.add_column("disclosure", sa.Column(COLUMN, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Remove it."""
    if context.config.attributes["part"] == "keys":
        return
    op.drop_column("disclosure", COLUMN)
