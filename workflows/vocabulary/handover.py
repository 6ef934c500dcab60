"""Words of bringing a person from one organisation to the next."""

from enum import StrEnum


class Meeter(StrEnum):
    """What somebody is who brings or receives a person: a function, never a name."""

    SOCIAL_WORKER = "social_worker"
    CASE_MANAGER = "case_manager"
    POLICE_OFFICER = "police_officer"
    HEALTH_WORKER = "health_worker"
    SHELTER_WORKER = "shelter_worker"
    GUARDIAN = "guardian"
    INTERPRETER = "interpreter"
    DRIVER = "driver"
    COLLEAGUE = "colleague"
    NOBODY = "nobody"


class Transport(StrEnum):
    """How the person gets there."""

    ON_FOOT = "on_foot"
    PUBLIC_TRANSPORT = "public_transport"
    TAXI = "taxi"
    CAR_OF_THE_SENDER = "car_of_the_sender"
    CAR_OF_THE_SERVICE = "car_of_the_service"
    POLICE_CAR = "police_car"
    AMBULANCE = "ambulance"


class Belonging(StrEnum):
    """What the person has with them, or has to be brought."""

    PAPERS = "papers"
    TELEPHONE = "telephone"
    LUGGAGE = "luggage"
    MONEY = "money"
    THINGS_OF_A_CHILD = "things_of_a_child"
    HAS_NOTHING = "has_nothing"


class Medication(StrEnum):
    """What has to be known of medicines on the way."""

    CARRIES_IT = "carries_it"
    NEEDS_IT_ON_THE_WAY = "needs_it_on_the_way"
    NEEDS_IT_ON_ARRIVAL = "needs_it_on_arrival"
    KEEP_COOL = "keep_cool"


class Whereabouts(StrEnum):
    """What came of looking for a person who did not arrive."""

    FOUND = "found"
    WANTS_NO_HELP = "wants_no_help"
    REPORTED_MISSING = "reported_missing"
    NOT_FOUND = "not_found"


class FeedbackWord(StrEnum):
    """What whoever first met a person learns of what became of them: no more."""

    ACCEPTED = "accepted"
    ARRIVED = "arrived"
    DID_NOT_ARRIVE = "did_not_arrive"
    ENDED = "ended"
