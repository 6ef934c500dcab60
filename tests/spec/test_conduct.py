"""A code of conduct: published, read, accepted, asked for before content opens."""

from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from referral.errors import (
    AlreadyAnswered,
    Malformed,
    NotFound,
    NotPermitted,
    PurposeMissing,
    SafeAddressFound,
    StaleCase,
    WrongRole,
)
from referral.records.conduct import ConductAcceptance
from tests.properties.acts_conduct import OWN, accepted, published
from tests.records.raw import run
from tests.spec.breaking import broken, opened
from tests.spec.evidence import chain_of, refused
from tests.spec.test_leaving import ended, keeper
from tests.world import CONTENT, World
from workflows.conduct import CodeOfConduct, model
from workflows.vocabulary import ActorKind, Compartment, IdentityProof, Purpose, Role

FIRST = ("conduct_accepted",)


def missing(world: World, who: str = "auditor") -> set[tuple[str, str]]:
    """Who has not accepted it, as somebody sees it."""
    found = world.mechanism.conduct_missing(world[who])
    return {(one.sign_in_name, one.organisation) for one in found.items}


def test_it_is_published_once_and_every_version_is_accepted_anew(world: World) -> None:
    mechanism, me = world.mechanism, world["outreach"]
    office, ngo = world.bodies["office"], world.bodies["ngo"]
    done = published(world, model())
    shown = mechanism.conduct(me)
    assert (done.version, shown.version, shown.model) == (1, 1, True)
    assert (shown.accepted_at, shown.sentences["sq"]) == (
        None,
        list(model().sentences["sq"]),
    )
    said = {"version": 1, "digest": shown.digest}
    assert ("conduct_published", said) in chain_of(world, office)
    assert ("outreach", "Ngo") in missing(world)

    mechanism.accept_conduct(me, 1)

    assert chain_of(world, ngo)[-1] == ("conduct_accepted", said)
    assert mechanism.conduct(me).accepted_at == world.clock()
    assert ("outreach", "Ngo") not in missing(world)
    with refused(world, AlreadyAnswered, ngo):
        mechanism.accept_conduct(me, 1)
    with refused(world, AlreadyAnswered, office):
        published(world, model())
    with refused(world, StaleCase, ngo):
        mechanism.accept_conduct(me, 2)
    assert published(world).version == 2
    with refused(world, StaleCase, ngo):
        mechanism.accept_conduct(me, 1)
    again = mechanism.conduct(me)
    assert (again.version, again.model, again.accepted_at) == (2, False, None)
    mechanism.accept_conduct(me, 2)
    assert mechanism.verify_all().whole


