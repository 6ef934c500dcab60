"""What people read in the ledger of a case."""

from collections.abc import Mapping

from api.pages.language import N_

Labels = Mapping[str, str]

RECEIVED: Labels = {
    "responsibility": N_("Responsible for the person"),
    "copy": N_("A sealed copy"),
    "card": N_("A card without a name"),
    "drawer": N_("Opened a drawer"),
    "attachment": N_("Opened a document"),
    "facts": N_("Coded facts"),
    "status": N_("How far the case has come"),
    "timeline": N_("The timeline"),
    "export": N_("The timeline, to hand on"),
    "address": N_("Where a place is"),
    "notice": N_("A notice without a name"),
    "webhook": N_("A notice without a name, to its system"),
}
ENDED: Labels = {
    "destroyed": N_("destroyed"),
    "declined": N_("declined, destroyed"),
    "withdrawn": N_("taken back"),
    "undone": N_("undone before it left"),
    "recalled": N_("recalled: what it rested on has ended"),
    "no_show": N_("destroyed: did not arrive"),
    "expired": N_("not answered in time, destroyed"),
    "returned": N_("handed back, destroyed"),
    "completed": N_("completed, destroyed"),
    "provider_closed": N_("the service has closed, destroyed"),
    "handed_over": N_("handed over"),
    "erased": N_("destroyed: the person was erased"),
}
REMAINS: Labels = {
    "consent_withdrawn": N_("Tell them: consent was taken back after they read it"),
    "erased": N_("Tell them: the person was erased"),
    "ended": N_("Tell them: what they read may not be used any more"),
    "corrected": N_("Tell them: something in it was corrected since"),
    "restricted": N_("Tell them: they may keep it, and not use it for now"),
}
