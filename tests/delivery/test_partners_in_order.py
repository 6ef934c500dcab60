"""What goes to a partner's system keeps its order, and one thing stops no other."""

from datetime import timedelta
from uuid import UUID

from referral.delivery.outgoing import BEHIND, LEASE
from referral.delivery.webhooks import RESTS_AFTER
from tests.delivery.going_out import go_out, messages
from tests.delivery.partners import listed, told, until_given_up
from tests.delivery.receiver import Partner
from tests.world import World
from workflows.vocabulary import OutgoingState

__all__ = ["told"]
MINUTE = timedelta(minutes=1)


def test_the_next_of_a_case_waits_for_the_one_before_and_others_do_not(
    told: tuple[World, Partner],
) -> None:
    world, to = told
    _, first = world.offered()
    case = UUID(str(world.mechanism.offers(world["outreach"])[0].case_ids[0]))
    to.answers = lambda one, _: (
        503 if one.event["data"]["item"] == str(first.id) else 204
    )
    go_out(world)
    second = world.offer(case)
    _, other = world.offered()
    go_out(world)
    assert to.items() == [str(other.id)]
    (waits,) = [one for one in listed(world) if one.behind]
    assert waits.id == messages(world)[1].id
    row = messages(world)[1]
    assert (row.attempts, row.lease_until) == (0, world.clock() + BEHIND)
    to.answers = lambda _, __: 204
    world.clock.moment += MINUTE
    go_out(world, messages(world)[0].id)
    row = messages(world)[1]
    assert row.jobs == 2, "its turn came at once"
    go_out(world)
    assert to.items() == [str(other.id), str(first.id), str(second.id)]


def test_of_an_offer_of_two_people_both_are_kept_in_order(
    told: tuple[World, Partner],
) -> None:
    """A mother and her child: what concerns either waits for what concerns both."""
    world, to = told
    mother, child = world.case().id, world.case().id
    for case in (mother, child):
        world.consent(case)
    to.answers = lambda _, __: 503
    both = world.offer(mother, also=(child,))
    alone = world.offer(child)
    go_out(world)
    assert {one.event["data"]["item"] for one in to.heard} == {str(both.id)}
    to.answers = lambda _, __: 204
    world.clock.moment += MINUTE
    go_out(world)
    go_out(world)
    assert to.items() == [str(both.id), str(alone.id)]


def test_given_up_it_stands_in_nobodys_way(told: tuple[World, Partner]) -> None:
    world, to = told
    case, first = world.offered()
    to.answers = lambda one, _: (
        422 if one.event["data"]["item"] == str(first.id) else 204
    )
    second = world.offer(case.id)
    until_given_up(world)
    assert to.items() == [str(second.id)]
    assert [one.standing for one in listed(world)] == ["dead"]


def test_a_partner_that_seems_dead_is_asked_now_and_then_and_once_back_gets_all(
    told: tuple[World, Partner],
) -> None:
    world, to = told
    to.answers = lambda _, __: None
    for _ in range(RESTS_AFTER + 3):
        world.offered()
    go_out(world)
    assert len(to.heard) == RESTS_AFTER, "the others were not even sent"
    faults = [row.last_error for row in messages(world)]
    assert faults == ["broken_off"] * RESTS_AFTER + ["resting"] * 3
    (view,) = world.mechanism.webhooks(world["registrar"])
    assert view.failing_since == world.clock()
    world.clock.advance(hours=1)
    go_out(world)
    assert len(to.heard) == RESTS_AFTER + 1, "one asks whether it is back"

    world.clock.advance(seconds=31)
    to.answers = lambda _, __: 204
    late = world.offered()[1]
    go_out(world, messages(world)[-1].id)
    assert to.items() == [str(late.id)]
    assert world.mechanism.fire_due() >= RESTS_AFTER + 3, "all the others are due now"
    go_out(world)
    assert len(to.effects) == RESTS_AFTER + 4
    assert listed(world) == []


def test_what_it_looked_at_and_refused_is_not_hurried(
    told: tuple[World, Partner],
) -> None:
    world, to = told
    _, bad = world.offered()
    to.answers = lambda one, _: 422 if one.event["data"]["item"] == str(bad.id) else 204
    for _ in range(RESTS_AFTER):
        go_out(world)
        world.clock.moment = messages(world)[0].next_at
    before = messages(world)[0]
    world.clock.moment = before.next_at - MINUTE
    world.offered()
    go_out(world)
    after = messages(world)[0]
    assert (after.attempts, after.next_at) == (before.attempts, before.next_at)


def test_an_effect_whose_answer_was_lost_happens_once(
    told: tuple[World, Partner],
) -> None:
    world, to = told
    to.answers = lambda _, times: -200 if times == 1 else 204
    world.offered()
    go_out(world)
    world.clock.moment += MINUTE
    go_out(world)
    assert (len(to.heard), len(to.effects)) == (2, 1)


def test_what_is_stopped_while_it_is_out_is_still_written_down(
    told: tuple[World, Partner],
) -> None:
    """The offer is taken back in the very moment in which the partner hears of it."""
    world, to = told
    _, offer = world.offered()

    def taken_back(*_: object) -> int:
        world.mechanism.answer_offer(world["outreach"], offer.id, "withdraw")
        return 204

    first = messages(world)[0].id
    to.answers = taken_back
    go_out(world, first)
    to.answers = lambda _, __: 204
    go_out(world)
    assert to.types() == ["item.waiting", "item.no-longer-needed"]
    states = [row.state for row in messages(world)]
    assert states == [OutgoingState.DELIVERED, OutgoingState.DELIVERED]


def test_a_process_that_is_gone_sends_nothing_twice_within_the_lease(
    told: tuple[World, Partner],
) -> None:
    world, _ = told
    world.offered()
    assert world.mechanism.fire_due() == 0
    world.clock.moment += LEASE
    assert world.mechanism.fire_due() == 2, "the inbox and the partner"
