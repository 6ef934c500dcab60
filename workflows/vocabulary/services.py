"""Words of the service directory: places, terms, suspension, and ranking."""

from enum import StrEnum


class PlaceKind(StrEnum):
    """What kind of place a service has. Never where it is."""

    EMERGENCY = "emergency"
    SECURED = "secured"
    SHELTER = "shelter"
    CHILDREN = "children"
    FAMILY = "family"
    ASSISTED_HOUSING = "assisted_housing"
    DAY = "day"


class Sector(StrEnum):
    """By whom a service is run."""

    STATE = "state"
    NON_STATE = "non_state"
    INTERNATIONAL = "international"


class ReferredBy(StrEnum):
    """Whose referral a service needs before it takes anybody."""

    NOBODY = "nobody"
    ANY_ORGANISATION = "any_organisation"
    POLICE = "police"
    SOCIAL_SERVICE = "social_service"
    COMPETENT_AUTHORITY = "competent_authority"
    COORDINATOR = "coordinator"


class AllowRule(StrEnum):
    """Who may ask whom, where nothing else is said."""

    EVERYBODY = "everybody"
    BOTH_LISTED = "both_listed"


class SuspensionReason(StrEnum):
    """Why a service or an organisation takes nobody for a while, or ever again."""

    NO_STAFF = "no_staff"
    PREMISES = "premises"
    LICENCE = "licence"
    UNDER_REVIEW = "under_review"
    SAFETY = "safety"
    OWN_REQUEST = "own_request"


class SuspensionExtent(StrEnum):
    """Whom a suspension concerns."""

    ADMISSIONS = "admissions"
    EVERYBODY = "everybody"


class HoldState(StrEnum):
    """Where a hold of places stands. It leaves `held` once and for all."""

    HELD = "held"
    RELEASED = "released"
    RUN_OUT = "run_out"
    OCCUPIED = "occupied"


class Reach(StrEnum):
    """Whether a service can be reached at a moment."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Places(StrEnum):
    """What is known of the free places of a service."""

    FREE = "free"
    FULL = "full"
    UNKNOWN = "unknown"
    NONE_TOLD = "none_told"


class Standpoint(StrEnum):
    """Why a service stands where it stands in a ranking."""

    ASKED_FOR = "asked_for"
    PLACE_FREE = "place_free"
    PLACES_UNKNOWN = "places_unknown"
    REACHABLE_NOW = "reachable_now"
    CLOSED_NOW = "closed_now"
    HOURS_UNKNOWN = "hours_unknown"
    SAME_REGION = "same_region"
    OTHER_REGION = "other_region"
    LANGUAGE_SPOKEN = "language_spoken"
    AGE_TO_BE_ASKED = "age_to_be_asked"
    NOT_ALL_STATED = "not_all_stated"


class Exclusion(StrEnum):
    """Why a service is not among those that can be asked."""

    OWN_SERVICE = "own_service"
    SUSPENDED = "suspended"
    NOT_ALLOWED = "not_allowed"
    NOT_FOR_THIS_CASE = "not_for_this_case"
    OTHER_SEX = "other_sex"
    OTHER_AGE = "other_age"
    NO_CHILDREN = "no_children"
    ACCESS_NEED = "access_need"
    RISK_LEVEL = "risk_level"
    PLACE_KIND = "place_kind"
    REFERRED_BY_OTHERS = "referred_by_others"
    NO_PLACE_FREE = "no_place_free"
