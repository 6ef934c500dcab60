"""Words of what ends a record, and of what keeps it."""

from enum import StrEnum


class ErasureReason(StrEnum):
    """Why a person is erased. Data-protection laws name these (GDPR art 17(1))."""

    PERSON_ASKED = "person_asked"
    RETENTION_OVER = "retention_over"
    RECORDED_IN_ERROR = "recorded_in_error"
    ORDERED = "ordered"
    REFUSED = "refused"


class HoldGround(StrEnum):
    """Why a record must be kept for now, whatever else is over (GDPR art 17(3))."""

    COURT_ORDER = "court_order"
    CRIMINAL_PROCEEDINGS = "criminal_proceedings"
    COMPENSATION_CLAIM = "compensation_claim"
    REVIEW_OF_DECISION = "review_of_decision"
    SUPERVISORY_INQUIRY = "supervisory_inquiry"
