"""Statements that forgot their filter, as a bystander's connection may send them."""

from tests.promises.planting_contact import FOREIGN as OF_CONTACTS
from tests.promises.planting_desk import FOREIGN as OF_DESK
from tests.promises.planting_notices import FOREIGN as OF_NOTICES
from tests.promises.planting_services import FOREIGN as OF_SERVICES
from tests.promises.planting_webhooks import FOREIGN as OF_WEBHOOKS

FOREIGN = (
    "SELECT * FROM case_file",
    "SELECT count(*) FROM case_file HAVING count(*) > 0",
    "SELECT code FROM case_file WHERE true",
    "SELECT * FROM case_file FOR UPDATE",
    "SELECT * FROM case_party",
    *(f"SELECT * FROM {name}" for name in ("consent", "statement", "referral")),  # noqa: S608
    "SELECT * FROM referral_case",
    "SELECT * FROM disclosure",
    "SELECT box FROM disclosure WHERE released_at IS NOT NULL",
    "SELECT * FROM sealed_value WHERE owner_id <> :me",
    "SELECT * FROM data_key WHERE owner_id NOT IN (:me, :mechanism)",
    "SELECT * FROM key_wrap WHERE owner_id NOT IN (:me, :mechanism)",
    "SELECT * FROM entry WHERE chain_id <> :me",
    "SELECT * FROM entry WHERE chain_kind = 'case'",
    "SELECT * FROM log_leaf WHERE chain_id <> :me",
    *(f"SELECT * FROM {name}" for name in ("timer", "outbox", "notice")),  # noqa: S608
    *(f"SELECT * FROM {name}" for name in ("own_code", "own_message", "own_try")),  # noqa: S608
    *(f"SELECT * FROM {name}" for name in ("joint_act", "erasure", "erasure_epoch")),  # noqa: S608
    *(f"SELECT * FROM {name}" for name in ("legal_hold", "use_restriction", "breach")),  # noqa: S608
    *(f"SELECT * FROM {name}" for name in ("individual_plan", "planned_date")),  # noqa: S608
    *("UPDATE individual_plan SET version = 9", "UPDATE planned_date SET at = 1"),
    *(f"SELECT * FROM {name}" for name in ("conflict", "glass_broken", "alarm")),  # noqa: S608
    *("SELECT * FROM canary", "SELECT * FROM case_opened"),
    *("UPDATE conflict SET lifted_at = 1", "UPDATE alarm SET ended_at = 1"),
    *("UPDATE use_restriction SET lifted_at = 1", "UPDATE breach SET closed_at = 1"),
    *("SELECT * FROM joint_invitation", "SELECT * FROM conduct_acceptance"),
    "SELECT a.* FROM actor a JOIN password p ON p.actor_id = a.id",
    *("UPDATE actor SET active = false", "UPDATE service SET active = false"),
    *(*OF_SERVICES, *OF_WEBHOOKS, *OF_NOTICES, *OF_CONTACTS, *OF_DESK),
    *(f"SELECT * FROM {name}" for name in ("sign_in", "password")),  # noqa: S608
    *(f"SELECT * FROM {name}" for name in ("passkey", "code_secret", "signing_key")),  # noqa: S608
    *(f"SELECT * FROM {name}" for name in ("recovery_code", "sign_in_try", "spent")),  # noqa: S608
    *(f"SELECT * FROM {name}" for name in ("openid_link", "openid_request")),  # noqa: S608
    *("SELECT * FROM outside_link", "UPDATE outside_link SET wrong = 0"),
    "UPDATE recipient_key SET public = 'x'",
    "UPDATE passkey SET sign_count = 0",
    "DELETE FROM recovery_code",
    "SELECT c.id FROM case_file c JOIN case_party p ON p.case_id = c.id",
    "SELECT e.* FROM entry e JOIN case_file c ON c.id = e.chain_id",
    "WITH every AS (SELECT id FROM case_file) SELECT * FROM every",
    "SELECT id, row_number() OVER (ORDER BY id) FROM referral",
    "SELECT id FROM case_file UNION SELECT id FROM referral",
    "SELECT id FROM organisation WHERE id IN (SELECT holder_id FROM case_file)",
    "UPDATE case_file SET version = version + 1",
    "UPDATE referral SET stage = 'accepted'",
    "UPDATE consent SET withdrawn_at = NULL",
    "UPDATE organisation SET seq = 0 WHERE id <> :me",
    "DELETE FROM key_wrap WHERE owner_id NOT IN (:me, :mechanism)",
)
"""What a bystander must not see; with `:me` where rows of their own are theirs."""
