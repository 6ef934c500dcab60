"""Six steps through the demo, as data: what to do, as whom, and what is seen then.

The page tells them in words; a test walks exactly these in a browser, against the demo
that `referral demo` serves. Words of buttons and fields are the pages' own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from api.pages.language import N_

PASSWORD = "invented-people-only"  # noqa: S105 # the demo's, told to everybody


class Do(StrEnum):
    """What hands do at a page."""

    SIGN_IN = "sign_in"
    """As `name`, with the demo's password."""
    PRESS = "press"
    """The link or button that is called so."""
    CHOOSE = "choose"
    """The answer `name` to the question `within`."""
    NOTE = "note"
    """Keep the code that stands at the top of the page."""
    WAIT = "wait"
    """Ten seconds, in which what was sent can be undone."""
    TYPE_CODE = "type_code"
    """Write the code that was kept into the field `name`."""
    SEE = "see"
    """The text stands on the page."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do or to see; `name` and `within` are words of the page."""

    do: Do
    name: str = ""
    within: str = ""
    data: bool = False
    """True if the name is of somebody or something invented, and not translated."""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the six."""

    title: str
    who: str
    why: str
    deeds: Sequence[Deed]


def _press(name: str) -> Deed:
    return Deed(Do.PRESS, name)


def _see(name: str) -> Deed:
    return Deed(Do.SEE, name)


def _as(name: str) -> Deed:
    return Deed(Do.SIGN_IN, name, data=True)


STEPS: Sequence[Step] = (
    Step(
        N_("An officer meets somebody"),
        N_("anton, of the North gate post"),
        N_("Sixty seconds at a border: nothing has to be filled in, no name is asked."),
        (
            _as("anton"),
            _press(N_("Record a first contact")),
            Deed(Do.CHOOSE, N_("Yes"), N_("Is the person in danger now?")),
            Deed(Do.CHOOSE, N_("Adult"), N_("Age")),
            _press(N_("Keep and go on")),
            _see(N_("What you saw")),
            _press(N_("Keep and go on")),
        ),
    ),
    Step(
        N_("The officer asks what the person wants"),
        N_("anton, of the North gate post"),
        N_("Two sentences are read aloud. Without a yes nobody is told anything."),
        (
            _see(N_("What the person wants")),
            Deed(Do.CHOOSE, N_("Yes"), N_("Getting help")),
            Deed(Do.CHOOSE, N_("Yes"), N_("Asking other places")),
            _press(N_("Open the case and go on")),
        ),
    ),
    Step(
        N_("The officer asks a shelter"),
        N_("anton, of the North gate post"),
        N_("Before it is sent, both sides are seen: a card now, more after a yes."),
        (
            Deed(Do.CHOOSE, "House Heron", N_("Ask first"), data=True),
            _see(N_("They see now")),
            _see(N_("They see after yes")),
            Deed(Do.CHOOSE, N_("Within 6 hours"), N_("Answer by")),
            _press(N_("Send the offer")),
            _see(N_("It has not left yet")),
            Deed(Do.NOTE),
            Deed(Do.WAIT),
            _press(N_("Sign out")),
        ),
    ),
    Step(
        N_("The shelter says yes"),
        N_("hedda, of House Heron"),
        N_("She decides by a card that identifies nobody, and learns more later."),
        (
            _as("hedda"),
            Deed(Do.TYPE_CODE, N_("Find by code")),
            _press(N_("Find")),
            _see(N_("Card")),
            _press(N_("Accept")),
            _see(N_("You said yes. What was agreed is open to you now.")),
        ),
    ),
    Step(
        N_("The person arrives"),
        N_("hedda, of House Heron"),
        N_("Only now responsibility moves, and only because the shelter says so."),
        (
            _press(N_("Arrived")),
            _see(N_("Arrival is confirmed.")),
            _press(N_("Sign out")),
        ),
    ),
    Step(
        N_("The coordinator proves it"),
        N_("clara, of the coordination office"),
        N_("Who did what and when, and proof that nobody changed a line of it."),
        (
            _as("clara"),
            Deed(Do.TYPE_CODE, N_("Find by code")),
            _press(N_("Find")),
            _press(N_("Go to the case")),
            _press(N_("Timeline")),
            _see(N_("Offer accepted")),
            _press(N_("Check that nobody changed it")),
            _see(N_("This timeline is whole.")),
        ),
    ),
)
"""In the order in which they are walked."""
