"""Words for who acts and how they stand to a case."""

from enum import StrEnum


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


class ActorKind(StrEnum):
    """Who acts: a person, a partner's machine, or the system itself."""

    PERSON = "person"
    MACHINE = "machine"
    SYSTEM = "system"
