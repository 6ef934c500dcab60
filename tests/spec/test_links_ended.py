"""What ends a link: its time, another key, the next one, its sender, the consent."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from referral.actions.administer import NewActor
from referral.actions.link_door import Shown
from referral.errors import (
    AlreadyAnswered,
    ConsentMissing,
    Malformed,
    NotFound,
    OffThePath,
    Refusal,
)
from referral.rules.links import LONGEST
from tests.records.raw import count, run
from tests.spec.evidence import chain_of
from tests.spec.linking import HOUR, asked, by_link, let_in, send, standing
from tests.spec.outside import PAGE, abroad, new_identity
from tests.spec.test_leaving import keeper
from tests.world import World
from workflows.vocabulary import PackageForm, Role


def test_it_lasts_hours_or_days_and_no_longer(world: World) -> None:
    there, _, offer = asked(world)
    for odd in (timedelta(minutes=59), LONGEST + HOUR):
        with pytest.raises(Malformed):
            world.mechanism.send_link(world["outreach"], offer, PAGE, odd)
    link = world.mechanism.send_link(world["outreach"], offer, PAGE, HOUR)
    shown = there.shown(link)
    ticket = Shown(ticket=world.mechanism.link_view(shown).ticket)
    world.clock.advance(minutes=60)
    for late in (shown, ticket):
        with pytest.raises(Refusal):
            world.mechanism.link_view(late)
    with pytest.raises(OffThePath, match="time of this letter is over"):
        world.mechanism.link_view(shown)
    assert world.mechanism.link(world["outreach"], offer).state == "over"


def test_a_key_that_changed_on_the_way_stops_it_and_is_a_task(world: World) -> None:
    there, case, offer = asked(world)
    shown = there.shown(send(world, offer))
    ticket = Shown(ticket=world.mechanism.link_view(shown).ticket)
    world.mechanism.link_yes(ticket)
    world.mechanism.end_recipient_key(world.system, there.key)
    for late in (ticket, shown):
        with pytest.raises(OffThePath, match="key has changed") as changed:
            world.mechanism.link_package(late)
        assert changed.value.missing == ("link_keys_changed",)
    assert count(world, "outside_link") == 1
    assert "disclosure_opened" not in by_link(world, case)
    assert world.entries(case).count("link_stopped") == 1
    assert len(standing(world)) == 1
    assert world.mechanism.link(world["outreach"], offer).state == "keys_changed"


def test_a_key_that_ends_is_a_task_at_once_though_nobody_comes_back(
    world: World,
) -> None:
    """The letter opens no more: whoever waits for its answer would wait for ever."""
    there, case, offer = asked(world)
    shown = there.shown(send(world, offer))
    over = world.offered(to="abroad")[1].id
    world.mechanism.send_link(world["outreach"], over, PAGE, HOUR)
    world.clock.advance(minutes=61)
    registrar = keeper(world, "registrar")
    world.mechanism.end_recipient_key(registrar, there.key)
    assert standing(world) == [offer], "the other's time was over before"
    kind, fields = chain_of(world, case)[-1]
    assert (kind, fields) == ("link_stopped", {"why": "keys_changed"})
    entries = world.mechanism.timeline(world["coordinator"], case)
    (entry,) = [each for each in entries if each.type == "link_stopped"]
    assert entry.organisation_id != registrar.organisation_id
    with pytest.raises(OffThePath, match="key has changed"):
        world.mechanism.link_view(shown)
    assert world.entries(case).count("link_stopped") == 1


def test_a_key_its_letter_is_not_sealed_to_stops_nothing(world: World) -> None:
    there, case, offer = asked(world)
    shown = there.shown(send(world, offer))
    registrar = keeper(world, "registrar")
    public = str(new_identity().to_public())
    joint = world.mechanism.list_recipient_key(
        registrar, there.body, PackageForm.AGE, public
    ).id
    world.agree(joint, "coordinator")
    done = world.mechanism.answer_joint(world["coordinator"], joint, "execute")
    later = UUID(str(done.details["listed"]))
    world.mechanism.end_recipient_key(registrar, later)
    assert world.mechanism.link_view(shown).cards
    world.mechanism.end_link(world["outreach"], offer)
    world.mechanism.end_recipient_key(registrar, there.key)
    assert standing(world) == []
    assert "link_stopped" not in world.entries(case)


def test_the_next_link_ends_the_one_before(world: World) -> None:
    there, case, offer = asked(world)
    first = there.shown(send(world, offer))
    second = there.shown(send(world, offer, "coordinator"))
    with pytest.raises(OffThePath, match="another letter was sent"):
        world.mechanism.link_view(first)
    assert world.mechanism.link_view(second).cards
    sent = [f["replaces"] for kind, f in chain_of(world, case) if kind == "link_sent"]
    assert sent == [False, True]


def test_whichever_servers_clock_runs_ahead_one_is_in_force_and_can_be_ended(
    world: World,
) -> None:
    """Two servers send one after the other; the first one's clock is ahead."""
    there, case, offer = asked(world)
    world.clock.advance(seconds=30)
    first = there.shown(send(world, offer))
    world.clock.advance(seconds=-30)
    second = there.shown(send(world, offer, "coordinator"))
    with pytest.raises(OffThePath, match="another letter was sent"):
        world.mechanism.link_view(first)
    assert world.mechanism.link_view(second).cards
    seen = world.mechanism.link(world["outreach"], offer)
    assert (seen.state, seen.sent_at) == ("open", world.clock())
    third = there.shown(send(world, offer))
    with pytest.raises(OffThePath, match="another letter was sent"):
        world.mechanism.link_view(second)
    world.mechanism.end_link(world["outreach"], offer)
    with pytest.raises(OffThePath, match="has ended"):
        world.mechanism.link_view(third)
    sent = [f["replaces"] for kind, f in chain_of(world, case) if kind == "link_sent"]
    assert sent == [False, True, True]


