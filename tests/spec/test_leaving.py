"""Somebody leaves, or a whole organisation: nobody who waits is left to nobody."""

from datetime import timedelta
from uuid import UUID

import pytest

from referral.actions.administer import NewActor
from referral.actions.conflicts import NewConflict
from referral.actions.departures import Leaving, preview_departure
from referral.actions.work import Done, OnDuty, Work
from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    Malformed,
    NotFound,
    NotPermitted,
    NotSignedIn,
    StaleCase,
)
from referral.records.database import Unit
from tests.properties.acts_directory import clinic, closed, newcomer
from tests.spec.evidence import chain_of, nothing_left, refused
from tests.spec.test_tripwire import session
from tests.world import World
from workflows.vocabulary import (
    ActorKind,
    ConflictReason,
    ReferralKind,
    Regime,
    Role,
)


def keeper(world: World, name: str = "keeper") -> OnDuty:
    """A person who administers, admitted by two."""
    roles = frozenset({Role.ADMINISTRATOR})
    body = world.bodies["bystanders"]
    done = world.admit(NewActor(body, name, roles))
    return OnDuty(done.id, body, ActorKind.PERSON, Regime.GDPR, roles)


def ended(world: World, who: str, by: OnDuty | None = None, **words: object) -> Done:
    """Somebody leaves, exactly as was just looked at."""
    whom, asker = world[who].id, by or world.system
    seen = world.mechanism.preview_departure(asker, whom).seen
    leaving = Leaving(seen, **words)  # type: ignore[arg-type] # the test's own words
    return world.mechanism.end_actor(asker, whom, leaving)


def code_of(case: Done) -> str:
    return str(case.details["code"])


def test_a_colleague_is_named_for_every_case_and_all_ways_in_end(world: World) -> None:
    case, other = world.case(), world.case()
    anna, ben = newcomer(world, "anna").id, newcomer(world, "ben").id
    token = session(world, "outreach")
    shown = world.mechanism.preview_departure(world.system, world["outreach"].id)
    assert set(shown.looked_after) == {code_of(case), code_of(other)}
    assert (shown.alone, shown.offers, shown.sessions) == ((), (), 1)
    assert set(shown.colleagues.values()) == {"anna", "ben"}

    took = {code_of(other): ben}
    me = keeper(world)
    done = ended(world, "outreach", me, colleague_id=anna, by_case=took)

    assert done.details == {"sessions": 1, "keys": 0}
    with pytest.raises(NotSignedIn):
        world.mechanism.actor_for(token)
    left = str(world["outreach"].id)
    for each, who in ((case, anna), (other, ben)):
        named = ("colleague_named", {"from": left, "to": str(who)})
        assert chain_of(world, each.id)[-1] == named
    assert chain_of(world, world.bodies["ngo"])[-1] == (
        "actor_ended",
        {
            "roles": ["case_manager", "first_responder"],
            "sessions": 1,
            "keys": 0,
            "named": 2,
        },
    )
    assert world.mechanism.verify_all().whole


def test_a_machines_keys_end_with_it(embedded_world: World) -> None:
    world = embedded_world
    new = NewActor(
        world.bodies["shelter"],
        "robot",
        frozenset({Role.SERVICE_PROVIDER}),
        ActorKind.MACHINE,
    )
    machine = world.admit(new).id
    issued = world.mechanism.issue_key(world.system, machine, timedelta(days=1))
    key = str(issued.details["key"])
    assert world.mechanism.actor_for(key).id == machine
    shown = world.mechanism.preview_departure(world.system, machine)
    world.mechanism.end_actor(world.system, machine, Leaving(shown.seen))
    assert shown.keys == 1
    with pytest.raises(NotSignedIn):
        world.mechanism.actor_for(key)


def test_what_nobody_else_can_work_on_is_a_coordinators_asked_by_name(
    world: World,
) -> None:
    """The only worker of an organisation, with a case and an offer to answer."""
    case, offer = world.offered()
    for who, left in (("outreach", code_of(case)), ("host", code_of(offer))):
        with refused(world, GuardNotMet, world.bodies["office"]) as refusal:
            whom = world[who].id
            seen = preview_unnoted(world, whom)
            world.mechanism.end_actor(world.system, whom, Leaving(seen))
        assert refusal.value.missing == (left,)
    ended(world, "outreach", coordinator="coordinator")
    found = world.mechanism.exceptions(world["coordinator"])
    assert [(each.kind, each.code) for each in found] == [
        ("nobody_left", code_of(case))
    ]
    assert chain_of(world, world.bodies["ngo"])[-1][1]["coordinator"] == str(
        world["coordinator"].id
    )


def preview_unnoted(world: World, whom: UUID) -> str:
    """What was looked at, without the entry that looking leaves."""
    house = world.mechanism._house

    def look(unit: Unit) -> str:
        return preview_departure(
            Work(unit, house, world.system, silent=True), whom
        ).seen

    return house.store.act(look)


def test_what_changed_since_is_looked_at_anew(embedded_world: World) -> None:
    world = embedded_world
    world.case()
    whom = world["outreach"].id
    seen = world.mechanism.preview_departure(world.system, whom).seen
    world.case()
    office = world.bodies["office"]
    leaving = Leaving(seen, coordinator="coordinator")
    with refused(world, StaleCase, office):
        world.mechanism.end_actor(world.system, whom, leaving)
    ended(world, "outreach", coordinator="coordinator")
    with refused(world, AlreadyAnswered, office):
        again = Leaving(preview_unnoted(world, whom))
        world.mechanism.end_actor(world.system, whom, again)


