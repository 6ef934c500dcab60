"""A breach has a clock of hours. That it ran out is said once and seen till the end."""

from datetime import timedelta

import pytest

from referral.actions.administer import NewActor
from referral.actions.breaches import BreachContent
from referral.actions.work import OnDuty
from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    Malformed,
    NotFound,
    StaleCase,
    WrongRole,
)
from tests.delivery.waiting import until
from tests.properties.acts_data_rights import LOST, breached
from tests.spec.evidence import chain_of, refused
from tests.world import World
from workflows.data_protection import duties, time_to_tell_authority
from workflows.vocabulary import (
    ActorKind,
    BreachExemption,
    BreachNature,
    Regime,
    Role,
)


def late(world: World) -> list[object]:
    """The breaches on the coordinator's list."""
    listed = world.mechanism.exceptions(world["coordinator"])
    return [line.id for line in listed if line.kind == "breach_overdue"]


def said(world: World, body: str = "office") -> list[str]:
    """What the chain of an organisation says of breaches."""
    told = [word for word, _ in chain_of(world, world.bodies[body])]
    return [word for word in told if word.startswith("breach")]


def administrator(world: World, body: str) -> OnDuty:
    roles = frozenset({Role.ADMINISTRATOR})
    new = NewActor(world.bodies[body], "keeper", roles, ActorKind.PERSON)
    done = world.admit(new)
    return OnDuty(done.id, world.bodies[body], ActorKind.PERSON, Regime.GDPR, roles)


def test_the_hours_are_data_with_a_source_and_nothing_else() -> None:
    clock = duties().breach
    assert (clock.tell_authority.n, clock.tell_authority.unit.value) == (72, "hour")
    assert (clock.ground.source, clock.ground.article) == ("GDPR", "art 33(1)")
    assert time_to_tell_authority() == timedelta(days=3)


def test_a_breach_that_nobody_tells_of_is_overdue_once(world: World) -> None:
    faults: list[BaseException] = []
    breach = breached(world).id
    world.clock.advance(hours=71)
    world.mechanism.fire_due()
    assert late(world) == []
    world.mechanism.start_worker(faults.append)
    world.clock.advance(hours=1)
    until(lambda: "breach_overdue" in said(world))
    world.mechanism.stop_worker()
    world.clock.advance(hours=50)
    assert world.mechanism.fire_due() == 0
    assert said(world).count("breach_overdue") == 1
    assert late(world) == [breach]
    (line,) = world.mechanism.breaches(world["coordinator"])
    assert line.state == "overdue"
    assert line.due_at - line.aware_at == time_to_tell_authority()
    assert faults == []

    with refused(world, GuardNotMet, world.bodies["office"]) as without:
        world.mechanism.tell_authority(world["coordinator"], breach)
    assert without.value.missing == ("reason_for_delay",)
    world.mechanism.tell_authority(world["coordinator"], breach, "nobody was there")
    assert late(world) == []
    assert world.mechanism.verify_all().whole


def test_who_is_told_in_time_is_never_on_the_list(embedded_world: World) -> None:
    world = embedded_world
    breach = breached(world).id
    world.mechanism.tell_authority(world["coordinator"], breach)
    world.clock.advance(hours=100)
    assert world.mechanism.fire_due() == 0
    assert late(world) == []
    assert not world.mechanism.behind()
    with refused(world, AlreadyAnswered, world.bodies["office"]):
        world.mechanism.tell_authority(world["coordinator"], breach)


def test_it_is_told_in_phases_and_closed_when_all_were_told(world: World) -> None:
    mechanism, me, office = (
        world.mechanism,
        world["coordinator"],
        world.bodies["office"],
    )
    breach = mechanism.open_breach(me, world.clock(), BreachContent(people=3)).id
    with refused(world, GuardNotMet, office) as without:
        mechanism.tell_authority(me, breach)
    assert without.value.missing == ("nature", "what_happened")
    mechanism.add_to_breach(me, breach, LOST)
    found = mechanism.breach(me, breach)
    assert found.content["people"] == 3
    assert found.content["nature"] == ["confidentiality"]
    assert found.still_to_say == ("records", "contact", "consequences", "measures")
    with refused(world, GuardNotMet, office) as untold:
        mechanism.close_breach(me, breach)
    assert untold.value.missing == ("authority_told", "people_told")
    with refused(world, GuardNotMet, office):
        mechanism.close_breach(
            me, breach, BreachExemption.UNINTELLIGIBLE, BreachExemption.UNINTELLIGIBLE
        )
    mechanism.tell_authority(me, breach)
    mechanism.close_breach(me, breach, people=BreachExemption.UNINTELLIGIBLE)
    with refused(world, AlreadyAnswered, office):
        mechanism.add_to_breach(me, breach, LOST)
    with refused(world, AlreadyAnswered, office):
        mechanism.tell_people(me, breach)
    with refused(world, AlreadyAnswered, office):
        mechanism.close_breach(me, breach)
    assert said(world) == [
        "breach_opened",
        "breach_added_to",
        "breach_read",
        "breach_authority_told",
        "breach_closed",
    ]


def test_an_administrator_opens_one_and_reads_none(world: World) -> None:
    keeper = administrator(world, "haven")
    breach = world.mechanism.open_breach(keeper, world.clock(), LOST).id
    assert said(world, "haven") == ["breach_opened"]
    with refused(world, WrongRole, world.bodies["haven"]):
        world.mechanism.breach(keeper, breach)
    with refused(world, WrongRole, world.bodies["ngo"]):
        world.mechanism.open_breach(world["outreach"], world.clock(), LOST)
    found = world.mechanism.breach(world["coordinator"], breach)
    assert found.content["what_happened"] == LOST.what_happened
    world.mechanism.add_to_breach(
        world["coordinator"], breach, BreachContent(measures="the lock is changed")
    )
    assert world.mechanism.breach(world["coordinator"], breach).line.version == 2


def test_what_cannot_be_is_refused(embedded_world: World) -> None:
    world, office = embedded_world, embedded_world.bodies["office"]
    mechanism, me = world.mechanism, world["coordinator"]
    with pytest.raises(Malformed):
        mechanism.open_breach(me, world.clock() + timedelta(minutes=1), LOST)
    breach = breached(world).id
    with pytest.raises(Malformed):
        mechanism.add_to_breach(me, breach, BreachContent())
    with pytest.raises(Malformed):
        mechanism.add_to_breach(me, breach, BreachContent(people=-1))
    with pytest.raises(Malformed):
        mechanism.add_to_breach(me, breach, BreachContent(contact="x" * 4_001))
    with refused(world, StaleCase, office):
        mechanism.tell_people(me, breach, expects=7)
    nowhere = world.case().id
    with refused(world, NotFound, office):
        mechanism.breach(me, nowhere)
    kinds = BreachContent((BreachNature.INTEGRITY,))
    assert mechanism.add_to_breach(me, breach, kinds, expects=1).version == 2


def test_when_the_people_were_told_is_written_down_once(embedded_world: World) -> None:
    world, office = embedded_world, embedded_world.bodies["office"]
    breach = breached(world).id
    world.mechanism.tell_people(world["coordinator"], breach)
    first = world.mechanism.breach(world["coordinator"], breach).line.people_told_at
    world.clock.advance(hours=5)
    with refused(world, AlreadyAnswered, office):
        world.mechanism.tell_people(world["coordinator"], breach)
    again = world.mechanism.breach(world["coordinator"], breach).line.people_told_at
    assert first is not None
    assert again == first
    assert said(world).count("breach_people_told") == 1
