"""What a partner's system does not take: tried again, in order, and then by people."""

from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from uuid import UUID

import pytest

from referral.delivery.outgoing import RETRY
from referral.delivery.webhooks import JITTER, LONGEST_WAIT, RESTS
from referral.errors import AlreadyAnswered, NotFound, NotPermitted
from tests.delivery.going_out import go_out, messages
from tests.delivery.partners import kinds, listed, told, until_given_up
from tests.delivery.receiver import Partner, partner, registered
from tests.spec.evidence import chain_of
from tests.spec.test_leaving import keeper
from tests.world import World
from workflows.vocabulary import DeliveryStanding, OutgoingState

__all__ = ["told"]
MINUTE = timedelta(minutes=1)


def test_what_is_not_taken_is_tried_by_the_schedule_and_then_given_to_people(
    told: tuple[World, Partner],
) -> None:
    world, to = told
    to.answers = lambda _, __: 500
    world.offered()
    assert go_out(world) == [], "that a partner fails is no fault of ours"
    for tries in range(1, len(RETRY)):
        (row,) = messages(world)
        assert (row.attempts, row.last_error) == (tries, "http_500")
        waits = row.next_at - world.clock()
        assert RETRY[tries] <= waits <= RETRY[tries] * (1 + JITTER) + RESTS
        world.clock.moment = row.next_at - timedelta(milliseconds=1)
        go_out(world)
        assert messages(world)[0].attempts == tries, "not before its time"
        world.clock.moment = row.next_at
        go_out(world)
    (row,) = messages(world)
    assert row.state is OutgoingState.GIVEN_UP
    assert len({one.msg_id for one in to.heard}) == 1, "one message, however often"
    stamps = [int(one.headers["webhook-timestamp"]) for one in to.heard]
    assert stamps == sorted(set(stamps)), "each try says when it was made"
    assert kinds(world).count("delivery_given_up") == 1
    (line,) = listed(world, DeliveryStanding.DEAD)
    assert (line.can_send_again, line.attempts) == (True, len(RETRY))


def test_what_was_given_up_is_sent_again_under_its_identifier(
    told: tuple[World, Partner],
) -> None:
    world, to = told
    to.answers = lambda _, __: 500
    world.offered()
    (row,) = until_given_up(world)
    (line,) = [
        x
        for x in world.mechanism.exceptions(world["coordinator"])
        if x.kind == "delivery_given_up"
    ]
    shown = world.mechanism.exception_list(world["coordinator"]).items
    assert "send_again" in next(x.levers for x in shown if x.id == line.id)
    for name in ("host", "auditor"):
        with pytest.raises(NotPermitted):
            world.mechanism.send_again(world[name], row.id)
    to.answers = lambda _, __: 204

    world.mechanism.send_again(world["coordinator"], row.id)
    assert "delivery_given_up" not in kinds(world), "nobody has to do it twice"
    with pytest.raises(AlreadyAnswered):
        world.mechanism.send_again(world["coordinator"], row.id)
    go_out(world)
    (effect,) = to.effects
    assert effect.msg_id == to.heard[0].msg_id
    assert listed(world) == []
    entries = [what for what, _ in chain_of(world, world.bodies["shelter"])]
    for what in ("delivery_given_up", "delivery_sent_again", "webhook_delivered"):
        assert entries.count(what) == 1
    assert world.mechanism.verify_all().whole


def test_given_up_twice_it_stands_twice(told: tuple[World, Partner]) -> None:
    world, to = told
    to.answers = lambda _, __: 500
    world.offered()
    for _ in range(2):
        (row,) = until_given_up(world)
        assert kinds(world).count("delivery_given_up") == 1
        world.mechanism.send_again(world["registrar"], row.id)
    assert "delivery_given_up" not in kinds(world)
    with pytest.raises(NotFound):
        world.mechanism.send_again(world["coordinator"], UUID(int=0))


