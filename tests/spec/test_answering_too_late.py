"""An answer to what has ended, or has its answer, says what can be done instead."""

import pytest

from referral.errors import AlreadyAnswered
from tests.spec.evidence import refused
from tests.world import World


@pytest.mark.parametrize("ended", ["decline", "withdraw", "close_provider"])
def test_an_answer_to_an_offer_that_has_ended_says_what_can_be_done_instead(
    embedded_world: World, ended: str
) -> None:
    world = embedded_world
    case, offer = world.offered()
    who = "outreach" if ended == "withdraw" else "host"
    reason = "not_eligible" if ended == "decline" else None
    world.mechanism.answer_offer(world[who], offer.id, ended, reason=reason)
    with refused(world, AlreadyAnswered, world.bodies["shelter"]) as told:
        world.mechanism.answer_offer(world["host"], offer.id, "accept")
    assert told.value.missing == ("new_offer",)
    assert "can make a new one" in told.value.sentence
    again = world.offer(case.id).id
    world.mechanism.answer_offer(world["host"], again, "accept")
    with refused(world, AlreadyAnswered, world.bodies["shelter"]) as told:
        world.mechanism.answer_offer(world["host"], again, "accept")
    assert "handed back" in told.value.sentence