def test_nobody_is_named_who_could_not_take_over(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()
    anna = newcomer(world, "anna").id
    for stranger in (world["host"].id, world["outreach"].id):
        with pytest.raises(GuardNotMet) as refusal:
            ended(world, "outreach", colleague_id=stranger)
        assert refusal.value.missing == ("colleague_on_duty",)
    new = NewConflict(world.bodies["ngo"], ConflictReason.RELATED, "anna")
    world.mechanism.state_conflict(world["coordinator"], case.id, new)
    with pytest.raises(GuardNotMet) as refusal:
        ended(world, "outreach", colleague_id=anna)
    assert refusal.value.missing == ("another_colleague",)
    for words in ({"by_case": {"NONE-HERE": anna}}, {"coordinator": "host"}):
        with pytest.raises(Malformed):
            ended(world, "outreach", **words)


def test_nobody_ends_themselves_or_the_last_who_could_agree(
    embedded_world: World,
) -> None:
    world = embedded_world
    me = keeper(world)
    mechanism = world.mechanism
    with refused(world, NotPermitted, world.bodies["bystanders"]) as refusal:
        mechanism.preview_departure(me, me.id)
    assert refusal.value.missing == ("another_actor",)
    with pytest.raises(GuardNotMet) as last:
        ended(world, "coordinator", coordinator=None)
    assert last.value.missing == ("coordinator",)
    with refused(world, GuardNotMet, me.organisation_id):
        mechanism.take_role(me, world["coordinator"].id, Role.COORDINATOR)
    with refused(world, NotFound, me.organisation_id):
        mechanism.preview_departure(me, world.system.id)


def test_whoever_left_is_not_let_in_by_unlocking(embedded_world: World) -> None:
    world = embedded_world
    whom = newcomer(world).id
    seen = world.mechanism.preview_departure(world.system, whom).seen
    world.mechanism.end_actor(world.system, whom, Leaving(seen))
    with pytest.raises(NotFound):
        world.mechanism.ask_unlocking(world.system, whom)
    with pytest.raises(NotFound):
        world.mechanism.give_role(world.system, whom, Role.CASE_MANAGER)
    with pytest.raises(NotFound):
        world.mechanism.rename_actor(world.system, whom, "again")


def test_an_organisation_hands_over_before_it_ends(world: World) -> None:
    case, offer = world.offered(kind=ReferralKind.RESPONSIBILITY)
    mechanism, ngo = world.mechanism, world.bodies["ngo"]
    me = keeper(world)
    shown = mechanism.preview_closing(me, ngo)
    assert (shown.cases, shown.offers) == ((code_of(case),), (code_of(offer),))
    with refused(world, GuardNotMet, me.organisation_id) as refusal:
        mechanism.end_organisation(me, ngo, shown.seen)
    assert set(refusal.value.missing) == {code_of(case), code_of(offer)}
    mechanism.answer_offer(world["host"], offer.id, "accept")
    mechanism.answer_offer(world["host"], offer.id, "arrived")
    with refused(world, StaleCase, me.organisation_id):
        mechanism.end_organisation(me, ngo, shown.seen)

    token = session(world, "outreach")
    seen = mechanism.preview_closing(me, ngo).seen
    done = mechanism.end_organisation(me, ngo, seen)
    nothing = {"offers_ended": 0, "to_be_placed": 0}
    assert done.details == {"actors": 1, "services": 0, **nothing}
    with pytest.raises(NotSignedIn):
        mechanism.actor_for(token)
    assert mechanism.read_case(world["host"], case.id).code == code_of(case)
    labels = [body.label for body in mechanism.organisations(world["host"])]
    assert "Ngo" not in labels
    assert [each for each, _ in chain_of(world, ngo)][-2:] == [
        "actor_ended",
        "organisation_ended",
    ]


def test_whose_service_ends_is_told_to_coordinators(embedded_world: World) -> None:
    world = embedded_world
    case, offer = world.accepted()
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    shelter = world.bodies["shelter"]
    shown = world.mechanism.preview_closing(world.system, shelter)
    assert (shown.cases, shown.served) == ((), (code_of(case),))
    world.mechanism.end_organisation(world.system, shelter, shown.seen)
    found = world.mechanism.exceptions(world["coordinator"])
    lines = [(each.kind, each.code) for each in found]
    assert lines == [("place_lost", code_of(case))]
    services = world.mechanism.services(world["outreach"])
    assert [each.label for each in services] == ["Haven places"]


def test_some_organisations_stay(embedded_world: World) -> None:
    world = embedded_world
    me = keeper(world)
    mechanism, office = world.mechanism, world.bodies["office"]
    seen = mechanism.preview_closing(world.system, office).seen
    with refused(world, GuardNotMet, office):
        mechanism.end_organisation(world.system, office, seen)
    seen = mechanism.preview_closing(me, me.organisation_id).seen
    with refused(world, NotPermitted, me.organisation_id):
        mechanism.end_organisation(me, me.organisation_id, seen)
    body = clinic(world).id
    closed_id = mechanism.preview_closing(world.system, body)
    mechanism.end_organisation(world.system, body, closed_id.seen)
    with refused(world, NotFound, office):
        mechanism.end_organisation(world.system, body, closed_id.seen)
    with nothing_left(world, Malformed):
        closed(mechanism, world)  # its name stays taken


def test_the_last_two_of_a_role_do_not_end_with_their_organisation(
    embedded_world: World,
) -> None:
    world, mechanism = embedded_world, embedded_world.mechanism
    body = clinic(world).id
    for name in ("crane", "heron"):
        world.admit(NewActor(body, name, frozenset({Role.COORDINATOR})))
    ended(world, "coordinator")
    seen = mechanism.preview_closing(world.system, body).seen
    with refused(world, GuardNotMet, world.bodies["office"]) as refusal:
        mechanism.end_organisation(world.system, body, seen)
    assert refusal.value.missing == ("coordinator",)