def test_two_in_force_for_one_offer_cannot_be_stored(world: World) -> None:
    _, _, offer = asked(world)
    send(world, offer)
    send(world, offer)
    with pytest.raises(IntegrityError):
        run(world, "UPDATE outside_link SET ended_at = NULL")


def test_it_is_ended_by_whoever_sent_it(world: World) -> None:
    there, case, offer = asked(world)
    with pytest.raises(NotFound):
        world.mechanism.end_link(world["outreach"], offer)
    shown = there.shown(send(world, offer))
    world.mechanism.end_link(world["outreach"], offer)
    with pytest.raises(NotFound):
        world.mechanism.end_link(world["outreach"], offer)
    with pytest.raises(OffThePath, match="has ended"):
        world.mechanism.link_view(shown)
    assert "link_ended" in world.entries(case)


def test_it_ends_once_somebody_there_signs_in_themselves(world: World) -> None:
    """They prove who they are by two factors now; a letter would be a way round."""
    there, case, offer = asked(world)
    shown = there.shown(send(world, offer))
    ticket = Shown(ticket=world.mechanism.link_view(shown).ticket)
    world.admit(
        NewActor(there.body, "arrived", frozenset({Role.SERVICE_PROVIDER})),
        "a long first password",
    )
    for late in (ticket, shown):
        with pytest.raises(OffThePath, match="sign in here now"):
            world.mechanism.link_yes(late)
    assert "offer_accepted" not in world.entries(case)
    seen = world.mechanism.link(world["outreach"], offer)
    assert (seen.state, seen.may_send) == ("ended", False)
    assert standing(world) == []


def withdraw(world: World, _: UUID, offer: UUID) -> None:
    world.mechanism.answer_offer(world["outreach"], offer, "withdraw")


def take_back(world: World, case: UUID, _: UUID) -> None:
    (consent,) = world.mechanism.consents(world["outreach"], case)
    world.mechanism.withdraw_consent(world["outreach"], case, consent.id)


@pytest.mark.parametrize("end", [withdraw, take_back])
def test_it_ends_with_the_offer_and_with_the_consent(
    world: World, end: Callable[[World, UUID, UUID], None]
) -> None:
    there, case, offer = asked(world)
    ticket = let_in(world, there, offer)
    end(world, case, offer)
    with pytest.raises(OffThePath, match="has ended"):
        world.mechanism.link_yes(ticket)
    assert world.mechanism.link(world["outreach"], offer).state == "ended"
    with pytest.raises(AlreadyAnswered):
        send(world, offer)


def test_a_consent_that_ran_out_opens_nothing(world: World) -> None:
    there = abroad(world)
    case = world.case()
    world.consent(case.id, expires_at=world.clock() + 2 * HOUR)
    offer = world.offer(case.id, to="abroad").id
    shown = there.shown(send(world, offer))
    world.mechanism.link_yes(shown)
    world.clock.advance(hours=3)
    with pytest.raises(ConsentMissing):
        world.mechanism.link_package(shown)
    assert "disclosure_opened" not in by_link(world, case.id)
