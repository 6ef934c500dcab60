"""What people read of acts of several people and of clocks."""

from collections.abc import Mapping

from api.pages.language import N_

Labels = Mapping[str, str]

PROFESSIONS: Labels = {
    "police": N_("police officer"),
    "trafficking_investigator": N_("trafficking investigator"),
    "prosecutor": N_("prosecutor"),
    "labour_inspector": N_("labour inspector"),
    "social_worker": N_("social worker"),
    "child_protection_worker": N_("child protection worker"),
    "victim_advocate": N_("victim's advocate"),
    "psychologist": N_("psychologist"),
    "doctor": N_("doctor"),
    "educator": N_("educator"),
    "ngo_representative": N_("representative of an NGO"),
    "anti_trafficking_office": N_("anti-trafficking office"),
    "operational_team": N_("operational team"),
}
STANDINGS: Labels = {
    "waiting": N_("Waits for others"),
    "ready": N_("Everybody has agreed"),
    "executed": N_("Done"),
    "to_confirm": N_("Done first, waits to be confirmed"),
    "confirmed": N_("Confirmed"),
    "refused": N_("Refused"),
    "withdrawn": N_("Taken back"),
    "expired": N_("The time to agree is over"),
    "overdue": N_("Not confirmed in time"),
}
JOINT_KINDS: Labels = {
    "take_step": N_("A step of the pathway"),
    "confirm_ground": N_("A legal ground in place of consent"),
    "publish_pathway": N_("A changed pathway"),
    "retire_key_epoch": N_("The end of an old key"),
    "erase_person": N_("Erase the person"),
    "lift_hold": N_("The end of a legal hold"),
    "acknowledge_fork": N_("The record is not what a witness saw"),
    "export_timeline": N_("A timeline to be handed on"),
    "lift_conflict": N_("Somebody may have to do with a case again"),
    "mark_canary": N_("A made-up case that raises an alarm"),
    "unlock_actor": N_("Let somebody in again"),
    "give_role": N_("A role for somebody"),
    "give_key": N_("A key for a partner's machine"),
    "list_recipient_key": N_("A key that packages are sealed to"),
    "register_webhook": N_("Where a partner's system is told"),
    "confirm_outside": N_("A step that a body outside confirms"),
}
EXPORT_PROFILES: Labels = {
    "full": N_("All of it: every field, and who acted"),
    "redacted": N_("What happened and when, without fields but those you choose"),
    "anonymous": N_("Nothing but proof that so many entries are there"),
}
DECISION_REASONS: Labels = {
    "act_not_found": N_("No act of trafficking was found"),
    "means_not_found": N_("No means was found"),
    "purpose_not_found": N_("No purpose of exploitation was found"),
    "information_missing": N_("Information is missing"),
    "information_contradicts": N_("What is known contradicts itself"),
    "other_jurisdiction": N_("Another jurisdiction decides"),
    "public_order": N_("Public order"),
    "improper_claim": N_("The status was claimed improperly"),
}
CLOCK_STATES: Labels = {
    "unset": N_("No deadline set by your procedure"),
    "stands_still": N_("Stands still"),
    "awaits_decision": N_("Ends with a decision"),
    "running": N_("Running"),
    "passed": N_("The time is over"),
}
CLOCKS: Labels = {
    "reflection": N_("Recovery and reflection"),
    "residence": N_("Residence permit"),
    "take_up": N_("Taking up the assessment"),
    "formal_decision": N_("Formal decision"),
    "review_decision": N_("Answer to a review"),
    "search": N_("Search for the person"),
    "unset": N_("Waiting"),
    "offer_answer": N_("Answer to an offer"),
}
"""Clocks that most pathways name; another one shows its own word."""
UNITS: Labels = {
    "hour": N_("hours"),
    "day": N_("days"),
    "working_day": N_("working days"),
    "calendar_month": N_("calendar months"),
}

RELATIONS: Mapping[str, str] = {
    "finder": N_("met the person first"),
    "holder": N_("responsible now"),
    "authority": N_("deciding authority"),
    "provider": N_("gives a service"),
    "addressee": N_("asked by an offer"),
    "former_holder": N_("was responsible before"),
    "coordinator": N_("coordinates"),
}
