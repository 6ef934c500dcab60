"""What people read of plans, follow-up, what waits, and how a case ends."""

from collections.abc import Mapping

from api.pages.labels_contact import CONTACT_TASKS
from api.pages.labels_notices import NOTICE_TASKS
from api.pages.language import N_

Labels = Mapping[str, str]

TASKS: Labels = {
    "plan_missing": N_("There is no plan yet"),
    "review_due": N_("Look at the plan again"),
    "service_not_started": N_("A planned service has not begun"),
    "follow_up_due": N_("Ask the person how they are"),
    **NOTICE_TASKS,
}
"""Tasks that have a time, and stand on the coordinator's list when it is over."""

PLANS: Mapping[str, Labels] = {
    "task": {**TASKS, **CONTACT_TASKS},
    "plan_agreement": {
        "agrees": N_("Agrees with the plan"),
        "disagrees": N_("Does not agree with the plan"),
        "could_not_be_asked": N_("Could not be asked"),
    },
    "plan_result": {
        "planned": N_("Planned, nobody asked yet"),
        "next_on_list": N_("Stands next on a list"),
        "offered": N_("Asked, waits for an answer"),
        "accepted": N_("Accepted"),
        "arrived": N_("Arrived"),
        "in_service": N_("Has begun"),
        "completed": N_("Completed"),
        "declined": N_("Declined"),
        "did_not_arrive": N_("Did not arrive"),
        "returned": N_("Came back to you"),
        "fell_through": N_("Came to nothing"),
        "ended": N_("At an end"),
    },
    "service_note": {
        "started": N_("Has begun with us, without an offer"),
        "completed": N_("Completed"),
        "not_wanted": N_("The person does not want it"),
        "not_needed": N_("Not needed any more"),
        "not_available": N_("Not to be had"),
    },
    "follow_up_result": {
        "well": N_("Reached, and well"),
        "needs_help": N_("Reached, and needs help"),
        "in_danger": N_("Reached, and in danger"),
        "not_reached": N_("Tried, not reached"),
        "did_not_want": N_("The person did not want it"),
        "missed": N_("Missed: nobody tried"),
    },
    "life_outcome": {
        "safe_home": N_("A safe and stable home"),
        "standard_of_living": N_("Enough to live on"),
        "well_being": N_("Well in body and mind"),
        "opportunity": N_("Opportunities, such as work or school"),
        "support": N_("People who stand by them"),
    },
    "life_result": {
        "reached": N_("Reached"),
        "partly": N_("Partly reached"),
        "not_reached": N_("Not reached"),
        "not_sought": N_("The person did not seek it"),
        "not_known": N_("Not known"),
    },
    "reopen_reason": {
        "re_trafficking": N_("The same happened again"),
        "new_information": N_("Something new is known"),
        "contact_regained": N_("The person is back"),
        "person_asks": N_("The person asks for it"),
    },
}

PLAN_ENTRIES: Labels = {
    "plan_written": N_("Plan written"),
    "service_planned": N_("Service planned"),
    "service_noted": N_("Noted of a planned service"),
    "follow_up_set": N_("Follow-up set"),
    "follow_up_ended": N_("Follow-up recorded"),
    "outcomes_recorded": N_("The five outcomes looked at"),
}

PLAN_MESSAGES: Labels = {
    "plan": N_("The plan is recorded and sealed."),
    "planned": N_("The service is planned."),
    "noted": N_("It is noted in the plan."),
    "follow_up": N_("The follow-up is set. Look how to reach them before you do."),
    "followed_up": N_("What came of it is recorded."),
    "closed": N_("The case is closed."),
    "reopened": N_("The case is open again."),
}

PLAN_FAULTS: Labels = {
    "in_the_past": N_("This lies in the past."),
    "unknown_service": N_("Choose a service from the list."),
    "before_the_beginning": N_("It would end before it begins."),
    "planned_already": N_("This is planned already."),
    "nobody_tried": N_("Nobody tried: leave this empty."),
    "not_on_the_list": N_("Choose one of the answers."),
}
"""What is said of a field, by the word of the fault."""
