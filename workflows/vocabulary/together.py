"""Words of acts that need several people."""

from enum import StrEnum


class JointKind(StrEnum):
    """What several people do together."""

    TAKE_STEP = "take_step"
    CONFIRM_GROUND = "confirm_ground"
    PUBLISH_PATHWAY = "publish_pathway"
    RETIRE_KEY_EPOCH = "retire_key_epoch"
    ERASE_PERSON = "erase_person"
    LIFT_HOLD = "lift_hold"
    ACKNOWLEDGE_FORK = "acknowledge_fork"
    EXPORT_TIMELINE = "export_timeline"
    LIFT_CONFLICT = "lift_conflict"
    MARK_CANARY = "mark_canary"
    UNLOCK_ACTOR = "unlock_actor"
    GIVE_ROLE = "give_role"
    GIVE_KEY = "give_key"
    LIST_RECIPIENT_KEY = "list_recipient_key"
    REGISTER_WEBHOOK = "register_webhook"
    CONFIRM_OUTSIDE = "confirm_outside"


class OutsideAnswer(StrEnum):
    """What a body without an account says to what waits for it."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    LATER = "later"


class Standing(StrEnum):
    """What a joint act is at one moment. It is computed, never stored."""

    WAITING = "waiting"
    READY = "ready"
    EXECUTED = "executed"
    TO_CONFIRM = "to_confirm"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OVERDUE = "overdue"
