"""A partner's system is told: registered by two, signed, thin, rotated, ended."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from standardwebhooks.webhooks import Webhook as Independent

from referral.actions.webhooks import MOST, NewWebhook
from referral.clock import system_clock
from referral.delivery.cloudevents import WORDS
from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    Malformed,
    NotFound,
    NotPermitted,
    OffThePath,
)
from tests.delivery.going_out import go_out, messages
from tests.delivery.receiver import Partner, partner, registered
from tests.records.raw import count
from tests.spec.evidence import chain_of, everything
from tests.spec.test_leaving import keeper
from tests.world import CONTENT, World
from workflows.vocabulary import NoticeKind, OutgoingState

ADDRESS = "https://partner.example.org/hook"
DAY = timedelta(days=1)


@pytest.fixture
def used(world: World) -> World:
    """A mechanism in use, with somebody who administers."""
    world.case()
    world.people["registrar"] = keeper(world, "registrar")
    return world


@pytest.fixture
def listening(used: World, tmp_path: Path) -> Iterator[tuple[World, Partner]]:
    """The same, and a system of the shelter that is told."""
    with partner(tmp_path, used.clock) as made:
        registered(used, made)
        yield used, made


def test_it_exists_once_a_coordinator_has_agreed_and_its_asker_fetches_it(
    used: World,
) -> None:
    mechanism, me = used.mechanism, used["registrar"]
    new = NewWebhook(used.bodies["shelter"], ADDRESS)
    joint = mechanism.ask_webhook(me, new).id
    (seen,) = mechanism.asked(me)
    assert (seen.id, seen.about, seen.fetched) == (joint, new.organisation_id, False)
    with pytest.raises(GuardNotMet):
        mechanism.fetch_webhook(me, joint)
    shown = mechanism.joint_act(used["coordinator"], joint).content
    assert (shown["address"], shown["receiver"]) == (ADDRESS, "Shelter")
    assert shown["kinds"] == sorted(WORDS), "none named are all"
    used.agree(joint, "coordinator")
    assert mechanism.asked(me)[0].fetched
    for who in (used["coordinator"], keeper(used, "other")):
        with pytest.raises(NotPermitted):
            mechanism.fetch_webhook(who, joint)
    with pytest.raises(OffThePath):
        mechanism.answer_joint(used["coordinator"], joint, "execute")
    with pytest.raises(NotFound):
        mechanism.fetch_key(me, joint)
    assert count(used, "webhook") == count(used, "webhook_key") == 0

    made = mechanism.fetch_webhook(me, joint)
    (listed,) = mechanism.webhooks(me)
    assert (listed.address, listed.organisation) == (ADDRESS, "Shelter")
    assert listed.public_keys == (made.details["public_key"],)
    assert made.details["secret"].startswith("whsec_")
    assert made.details["secret"] not in str(everything(used))
    with pytest.raises(AlreadyAnswered):
        mechanism.fetch_webhook(me, joint)
    told = chain_of(used, used.bodies["shelter"])
    fields = {"address": ADDRESS, "kinds": sorted(WORDS)}
    assert ("webhook_registered", fields) in told


def test_nobody_but_administration_asks_rotates_ends_or_lists(used: World) -> None:
    new = NewWebhook(used.bodies["shelter"], ADDRESS)
    for name in ("host", "coordinator", "auditor"):
        with pytest.raises(NotPermitted):
            used.mechanism.ask_webhook(used[name], new)
        with pytest.raises(NotPermitted):
            used.mechanism.webhooks(used[name])
        for act in (used.mechanism.rotate_webhook, used.mechanism.end_webhook):
            with pytest.raises(NotPermitted):
                act(used[name], used.bodies["shelter"])


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://partner.example.org/hook", "not_https"),
        ("https://user:secret@partner.example.org/", "more_than_an_address"),
        ("https://partner.example.org/?token=1", "more_than_an_address"),
        ("https://partner.example.org/#here", "more_than_an_address"),
        ("https://", "no_address"),
        ("https://partner.example.org:0/", "no_address"),
        ("https://partner.example.org:99999/", "no_address"),
        ("https://[::1/", "no_address"),
        ("https://partner.example.org/ hook", "no_address"),
        ("https://partner.example.org\\@inside/", "no_address"),
        ("https://pärtner.example.org/", "no_address"),
        (f"https://partner.example.org/{'x' * 500}", "no_address"),
        ("gopher://partner.example.org/", "not_https"),
    ],
)
def test_an_address_that_is_more_than_one_is_not_even_asked_for(
    embedded_world: World, address: str, why: str
) -> None:
    world = embedded_world
    new = NewWebhook(world.bodies["shelter"], address)
    with pytest.raises(Malformed) as refused:
        world.mechanism.ask_webhook(world.system, new)
    assert refused.value.faults == (("/address", why),)
    kinds = frozenset({NoticeKind.GLASS_BROKEN})
    inside = NewWebhook(world.bodies["shelter"], ADDRESS, kinds)
    with pytest.raises(Malformed):
        world.mechanism.ask_webhook(world.system, inside)


def test_before_the_first_case_the_operator_registers_alone(
    embedded_world: World,
) -> None:
    world = embedded_world
    new = NewWebhook(world.bodies["shelter"], ADDRESS)
    made = [world.mechanism.ask_webhook(world.system, new) for _ in range(MOST)]
    assert {done.kind for done in made} == {"webhook"}
    told = dict(chain_of(world, world.bodies["shelter"]))
    assert told["webhook_registered"]["given_by"] == "operator_alone"
    with pytest.raises(GuardNotMet):
        world.mechanism.ask_webhook(world.system, new)
    nobody = NewWebhook(UUID(int=0), ADDRESS)
    with pytest.raises(NotFound):
        world.mechanism.ask_webhook(world.system, nobody)


def test_it_hears_that_something_happened_and_of_nobody(
    listening: tuple[World, Partner],
) -> None:
    world, to = listening
    case, offer = world.offered()
    assert go_out(world) == []
    (heard,) = to.effects
    assert heard.headers["content-type"].startswith("application/cloudevents+json")
    event = heard.event
    moment = world.clock().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert event == {
        "specversion": "1.0",
        "id": heard.msg_id,
        "source": f"urn:uuid:{world.mechanism._house.keyring.tenant}",
        "type": "item.waiting",
        "time": moment,
        "datacontenttype": "application/json",
        "dataclassification": "restricted",
        "dataregulation": "GDPR",
        "data": {"item": str(offer.id)},
    }
    planted = [word for drawer in CONTENT.values() for word in drawer.values()]
    names = [str(case.id), str(offer.details["code"]), "shelter", "offer", "referral"]
    everything_said = repr(heard.headers).lower() + heard.body.decode().lower()
    for word in (*planted, *names):
        assert word.lower() not in everything_said
    read = world.mechanism.read_offer(world["host"], UUID(event["data"]["item"]))
    assert read.id == offer.id, "the rest is asked for, by whoever may"
    told = [what for what, _ in chain_of(world, world.bodies["shelter"])]
    assert told.count("webhook_delivered") == 1
    assert world.mechanism.verify_all().whole


def test_a_library_nobody_here_wrote_believes_it(used: World, tmp_path: Path) -> None:
    """It compares with the machine's clock, so this once the world's is the same."""
    world = used
    world.clock.moment = system_clock()
    with partner(tmp_path) as to:
        made = registered(world, to)
        world.offered()
        go_out(world)
        (heard,) = to.effects
    library = Independent(made.details["secret"])
    assert library.verify(heard.body, heard.headers) == json.loads(heard.body)
    schemes = [one.split(",")[0] for one in heard.headers["webhook-signature"].split()]
    assert schemes == ["v1a", "v1"]


def test_only_the_kinds_that_were_agreed_to_are_told(
    used: World, tmp_path: Path
) -> None:
    world, over = used, NoticeKind.NO_LONGER_NEEDED
    with partner(tmp_path, world.clock) as to:
        registered(world, to, kinds=frozenset({over}))
        _, offer = world.offered()
        world.mechanism.answer_offer(world["outreach"], offer.id, "withdraw")
        world.offered(to="haven")
        go_out(world)
        assert to.types() == ["item.no-longer-needed"]


def test_new_keys_sign_beside_the_old_ones_and_then_alone(
    listening: tuple[World, Partner],
) -> None:
    world, to = listening
    old = to.keys[0]
    done = world.mechanism.rotate_webhook(world["registrar"], to.webhook, DAY)
    new = done.details["public_key"]
    for keys in ([old], [new], [old, new]):
        to.keys[:] = keys
        world.offered()
        go_out(world)
    assert (len(to.effects), to.refused) == (3, [])
    world.clock.moment += DAY
    to.keys[:] = [old]
    world.offered()
    go_out(world)
    assert to.refused == ["no key that is known signed it"]
    (view,) = world.mechanism.webhooks(world["registrar"])
    assert view.public_keys == (new,)
    with pytest.raises(Malformed):
        world.mechanism.rotate_webhook(world["registrar"], to.webhook, 8 * DAY)


def test_keys_that_are_changed_while_a_message_is_out_still_bring_it_in(
    listening: tuple[World, Partner],
) -> None:
    """The first try fails, the keys are changed, the second is signed by both."""
    world, to = listening
    to.answers = lambda _, times: 503 if times == 1 else 204
    world.offered()
    go_out(world)
    world.mechanism.rotate_webhook(world["registrar"], to.webhook)
    world.clock.advance(seconds=7)
    go_out(world)
    assert len(to.heard) == 2
    assert to.heard[0].msg_id == to.heard[1].msg_id
    assert len(to.heard[1].headers["webhook-signature"].split()) == 4
    assert len(to.effects) == 1


def test_once_ended_it_hears_nothing_of_what_waits_or_comes(
    listening: tuple[World, Partner],
) -> None:
    world, to = listening
    world.offered()
    done = world.mechanism.end_webhook(world["registrar"], to.webhook)
    assert done.details == {"stopped": 1}
    world.offered()
    go_out(world)
    assert to.heard == []
    assert [row.state for row in messages(world)] == [OutgoingState.STOPPED]
    (view,) = world.mechanism.webhooks(world["registrar"])
    assert (view.ended_why, view.public_keys) == ("ended", ())
    for act in (world.mechanism.end_webhook, world.mechanism.rotate_webhook):
        with pytest.raises(NotFound):
            act(world["registrar"], to.webhook)


def test_an_organisation_that_leaves_takes_its_webhooks_along(
    embedded_world: World,
) -> None:
    world = embedded_world
    body = world.bodies["bystanders"]
    world.mechanism.ask_webhook(world.system, NewWebhook(body, ADDRESS))
    seen = world.mechanism.preview_closing(world.system, body).seen
    world.mechanism.end_organisation(world.system, body, seen)
    (view,) = world.mechanism.webhooks(world.system)
    assert view.ended_why == "ended"
