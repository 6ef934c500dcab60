"""The first tables.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")


def upgrade() -> None:
    """Make the tables of the part that is meant."""
    part = context.config.attributes["part"]
    if part in ("records", "both"):
        _records()
        _protect_entries()
    if part in ("keys", "both"):
        _keys()


def downgrade() -> None:
    """Drop the tables of the part that is meant."""
    part = context.config.attributes["part"]
    if part in ("records", "both"):
        _drop_records()
        if op.get_bind().dialect.name == "postgresql":
            op.execute("DROP FUNCTION entry_is_append_only()")
    if part in ("keys", "both"):
        _drop_keys()


def _protect_entries() -> None:
    """Entries are inserted, never changed and never deleted."""
    for act in ("update", "delete"):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER entry_no_{act} BEFORE {act.upper()} ON entry BEGIN "
                "SELECT RAISE(ABORT, 'the timeline is append-only'); END"
            )
            continue
        if act == "update":
            op.execute(
                "CREATE FUNCTION entry_is_append_only() RETURNS trigger AS $$ BEGIN "
                "RAISE EXCEPTION 'the timeline is append-only'; END $$ "
                "LANGUAGE plpgsql"
            )
        op.execute(
            f"CREATE TRIGGER entry_no_{act} BEFORE {act.upper()} ON entry "
            "FOR EACH ROW EXECUTE FUNCTION entry_is_append_only()"
        )


def _records() -> None:
    """Everything but key material."""
    op.create_table(
        "data_key",
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("drawer", sa.String(200), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("owner_kind", sa.String(40), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("seals", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("destroyed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("owner_id", "drawer", "generation"),
    )
    op.create_table(
        "entry",
        sa.Column("id", ID, nullable=False),
        sa.Column("chain_id", ID, nullable=False),
        sa.Column("chain_kind", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("h", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("mac_epoch", sa.Integer(), nullable=False),
        sa.Column("schema_v", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("lane", sa.String(40), nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("organisation_id", ID, nullable=True),
        sa.Column("on_behalf_of", ID, nullable=True),
        sa.Column("about", ID, nullable=True),
        sa.Column("purpose", sa.String(40), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("occurred_at", sa.BigInteger(), nullable=True),
        sa.Column("track", sa.String(40), nullable=True),
        sa.Column("from_stage", sa.String(200), nullable=True),
        sa.Column("to_stage", sa.String(200), nullable=True),
        sa.Column("payload_commit", sa.LargeBinary(), nullable=False),
        sa.Column("ct_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("actor_sig", sa.LargeBinary(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("chain_id", "seq", name="uq_entry_chain_seq"),
    )
    op.create_table(
        "failed_sign_in",
        sa.Column("id", ID, nullable=False),
        sa.Column("name_tag", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_failed_sign_in_name_tag"), "failed_sign_in", ["name_tag"], unique=False
    )
    op.create_table(
        "mechanism",
        sa.Column("id", ID, nullable=False),
        sa.Column("jurisdiction", sa.String(200), nullable=False),
        sa.Column("pathway_digest", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "organisation",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(200), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("regime", sa.String(40), nullable=False),
        sa.Column("region", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("admitted_at", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "pathway_text",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("version", sa.String(200), nullable=False),
        sa.Column("text", sa.String(1048576), nullable=False),
        sa.Column("first_used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "sealed_value",
        sa.Column("record_id", ID, nullable=False),
        sa.Column("drawer", sa.String(200), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("author_organisation_id", ID, nullable=True),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "drawer", "row_version"),
    )
    op.create_index(
        "ix_sealed_value_owner", "sealed_value", ["owner_id", "drawer"], unique=False
    )
    op.create_table(
        "stored_answer",
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("request_tag", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", "request_tag"),
    )
    op.create_index(
        op.f("ix_stored_answer_stored_at"), "stored_answer", ["stored_at"], unique=False
    )
    op.create_table(
        "actor",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sign_in_name", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("admitted_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sign_in_name"),
    )
    op.create_index(
        op.f("ix_actor_organisation_id"), "actor", ["organisation_id"], unique=False
    )
    op.create_table(
        "case_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(200), nullable=False),
        sa.Column("pathway_digest", sa.LargeBinary(), nullable=False),
        sa.Column("protection", sa.String(200), nullable=False),
        sa.Column("identification", sa.String(200), nullable=False),
        sa.Column("stay", sa.String(200), nullable=False),
        sa.Column("holder_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["holder_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["pathway_digest"], ["pathway_text.digest"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index(
        op.f("ix_case_file_holder_id"), "case_file", ["holder_id"], unique=False
    )
    op.create_table(
        "service",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("service_type", sa.String(200), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("region", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("listed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_service_organisation_id"), "service", ["organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_service_service_type"), "service", ["service_type"], unique=False
    )
    op.create_table(
        "actor_role",
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"]),
        sa.PrimaryKeyConstraint("actor_id", "role"),
    )
    op.create_table(
        "case_party",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("relation", sa.String(40), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_case_party_case_id"), "case_party", ["case_id"], unique=False
    )
    op.create_index(
        "ix_case_party_organisation",
        "case_party",
        ["organisation_id", "case_id"],
        unique=False,
    )
    op.create_table(
        "consent",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("recipient_id", ID, nullable=True),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["recipient_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_consent_case_id"), "consent", ["case_id"], unique=False)
    op.create_table(
        "import_line",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("reference_tag", sa.LargeBinary(), nullable=True),
        sa.Column("line_tag", sa.LargeBinary(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_import_line_line_tag"), "import_line", ["line_tag"], unique=False
    )
    op.create_index(
        op.f("ix_import_line_organisation_id"),
        "import_line",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_import_line_reference_tag"),
        "import_line",
        ["reference_tag"],
        unique=False,
    )
    op.create_table(
        "machine_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_machine_key_actor_id"), "machine_key", ["actor_id"], unique=False
    )
    op.create_table(
        "password",
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("hashed", sa.String(200), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"]),
        sa.PrimaryKeyConstraint("actor_id"),
    )
    op.create_table(
        "referral",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("service_id", ID, nullable=False),
        sa.Column("sender_id", ID, nullable=False),
        sa.Column("addressee_id", ID, nullable=False),
        sa.Column("offered_by", ID, nullable=False),
        sa.Column("offered_at", sa.BigInteger(), nullable=False),
        sa.Column("answer_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", ID, nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("decline_reason", sa.String(200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["addressee_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["sender_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index(
        "ix_referral_inbox",
        "referral",
        ["addressee_id", "stage", "answer_by"],
        unique=False,
    )
    op.create_index(
        "ix_referral_sent", "referral", ["sender_id", "stage"], unique=False
    )
    op.create_table(
        "sign_in",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_sign_in_actor_id"), "sign_in", ["actor_id"], unique=False)
    op.create_table(
        "statement",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("author_organisation_id", ID, nullable=False),
        sa.Column("occurred_at", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_statement_case_id"), "statement", ["case_id"], unique=False
    )
    op.create_table(
        "disclosure",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("recipient_id", ID, nullable=False),
        sa.Column("referral_id", ID, nullable=True),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("manifest_hash", sa.LargeBinary(), nullable=False),
        sa.Column("prepared_at", sa.BigInteger(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("destroyed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["recipient_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_disclosure_case_id"), "disclosure", ["case_id"], unique=False
    )
    op.create_index(
        op.f("ix_disclosure_recipient_id"), "disclosure", ["recipient_id"], unique=False
    )
    op.create_table(
        "referral_case",
        sa.Column("id", ID, nullable=False),
        sa.Column("referral_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("disclosure_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_referral_case_case_id"), "referral_case", ["case_id"], unique=False
    )
    op.create_index(
        op.f("ix_referral_case_referral_id"),
        "referral_case",
        ["referral_id"],
        unique=False,
    )


def _keys() -> None:
    """Key material: wrapped keys and the epochs that wrapped them."""
    op.create_table(
        "kek_epoch",
        sa.Column("epoch", sa.String(200), nullable=False),
        sa.Column("provider", sa.String(200), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("epoch"),
    )
    op.create_table(
        "key_wrap",
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("drawer", sa.String(200), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("recipient_kind", sa.String(40), nullable=False),
        sa.Column("recipient_id", ID, nullable=False),
        sa.Column("algorithm", sa.String(40), nullable=False),
        sa.Column("epoch", sa.String(200), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("granted_by", ID, nullable=True),
        sa.Column("grant_id", ID, nullable=True),
        sa.Column("valid_until", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "owner_id", "drawer", "generation", "recipient_kind", "recipient_id"
        ),
    )


def _drop_records() -> None:
    """In the order their references allow."""
    op.drop_index(op.f("ix_referral_case_referral_id"), table_name="referral_case")
    op.drop_index(op.f("ix_referral_case_case_id"), table_name="referral_case")
    op.drop_table("referral_case")
    op.drop_index(op.f("ix_disclosure_recipient_id"), table_name="disclosure")
    op.drop_index(op.f("ix_disclosure_case_id"), table_name="disclosure")
    op.drop_table("disclosure")
    op.drop_index(op.f("ix_statement_case_id"), table_name="statement")
    op.drop_table("statement")
    op.drop_index(op.f("ix_sign_in_actor_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index("ix_referral_sent", table_name="referral")
    op.drop_index("ix_referral_inbox", table_name="referral")
    op.drop_table("referral")
    op.drop_table("password")
    op.drop_index(op.f("ix_machine_key_actor_id"), table_name="machine_key")
    op.drop_table("machine_key")
    op.drop_index(op.f("ix_import_line_reference_tag"), table_name="import_line")
    op.drop_index(op.f("ix_import_line_organisation_id"), table_name="import_line")
    op.drop_index(op.f("ix_import_line_line_tag"), table_name="import_line")
    op.drop_table("import_line")
    op.drop_index(op.f("ix_consent_case_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_index("ix_case_party_organisation", table_name="case_party")
    op.drop_index(op.f("ix_case_party_case_id"), table_name="case_party")
    op.drop_table("case_party")
    op.drop_table("actor_role")
    op.drop_index(op.f("ix_service_service_type"), table_name="service")
    op.drop_index(op.f("ix_service_organisation_id"), table_name="service")
    op.drop_table("service")
    op.drop_index(op.f("ix_case_file_holder_id"), table_name="case_file")
    op.drop_table("case_file")
    op.drop_index(op.f("ix_actor_organisation_id"), table_name="actor")
    op.drop_table("actor")
    op.drop_index(op.f("ix_stored_answer_stored_at"), table_name="stored_answer")
    op.drop_table("stored_answer")
    op.drop_index("ix_sealed_value_owner", table_name="sealed_value")
    op.drop_table("sealed_value")
    op.drop_table("pathway_text")
    op.drop_table("organisation")
    op.drop_table("mechanism")
    op.drop_index(op.f("ix_failed_sign_in_name_tag"), table_name="failed_sign_in")
    op.drop_table("failed_sign_in")
    op.drop_table("entry")
    op.drop_table("data_key")


def _drop_keys() -> None:
    """Key material."""
    op.drop_table("key_wrap")
    op.drop_table("kek_epoch")
