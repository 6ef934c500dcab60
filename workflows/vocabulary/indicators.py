"""Words of the identification aids. They advise; no step and no guard reads them."""

from enum import StrEnum


class Dimension(StrEnum):
    """The six dimensions of the ILO operational indicators (2009)."""

    DECEPTIVE_RECRUITMENT = "deceptive_recruitment"
    COERCIVE_RECRUITMENT = "coercive_recruitment"
    RECRUITMENT_BY_ABUSE = "recruitment_by_abuse_of_vulnerability"
    EXPLOITATION = "exploitation"
    COERCION_AT_DESTINATION = "coercion_at_destination"
    ABUSE_AT_DESTINATION = "abuse_of_vulnerability_at_destination"


class Strength(StrEnum):
    """How much one indicator weighs in its dimension."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


class TraffickingAct(StrEnum):
    """What was done (Palermo Protocol art 3; Directive 2011/36/EU art 2(1))."""

    RECRUITMENT = "recruitment"
    TRANSPORTATION = "transportation"
    TRANSFER = "transfer"
    HARBOURING = "harbouring"
    RECEIPT = "receipt"
    TRANSFER_OF_CONTROL = "transfer_of_control"


class TraffickingMeans(StrEnum):
    """By what means (Palermo Protocol art 3)."""

    FORCE = "force"
    OTHER_COERCION = "other_coercion"
    ABDUCTION = "abduction"
    FRAUD = "fraud"
    DECEPTION = "deception"
    ABUSE_OF_POWER = "abuse_of_power"
    ABUSE_OF_VULNERABILITY = "abuse_of_vulnerability"
    PAYMENT_FOR_CONTROL = "payment_for_control"


class Reading(StrEnum):
    """How the dimensions read together. A reading is advice, never a status."""

    LIST_MISSING = "list_missing"
    NOTHING_FOUND = "nothing_found"
    NOT_IN_TABLE = "not_in_table"
    EXPLOITED_WORKER = "exploited_worker"
    DECEIVED_AND_EXPLOITED = "deceived_and_exploited"
    EXPLOITED_CHILD = "exploited_child"
    TRAFFICKING = "trafficking"
