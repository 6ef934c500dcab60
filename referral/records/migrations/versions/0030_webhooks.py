"""Where partners' systems are told, by which keys, and in which order.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")
OF_WEBHOOK = (["webhook_id"], ["webhook.id"])
INDEXES = {
    "ix_webhook_organisation_id": ("webhook", ["organisation_id"]),
    "ix_webhook_key_webhook_id": ("webhook_key", ["webhook_id"]),
    "ix_webhook_turn_webhook_id": ("webhook_turn", ["webhook_id"]),
    "ix_webhook_turn_about": ("webhook_turn", ["about", "webhook_id"]),
}


def upgrade() -> None:
    """Make the tables, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.add_column("outbox", sa.Column("claimed_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "webhook",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("kinds", sa.String(1000), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("rest_until", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_why", sa.String(40), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "webhook_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("webhook_id", ID, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(*OF_WEBHOOK),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "webhook_turn",
        sa.Column("outgoing_id", ID, nullable=False),
        sa.Column("webhook_id", ID, nullable=False),
        sa.Column("about", ID, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["outgoing_id"], ["outbox.id"]),
        sa.ForeignKeyConstraint(*OF_WEBHOOK),
        sa.ForeignKeyConstraint(["about"], ["referral.id"]),
        sa.PrimaryKeyConstraint("outgoing_id"),
    )
    _only_inserted("webhook_turn")
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def _only_inserted(table: str) -> None:
    """Rows of a table are never changed and never removed."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'this row stays as it was written'); END"
            )
        return
    for act, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION row_stays()"
        )


def downgrade() -> None:
    """Take them away again."""
    if context.config.attributes["part"] == "keys":
        return
    for table in ("webhook_turn", "webhook_key", "webhook"):
        op.drop_table(table)
    op.drop_column("outbox", "claimed_at")
