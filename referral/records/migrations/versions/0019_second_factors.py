"""Passkeys, codes of an app, codes on paper, and what was used up.

Revision ID: 0019
Revises: 0016
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")
OF_ACTOR = (["actor_id"], ["actor.id"])


def upgrade() -> None:
    """Make tables and columns, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    _passkeys()
    _codes()
    op.create_table(
        "spent",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_spent_until", "spent", ["until"])
    op.add_column("sign_in", sa.Column("way", sa.String(40), nullable=True))
    op.add_column("sign_in", sa.Column("stepped_up_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "sign_in_try",
        sa.Column("id", ID, nullable=False),
        sa.Column("name_tag", sa.LargeBinary(), nullable=False),
        sa.Column("source_tag", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("name_tag", "source_tag", "at"):
        op.create_index(f"ix_sign_in_try_{column}", "sign_in_try", [column])


def _passkeys() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", ID, nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(*OF_ACTOR),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credential_id"),
    )
    op.create_index("ix_passkey_actor_id", "passkey", ["actor_id"])


def _codes() -> None:
    op.create_table(
        "code_secret",
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(*OF_ACTOR),
        sa.PrimaryKeyConstraint("actor_id"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", ID, nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(*OF_ACTOR),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_recovery_code_actor_id", "recovery_code", ["actor_id"])


def downgrade() -> None:
    """Drop them again."""
    if context.config.attributes["part"] == "keys":
        return
    for name in ("stepped_up_at", "way"):
        op.drop_column("sign_in", name)
    for table in ("sign_in_try", "spent", "recovery_code", "code_secret", "passkey"):
        op.drop_table(table)
