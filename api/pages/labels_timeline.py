"""What people read in a timeline, and for the sealed fields."""

from collections.abc import Mapping

from api.pages.language import N_

LANES: Mapping[str, str] = {
    "stage": N_("Stage"),
    "consent": N_("Consent"),
    "disclosure": N_("Disclosure"),
    "decision": N_("Decision"),
    "clock": N_("Clock"),
    "service": N_("Service"),
    "access": N_("Access"),
}

ENTRIES: Mapping[str, str] = {
    "case_opened": N_("Case opened"),
    "case_imported": N_("Case taken over from another system"),
    "identification_recorded": N_("First contact recorded"),
    "facts_recorded": N_("Facts recorded"),
    "content_recorded": N_("Content recorded"),
    "consent_recorded": N_("Consent recorded"),
    "consent_withdrawn": N_("Consent taken back"),
    "step_taken": N_("Step taken"),
    "offer_made": N_("Offer made"),
    "offer_accepted": N_("Offer accepted"),
    "offer_declined": N_("Offer declined"),
    "offer_withdrawn": N_("Offer taken back"),
    "offer_recalled": N_("Offer ended: consent was taken back"),
    "arrival_confirmed": N_("Arrival confirmed"),
    "no_show_reported": N_("Did not arrive"),
    "holder_changed": N_("Responsibility moved"),
    "disclosure_prepared": N_("Sealed copy prepared"),
    "disclosure_released": N_("Sealed copy released"),
    "disclosure_destroyed": N_("Sealed copy destroyed"),
    "content_opened": N_("Drawer opened"),
    "disclosure_opened": N_("Sealed copy opened"),
    "card_shown": N_("Card looked at"),
    "timeline_read": N_("Timeline read"),
    "timeline_verified": N_("Timeline checked"),
    "list_shown": N_("Looked at"),
    "refused": N_("Refused"),
    "joint_act_asked": N_("Others asked to agree"),
    "joint_act_approved": N_("Agreed to"),
    "joint_act_refused": N_("Somebody said no"),
    "joint_act_withdrawn": N_("Asking taken back"),
    "joint_act_executed": N_("Done together"),
    "exception_reviewed": N_("Exception reviewed"),
    "case_upgraded": N_("Moved to another version of the pathway"),
    "clock_changed": N_("Clock changed"),
}

FIELDS: Mapping[str, str] = {
    "first_name": N_("First name"),
    "middle_name": N_("Middle name"),
    "second_name": N_("Family name"),
    "birth_date": N_("Date of birth"),
    "identity_number": N_("Number of a document"),
    "citizenship_detail": N_("Citizenship, in detail"),
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "safe_contact_rule": N_("When and how contact is safe"),
    "found_at": N_("Where you met"),
    "address": N_("Address"),
    "account": N_("What the person said"),
    "what_i_saw": N_("What you saw"),
    "health_needs": N_("Health needs"),
    "medication": N_("Medication"),
    "legal_needs": N_("Legal needs"),
    "proceedings": N_("Proceedings"),
    "family_situation": N_("Family situation"),
    "children_detail": N_("About the children"),
    "indicators": N_("Signs noted"),
}
"""Sealed fields."""

FACTS: Mapping[str, str] = {
    "age_class": N_("Age"),
    "sex": N_("Sex"),
    "citizenship": N_("Citizenship"),
    "foreign_national": N_("From another country"),
    "language": N_("Language"),
    "interpreter_needed": N_("Needs an interpreter"),
    "interpreter_for": N_("Needs an interpreter for"),
    "region": N_("Region"),
    "immediate_danger": N_("In danger now"),
    "unaccompanied": N_("Child without a parent or guardian here"),
    "guardian_appointed": N_("Has a guardian"),
    "children_with": N_("Children with the person"),
    "risk_level": N_("Risk"),
    "exploitation": N_("Form of exploitation"),
    "needs": N_("Needs"),
    "access_needs": N_("Needs of the place"),
    "cooperates_with_authorities": N_("Speaks with the authorities"),
    "emergency_ground": N_("Emergency recorded"),
    "service_type": N_("What is asked for"),
}
"""Coded facts, and lines of a card."""
