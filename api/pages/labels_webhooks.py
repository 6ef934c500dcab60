"""What people read of partners' systems, and of what has not arrived."""

from collections.abc import Mapping

from api.pages.language import N_

Labels = Mapping[str, str]

WEBHOOKS: Mapping[str, Labels] = {
    "told_kind": {
        "offer_waiting": N_("Something waits for an answer"),
        "offer_reminder": N_("Half of the time to answer is over"),
        "offer_overdue": N_("The time to answer is over"),
        "offer_questioned": N_("A question was asked"),
        "offer_replied": N_("A question was answered"),
        "reply_overdue": N_("A question was not answered in time"),
        "telephone_yes": N_("A yes by telephone is to be confirmed"),
        "telephone_disputed": N_("A yes by telephone is disputed"),
        "no_longer_needed": N_("It is not needed any more"),
        "came_back": N_("It came back without a yes"),
        "next_not_offered": N_("Nobody could be asked next"),
        "handover_proposed": N_("A time to meet was proposed"),
        "handover_confirmed": N_("A time to meet was agreed"),
        "handover_overdue": N_("The time to meet is over"),
        "no_show": N_("Somebody has to look at it at once"),
    },
    "delivery_standing": {
        "waiting": N_("Waits"),
        "retrying": N_("Is tried again"),
        "dead": N_("Was given up"),
    },
    "delivery_destination": {
        "inbox": N_("Inbox"),
        "webhook": N_("Partner's system"),
    },
    "delivery_fault": {
        "timeout": N_("It did not answer in time"),
        "no_connection": N_("Nobody answers there"),
        "broken_off": N_("It broke off in the middle"),
        "unreadable": N_("What it answered cannot be read"),
        "certificate": N_("It cannot show that it is who it should be"),
        "name_unknown": N_("Its name leads nowhere"),
        "address_inside": N_("Its name leads inside: nothing is sent there"),
        "clocks_differ": N_("Its clock and ours differ by more than five minutes"),
        "resting": N_("It did not answer others a moment ago"),
    },
    "webhook_end": {
        "ended": N_("Ended by somebody"),
        "gone": N_("Nobody listens there any more"),
    },
}
"""By list and word; another fault shows its own word."""

WEBHOOK_FAULTS: Labels = {
    "no_address": N_("This is no address. Write it as https://host/path."),
    "not_https": N_("It has to begin with https://."),
    "more_than_an_address": N_("Leave out passwords and everything behind ? or #."),
    "told_inside_only": N_("Of this nobody outside is told."),
}
WEBHOOK_MESSAGES: Labels = {
    "webhook_asked": N_("A coordinator is asked to agree to the address."),
    "webhook_ended": N_("It is told nothing any more."),
    "sent_again": N_("It is sent again, at once."),
}
"""What a page says once after something was done."""