def test_until_one_is_published_nothing_is_asked(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()
    assert identity(world, "outreach", case.id) == CONTENT[Compartment.IDENTITY]
    shown = world.mechanism.conduct(world["outreach"])
    assert (shown.version, dict(shown.sentences)) == (None, {})
    assert missing(world) == set()
    assert world.mechanism.conduct_now().version is None
    with refused(world, NotFound, world.bodies["ngo"]):
        world.mechanism.accept_conduct(world["outreach"], 1)


def identity(world: World, who: str, case: object) -> object:
    """What the drawer of identity holds, as somebody opens it for care."""
    drawer, care = Compartment.IDENTITY, Purpose.CARE
    return world.mechanism.open_content(world[who], case, drawer, care)  # type: ignore[arg-type] # of a case


def test_content_opens_once_it_was_accepted_and_nothing_else_waits(
    world: World,
) -> None:
    mechanism, me = world.mechanism, world["outreach"]
    early = world.case()
    published(world)
    with refused(world, NotPermitted, early.id) as refusal:
        identity(world, "outreach", early.id)
    assert refusal.value.missing == FIRST
    assert "/desk/conduct" in refusal.value.sentence
    for opening in (
        lambda: mechanism.safe_contact(me, early.id, Purpose.CARE),
        lambda: mechanism.messages(me, early.id, Purpose.CARE),
        lambda: mechanism.person_data(me, early.id, IdentityProof.KNOWN_IN_PERSON),
    ):
        with pytest.raises(NotPermitted) as another:
            opening()
        assert another.value.missing == FIRST

    case, offer = world.accepted()
    mechanism.record_facts(me, case.id, {"region": "south"})
    mechanism.record_content(me, case.id, CONTENT)
    with pytest.raises(NotPermitted) as copy:
        mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    assert copy.value.missing == FIRST
    mechanism.accept_conduct(world["host"], 1)
    mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    mechanism.accept_conduct(me, 1)
    assert identity(world, "outreach", early.id) == CONTENT[Compartment.IDENTITY]


def test_a_purpose_is_asked_before_it_and_a_broken_glass_asks_for_it_too(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case()
    published(world)
    drawer = Compartment.IDENTITY
    with pytest.raises(PurposeMissing):
        world.mechanism.open_content(world["outreach"], case.id, drawer, None)  # type: ignore[arg-type] # left out
    broken(world, case)
    with refused(world, NotPermitted, case.id) as refusal:
        opened(world, case)
    assert refusal.value.missing == FIRST
    world.mechanism.accept_conduct(world["stranger"], 1)
    assert opened(world, case) == CONTENT[Compartment.HEALTH]


def test_machines_are_not_asked_and_accept_nothing(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()
    published(world)
    world.people["machine"] = replace(world["outreach"], kind=ActorKind.MACHINE)
    assert identity(world, "machine", case.id) == CONTENT[Compartment.IDENTITY]
    system = replace(world.system, roles=frozenset({Role.ADMINISTRATOR}))
    for nobody in (world["machine"], system):
        with pytest.raises(NotPermitted) as refusal:
            world.mechanism.accept_conduct(nobody, 1)
        assert refusal.value.missing == ("person",)
    clerk = replace(world["coordinator"], kind=ActorKind.MACHINE)
    with pytest.raises(NotPermitted):
        world.mechanism.publish_conduct(clerk, model())


def test_who_has_not_accepted_it_is_seen_by_those_who_watch(world: World) -> None:
    world.people["keeper"] = keeper(world)
    accepted(world, ("outreach", "coordinator"))
    seen = missing(world)
    assert ("host", "Shelter") in seen
    assert not {name for name, _ in seen} & {"outreach", "coordinator"}
    for who in ("coordinator", "keeper"):
        assert missing(world, who) == seen
    assert missing(replace_system(world), "system") == seen
    assert world.mechanism.conduct_now().missing == len(seen)
    for who in ("outreach", "host"):
        with pytest.raises(WrongRole):
            missing(world, who)
        with pytest.raises(WrongRole):
            world.mechanism.publish_conduct(world[who], model())
    ended(world, "migration", coordinator="coordinator")
    assert missing(world) == seen - {("migration", "Migration")}


def replace_system(world: World) -> World:
    """The world with its system among its people."""
    world.people["system"] = world.system
    return world


def test_a_text_that_says_less_in_one_language_or_tells_a_place_is_refused(
    embedded_world: World,
) -> None:
    world = embedded_world
    less = CodeOfConduct(sentences={"en": ("One.", "Two."), "sq": ("Një.",)})
    with pytest.raises(Malformed) as refusal:
        published(world, less)
    assert refusal.value.faults == (("/sentences", "languages_differ"),)
    quotes = ('"' * 300,) * 20
    long = CodeOfConduct(sentences=dict.fromkeys(("en", "sq", "mk", "sr"), quotes))
    most = {f"a{letter}": quotes for letter in "abcdefgh"}
    assert published(world, long).version == 1
    with pytest.raises(Malformed) as too_long:
        published(world, CodeOfConduct(sentences=most))
    assert too_long.value.faults == (("/sentences", "too_long"),)
    shelter = world.services["shelter"]
    world.mechanism.set_address(world["host"], shelter, "Lapwing Lane", "17")
    told = CodeOfConduct(sentences={"en": ("Nobody tells of Lapwing Lane 17.",)})
    with pytest.raises(SafeAddressFound) as found:
        published(world, told)
    assert found.value.missing == ("sentences.en",)
    assert world.mechanism.conduct_now().version == 1


def test_what_was_accepted_stays_as_it_was_written(world: World) -> None:
    accepted(world, ("outreach",))
    for change in (
        update(ConductAcceptance).values(version=1, digest=b"x"),
        "DELETE FROM conduct_acceptance",
        "UPDATE conduct_text SET text = 'x'",
        "DELETE FROM conduct_text",
    ):
        with pytest.raises(DBAPIError, match="this row stays as it was written"):
            run(world, change)
    shown = world.mechanism.conduct(world["outreach"])
    assert shown.sentences == {k: list(v) for k, v in OWN.sentences.items()}
