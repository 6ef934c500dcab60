"""Words of the individual plan, of follow-up, and of what waits in a case."""

from enum import StrEnum


class PlanAgreement(StrEnum):
    """What the person says of the plan."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    COULD_NOT_BE_ASKED = "could_not_be_asked"


class PlanResult(StrEnum):
    """How far a planned service is, read from its offers or from the plan itself."""

    PLANNED = "planned"
    NEXT_ON_LIST = "next_on_list"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    ARRIVED = "arrived"
    IN_SERVICE = "in_service"
    COMPLETED = "completed"
    DECLINED = "declined"
    DID_NOT_ARRIVE = "did_not_arrive"
    RETURNED = "returned"
    FELL_THROUGH = "fell_through"
    ENDED = "ended"


class ServiceNote(StrEnum):
    """What the holder notes of a planned service. All but `started` end its line."""

    STARTED = "started"
    COMPLETED = "completed"
    NOT_WANTED = "not_wanted"
    NOT_NEEDED = "not_needed"
    NOT_AVAILABLE = "not_available"


class PlannedKind(StrEnum):
    """What a date of a plan is about."""

    SERVICE = "service"
    FOLLOW_UP = "follow_up"
    SIGNS_LATER = "signs_later"
    NEEDS_LATER = "needs_later"
    CONSENT_LATER = "consent_later"


class FollowUpResult(StrEnum):
    """What came of a follow-up contact."""

    WELL = "well"
    NEEDS_HELP = "needs_help"
    IN_DANGER = "in_danger"
    NOT_REACHED = "not_reached"
    DID_NOT_WANT = "did_not_want"
    MISSED = "missed"


class LifeResult(StrEnum):
    """How far one of the five outcomes was reached."""

    REACHED = "reached"
    PARTLY = "partly"
    NOT_REACHED = "not_reached"
    NOT_SOUGHT = "not_sought"
    NOT_KNOWN = "not_known"


class TaskKind(StrEnum):
    """What waits for the holder of a case."""

    PLAN_MISSING = "plan_missing"
    REVIEW_DUE = "review_due"
    SERVICE_NOT_STARTED = "service_not_started"
    FOLLOW_UP_DUE = "follow_up_due"
    OUTSIDE_SILENT = "outside_silent"
    OUTSIDE_NOT_DONE = "outside_not_done"
    SIGNS_LATER = "signs_later"
    NEEDS_LATER = "needs_later"
    CONSENT_LATER = "consent_later"