def test_a_partner_that_answers_410_is_told_nothing_more_and_people_are(
    told: tuple[World, Partner],
) -> None:
    world, to = told
    to.answers = lambda _, __: 410
    world.offered()
    world.offered()
    go_out(world)
    assert len(to.heard) == 1
    assert {row.state for row in messages(world)} == {OutgoingState.STOPPED}
    (view,) = world.mechanism.webhooks(world["registrar"])
    assert view.ended_why == "gone"
    (line,) = [
        x
        for x in world.mechanism.exceptions(world["coordinator"])
        if x.kind == "webhook_gone"
    ]
    assert line.organisation == "Shelter"
    world.mechanism.end_alarm(world["coordinator"], line.id)
    assert "webhook_gone" not in kinds(world)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta(0)),
        ("999999999999", LONGEST_WAIT),
        ("-5", timedelta(0)),
        ("soon", timedelta(0)),
        ("date", timedelta(hours=1)),
        ("past", timedelta(0)),
        ("far", LONGEST_WAIT),
    ],
)
def test_what_a_partner_asks_to_wait_is_waited_within_bounds(
    embedded_world: World, tmp_path: Path, said: str, expected: timedelta
) -> None:
    world = embedded_world
    world.case()
    world.people["registrar"] = keeper(world, "registrar")
    days = {"date": expected, "past": -expected - MINUTE, "far": timedelta(days=400)}
    with partner(tmp_path, world.clock) as to:
        registered(world, to)
        to.answers = lambda _, __: 429
        moment = world.clock() + days.get(said, MINUTE)
        word = format_datetime(moment, usegmt=True) if said in days else said
        to.extra = {"Retry-After": word}
        world.offered()
        go_out(world)
        (row,) = messages(world)
        least = max(expected, RETRY[1])
        assert least <= row.next_at - world.clock() <= least * (1 + JITTER)
        world.offered()
        go_out(world)
        waited = expected > timedelta(0)
        assert len(to.heard) == (1 if waited else 2), "it speaks for all of them"


def test_nothing_is_told_of_an_offer_that_is_over(told: tuple[World, Partner]) -> None:
    world, to = told
    to.answers = lambda _, __: 500
    _, offer = world.offered()
    until_given_up(world)
    world.mechanism.answer_offer(world["outreach"], offer.id, "withdraw")
    to.answers = lambda _, __: 204
    world.clock.moment += MINUTE
    go_out(world)
    assert to.types() == ["item.no-longer-needed"]
    assert listed(world) == []
    with pytest.raises(AlreadyAnswered):
        world.mechanism.send_again(world["coordinator"], messages(world)[0].id)


def test_nothing_is_sent_again_to_where_nobody_listens(
    told: tuple[World, Partner],
) -> None:
    world, to = told
    to.answers = lambda _, __: 500
    world.offered()
    (row,) = until_given_up(world)
    world.mechanism.end_webhook(world["registrar"], to.webhook)
    assert "delivery_given_up" not in kinds(world)
    with pytest.raises(AlreadyAnswered):
        world.mechanism.send_again(world["coordinator"], row.id)


def test_clocks_that_differ_are_named(told: tuple[World, Partner]) -> None:
    world, to = told
    to.clock = lambda: world.clock() + timedelta(minutes=6)
    world.offered()
    go_out(world)
    assert to.refused == ["it is too old"]
    assert messages(world)[0].last_error == "clocks_differ"
    to.clock = lambda: world.clock() - timedelta(minutes=6)
    world.clock.moment += MINUTE
    go_out(world)
    assert to.refused[1:] == ["it is from the future"]
    to.clock = lambda: world.clock() - timedelta(minutes=4)
    world.clock.moment += 10 * MINUTE
    go_out(world)
    assert len(to.effects) == 1


def test_counts_are_those_of_the_lists(told: tuple[World, Partner]) -> None:
    world, to = told
    to.answers = lambda _, __: 422
    for _ in range(3):
        world.offered()
    until_given_up(world)
    for _ in range(2):
        world.offered()
    go_out(world)
    case = world.case().id
    world.consent(case)
    world.offer(case)
    look = world.mechanism.deliveries
    for name in ("coordinator", "registrar", "auditor"):
        everything = look(world[name], limit=50)
        for standing in DeliveryStanding:
            found = look(world[name], standing).items
            assert everything.counts[standing] == len(found)
            assert {one.standing for one in found} <= {standing.value}
    assert [look(world["auditor"]).counts[each] for each in DeliveryStanding] == [
        2,  # the inbox and the webhook of the last offer
        2,
        3,
    ]
    measured = world.mechanism.delivery_counts()
    assert measured == {
        ("inbox", "waiting"): 1,
        ("webhook", "waiting"): 1,
        ("webhook", "retrying"): 2,
        ("webhook", "dead"): 3,
    }
    first = look(world["auditor"], limit=4)
    rest = look(world["auditor"], after=first.next, limit=4)
    assert len(first.items) == 4
    assert len(rest.items) == 3
    assert rest.next is None
    with pytest.raises(NotPermitted):
        look(world["host"])
