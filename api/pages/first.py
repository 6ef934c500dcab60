"""What stands in the way and has a page of its own, where it is put right.

Such a page opens beside a form, so that nothing typed is lost.
"""

from referral.errors import Refusal, StepUpNeeded

ACCEPTED = "conduct_accepted"


def first_needed(refusal: Refusal) -> str:
    """`prove` for a proof that it is them, `conduct` for the code; else nothing."""
    if isinstance(refusal, StepUpNeeded):
        return "prove"
    return "conduct" if ACCEPTED in refusal.missing else ""
