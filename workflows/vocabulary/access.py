"""Words of who is kept away from a case, and who opens one that is not theirs."""

from enum import StrEnum


class ConflictReason(StrEnum):
    """Why somebody must have nothing to do with a case."""

    RELATED = "related"
    UNDER_SUSPICION = "under_suspicion"
    PERSONAL_TIES = "personal_ties"
    PROFESSIONAL_TIES = "professional_ties"
    PERSON_ASKED = "person_asked"


class GlassReason(StrEnum):
    """Why somebody opens a case that is not theirs without being asked to."""

    DANGER_TO_LIFE = "danger_to_life"
    MEDICAL_EMERGENCY = "medical_emergency"
    CHILD_IN_DANGER = "child_in_danger"
    HOLDER_UNREACHABLE = "holder_unreachable"


class GlassOutcome(StrEnum):
    """What somebody else found who looked at a broken glass."""

    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"


class GlassState(StrEnum):
    """Where a broken glass stands at one moment. It is computed, never stored."""

    OPEN = "open"
    ENDED = "ended"
    OVERDUE = "overdue"
    REVIEWED = "reviewed"
