"""Timers, outgoing deliveries, notices and standing exceptions; invented people.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")


def upgrade() -> None:
    """Make the tables, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    _timer()
    _outbox()
    _notice()
    _standing_exception()
    op.add_column(
        "mechanism",
        sa.Column("invented", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    """Drop them again."""
    if context.config.attributes["part"] == "keys":
        return
    op.drop_column("mechanism", "invented")
    op.drop_index(op.f("ix_standing_exception_about"), table_name="standing_exception")
    op.drop_index("ix_exception_standing", table_name="standing_exception")
    op.drop_table("standing_exception")
    op.drop_index(op.f("ix_notice_about"), table_name="notice")
    op.drop_index("ix_notice_inbox", table_name="notice")
    op.drop_table("notice")
    op.drop_index(op.f("ix_outbox_about"), table_name="outbox")
    op.drop_index("ix_outbox_next", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_timer_about"), table_name="timer")
    op.drop_index("ix_timer_due", table_name="timer")
    op.drop_table("timer")


def _timer() -> None:
    op.create_table(
        "timer",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("about", ID, nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("tz", sa.String(200), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("msg_id", sa.String(200), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("fired_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["about"], ["referral.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("msg_id"),
    )
    op.create_index("ix_timer_due", "timer", ["state", "due_at"])
    op.create_index(op.f("ix_timer_about"), "timer", ["about"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("destination", sa.String(40), nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("about", ID, nullable=False),
        sa.Column("msg_id", sa.String(200), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("jobs", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.String(200), nullable=True),
        sa.ForeignKeyConstraint(["about"], ["referral.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("msg_id"),
    )
    op.create_index("ix_outbox_next", "outbox", ["state", "next_at"])
    op.create_index(op.f("ix_outbox_about"), "outbox", ["about"])


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("about", ID, nullable=False),
        sa.Column("msg_id", sa.String(200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["about"], ["referral.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("msg_id"),
    )
    op.create_index("ix_notice_inbox", "notice", ["organisation_id", "ended_at"])
    op.create_index(op.f("ix_notice_about"), "notice", ["about"])


def _standing_exception() -> None:
    op.create_table(
        "standing_exception",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("about", ID, nullable=False),
        sa.Column("msg_id", sa.String(200), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["about"], ["referral.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("msg_id"),
    )
    op.create_index(
        "ix_exception_standing", "standing_exception", ["ended_at", "since"]
    )
    op.create_index(
        op.f("ix_standing_exception_about"), "standing_exception", ["about"]
    )
