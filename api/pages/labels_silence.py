"""What people read for what did not happen, and for corrections."""

from collections.abc import Mapping

from api.pages.labels_handover import HANDOVER_EXCEPTIONS
from api.pages.labels_notices import NOTICE_EXCEPTIONS
from api.pages.labels_offers import LOOKED_AT
from api.pages.labels_plan import TASKS
from api.pages.language import N_

SILENCES: Mapping[str, str] = {
    "link_stopped": N_("The letter for somebody outside was stopped"),
    "gap": N_("Nothing was recorded"),
    "step_overdue": N_("A step is overdue"),
    "offer_unread": N_("Offer not looked at"),
    "purpose_missing": N_("Opened without a purpose"),
    "still_held": N_("Consent taken back, copy still held"),
    "question_open": N_("Question not answered"),
}

EXCEPTIONS: Mapping[str, str] = {
    "offer_overdue": N_("Not answered in time"),
    **LOOKED_AT,
    "delivery_given_up": N_("Could not be delivered"),
    "webhook_gone": N_("A partner's system is not there any more"),
    "ground_unconfirmed": N_("Went first, not confirmed"),
    "retention_over": N_("Kept long enough"),
    "erasure_overdue": N_("Erased, not complete in time"),
    "witness_late": N_("A witness has not seen the latest entries"),
    **SILENCES,
    **TASKS,
    "address_met": N_("A text would have told where a place is"),
    "record_unreadable": N_("Who the person is does not open: damaged"),
    "witnesses_too_few": N_("Too few witnesses have seen the latest entries"),
    "breach_overdue": N_("Breach: the authority was not told in time"),
    "glass_broken": N_("Opened in an emergency by somebody whose case it is not"),
    "glass_unreviewed": N_("Opened in an emergency, not reviewed in time"),
    "canary_opened": N_("A made-up case was opened"),
    "many_opened": N_("Thirty people were opened within an hour"),
    "actor_locked": N_("Locked out after opening too much"),
    "nobody_left": N_("Somebody left: nobody there can work on the case"),
    "no_place_fits": N_("No service can be asked: a place is needed"),
    "place_lost": N_("The place is lost: another is needed"),
    **HANDOVER_EXCEPTIONS,
    **NOTICE_EXCEPTIONS,
}

CORRECTION_REASONS: Mapping[str, str] = {
    "writing_error": N_("Written down wrongly"),
    "misunderstood": N_("Misunderstood"),
    "interpreted_wrongly": N_("Interpreted wrongly"),
    "another_person": N_("It is about another person"),
    "document_seen": N_("A document says otherwise"),
    "person_corrected": N_("The person says otherwise"),
}

QUESTION_STATES: Mapping[str, str] = {
    "open": N_("Waits for an answer"),
    "answered": N_("Answered"),
    "withdrawn": N_("Taken back"),
}
