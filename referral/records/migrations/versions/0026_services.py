"""What services state, their places, holds, who may ask whom, suspensions.

Revision ID: 0026
Revises: 0025
"""

from typing import Any

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")
WORD, MOMENT, COUNT = sa.String(40), sa.BigInteger(), sa.Integer()


def _id(name: str, of: str | None = None, *, null: bool = False) -> sa.Column[Any]:
    refers = [sa.ForeignKey(f"{of}.id")] if of else []
    return sa.Column(name, ID, *refers, nullable=null)


def _is(
    name: str, kind: sa.types.TypeEngine[Any], *, null: bool = False
) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=null)


def upgrade() -> None:
    """Make the tables, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    rule = sa.Column("allow_rule", WORD, nullable=False, server_default="everybody")
    op.add_column("mechanism", rule)
    op.create_table(
        "service_terms",
        _id("service_id", "service"),
        _is("words", sa.String(4000)),
        _is("version", COUNT),
        _is("stated_at", MOMENT),
        _id("stated_by"),
        sa.PrimaryKeyConstraint("service_id"),
    )
    _places()
    op.create_table(
        "allowed",
        _id("id"),
        _id("organisation_id", "organisation"),
        _id("other_id", "organisation"),
        _is("stated_at", MOMENT),
        _id("stated_by"),
        _is("ended_at", MOMENT, null=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_allowed_pair", "allowed", ["organisation_id", "other_id"])
    op.create_table(
        "suspension",
        _id("id"),
        _id("organisation_id", "organisation"),
        _id("service_id", "service", null=True),
        _is("reason", WORD),
        _is("extent", WORD),
        _is("begun_at", MOMENT),
        _id("begun_by"),
        _is("until", MOMENT, null=True),
        _is("lifted_at", MOMENT, null=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_suspension_whose", "suspension", ["organisation_id", "lifted_at"]
    )


def _places() -> None:
    op.create_table(
        "capacity",
        _id("id"),
        _id("service_id", "service"),
        _is("kind", WORD),
        _is("total", COUNT),
        _is("free", COUNT),
        _is("held", COUNT),
        _is("confirmed_at", MOMENT),
        _id("confirmed_by"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("service_id", "kind", name="uq_capacity_kind"),
        sa.CheckConstraint("free >= 0 AND free <= total", name="ck_capacity_free"),
        sa.CheckConstraint("held >= 0", name="ck_capacity_held"),
    )
    op.create_table(
        "place_hold",
        _id("id"),
        _id("capacity_id", "capacity"),
        _id("organisation_id", "organisation"),
        _id("referral_id", "referral", null=True),
        _is("places", COUNT),
        _is("state", WORD),
        _is("held_at", MOMENT),
        _id("held_by"),
        _is("ends_at", MOMENT),
        _is("ended_at", MOMENT, null=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_place_hold_due", "place_hold", ["state", "ends_at"])
    op.create_index("ix_place_hold_capacity_id", "place_hold", ["capacity_id"])
    op.create_index("ix_place_hold_referral_id", "place_hold", ["referral_id"])


def downgrade() -> None:
    """Remove them."""
    if context.config.attributes["part"] == "keys":
        return
    for table in ("suspension", "allowed", "place_hold", "capacity", "service_terms"):
        op.drop_table(table)
    with op.batch_alter_table("mechanism") as mechanism:
        mechanism.drop_column("allow_rule")
