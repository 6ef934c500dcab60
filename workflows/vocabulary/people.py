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
    KEY_OFFICER = "key_officer"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    SYSTEM = "system"
    POLICE = "police"
    TRAFFICKING_INVESTIGATOR = "trafficking_investigator"
    PROSECUTOR = "prosecutor"
    LABOUR_INSPECTOR = "labour_inspector"
    SOCIAL_WORKER = "social_worker"
    CHILD_PROTECTION_WORKER = "child_protection_worker"
    VICTIM_ADVOCATE = "victim_advocate"
    PSYCHOLOGIST = "psychologist"
    DOCTOR = "doctor"
    EDUCATOR = "educator"
    NGO_REPRESENTATIVE = "ngo_representative"
    ANTI_TRAFFICKING_OFFICE = "anti_trafficking_office"
    OPERATIONAL_TEAM = "operational_team"


PROFESSIONS = frozenset(
    {
        Role.POLICE,
        Role.TRAFFICKING_INVESTIGATOR,
        Role.PROSECUTOR,
        Role.LABOUR_INSPECTOR,
        Role.SOCIAL_WORKER,
        Role.CHILD_PROTECTION_WORKER,
        Role.VICTIM_ADVOCATE,
        Role.PSYCHOLOGIST,
        Role.DOCTOR,
        Role.EDUCATOR,
        Role.NGO_REPRESENTATIVE,
        Role.ANTI_TRAFFICKING_OFFICE,
        Role.OPERATIONAL_TEAM,
    }
)
"""Seats at a table where several people decide together. A profession by itself opens
no case and no drawer; it takes the steps of the pathway that name it."""


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
