"""That a case has a plan, and the dates of it.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")
OF_CASE = (["case_id"], ["case_file.id"])
INDEXES = {
    "ix_individual_plan_review_at": ("individual_plan", ["review_at"]),
    "ix_planned_date_case": ("planned_date", ["case_id"]),
    "ix_planned_date_open": ("planned_date", ["ended_at", "at"]),
}


def upgrade() -> None:
    """Make the tables, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.create_table(
        "individual_plan",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("review_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(*OF_CASE),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id"),
    )
    op.create_table(
        "planned_date",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(*OF_CASE),
        sa.PrimaryKeyConstraint("id"),
    )
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Take them away again."""
    if context.config.attributes["part"] == "keys":
        return
    for table in ("planned_date", "individual_plan"):
        op.drop_table(table)
