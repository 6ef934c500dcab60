"""What may be done with each table, and whose its rows are: the second fence.

The rules decide first (`referral/rules`). This table is what the databases hold the
server to when a rule was forgotten: on SQLite the authorizer of every connection, on
PostgreSQL the rights of the server's role and the policies of every row.
A table that does not stand here can neither be read nor written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Of(StrEnum):
    """Whose the rows of a table are, by the identifier in one of its columns."""

    MECHANISM = "mechanism"
    """Public inside the mechanism, about no case and nobody's own: no row policy."""
    DIRECTORY = "directory"
    """Who takes part: everybody in the mechanism reads, administration writes."""
    BODY = "body"
    """An organisation: the same, and it changes its own row, which heads its chain."""
    KNOWN = "known"
    """A case: as below, and for who was ever sent an offer of it."""
    CASE = "case"
    """A case's: for who stands in a relation to it, or is asked about it."""
    ATTACHMENT = "attachment"
    """An attachment's, and so its case's."""
    COPY = "copy"
    """A sealed copy's: for its recipient too."""
    REFERRAL = "referral"
    """An offer's: for sender, addressee, and who has to do with a case it covers."""
    ORGANISATION = "organisation"
    """An organisation's own."""
    CONTENT = "content"
    """Of a case, a sealed copy or an organisation: whoever owns the data key."""
    OWNER = "owner"
    """Keys and entries: the same, and a known case, and the mechanism."""
    JOINT = "joint"
    """A joint act's: for the asker, whom it invited, who has to do with its case."""
    DOOR = "door"
    """Nobody's: for signing in and for administration alone."""


@dataclass(frozen=True, slots=True)
class Fence:
    """One table's fence. Reading and inserting is always among the rights."""

    of: Of
    column: str = "id"
    changes: bool = False
    """True if rows may be updated."""
    removes: bool = False
    """True if rows may be deleted."""


