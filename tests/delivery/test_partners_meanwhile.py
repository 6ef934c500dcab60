"""What happens while a message is on its way to a partner's system."""

from datetime import timedelta
from uuid import UUID

from referral.delivery.outgoing import BEHIND, LEASE
from referral.delivery.partner_lines import Reply
from tests.delivery.going_out import go_out, messages
from tests.delivery.partners import told
from tests.delivery.receiver import Heard, Partner
from tests.records.raw import rewrite
from tests.world import World
from workflows.vocabulary import OutgoingState

__all__ = ["told"]
MINUTE = timedelta(minutes=1)


def take_back(world: World, offer: UUID) -> None:
    world.mechanism.answer_offer(world["outreach"], offer, "withdraw")


def test_nothing_goes_to_where_nobody_listens_any_more(
    told: tuple[World, Partner],
) -> None:
    """The webhook ended while the act that sends something was under way."""
    world, to = told
    world.offered()
    rewrite(world, "UPDATE webhook SET ended_at = 1, ended_why = 'ended'")
    go_out(world)
    assert to.heard == []
    assert [row.state for row in messages(world)] == [OutgoingState.STOPPED]


def test_what_was_stopped_on_its_way_is_not_overtaken(
    told: tuple[World, Partner],
) -> None:
    world, to = told
    _, offer = world.offered()
    during: list[int] = []

    def taken_back(*_: object) -> int:
        to.answers = lambda _, __: 204
        take_back(world, offer.id)
        go_out(world)
        during.append(len(to.heard))
        return 204

    to.answers = taken_back
    go_out(world, messages(world)[0].id)
    assert during == [1], "the second waited for the first to arrive"
    go_out(world)
    assert to.types() == ["item.waiting", "item.no-longer-needed"]


def test_what_was_stopped_and_died_on_its_way_holds_up_nothing_for_long(
    told: tuple[World, Partner],
) -> None:
    world, to = told
    _, offer = world.offered()
    claimed = int(world.clock().timestamp() * 1_000)
    rewrite(world, f"UPDATE outbox SET claimed_at = {claimed}")  # noqa: S608 # a number
    take_back(world, offer.id)
    go_out(world)
    assert to.types() == []
    world.clock.moment += LEASE
    go_out(world)
    assert to.types() == ["item.no-longer-needed"]


def test_what_a_partner_asks_to_wait_outlives_what_else_fails(
    told: tuple[World, Partner],
) -> None:
    world, to = told
    _, first = world.offered()
    world.offered()
    one, other = (row.id for row in messages(world))
    hour = timedelta(hours=1)

    def beside(heard: Heard, _: int) -> int:
        if heard.event["data"]["item"] == str(first.id):
            to.extra = {"Retry-After": "3600"}
            return 429
        go_out(world, one)
        to.extra = {}
        return 500

    to.answers = beside
    go_out(world, other)
    (late,) = [row for row in messages(world) if row.id == other]
    assert late.next_at >= world.clock() + hour


def test_a_clock_that_is_behind_another_costs_no_minute(
    told: tuple[World, Partner],
) -> None:
    world, to = told
    world.offered()
    rewrite(world, "UPDATE outbox SET next_at = next_at + 500")
    go_out(world)
    assert to.types() == ["item.waiting"]


def test_what_only_waits_its_turn_is_given_no_job(told: tuple[World, Partner]) -> None:
    world, to = told
    to.answers = lambda _, __: 503
    case, _ = world.offered()
    go_out(world)
    world.offer(case.id)
    go_out(world)
    for _ in range(5):
        world.clock.moment += BEHIND
        world.mechanism.fire_due()
    (_, waits) = messages(world)
    assert (waits.jobs, waits.attempts) == (1, 0)


def test_a_date_beyond_every_calendar_is_none() -> None:
    odd = "Mon, 01 Jan 2024 00:00:00 +99999999999999999999"
    assert Reply(503, {"retry-after": odd, "date": odd}).moment("date") is None
