"""Where people are told that something waits, what is sent, and calendars of clocks.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")
OF_ACTOR = (["actor_id"], ["actor.id"])


def upgrade() -> None:
    """Make the tables, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.create_table(
        "mail_setting",
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(40), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("refused_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(*OF_ACTOR),
        sa.PrimaryKeyConstraint("actor_id"),
    )
    _mails()
    op.create_table(
        "calendar_feed",
        sa.Column("id", ID, nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(*OF_ACTOR),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("actor_id"),
        sa.UniqueConstraint("digest"),
    )


def _mails() -> None:
    op.create_table(
        "mail",
        sa.Column("id", ID, nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.String(200), nullable=True),
        sa.ForeignKeyConstraint(*OF_ACTOR),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_mail_next", "mail", ["state", "next_at"])
    op.create_index("ix_mail_actor_id", "mail", ["actor_id"])
    op.create_table(
        "mail_line",
        sa.Column("id", ID, nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("about", ID, nullable=False),
        sa.Column("code", sa.String(200), nullable=False),
        sa.Column("answer_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("mail_id", ID, nullable=True),
        sa.ForeignKeyConstraint(*OF_ACTOR),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("actor_id", "source", "about"),
    )
    op.create_index("ix_mail_line_due", "mail_line", ["mail_id", "due_at"])


def downgrade() -> None:
    """Take them away again."""
    if context.config.attributes["part"] == "keys":
        return
    for table in ("calendar_feed", "mail_line", "mail", "mail_setting"):
        op.drop_table(table)
