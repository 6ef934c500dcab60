"""Acts of an offer's life, ready to be done, and the offers that are there for them."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from referral.actions.refer import Offer
from referral.mechanism import Mechanism
from tests.world import World
from workflows.vocabulary import Purpose, ReferralKind

if TYPE_CHECKING:
    from tests.properties.acts import Stage

WORDS = {
    "asked": ("question",),
    "spoken": (),
    "back": ("accept",),
    "served": ("accept", "arrived"),
    "left": ("accept", "arrived"),
    "closing": (),
}
"""Offers by what is there for them, and the acts that bring them there."""


def brought(world: World, case: UUID) -> Mapping[str, UUID]:
    """An offer for each of them."""
    found: dict[str, UUID] = {word: world.offer(case).id for word in WORDS}
    for word, steps in WORDS.items():
        for step in steps:
            if step == "question":
                world.mechanism.question_offer(world["host"], found[word], "Stairs?")
            else:
                world.mechanism.answer_offer(world["host"], found[word], step)
    return found | {word: pressed(world, case) for word in ("undone", "standing")}


def pressed(world: World, case: UUID) -> UUID:
    """An offer that has not left yet."""
    shelter, kind = world.services["shelter"], ReferralKind.SERVICE
    new = Offer(shelter, kind, stands=True)
    return world.mechanism.make_offer(world["outreach"], case, new).id


def _step(
    word: str, step: str, code: str = ""
) -> Callable[[Mechanism, "Stage"], object]:
    return lambda m, s: m.answer_offer(
        s.world["host"], s.offers[word], step, reason=code
    )


LIFE: dict[str, Callable[[Mechanism, "Stage"], object]] = {
    "answer_offer undo": lambda m, s: m.answer_offer(
        s.world["outreach"], s.offers["undone"], "undo"
    ),
    "undo_all": lambda m, s: m.undo_all(s.world["outreach"]),
    "open_package": lambda m, s: m.open_package(
        s.world["host"], s.offers["open"], Purpose.CARE
    ),
    "question_offer": lambda m, s: m.question_offer(
        s.world["host"], s.offers["spoken"], "Stairs?"
    ),
    "reply_offer": lambda m, s: m.reply_offer(
        s.world["outreach"], s.offers["asked"], "None."
    ),
    "record_telephone_yes": lambda m, s: m.record_telephone_yes(
        s.world["coordinator"], s.offers["spoken"], "The night shift"
    ),
    "answer_offer dispute": _step("spoken", "dispute", "misunderstood"),
    "housed": lambda m, s: m.housed(s.world["host"]),
    "confirm_stay": lambda m, s: m.confirm_stay(s.world["host"], s.offers["served"]),
    "record_departure": lambda m, s: m.record_departure(
        s.world["host"], s.offers["left"], "moved_on"
    ),
    "answer_offer return": _step("back", "return", "place_lost"),
    "answer_offer start_service": _step("served", "start_service"),
    "answer_offer complete": _step("served", "complete", "aim_reached"),
    "answer_offer close_provider": _step("closing", "close_provider"),
}
"""In the order in which they can be done."""
