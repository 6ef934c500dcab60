"""Words of the rights a person has in what is kept about them, and of breaches."""

from enum import StrEnum


class RestrictionReason(StrEnum):
    """Why a record is kept and not used.

    GDPR art 18(1); Directive (EU) 2016/680 art 16(3).
    """

    ACCURACY_CONTESTED = "accuracy_contested"
    USE_UNLAWFUL = "use_unlawful"
    NEEDED_FOR_CLAIM = "needed_for_claim"
    OBJECTION_PENDING = "objection_pending"
    KEPT_AS_EVIDENCE = "kept_as_evidence"


class RestrictionEnd(StrEnum):
    """Why a restriction is lifted; the person is told before (GDPR art 18(3))."""

    ACCURACY_SETTLED = "accuracy_settled"
    PERSON_ASKED = "person_asked"
    OBJECTION_DECIDED = "objection_decided"
    CLAIM_ENDED = "claim_ended"
    ORDERED = "ordered"


class IdentityProof(StrEnum):
    """How whoever answers knows that it is the person who asks (GDPR art 12(6))."""

    KNOWN_IN_PERSON = "known_in_person"
    DOCUMENT_SEEN = "document_seen"
    REPRESENTATIVE = "representative"


class BreachNature(StrEnum):
    """What a breach did to personal data (GDPR art 4(12))."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


class BreachExemption(StrEnum):
    """Why somebody need not be told of a breach (GDPR arts 33(1), 34(1), 34(3))."""

    NO_RISK = "no_risk"
    NO_HIGH_RISK = "no_high_risk"
    UNINTELLIGIBLE = "unintelligible"
    RISK_REMOVED = "risk_removed"
    TOLD_PUBLICLY = "told_publicly"
