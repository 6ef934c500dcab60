"""Words of a first contact: its steps, what is left for later, and a second look."""

from enum import StrEnum


class DraftStep(StrEnum):
    """The steps of a first contact before a case is opened, in their order."""

    SAFETY = "safety"
    SIGNS = "signs"
    WISHES = "wishes"


class Disagreement(StrEnum):
    """Why whoever was there sees it otherwise than the list of signs reads."""

    SAW_MORE = "saw_more"
    OTHER_EXPLANATION = "other_explanation"
    LIST_DOES_NOT_FIT = "list_does_not_fit"
    PERSON_SAYS_OTHERWISE = "person_says_otherwise"
