"""Words of the one offer life cycle and of the catalogues."""

from enum import StrEnum


class ReferralKind(StrEnum):
    """A `service`: the holder stays. `responsibility`: the holder moves on arrival."""

    SERVICE = "service"
    RESPONSIBILITY = "responsibility"


class ReferralStage(StrEnum):
    """Where an offer stands. The steps between them are in `referral.toml`."""

    DRAFT = "draft"
    OFFERED = "offered"
    QUESTION = "question"
    ACCEPTED_BY_TELEPHONE = "accepted_by_telephone"
    ACCEPTED = "accepted"
    HANDED_OVER = "handed_over"
    IN_SERVICE = "in_service"
    COMPLETED = "completed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    NO_SHOW = "no_show"
    RETURNED = "returned"
    RECALLED = "recalled"
    PROVIDER_CLOSED = "provider_closed"
    UNDONE = "undone"


class Side(StrEnum):
    """Who takes a step of an offer."""

    SENDER = "sender"
    ADDRESSEE = "addressee"
    COORDINATOR = "coordinator"
    SYSTEM = "system"


class OfferContent(StrEnum):
    """What a step of an offer shows to the addressee.

    `card` identifies nobody; `agreed_fields` is what need and consent both allow.
    """

    NOTHING = "nothing"
    CARD = "card"
    AGREED_FIELDS = "agreed_fields"


class DeclineConsequence(StrEnum):
    """What follows when an offer is declined."""

    OFFER_NEXT = "offer_next"
    COOL_OFF = "cool_off"
    ASK_COORDINATOR = "ask_coordinator"


class OfferWord(StrEnum):
    """What was said about an offer, sealed beside it."""

    QUESTION = "question"
    REPLY = "reply"
    TELEPHONE_YES = "telephone_yes"
    DISPUTE = "dispute"
    RETURN = "return"
    OUTCOME = "outcome"


class AskOrder(StrEnum):
    """How several services are asked for one need."""

    IN_ORDER = "in_order"
    AT_ONCE = "at_once"


class EligibilityWord(StrEnum):
    """What a provider of a service type states about whom it can take."""

    SEXES = "sexes"
    AGE_CLASSES = "age_classes"
    ACCEPTS_CHILDREN = "accepts_children"
    MINIMUM_AGE = "minimum_age"
    MAXIMUM_AGE = "maximum_age"
    RISK_LEVELS = "risk_levels"
    FAMILIES = "families"
    CAPACITY = "capacity"
    ACCESS_NEEDS = "access_needs"
    LANGUAGES = "languages"
    PLACE_KINDS = "place_kinds"
