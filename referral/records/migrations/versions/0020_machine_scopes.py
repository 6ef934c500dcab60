"""What a machine's key serves for, and keys that requests are signed with.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")


def upgrade() -> None:
    """Add the column and the table, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.add_column("machine_key", sa.Column("scope", sa.String(2000), nullable=True))
    op.create_table(
        "signing_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("scope", sa.String(2000), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_key"),
    )
    op.create_index("ix_signing_key_actor_id", "signing_key", ["actor_id"])


def downgrade() -> None:
    """Remove them."""
    if context.config.attributes["part"] == "keys":
        return
    op.drop_table("signing_key")
    op.drop_column("machine_key", "scope")
