"""Sign-ins under way at an identity provider, and who is known there as whom.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")


def upgrade() -> None:
    """Make both tables, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.create_table(
        "openid_request",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("verifier", sa.LargeBinary(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("source_tag", sa.LargeBinary(), nullable=True),
        sa.Column("session_digest", sa.LargeBinary(), nullable=True),
        sa.Column("wanted", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    for column in ("until", "source_tag"):
        op.create_index(f"ix_openid_request_{column}", "openid_request", [column])
    op.create_table(
        "openid_link",
        sa.Column("id", ID, nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("linked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tag"),
    )
    op.create_index("ix_openid_link_actor_id", "openid_link", ["actor_id"])


def downgrade() -> None:
    """Drop them again."""
    if context.config.attributes["part"] == "keys":
        return
    for table in ("openid_link", "openid_request"):
        op.drop_table(table)
