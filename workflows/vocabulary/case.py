"""Words for what is known of a person and of a case."""

from enum import StrEnum


class Compartment(StrEnum):
    """Eight drawers of a case, each under a data key of its own."""

    IDENTITY = "identity"
    CONTACT = "contact"
    LOCATION = "location"
    NARRATIVE = "narrative"
    HEALTH = "health"
    LEGAL = "legal"
    FAMILY = "family"
    OPERATIONAL = "operational"


class Purpose(StrEnum):
    """Why content is opened or disclosed. Required on every opening."""

    CARE = "care"
    PROTECTION = "protection"
    LEGAL = "legal"
    AUDIT = "audit"
    RISK_TO_LIFE = "risk_to_life"
    PERSON_ASKED = "person_asked"


class NumberKind(StrEnum):
    """Numbers that may be looked up exactly. Names never are."""

    DOCUMENT = "document"
    PHONE = "phone"


class StatementKind(StrEnum):
    """What a record claims to be (Directive (EU) 2016/680 art 7)."""

    FACT = "fact"
    ACCOUNT = "account"
    ASSESSMENT = "assessment"


class AgeClass(StrEnum):
    """Age as a duty, not as a number: `unsure` is treated as `child`.

    CETS 197 art 10(3); Directive 2011/36/EU art 13(2).
    """

    ADULT = "adult"
    CHILD = "child"
    UNSURE = "unsure"


class Sex(StrEnum):
    """Sex as places and statistics need it (ISO/IEC 5218 plus `other`)."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class Known(StrEnum):
    """A yes/no that may honestly be unknown."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class RiskLevel(StrEnum):
    """The assessed danger to the person."""

    UNASSESSED = "unassessed"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Exploitation(StrEnum):
    """Form of exploitation (Palermo Protocol art 3; Directive 2011/36/EU art 2(3))."""

    SEXUAL = "sexual"
    FORCED_LABOUR = "forced_labour"
    SLAVERY = "slavery"
    SERVITUDE = "servitude"
    BEGGING = "begging"
    CRIMINAL_ACTIVITIES = "criminal_activities"
    ORGAN_REMOVAL = "organ_removal"
    FORCED_MARRIAGE = "forced_marriage"
    ILLEGAL_ADOPTION = "illegal_adoption"
    SURROGACY = "surrogacy"
    OTHER = "other"
    UNKNOWN = "unknown"


class ConsentAnswer(StrEnum):
    """What the person said. `cannot`: a child, or an adult unable to consent now."""

    YES = "yes"
    NO = "no"
    LATER = "later"
    CANNOT = "cannot"


class ConsentPurpose(StrEnum):
    """What a consent is for. One purpose a consent."""

    ASSISTANCE = "assistance"
    REFERRAL = "referral"
    IDENTIFICATION = "identification"
    LEGAL_PROCEEDINGS = "legal_proceedings"
    RETURN = "return"
    REPORTING = "reporting"


class LegalGround(StrEnum):
    """Grounds that may stand in for consent where the person cannot give it."""

    CHILD_BEST_INTERESTS = "child_best_interests"
    DANGER_TO_LIFE = "danger_to_life"
    COURT_ORDER = "court_order"


class Outcome(StrEnum):
    """Why a case ends."""

    RECOVERED = "recovered"
    REFERRED_ABROAD = "referred_abroad"
    RETURNED_VOLUNTARILY = "returned_voluntarily"
    DECLINED_ASSISTANCE = "declined_assistance"
    CONTACT_LOST = "contact_lost"
    NOT_A_VICTIM = "not_a_victim"
    DECEASED = "deceased"
