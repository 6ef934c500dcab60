"""What a request asked is no longer kept as a bare digest, which could be guessed.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import context, op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the digests; a digest lies sealed beside each new answer."""
    if context.config.attributes["part"] == "keys":
        return
    op.drop_column("stored_answer", "fingerprint")


def downgrade() -> None:
    """Make the column again, empty: a retry from before is taken for another."""
    if context.config.attributes["part"] == "keys":
        return
    empty = (
        sa.text("''") if op.get_bind().dialect.name == "postgresql" else sa.text("x''")
    )
    op.add_column(
        "stored_answer",
        sa.Column(
            "fingerprint", sa.LargeBinary(), nullable=False, server_default=empty
        ),
    )
