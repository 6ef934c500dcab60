"""What people read of being told outside the desk, and of confirming from outside."""

from collections.abc import Mapping

from api.pages.language import N_

Labels = Mapping[str, str]

NOTICE_WORDS: Mapping[str, Labels] = {
    "mail_kind": {
        "answer": N_("Something wants an answer"),
        "reminder": N_("A time is half over, or over"),
        "news": N_("Somebody answered, or something changed"),
        "alarm": N_("Somebody has to act now"),
        "list": N_("Something new stands on the coordinators' list"),
    },
    "rhythm": {
        "at_once": N_("At once"),
        "hourly": N_("At most once an hour"),
        "daily": N_("Once a day"),
    },
}

NOTICE_ENTRIES: Labels = {
    "mail_wishes_stated": N_("Said of what they want to be told"),
    "mail_address_asked": N_("A code sent to an address for notices"),
    "mail_address_confirmed": N_("Address for notices confirmed"),
    "mail_address_removed": N_("Address for notices deleted"),
    "mail_address_refused": N_("An address takes no notices any more"),
    "mail_sent": N_("Told that something waits"),
    "mail_given_up": N_("A notice could not be sent"),
    "calendar_opened": N_("An address for a calendar given"),
    "calendar_ended": N_("The address of a calendar ended"),
    "outside_token_made": N_("A code for a body outside made"),
    "outside_later": N_("A body outside answers later"),
}

NOTICE_EXCEPTIONS: Labels = {
    "mail_undeliverable": N_("Somebody there cannot be told by mail"),
    "outside_silent": N_("A body outside did not answer in time"),
    "outside_not_done": N_("A body outside said no, or its yes came in vain"),
}

NOTICE_TASKS: Labels = {
    "outside_silent": N_("A body outside did not answer: ask again, or take it back"),
    "outside_not_done": N_("A body outside said no, or its yes came in vain: look"),
}

NOTICE_MESSAGES: Labels = {
    "mail_wishes": N_("Kept. You are told of this from now on."),
    "mail_asked": N_("A code is on its way. Give it here within half an hour."),
    "mail_confirmed": N_("The address is confirmed. You are told there."),
    "mail_removed": N_("Your address is deleted. You are told nowhere."),
    "calendar_ended": N_("The address of the calendar opens nothing any more."),
}

NOTICE_FAULTS: Labels = {
    "no_address": N_("This is no address that something can be sent to."),
    "unknown_way": N_("Choose one of the ways."),
    "too_many_codes": N_("Three codes were sent. Wait an hour."),
    "unknown_zone": N_("Choose a place from the list."),
    "unknown_language": N_("Choose a language from the list."),
    "both_or_neither": N_("Fill in both hours, or neither."),
    "no_hours": N_("From and until are the same hour."),
}
"""What is said of a field, by the word of the fault."""
