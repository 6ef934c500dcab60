"""Words of what leaves: timers that fall due, notices that go out, exceptions."""

from enum import StrEnum


class TimerKind(StrEnum):
    """What a timer brings about when it falls due."""

    OFFER_REMINDER = "offer_reminder"
    OFFER_OVERDUE = "offer_overdue"


class TimerState(StrEnum):
    """Where a timer stands. It leaves `waiting` once and for all."""

    WAITING = "waiting"
    FIRED = "fired"
    STOPPED = "stopped"


class Destination(StrEnum):
    """Where something outgoing is delivered."""

    INBOX = "inbox"


class OutgoingState(StrEnum):
    """Where a delivery stands. It leaves `waiting` once and for all."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    STOPPED = "stopped"
    GIVEN_UP = "given_up"


class NoticeKind(StrEnum):
    """What a notice in an organisation's inbox says."""

    OFFER_WAITING = "offer_waiting"
    OFFER_REMINDER = "offer_reminder"
    OFFER_OVERDUE = "offer_overdue"
    GLASS_BROKEN = "glass_broken"


class ExceptionKind(StrEnum):
    """What stands on the coordinator's list until somebody has dealt with it."""

    OFFER_OVERDUE = "offer_overdue"
    DELIVERY_GIVEN_UP = "delivery_given_up"
    GROUND_UNCONFIRMED = "ground_unconfirmed"
    RETENTION_OVER = "retention_over"
    ERASURE_OVERDUE = "erasure_overdue"
    WITNESS_LATE = "witness_late"
    ADDRESS_MET = "address_met"
    RECORD_UNREADABLE = "record_unreadable"
    GAP = "gap"
    STEP_OVERDUE = "step_overdue"
    OFFER_UNREAD = "offer_unread"
    PURPOSE_MISSING = "purpose_missing"
    STILL_HELD = "still_held"
    QUESTION_OPEN = "question_open"
    WITNESSES_TOO_FEW = "witnesses_too_few"
    BREACH_OVERDUE = "breach_overdue"
    GLASS_BROKEN = "glass_broken"
    GLASS_UNREVIEWED = "glass_unreviewed"
    CANARY_OPENED = "canary_opened"
    MANY_OPENED = "many_opened"
    ACTOR_LOCKED = "actor_locked"
    NOBODY_LEFT = "nobody_left"
