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


class HowGiven(StrEnum):
    """By what an answer was given."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    TELEPHONE = "telephone"
    OWN_LANGUAGE_SHEET = "own_language_sheet"
    SIGN_LANGUAGE = "sign_language"


class ConsentWitness(StrEnum):
    """As what somebody was present when an answer was given, beside whoever asked."""

    COLLEAGUE = "colleague"
    INTERPRETER = "interpreter"
    GUARDIAN = "guardian"
    TRUSTED_PERSON = "trusted_person"
    LAWYER = "lawyer"


class GuardianStand(StrEnum):
    """How a guardian stands to what is decided for a child."""

    AGREES = "agrees"
    OBJECTS = "objects"
    IN_CONFLICT = "in_conflict"
    NOT_REACHED = "not_reached"


class ChildView(StrEnum):
    """What a child says that it wants (UNCRC art 12)."""

    WANTS = "wants"
    DOES_NOT_WANT = "does_not_want"
    UNSURE = "unsure"
    COULD_NOT_BE_HEARD = "could_not_be_heard"


class HandlingCaveat(StrEnum):
    """How what was disclosed is to be handled (Directive (EU) 2016/680 art 9(3))."""

    ONLY_FOR_THIS_PURPOSE = "only_for_this_purpose"
    NOT_PASSED_ON = "not_passed_on"
    DELETED_AT_THE_END = "deleted_at_the_end"
    SAFE_CONTACT_ONLY = "safe_contact_only"
    UNVERIFIED = "unverified"
    ON_A_LEGAL_GROUND = "on_a_legal_ground"
    NOT_FOR_ENFORCEMENT = "not_for_enforcement"
    NOT_AGAINST_THE_PERSON = "not_against_the_person"


class Outcome(StrEnum):
    """Why a case ends."""

    RECOVERED = "recovered"
    REFERRED_ABROAD = "referred_abroad"
    RETURNED_VOLUNTARILY = "returned_voluntarily"
    DECLINED_ASSISTANCE = "declined_assistance"
    CONTACT_LOST = "contact_lost"
    NOT_A_VICTIM = "not_a_victim"
    DECEASED = "deceased"
