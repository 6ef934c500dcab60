"""Until when a first password is good.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import context, op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, where records are kept. What is there was chosen."""
    if context.config.attributes["part"] == "keys":
        return
    op.add_column("password", sa.Column("first_until", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Remove it."""
    if context.config.attributes["part"] == "keys":
        return
    op.drop_column("password", "first_until")
