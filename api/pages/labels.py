"""What people read for the words of the closed lists.

The words themselves are stored and sent; labels are for eyes and ears only. Labels
of stages and steps belong to the pathway and are not here.
"""

from collections.abc import Mapping, Sequence

from api.pages.choices import Choices
from api.pages.labels_access import ACCESS
from api.pages.labels_consent import CONSENTS
from api.pages.labels_contact import CONTACTS
from api.pages.labels_data_rights import CONFIDENCES, DATA_RIGHTS
from api.pages.labels_desk import DESK
from api.pages.labels_directory import DIRECTORY
from api.pages.labels_erasing import ERASURE_REASONS, HOLD_GROUNDS, RETENTION_STATES
from api.pages.labels_handover import HANDOVER
from api.pages.labels_ledger import ENDED, RECEIVED, REMAINS
from api.pages.labels_notices import NOTICE_WORDS
from api.pages.labels_offers import OFFERS
from api.pages.labels_own import OWN
from api.pages.labels_packages import PACKAGES
from api.pages.labels_plan import PLANS
from api.pages.labels_services import SERVICES
from api.pages.labels_signing_in import SIGNING_IN
from api.pages.labels_silence import (
    CORRECTION_REASONS,
    EXCEPTIONS,
    QUESTION_STATES,
    SILENCES,
)
from api.pages.labels_spoken import SPOKEN, spoken
from api.pages.labels_timeline import ENTRIES, FACTS, FIELDS, LANES
from api.pages.labels_together import (
    CLOCK_STATES,
    CLOCKS,
    DECISION_REASONS,
    EXPORT_PROFILES,
    JOINT_KINDS,
    PROFESSIONS,
    RELATIONS,
    STANDINGS,
    UNITS,
)
from api.pages.labels_webhooks import WEBHOOKS
from api.pages.language import N_, gettext
from workflows.catalogues import decline_reasons, service_types

Labels = Mapping[str, str]

