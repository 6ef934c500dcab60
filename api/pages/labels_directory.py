"""What people read of who takes part."""

from collections.abc import Mapping

from api.pages.labels_notices import NOTICE_FAULTS
from api.pages.labels_services import FAULTS as SERVICE_FAULTS
from api.pages.labels_services import TERMS_ABSENT
from api.pages.labels_webhooks import WEBHOOK_FAULTS
from api.pages.language import N_

Labels = Mapping[str, str]

DIRECTORY: Mapping[str, Labels] = {
    "organisation_kind": {
        "police": N_("Police"),
        "inspectorate": N_("Inspectorate"),
        "social_service": N_("Social service"),
        "competent_authority": N_("Identifying authority"),
        "immigration_authority": N_("Residence authority"),
        "shelter": N_("Shelter"),
        "ngo": N_("Non-governmental organisation"),
        "health": N_("Health care"),
        "legal_aid": N_("Legal aid"),
        "coordinator": N_("Coordination office"),
    },
    "actor_kind": {
        "person": N_("A person"),
        "machine": N_("A partner's system"),
    },
}
"""By list and word."""

FAULTS: Mapping[str, str] = {
    **SERVICE_FAULTS,
    **WEBHOOK_FAULTS,
    **NOTICE_FAULTS,
    "taken": N_("This name is taken. Choose another."),
    "looks_like_another": N_("This looks like a name that is taken. Choose another."),
    "mixed_scripts": N_("This mixes letters of two alphabets. Write it in one."),
    "hidden_characters": N_("This has characters nobody sees. Type it anew."),
    "unknown_actor": N_("Nobody is known by this name. Look at it again."),
    "unknown_case": N_("One of these codes is not left behind. Look again."),
}
"""What is said of a name or an address, by the word of the fault."""
WRITTEN: Mapping[str, str] = dict.fromkeys(
    ("hour_from", "hour_until", "opens", "closes"),
    N_("Write an hour and minutes, such as 9:30."),
)
"""What is said of a field that is typed, where it is not typed so."""
ABSENT: Mapping[str, str] = {
    "answer": N_("Choose what the person answered."),
    "name": N_("Write your name."),
    "password": N_("Write your password."),
    "purpose": N_("Choose what the person was asked about."),
    "outcome": N_("Choose how it ends."),
    "legal_ground": N_("Choose the legal ground."),
    "recipient_id": N_("Choose the organisation."),
    "reason": N_("Choose a reason."),
    "drawer": N_("Choose the drawer."),
    "recipient": N_("Choose whom this consent speaks of."),
    **TERMS_ABSENT,
}
"""What is said where one of these is left empty: the summary names the field."""
