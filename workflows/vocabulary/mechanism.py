"""Words for how one mechanism is built: who decides together, on what, in what time."""

from enum import StrEnum


class ApprovalKind(StrEnum):
    """How several people act as one.

    `quorum`: every seat is filled by another actor. `two_keys`: two actors of two
    roles, for a limited time. `second_person`: somebody else agrees beforehand.
    `afterwards`: the act goes first, somebody else confirms it in time.
    """

    QUORUM = "quorum"
    TWO_KEYS = "two_keys"
    SECOND_PERSON = "second_person"
    AFTERWARDS = "afterwards"


class QuorumCase(StrEnum):
    """When other seats apply. Age unsure counts as child; nationality as recorded."""

    ADULT = "adult"
    CHILD = "child"
    NATIONAL = "national"
    FOREIGN_NATIONAL = "foreign_national"


class FormalTrigger(StrEnum):
    """What sets formal identification going."""

    PERSON_REQUEST = "person_request"
    NOTIFICATION = "notification"


class FormalFinding(StrEnum):
    """What closes formal identification: a yes, a no, or the person's own wish."""

    IDENTIFIED = "identified"
    NOT_IDENTIFIED = "not_identified"
    NOT_WANTED = "not_wanted"


class Proof(StrEnum):
    """The standard a decision is measured by."""

    REASONABLE_GROUNDS = "reasonable_grounds"
    BALANCE_OF_PROBABILITIES = "balance_of_probabilities"
    PROFESSIONAL_ASSESSMENT = "professional_assessment"


class DecisionReason(StrEnum):
    """Coded reasons of a negative decision; the reasons in words stand beside it."""

    ACT_NOT_FOUND = "act_not_found"
    MEANS_NOT_FOUND = "means_not_found"
    PURPOSE_NOT_FOUND = "purpose_not_found"
    INFORMATION_MISSING = "information_missing"
    INFORMATION_CONTRADICTS = "information_contradicts"
    OTHER_JURISDICTION = "other_jurisdiction"
    PUBLIC_ORDER = "public_order"
    IMPROPER_CLAIM = "improper_claim"


class ReflectionException(StrEnum):
    """The two grounds on which CETS 197 art 13(3) lets reflection end early."""

    PUBLIC_ORDER = "public_order"
    IMPROPER_CLAIM = "improper_claim"


class ClockReason(StrEnum):
    """Why a clock stands still for a while, or runs on longer."""

    PERSON_UNREACHABLE = "person_unreachable"
    INTERPRETER_MISSING = "interpreter_missing"
    HEALTH = "health"
    CHILD_BEST_INTERESTS = "child_best_interests"
    EXCEPTIONAL = "exceptional"


class Milestone(StrEnum):
    """What every case has to be asked about, whatever its stage."""

    INFORMATION_ON_RIGHTS = "information_on_rights"
    LEGAL_INFORMATION = "legal_information"
    LEGAL_AID = "legal_aid"
    ASYLUM_INFORMATION = "asylum_information"
    NON_PUNISHMENT = "non_punishment"
    COMPENSATION = "compensation"
    GUARDIAN = "guardian"
    GUARDIAN_CONFLICT = "guardian_conflict"
    TURNING_18 = "turning_18"
    DISAPPEARANCE = "disappearance"
    DEATH = "death"
    FEEDBACK_TO_REFERRER = "feedback_to_referrer"


class LifeOutcome(StrEnum):
    """The five outcomes that a case is closed by."""

    SAFE_HOME = "safe_home"
    STANDARD_OF_LIVING = "standard_of_living"
    WELL_BEING = "well_being"
    OPPORTUNITY = "opportunity"
    SUPPORT = "support"


class ReopenReason(StrEnum):
    """Why a closed case is opened again."""

    RE_TRAFFICKING = "re_trafficking"
    NEW_INFORMATION = "new_information"
    CONTACT_REGAINED = "contact_regained"
    PERSON_ASKS = "person_asks"
