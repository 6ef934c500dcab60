"""What is said about an offer: a question, a reply, a yes by telephone, coded words."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.shapes import Code, Shape, example_of
from referral.actions.by_telephone import LONGEST as LONGEST_NAME
from referral.actions.offer_words import LONGEST

Said = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


class OfferText(Shape):
    """A question about an offer, or the reply to it. Nothing that names anybody."""

    model_config = example_of(text="Is a room on the ground floor needed?")
    text: Said


class TelephoneYes(Shape):
    """Who said yes for the service. It is sealed."""

    model_config = example_of(said_by="Whoever had the night shift")
    said_by: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]


class CodedReason(Shape):
    """Why, as a code of the catalogue."""

    model_config = example_of(reason="place_lost")
    reason: Code


class Completion(Shape):
    """How the service ended, as a code of the catalogue."""

    model_config = example_of(outcome="aim_reached")
    outcome: Code = Field(description="Its sender learns it, and nothing else")
