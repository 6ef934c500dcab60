"""Words of what was not done, and of what was wrong and is put right."""

from enum import StrEnum


class SilenceKind(StrEnum):
    """What should have left an entry and did not. Computed at every look."""

    GAP = "gap"
    STEP_OVERDUE = "step_overdue"
    OFFER_UNREAD = "offer_unread"
    PURPOSE_MISSING = "purpose_missing"
    STILL_HELD = "still_held"
    QUESTION_OPEN = "question_open"


class CorrectionReason(StrEnum):
    """Why what was recorded was wrong (GDPR art 5(1)(d), art 16)."""

    WRITING_ERROR = "writing_error"
    MISUNDERSTOOD = "misunderstood"
    INTERPRETED_WRONGLY = "interpreted_wrongly"
    ANOTHER_PERSON = "another_person"
    DOCUMENT_SEEN = "document_seen"
    PERSON_CORRECTED = "person_corrected"
