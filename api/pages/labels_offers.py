"""What people read for what is said about an offer."""

from collections.abc import Mapping

from api.pages.language import N_
from workflows.offer_data import coded

OFFERS: Mapping[str, Mapping[str, str]] = {
    "offer_word": {
        "question": N_("Question"),
        "reply": N_("Reply"),
        "telephone_yes": N_("Yes by telephone, said by"),
        "dispute": N_("Yes by telephone is not right"),
        "return": N_("Handed back"),
        "outcome": N_("How it ended"),
    },
    "offer_dispute": coded("disputes"),
    "offer_return": coded("returns"),
    "offer_outcome": coded("outcomes"),
}
"""Label by list and word."""

LIFE: Mapping[str, str] = {
    "offer_left": N_("Offer left: the other side can see it"),
    "offer_undone": N_("Offer undone before it left"),
    "offer_questioned": N_("Question about an offer"),
    "offer_replied": N_("Question about an offer answered"),
    "offer_expired": N_("Offer ended: not answered in time"),
    "offer_returned": N_("Person handed back before arrival"),
    "telephone_yes_recorded": N_("Yes by telephone written down"),
    "telephone_yes_disputed": N_("Yes by telephone disputed"),
    "telephone_yes_unconfirmed": N_("Yes by telephone not confirmed in time"),
    "reply_overdue": N_("Question about an offer not answered in time"),
    "service_started": N_("Service begun"),
    "stay_confirmed": N_("Still here"),
    "service_completed": N_("Service completed"),
    "provider_closed": N_("Service closed"),
    "next_not_offered": N_("The next service could not be asked"),
}
"""Entries of a timeline."""

DONE: Mapping[str, str] = {
    "opened_late": N_("Saved with both times: when it was, and when it was typed in."),
    "opened_over": N_(
        "Saved with both times. A time was over already when it was typed in: it is on "
        "the coordinator's list."
    ),
    "still_here": N_("Recorded: still here. You are asked again in a week."),
    "departed": N_("Recorded. Tell how many places are free now."),
    "undone": N_("Undone. Nobody was told. Correct it and send it again, or leave it."),
    "undone_all": N_("Undone. Nobody was told."),
    "offer_question": N_("The sender is asked. Your time to answer may stand still."),
    "reply": N_("Your reply is sent. Their time to answer goes on."),
    "telephone_yes": N_("It is written down. They are asked to confirm it."),
    "confirm": N_("You confirmed the yes. What was agreed is open to you now."),
    "dispute": N_("It is recorded that this was not said. The offer waits as before."),
    "return": N_("The person is handed back. Your copy is destroyed."),
    "start_service": N_("Recorded: the service has begun."),
    "complete": N_("Recorded: the service has ended. Your copy is destroyed."),
    "close_provider": N_("Recorded. Somebody looks for another place."),
}
"""What a page says once after something was done."""

LOOKED_AT: Mapping[str, str] = {
    "reply_overdue": N_("A service's question was not answered in time"),
    "telephone_unconfirmed": N_("Yes by telephone not confirmed in time"),
    "telephone_disputed": N_("Yes by telephone disputed"),
    "decline_to_look_at": N_("Declined: somebody has to look at it"),
    "next_not_offered": N_("The next service could not be asked"),
}
"""Lines of the coordinator's list."""
