"""Words that pathway files are written in."""

from enum import StrEnum


class Track(StrEnum):
    """Parallel tracks of a case. They meet only in facts, never in each other."""

    PROTECTION = "protection"
    IDENTIFICATION = "identification"
    STAY = "stay"


class StageKind(StrEnum):
    """`working`: the owner acts. `waiting`: somebody else must. `closed`: ended."""

    WORKING = "working"
    WAITING = "waiting"
    CLOSED = "closed"


class Entitlement(StrEnum):
    """What standing in a stage entitles a person to.

    CETS 197 arts 10(2), 12, 13; Directive 2011/36/EU art 11.
    """

    ASSISTANCE = "assistance"
    NO_REMOVAL = "no_removal"
    LAWFUL_STAY = "lawful_stay"


class StepInput(StrEnum):
    """What a person must hand in with a step."""

    REASON = "reason"
    OUTCOME = "outcome"
    RECIPIENT = "recipient"
    LEGAL_GROUND = "legal_ground"
    REASON_CODE = "reason_code"


class Guard(StrEnum):
    """Conditions a step may name. One function each in `referral.rules.guards`."""

    CONSENT_TO_ASSISTANCE = "consent_to_assistance"
    CONSENT_TO_IDENTIFICATION = "consent_to_identification"
    CONSENT_TO_RETURN = "consent_to_return"
    CHILD_HAS_GUARDIAN = "child_has_guardian"
    RISK_ASSESSED = "risk_assessed"
    FOREIGN_NATIONAL = "foreign_national"
    IDENTIFICATION_NOT_OPEN = "identification_not_open"
    REFLECTION_NOT_RUNNING = "reflection_not_running"
    NO_OPEN_OFFER = "no_open_offer"
    STAY_NOT_PROTECTED = "stay_not_protected"
    REASON_GIVEN = "reason_given"
    OUTCOME_GIVEN = "outcome_given"
    RECIPIENT_NAMED = "recipient_named"
    LEGAL_GROUND_GIVEN = "legal_ground_given"
    REASON_CODE_GIVEN = "reason_code_given"
    ADULT = "adult"
    NOTHING_AGREED = "nothing_agreed"
    IDENTIFICATION_REQUESTED = "identification_requested"
    IDENTIFICATION_DECLINED = "identification_declined"
    RISK_HIGH = "risk_high"
    RISK_LOW_OR_MEDIUM = "risk_low_or_medium"
    FAMILY_SAFE = "family_safe"
    COOPERATES = "cooperates"


class Confidence(StrEnum):
    """How sure a shipped fact is. Nothing below `medium` is ever shipped.

    `found` was read in the source itself; `high` and `medium` are known from
    reports; `model` marks our own construction, without legal ground.
    """

    FOUND = "found"
    HIGH = "high"
    MEDIUM = "medium"
    MODEL = "model"


class ClockUnit(StrEnum):
    """Units a law counts in."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    CALENDAR_MONTH = "calendar_month"


class Counting(StrEnum):
    """`from`: the day after the start is day 1. `from_inclusive`: the start day is."""

    FROM = "from"
    FROM_INCLUSIVE = "from_inclusive"


class ClockEnd(StrEnum):
    """What ends a clock."""

    EXPIRY = "expiry"
    DECISION = "decision"
    LATER_OF = "later_of"
    EARLIER_OF = "earlier_of"
