"""Words of what leaves: timers that fall due, notices that go out, exceptions."""

from enum import StrEnum


class TimerKind(StrEnum):
    """What a timer brings about when it falls due."""

    OFFER_REMINDER = "offer_reminder"
    OFFER_OVERDUE = "offer_overdue"
    OFFER_EXPIRY = "offer_expiry"
    OFFER_NEXT = "offer_next"
    OFFER_LEAVES = "offer_leaves"
    REPLY_OVERDUE = "reply_overdue"
    TELEPHONE_UNCONFIRMED = "telephone_unconfirmed"


class TimerState(StrEnum):
    """Where a timer stands. It leaves `waiting` once and for all."""

    WAITING = "waiting"
    FIRED = "fired"
    STOPPED = "stopped"


class Destination(StrEnum):
    """Where something outgoing is delivered."""

    INBOX = "inbox"
    WEBHOOK = "webhook"


class OutgoingState(StrEnum):
    """Where a delivery stands. From `given_up` a person may send it again."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    STOPPED = "stopped"
    GIVEN_UP = "given_up"


class DeliveryStanding(StrEnum):
    """How far what has not arrived is, for whoever looks after it."""

    WAITING = "waiting"
    """It was not tried yet, or waits for one before it."""
    RETRYING = "retrying"
    DEAD = "dead"
    """The schedule is over: a person sends it again, or ends the webhook."""


class WebhookEnd(StrEnum):
    """Why a partner's system is told nothing any more."""

    ENDED = "ended"
    GONE = "gone"
    """It answered 410: nobody listens there any more."""


class NoticeKind(StrEnum):
    """What a notice in an organisation's inbox says."""

    OFFER_WAITING = "offer_waiting"
    OFFER_REMINDER = "offer_reminder"
    OFFER_OVERDUE = "offer_overdue"
    OFFER_QUESTIONED = "offer_questioned"
    OFFER_REPLIED = "offer_replied"
    REPLY_OVERDUE = "reply_overdue"
    TELEPHONE_YES = "telephone_yes"
    TELEPHONE_DISPUTED = "telephone_disputed"
    NO_LONGER_NEEDED = "no_longer_needed"
    CAME_BACK = "came_back"
    NEXT_NOT_OFFERED = "next_not_offered"
    GLASS_BROKEN = "glass_broken"
    NO_PLACE_FITS = "no_place_fits"
    PLACE_LOST = "place_lost"
    HANDOVER_PROPOSED = "handover_proposed"
    HANDOVER_CONFIRMED = "handover_confirmed"
    HANDOVER_OVERDUE = "handover_overdue"
    NO_SHOW = "no_show"


class ExceptionKind(StrEnum):
    """What stands on the coordinator's list until somebody has dealt with it."""

    OFFER_OVERDUE = "offer_overdue"
    REPLY_OVERDUE = "reply_overdue"
    TELEPHONE_UNCONFIRMED = "telephone_unconfirmed"
    TELEPHONE_DISPUTED = "telephone_disputed"
    DECLINE_TO_LOOK_AT = "decline_to_look_at"
    NEXT_NOT_OFFERED = "next_not_offered"
    DELIVERY_GIVEN_UP = "delivery_given_up"
    WEBHOOK_GONE = "webhook_gone"
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
    NO_PLACE_FITS = "no_place_fits"
    PLACE_LOST = "place_lost"
    HANDOVER_OVERDUE = "handover_overdue"
    NO_SHOW = "no_show"
    PLAN_MISSING = "plan_missing"
    REVIEW_DUE = "review_due"
    SERVICE_NOT_STARTED = "service_not_started"
    FOLLOW_UP_DUE = "follow_up_due"
    LINK_STOPPED = "link_stopped"
    MAIL_UNDELIVERABLE = "mail_undeliverable"
    OUTSIDE_SILENT = "outside_silent"
    OUTSIDE_NOT_DONE = "outside_not_done"


class Lever(StrEnum):
    """What a coordinator can do about a line of their list, beside looking at it."""

    ASK = "ask"
    PLACE_ANEW = "place_anew"
    ASK_TO_PLACE_ANEW = "ask_to_place_anew"
    RECORD_TELEPHONE_YES = "record_telephone_yes"
    SEND_AGAIN = "send_again"
