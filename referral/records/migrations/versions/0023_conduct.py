"""The code of conduct, and who accepted it.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")
TABLES = ("conduct_text", "conduct_acceptance")
ACTS = (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT"))
REFUSES = "SELECT RAISE(ABORT, 'this row stays as it was written')"


def upgrade() -> None:
    """Make both tables, where records are kept; their rows stay."""
    if context.config.attributes["part"] == "keys":
        return
    op.create_table(
        "conduct_text",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.String(65536), nullable=False),
        sa.Column("model", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "conduct_acceptance",
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"]),
        sa.ForeignKeyConstraint(["version"], ["conduct_text.version"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("actor_id", "version"),
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        for act, each in ACTS[:2] if sqlite else ACTS:
            does = (
                f"BEGIN {REFUSES}; END"
                if sqlite
                else f"FOR EACH {each} EXECUTE FUNCTION row_stays()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
                f"{does}"
            )


def downgrade() -> None:
    """Drop them again."""
    if context.config.attributes["part"] == "keys":
        return
    for table in reversed(TABLES):
        op.drop_table(table)
