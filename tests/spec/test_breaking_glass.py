"""Opening a case that is not one's own, where a life is at risk."""

import pytest

from referral.actions.attachments import NewAttachment, Spool
from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    NotFound,
    NotPermitted,
    WrongRole,
)
from tests.spec.breaking import HEALTH, TEXT, broken, fresh, glass, opened, reviewed
from tests.world import CONTENT, World
from workflows.vocabulary import Compartment, GlassOutcome, Purpose


def test_a_stranger_opens_what_was_named_and_everybody_is_told(world: World) -> None:
    case = world.case()
    with pytest.raises(NotFound):
        opened(world, case)
    done = world.mechanism.break_glass(fresh(world), glass(case))
    assert done.details["case"] == str(case.id)
    assert opened(world, case) == CONTENT[Compartment.HEALTH]
    for drawer in (Compartment.IDENTITY, Compartment.NARRATIVE):
        with pytest.raises(NotFound):
            opened(world, case, drawer=drawer)
    with pytest.raises(NotFound):
        world.mechanism.read_case(world["stranger"], case.id)

    entries = world.entries(case.id)
    assert entries.count("glass_broken") == entries.count("glass_used") == 1
    (told,) = world.mechanism.notices(world["outreach"])
    assert (told.kind, told.case_id) == ("glass_broken", case.id)
    kinds = [each.kind for each in world.mechanism.exceptions(world["coordinator"])]
    assert kinds == ["glass_broken"]
    assert world.mechanism.verify_all().whole


def test_after_four_hours_it_opens_nothing_and_an_entry_says_so(world: World) -> None:
    case = world.case()
    broken(world, case)
    world.clock.advance(hours=4)
    with pytest.raises(NotFound):
        opened(world, case)
    world.mechanism.fire_due()
    world.mechanism.fire_due()
    assert world.entries(case.id).count("glass_expired") == 1


def test_what_is_upheld_leaves_the_list_and_opens_until_its_time(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case()
    found = broken(world, case)
    told = world.mechanism.glass(world["coordinator"], found)
    assert (told.reason, told.text) == ("medical_emergency", TEXT)
    reviewed(world, found)
    assert opened(world, case)
    assert world.mechanism.exceptions(world["coordinator"]) == []
    assert world.mechanism.notices(world["outreach"]) == []
    (listed,) = world.mechanism.glasses(world["stranger"])
    assert (listed.state, listed.outcome, listed.mine) == ("reviewed", "upheld", True)
    assert world.mechanism.glasses(world["host"]) == []


def test_what_is_not_upheld_opens_nothing_from_then_on(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()
    reviewed(world, broken(world, case), outcome=GlassOutcome.NOT_UPHELD)
    with pytest.raises(NotFound):
        opened(world, case)
    with pytest.raises(GuardNotMet) as refused:
        broken(world, world.case())
    assert refused.value.missing == ("upheld_review",)


def test_unreviewed_it_stands_on_the_list_and_stops_the_next(
    embedded_world: World,
) -> None:
    world = embedded_world
    found = broken(world, world.case())
    world.clock.advance(hours=72)
    kinds = {each.kind for each in world.mechanism.exceptions(world["coordinator"])}
    assert "glass_unreviewed" in kinds
    with pytest.raises(GuardNotMet) as refused:
        broken(world, world.case())
    assert refused.value.missing == ("review",)
    reviewed(world, found)
    again = world.case()
    broken(world, again)
    assert opened(world, again)


def test_whoever_may_open_a_case_breaks_no_glass(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()
    with pytest.raises(AlreadyAnswered):
        broken(world, case, "outreach")
    with pytest.raises(WrongRole):
        broken(world, case, "auditor")


def test_a_document_of_the_drawer_opens_too(world: World) -> None:
    case = world.case()
    with Spool() as document:
        document.write(b"an invented letter")
        new = NewAttachment(Compartment.HEALTH, "letter", document)
        letter = world.mechanism.add_attachment(world["outreach"], case.id, new).id
    broken(world, case)
    ask = (world["stranger"], case.id, letter, Purpose.RISK_TO_LIFE)
    with world.mechanism.fetch_attachment(*ask).document as fetched:
        assert fetched.read() == b"an invented letter"
    world.clock.advance(hours=4)
    with pytest.raises(NotFound):
        world.mechanism.fetch_attachment(*ask)


def test_the_words_are_sealed_and_erased_with_the_case(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()
    found = broken(world, case, drawers=HEALTH)
    for who in ("stranger", "outreach", "auditor"):
        with pytest.raises(NotPermitted):
            world.mechanism.glass(world[who], found)
    assert TEXT not in repr(world.mechanism.glass(world["coordinator"], found))
