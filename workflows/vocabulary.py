"""The closed lists of words. A new word starts here and in `docs/glossary.md`.

Words are stored and sent as their values; labels in national languages belong to
the pathway. Where a list follows a published text, the text is named.
"""

from enum import StrEnum


class Track(StrEnum):
    """Parallel tracks of a case. They meet only in facts, never in each other."""

    PROTECTION = "protection"
    IDENTIFICATION = "identification"
    STAY = "stay"


class Role(StrEnum):
    """What an actor is authorised to do in the mechanism."""

    FIRST_RESPONDER = "first_responder"
    CASE_MANAGER = "case_manager"
    SERVICE_PROVIDER = "service_provider"
    COMPETENT_AUTHORITY = "competent_authority"
    IMMIGRATION_AUTHORITY = "immigration_authority"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Relation(StrEnum):
    """How an actor's organisation stands to one case."""

    FINDER = "finder"
    HOLDER = "holder"
    AUTHORITY = "authority"
    PROVIDER = "provider"
    ADDRESSEE = "addressee"
    FORMER_HOLDER = "former_holder"
    COORDINATOR = "coordinator"
    NONE = "none"


class Regime(StrEnum):
    """The data-protection law an organisation works under."""

    GDPR = "gdpr"
    LAW_ENFORCEMENT = "law_enforcement"


class OrganisationKind(StrEnum):
    """What an organisation is."""

    POLICE = "police"
    INSPECTORATE = "inspectorate"
    SOCIAL_SERVICE = "social_service"
    COMPETENT_AUTHORITY = "competent_authority"
    IMMIGRATION_AUTHORITY = "immigration_authority"
    SHELTER = "shelter"
    NGO = "ngo"
    HEALTH = "health"
    LEGAL_AID = "legal_aid"
    COORDINATOR = "coordinator"


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


class ReferralKind(StrEnum):
    """A `service`: the holder stays. `responsibility`: the holder moves on arrival."""

    SERVICE = "service"
    RESPONSIBILITY = "responsibility"


class Outcome(StrEnum):
    """Why a case ends."""

    RECOVERED = "recovered"
    REFERRED_ABROAD = "referred_abroad"
    RETURNED_VOLUNTARILY = "returned_voluntarily"
    DECLINED_ASSISTANCE = "declined_assistance"
    CONTACT_LOST = "contact_lost"
    NOT_A_VICTIM = "not_a_victim"
    DECEASED = "deceased"


class Confidence(StrEnum):
    """How sure a shipped fact is. Nothing below `medium` is ever shipped.

    `found` was read in the source itself; `high` and `medium` are known from
    reports; `model` marks our own construction, without legal ground.
    """

    FOUND = "found"
    HIGH = "high"
    MEDIUM = "medium"
    MODEL = "model"


class ClockUnit(StrEnum):
    """Units a law counts in."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    CALENDAR_MONTH = "calendar_month"


class Counting(StrEnum):
    """`from`: the day after the start is day 1. `from_inclusive`: the start day is."""

    FROM = "from"
    FROM_INCLUSIVE = "from_inclusive"


class ClockEnd(StrEnum):
    """What ends a clock."""

    EXPIRY = "expiry"
    DECISION = "decision"
    LATER_OF = "later_of"
    EARLIER_OF = "earlier_of"


class StepInput(StrEnum):
    """What a person must hand in with a step."""

    REASON = "reason"
    OUTCOME = "outcome"
    RECIPIENT = "recipient"
    LEGAL_GROUND = "legal_ground"


class Guard(StrEnum):
    """Conditions a step may name. One function each in `referral.rules.guards`."""

    CONSENT_TO_ASSISTANCE = "consent_to_assistance"
    CONSENT_TO_IDENTIFICATION = "consent_to_identification"
    CONSENT_TO_RETURN = "consent_to_return"
    CHILD_HAS_GUARDIAN = "child_has_guardian"
    RISK_ASSESSED = "risk_assessed"
    FOREIGN_NATIONAL = "foreign_national"
    IDENTIFICATION_NOT_OPEN = "identification_not_open"
    REFLECTION_NOT_RUNNING = "reflection_not_running"
    NO_OPEN_OFFER = "no_open_offer"
    STAY_NOT_PROTECTED = "stay_not_protected"
    REASON_GIVEN = "reason_given"
    OUTCOME_GIVEN = "outcome_given"
    RECIPIENT_NAMED = "recipient_named"
    LEGAL_GROUND_GIVEN = "legal_ground_given"


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


class Lane(StrEnum):
    """The lanes of one timeline."""

    STAGE = "stage"
    CONSENT = "consent"
    DISCLOSURE = "disclosure"
    DECISION = "decision"
    CLOCK = "clock"
    SERVICE = "service"
    ACCESS = "access"


class EntryType(StrEnum):
    """What an entry of a timeline says happened."""

    CASE_OPENED = "case_opened"
    CASE_IMPORTED = "case_imported"
    IDENTIFICATION_RECORDED = "identification_recorded"
    FACTS_RECORDED = "facts_recorded"
    CONTENT_RECORDED = "content_recorded"
    CONSENT_RECORDED = "consent_recorded"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    STEP_TAKEN = "step_taken"
    OFFER_MADE = "offer_made"
    OFFER_ACCEPTED = "offer_accepted"
    OFFER_DECLINED = "offer_declined"
    OFFER_WITHDRAWN = "offer_withdrawn"
    OFFER_RECALLED = "offer_recalled"
    ARRIVAL_CONFIRMED = "arrival_confirmed"
    NO_SHOW_REPORTED = "no_show_reported"
    HOLDER_CHANGED = "holder_changed"
    DISCLOSURE_PREPARED = "disclosure_prepared"
    DISCLOSURE_RELEASED = "disclosure_released"
    DISCLOSURE_DESTROYED = "disclosure_destroyed"
    CONTENT_OPENED = "content_opened"
    DISCLOSURE_OPENED = "disclosure_opened"
    CARD_SHOWN = "card_shown"
    TIMELINE_READ = "timeline_read"
    TIMELINE_VERIFIED = "timeline_verified"
    LIST_SHOWN = "list_shown"
    IMPORT_FINISHED = "import_finished"
    REFUSED = "refused"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    MECHANISM_OPENED = "mechanism_opened"
    ORGANISATION_ADMITTED = "organisation_admitted"
    ACTOR_ADMITTED = "actor_admitted"
    CREDENTIAL_ISSUED = "credential_issued"
    SERVICE_LISTED = "service_listed"
    PATHWAY_PUBLISHED = "pathway_published"


class ActorKind(StrEnum):
    """Who acts: a person, a partner's machine, or the system itself."""

    PERSON = "person"
    MACHINE = "machine"
    SYSTEM = "system"


class StageKind(StrEnum):
    """`working`: the owner acts. `waiting`: somebody else must. `closed`: ended."""

    WORKING = "working"
    WAITING = "waiting"
    CLOSED = "closed"


class Entitlement(StrEnum):
    """What standing in a stage entitles a person to.

    CETS 197 arts 10(2), 12, 13; Directive 2011/36/EU art 11.
    """

    ASSISTANCE = "assistance"
    NO_REMOVAL = "no_removal"
    LAWFUL_STAY = "lawful_stay"


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


class EligibilityWord(StrEnum):
    """What a provider of a service type states about whom it can take."""

    SEXES = "sexes"
    AGE_CLASSES = "age_classes"
    ACCEPTS_CHILDREN = "accepts_children"
