"""Words of what a person sees of their own case, and of how they may be reached."""

from enum import StrEnum


class OwnStage(StrEnum):
    """Where a case stands, as told to the person it is about: no word of a pathway."""

    WORKED_ON = "worked_on"
    WAITING_FOR_YOU = "waiting_for_you"
    ASKING_OTHERS = "asking_others"
    AGREED = "agreed"
    HELPED = "helped"
    ENDED = "ended"
    NOTHING_KEPT = "nothing_kept"


class ContactChannel(StrEnum):
    """A way to reach the person."""

    CALL = "call"
    TEXT_MESSAGE = "text_message"
    EMAIL = "email"
    IN_PERSON = "in_person"
    OWN_PAGE = "own_page"
