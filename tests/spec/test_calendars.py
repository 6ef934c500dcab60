"""A calendar of somebody's clocks: what it shows follows what they could look at."""

import pytest

from referral.actions.conflicts import NewConflict
from referral.actions.departures import Leaving
from referral.actions.post_office import PostRules
from referral.errors import NotFound
from tests.spec.evidence import chain_of
from tests.world import World
from workflows.vocabulary import ConflictReason


def opened(world: World, who: str = "outreach") -> str:
    """The secret of a new calendar."""
    world.mechanism.tell_by(PostRules(calendars=True))
    return str(world.mechanism.open_calendar(world[who]).details["secret"])


def codes(world: World, secret: str) -> set[str]:
    return {each.code for each in world.mechanism.calendar(secret).moments}


def test_nobody_has_a_calendar_until_they_ask_for_one(world: World) -> None:
    with pytest.raises(NotFound):
        world.mechanism.open_calendar(world["outreach"])
    seen = world.mechanism.mail_settings(world["outreach"])
    assert (seen.calendars, seen.calendar_since) == (False, None)


def test_a_clock_is_there_while_it_runs(world: World) -> None:
    secret = opened(world)
    _, offer = world.offered()
    code = world.mechanism.read_offer(world["outreach"], offer.id).code
    first = world.mechanism.calendar(secret)
    assert code in {each.code for each in first.moments}
    world.clock.advance(minutes=20)
    again = world.mechanism.calendar(secret)
    assert [each.uid for each in again.moments] == [each.uid for each in first.moments]
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    assert code not in codes(world, secret)


def test_both_sides_see_a_clock_and_nothing_tells_that_it_is_one(world: World) -> None:
    mine, theirs = opened(world), opened(world, "host")
    _, offer = world.offered()
    code = world.mechanism.read_offer(world["host"], offer.id).code
    assert code in codes(world, mine) & codes(world, theirs)
    uids = [
        {each.uid for each in world.mechanism.calendar(secret).moments}
        for secret in (mine, theirs)
    ]
    assert uids[0].isdisjoint(uids[1])


def test_whoever_is_in_conflict_sees_no_clock_of_it(world: World) -> None:
    case, offer = world.offered()
    secret = opened(world, "host")
    code = world.mechanism.read_offer(world["host"], offer.id).code
    assert code in codes(world, secret)
    shelter = world.bodies["shelter"]
    new = NewConflict(shelter, ConflictReason.RELATED, actor="host")
    world.mechanism.state_conflict(world["coordinator"], case.id, new)
    assert code not in codes(world, secret)


def test_it_ends_with_whose_it_is(world: World) -> None:
    secret = opened(world, "stranger")
    assert codes(world, secret) == set()
    whom = world["stranger"].id
    seen = world.mechanism.preview_departure(world.system, whom).seen
    world.mechanism.end_actor(world.system, whom, Leaving(seen))
    with pytest.raises(NotFound):
        world.mechanism.calendar(secret)


def test_each_look_is_one_entry_and_says_how_much(world: World) -> None:
    secret = opened(world)
    world.offered()
    moments = world.mechanism.calendar(secret).moments
    (said,) = [
        fields
        for kind, fields in chain_of(world, world.bodies["ngo"])
        if kind == "list_shown" and fields["list"] == "calendar"
    ]
    assert said["shown"] == len(moments)