RECORDS: Mapping[str, Fence] = {
    "actor": Fence(Of.DIRECTORY, changes=True),
    "actor_role": Fence(Of.DIRECTORY, removes=True),
    "address_grant": Fence(Of.REFERRAL, "referral_id", changes=True),
    "address_met": Fence(Of.ORGANISATION, "organisation_id"),
    "alarm": Fence(Of.ORGANISATION, "organisation_id", changes=True),
    "allowed": Fence(Of.MECHANISM, changes=True),
    "attachment": Fence(Of.CASE, "case_id", changes=True),
    "attachment_piece": Fence(Of.ATTACHMENT, "attachment_id", removes=True),
    "breach": Fence(Of.ORGANISATION, "organisation_id", changes=True),
    "calendar_feed": Fence(Of.DOOR, changes=True, removes=True),
    "canary": Fence(Of.DOOR),
    "capacity": Fence(Of.MECHANISM, changes=True),
    "case_file": Fence(Of.KNOWN, changes=True),
    "case_opened": Fence(
        Of.ORGANISATION, "organisation_id", changes=True, removes=True
    ),
    "case_party": Fence(Of.CASE, "case_id", changes=True),
    "checkpoint": Fence(Of.MECHANISM),
    "conduct_acceptance": Fence(Of.ORGANISATION, "organisation_id"),
    "conduct_text": Fence(Of.MECHANISM),
    "conflict": Fence(Of.KNOWN, "case_id", changes=True),
    "code_secret": Fence(Of.DOOR, changes=True, removes=True),
    "consent": Fence(Of.CASE, "case_id", changes=True),
    "cosignature": Fence(Of.MECHANISM),
    "data_key": Fence(Of.OWNER, "owner_id", changes=True),
    "disclosure": Fence(Of.COPY, "id", changes=True),
    "entry": Fence(Of.OWNER, "chain_id"),
    "erasure": Fence(Of.CASE, "case_id", changes=True),
    "erasure_epoch": Fence(Of.CASE, "case_id"),
    "exact_number": Fence(Of.CASE, "case_id", removes=True),
    "exploration": Fence(Of.MECHANISM),
    "failed_sign_in": Fence(Of.DOOR),
    "form_draft": Fence(Of.ORGANISATION, "organisation_id", changes=True, removes=True),
    "glass_broken": Fence(Of.ORGANISATION, "organisation_id", changes=True),
    "handover": Fence(Of.REFERRAL, "referral_id", changes=True),
    "import_line": Fence(Of.ORGANISATION, "organisation_id"),
    "individual_plan": Fence(Of.CASE, "case_id", changes=True),
    "joint_act": Fence(Of.JOINT, "id", changes=True),
    "joint_invitation": Fence(Of.JOINT, "joint_act_id"),
    "kept_filter": Fence(Of.DOOR, removes=True),
    "legal_hold": Fence(Of.CASE, "case_id", changes=True),
    "log_fork": Fence(Of.MECHANISM),
    "log_leaf": Fence(Of.OWNER, "chain_id"),
    "log_node": Fence(Of.MECHANISM),
    "log_waiting": Fence(Of.MECHANISM, removes=True),
    "machine_key": Fence(Of.DOOR, changes=True),
    "mail": Fence(Of.DOOR, changes=True, removes=True),
    "mail_line": Fence(Of.DOOR, changes=True, removes=True),
    "mail_setting": Fence(Of.DOOR, changes=True, removes=True),
    "mechanism": Fence(Of.MECHANISM, changes=True),
    "name_change": Fence(Of.CASE, "case_id", changes=True),
    "not_arrived": Fence(Of.REFERRAL, "referral_id", changes=True),
    "notice": Fence(Of.REFERRAL, "about", changes=True),
    "offer_list": Fence(Of.ORGANISATION, "sender_id", changes=True),
    "offer_place": Fence(Of.ORGANISATION, "sender_id", changes=True),
    "offer_said": Fence(Of.REFERRAL, "referral_id"),
    "openid_link": Fence(Of.DOOR, removes=True),
    "openid_request": Fence(Of.DOOR, removes=True),
    "organisation": Fence(Of.BODY, changes=True),
    "outbox": Fence(Of.REFERRAL, "about", changes=True),
    "outside_link": Fence(Of.REFERRAL, "referral_id", changes=True),
    "outside_token": Fence(Of.CASE, "case_id", changes=True),
    "own_code": Fence(Of.CASE, "case_id", removes=True),
    "own_message": Fence(Of.CASE, "case_id", changes=True),
    "own_try": Fence(Of.DOOR, removes=True),
    "passkey": Fence(Of.DOOR, changes=True, removes=True),
    "password": Fence(Of.DOOR, changes=True),
    "pathway_text": Fence(Of.MECHANISM),
    "place_hold": Fence(Of.ORGANISATION, "organisation_id", changes=True),
    "planned_date": Fence(Of.CASE, "case_id", changes=True),
    "placement": Fence(Of.REFERRAL, "referral_id", changes=True),
    "recipient_key": Fence(Of.DIRECTORY, changes=True),
    "recovery_code": Fence(Of.DOOR, removes=True),
    "referral": Fence(Of.REFERRAL, "id", changes=True),
    "referral_case": Fence(Of.REFERRAL, "referral_id"),
    "sealed_value": Fence(Of.CONTENT, "owner_id", removes=True),
    "search_made": Fence(Of.ORGANISATION, "organisation_id", removes=True),
    "service": Fence(Of.DIRECTORY, changes=True),
    "service_terms": Fence(Of.DIRECTORY, "service_id", changes=True),
    "sign_in": Fence(Of.DOOR, changes=True),
    "sign_in_try": Fence(Of.DOOR, removes=True),
    "signing_key": Fence(Of.DOOR, changes=True),
    "spent": Fence(Of.DOOR, removes=True),
    "standing_exception": Fence(Of.REFERRAL, "about", changes=True),
    "statement": Fence(Of.CASE, "case_id"),
    "stored_answer": Fence(Of.CONTENT, "owner_id", removes=True),
    "suspension": Fence(Of.DIRECTORY, changes=True),
    "timer": Fence(Of.REFERRAL, "about", changes=True),
    "use_restriction": Fence(Of.CASE, "case_id", changes=True),
    "webhook": Fence(Of.MECHANISM, changes=True),
    "webhook_key": Fence(Of.DOOR, changes=True),
    "webhook_turn": Fence(Of.REFERRAL, "about"),
}

KEYS: Mapping[str, Fence] = {
    "kek_epoch": Fence(Of.MECHANISM, changes=True),
    "key_wrap": Fence(Of.OWNER, "owner_id", changes=True, removes=True),
}

ALL: Mapping[str, Fence] = {**RECORDS, **KEYS}

JOB_SCHEMA = "dbos"
"""Where the job engine keeps its tables on PostgreSQL."""
JOB_TABLES = frozenset(
    {
        "application_versions",
        "dbos_migrations",
        "notifications",
        "operation_outputs",
        "queues",
        "streams",
        "workflow_events",
        "workflow_events_history",
        "workflow_input",
        "workflow_output",
        "workflow_schedules",
        "workflow_status",
    }
)
"""The job engine's own tables. On PostgreSQL they lie in a schema of their own; a
SQLite file has no schemas, so there they lie beside ours and are named here."""
