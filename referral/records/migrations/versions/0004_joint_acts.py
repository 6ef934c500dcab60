"""Acts that need several people; what exploring a pathway found.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")
INDEXED = ("case_id", "about", "organisation_id", "asked_by")


def upgrade() -> None:
    """Make the tables, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    _joint_act()
    op.create_table(
        "exploration",
        sa.Column("pathway_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("rules_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("found", sa.String(4000), nullable=False),
        sa.Column("explored_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("pathway_digest", "rules_digest"),
    )
    op.create_table(
        "joint_invitation",
        sa.Column("joint_act_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["joint_act_id"], ["joint_act.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("joint_act_id", "organisation_id"),
    )


def downgrade() -> None:
    """Drop them again."""
    if context.config.attributes["part"] == "keys":
        return
    op.drop_table("joint_invitation")
    op.drop_table("exploration")
    for name in INDEXED:
        op.drop_index(op.f(f"ix_joint_act_{name}"), table_name="joint_act")
    op.drop_index("ix_joint_act_open", table_name="joint_act")
    op.drop_table("joint_act")


def _joint_act() -> None:
    op.create_table(
        "joint_act",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("about", ID, nullable=True),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("goes_first", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["asked_by"], ["actor.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_joint_act_open", "joint_act", ["ended_at", "asked_at"])
    for name in INDEXED:
        op.create_index(op.f(f"ix_joint_act_{name}"), "joint_act", [name])