KNOWN: Labels = {
    "yes": N_("Yes"),
    "no": N_("No"),
    "unknown": N_("Not known or not asked"),
}
PURPOSES: Labels = {
    "care": N_("To help the person"),
    "protection": N_("To keep the person safe"),
    "legal": N_("For the person's rights in proceedings"),
    "risk_to_life": N_("A life is at risk"),
    "person_asked": N_("The person asks what is written about them"),
    "audit": N_("To check that the rules were kept"),
}
GROUNDS: Labels = {
    "child_best_interests": N_("Best interests of a child"),
    "danger_to_life": N_("Danger to life"),
    "court_order": N_("A court ordered it"),
}
REASONS: Labels = {
    "as_assessed": N_("As assessed with the person"),
    "person_asked": N_("The person asked for it"),
    "new_information": N_("New information"),
    "situation_changed": N_("The situation has changed"),
    "no_contact": N_("No contact any more"),
    "law_requires": N_("The law requires it"),
}
"""Coded reasons a step can be taken for, until a catalogue names a country's own."""
ACCESS_NEEDS: Labels = {
    "step_free": N_("Step-free place"),
    "pregnancy": N_("Pregnancy"),
    "medical": N_("Medical care nearby"),
    "quiet_room": N_("A room of their own"),
}
REGIONS: Labels = {
    "north": N_("North"),
    "centre": N_("Centre"),
    "south": N_("South"),
}
WITHIN: Labels = {
    "2": N_("Within 2 hours"),
    "6": N_("Within 6 hours"),
    "24": N_("Within 24 hours"),
    "72": N_("Within 3 days"),
    "none": N_("No time set"),
}
EXPIRES: Labels = {
    "none": N_("Until the person takes it back"),
    "7": N_("7 days"),
    "30": N_("30 days"),
    "90": N_("90 days"),
}
LABELS: Mapping[str, Labels] = {
    "age_class": {
        "adult": N_("Adult"),
        "child": N_("Child"),
        "unsure": N_("Not sure, may be a child"),
    },
    "sex": {
        "female": N_("Female"),
        "male": N_("Male"),
        "other": N_("Another"),
        "unknown": N_("Not known or not asked"),
    },
    "known": KNOWN,
    "immediate_danger": KNOWN,
    "unaccompanied": KNOWN,
    "interpreter_needed": KNOWN,
    "foreign_national": KNOWN,
    "cooperates_with_authorities": KNOWN,
    "guardian_appointed": {"True": N_("Yes"), "False": N_("No")},
    "family_assessed": {"True": N_("Yes"), "False": N_("No")},
    "family_suspected": KNOWN,
    "risk_level": {
        "unassessed": N_("Not assessed yet"),
        "low": N_("Low"),
        "medium": N_("Medium"),
        "high": N_("High"),
    },
    "exploitation": {
        "sexual": N_("Sexual exploitation"),
        "forced_labour": N_("Forced labour"),
        "slavery": N_("Slavery"),
        "servitude": N_("Servitude, also in a household"),
        "begging": N_("Begging"),
        "criminal_activities": N_("Made to break the law"),
        "organ_removal": N_("Removal of organs"),
        "forced_marriage": N_("Forced marriage"),
        "illegal_adoption": N_("Illegal adoption"),
        "surrogacy": N_("Surrogacy"),
        "other": N_("Another form"),
        "unknown": N_("Not known or not asked"),
    },
    "region": REGIONS,
    "access_needs": ACCESS_NEEDS,
    "emergency_ground": GROUNDS,
    "legal_ground": GROUNDS,
    "purpose": PURPOSES,
    "reason": REASONS,
    "within": WITHIN,
    "expires": EXPIRES,
    "field": FIELDS,
    "fact": FACTS,
    "lane": LANES,
    "received": RECEIVED,
    "received_ended": ENDED,
    "received_remains": REMAINS,
    "entry": ENTRIES,
    "compartment": {
        "identity": N_("Who the person is"),
        "contact": N_("How to reach the person safely"),
        "location": N_("Where the person was met or is"),
        "narrative": N_("What was said and seen"),
        "health": N_("Health"),
        "legal": N_("Legal needs"),
        "family": N_("Family and children"),
        "operational": N_("Coded facts"),
    },
    **CONSENTS,
    "outcome": {
        "recovered": N_("Has recovered, needs no more help"),
        "referred_abroad": N_("Taken over abroad"),
        "returned_voluntarily": N_("Returned by their own choice"),
        "declined_assistance": N_("Wants no help now"),
        "contact_lost": N_("Contact is lost"),
        "not_a_victim": N_("The finding was negative"),
        "deceased": N_("Has died"),
    },
    "kind": {
        "service": N_("Help: your organisation stays responsible"),
        "responsibility": N_("Taking over: the other becomes responsible on arrival"),
    },
    "offer_stage": {
        "draft": N_("Being written"),
        "offered": N_("Waiting for an answer"),
        "question": N_("A question was asked"),
        "accepted_by_telephone": N_("Yes by telephone, to be confirmed"),
        "accepted": N_("Accepted, on the way"),
        "handed_over": N_("Arrived"),
        "in_service": N_("Being served"),
        "completed": N_("Completed"),
        "declined": N_("Declined"),
        "expired": N_("Not answered in time"),
        "withdrawn": N_("Taken back by the sender"),
        "no_show": N_("Did not arrive"),
        "returned": N_("Handed back"),
        "recalled": N_("Recalled: what it rested on has ended"),
        "provider_closed": N_("The service has closed"),
        "undone": N_("Undone before it left"),
    },
    "track": {
        "protection": N_("Help and protection"),
        "identification": N_("Formal identification"),
        "stay": N_("Right to stay"),
    },
    "relation": RELATIONS,
    "role": {
        "first_responder": N_("first responder"),
        "case_manager": N_("case manager"),
        "service_provider": N_("service"),
        "competent_authority": N_("identifying authority"),
        "immigration_authority": N_("residence authority"),
        "coordinator": N_("coordinator"),
        "auditor": N_("auditor"),
        "administrator": N_("administrator"),
        "key_officer": N_("key officer"),
        "data_protection_officer": N_("data protection officer"),
        "system": N_("system"),
        **PROFESSIONS,
    },
    "standing": STANDINGS,
    "joint_kind": JOINT_KINDS,
    "export_profile": EXPORT_PROFILES,
    "reason_code": DECISION_REASONS,
    "clock_state": CLOCK_STATES,
    "clock": CLOCKS,
    "unit": UNITS,
    "exception": EXCEPTIONS,
    "silence": SILENCES,
    "correction_reason": CORRECTION_REASONS,
    "question_state": QUESTION_STATES,
    "erasure_reason": ERASURE_REASONS,
    **CONTACTS,
    **HANDOVER,
    **OWN,
    **PACKAGES,
    **PLANS,
    **NOTICE_WORDS,
    **SIGNING_IN,
    "hold_ground": HOLD_GROUNDS,
    "retention_state": RETENTION_STATES,
    **DATA_RIGHTS,
    **ACCESS,
    **DIRECTORY,
    **OFFERS,
    **SERVICES,
    **WEBHOOKS,
    **DESK,
    "confidence": CONFIDENCES,
}
"""Label by list and word."""


def label(of: str, word: object) -> str:
    """The label of a word in the language of this request, else the word itself."""
    text = str(word)
    if of == "service":
        known = service_types().get(text)
        return gettext(known.label) if known else text
    if of == "decline":
        reason = decline_reasons().get(text)
        return gettext(reason.label) if reason else text
    if of in ("language", "interpreter_for"):
        return spoken(text)
    found = LABELS.get(of, {}).get(text)
    return gettext(found) if found else text


def sentence(text: str) -> str:
    """A refusal's sentence in the language of this request."""
    return gettext(text)


def choices(of: str, *, but: Sequence[str] = ()) -> Choices:
    """The words of a list with their labels, in order."""
    words = SPOKEN if of == "language" else LABELS[of]
    return Choices(of, {word: label(of, word) for word in words if word not in but})
