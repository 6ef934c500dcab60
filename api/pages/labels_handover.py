"""What people read of hand-overs."""

from collections.abc import Mapping

from api.pages.language import N_

Labels = Mapping[str, str]

HANDOVER: Mapping[str, Labels] = {
    "meeter": {
        "social_worker": N_("Social worker"),
        "case_manager": N_("Case manager"),
        "police_officer": N_("Police officer"),
        "health_worker": N_("Health worker"),
        "shelter_worker": N_("Worker of the service"),
        "guardian": N_("Guardian"),
        "interpreter": N_("Interpreter"),
        "driver": N_("Driver"),
        "colleague": N_("Another colleague"),
        "nobody": N_("Nobody: the person comes alone"),
    },
    "transport": {
        "on_foot": N_("On foot"),
        "public_transport": N_("Bus or train"),
        "taxi": N_("Taxi"),
        "car_of_the_sender": N_("Car of whoever brings them"),
        "car_of_the_service": N_("Car of the service"),
        "police_car": N_("Police car"),
        "ambulance": N_("Ambulance"),
    },
    "belonging": {
        "papers": N_("Papers"),
        "telephone": N_("Telephone"),
        "luggage": N_("Luggage"),
        "money": N_("Money"),
        "things_of_a_child": N_("Things of a child"),
        "has_nothing": N_("Has nothing with them"),
    },
    "medication": {
        "carries_it": N_("Carries their medicines"),
        "needs_it_on_the_way": N_("Needs medicines on the way"),
        "needs_it_on_arrival": N_("Needs medicines on arrival"),
        "keep_cool": N_("Medicines have to be kept cool"),
    },
    "whereabouts": {
        "found": N_("Found"),
        "wants_no_help": N_("Found, and wants no help now"),
        "reported_missing": N_("Reported missing"),
        "not_found": N_("Not found"),
    },
    "feedback": {
        "accepted": N_("Somebody said yes"),
        "arrived": N_("Arrived"),
        "did_not_arrive": N_("Did not arrive"),
        "ended": N_("Ended"),
    },
}

HANDOVER_ENTRIES: Labels = {
    "handover_proposed": N_("Hand-over proposed"),
    "handover_confirmed": N_("Hand-over agreed"),
    "handover_opened": N_("Hand-over opened"),
    "handover_overdue": N_("Nobody arrived in time"),
    "whereabouts_noted": N_("Noted what came of looking for the person"),
}
HANDOVER_EXCEPTIONS: Labels = {
    "handover_overdue": N_("Nobody arrived in time"),
    "no_show": N_("Did not arrive: has to be looked for"),
}
HANDOVER_FAULTS: Labels = {
    "ends_before_it_begins": N_("It would end before it begins."),
    "longer_than_a_day": N_("At most a day."),
    "is_over": N_("This lies in the past."),
    "too_far_away": N_("This is more than a month away."),
    "no_such_hour": N_("Clocks are put forward that night: choose another hour."),
    "one_first_name": N_("Write one first name, or none."),
    "empty_or_too_long": N_("Say in a few words where you meet."),
    "three_letters": N_("Choose one of the answers."),
    "which_language": N_("Choose the language."),
}
HANDOVER_MESSAGES: Labels = {
    "handover": N_("It is proposed. The other side is told and confirms it."),
    "handover_agreed": N_("It is agreed. The other side is told."),
    "whereabouts": N_("It is noted. The task is off your list."),
}
