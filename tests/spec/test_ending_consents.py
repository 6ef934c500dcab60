"""A yes that ends is told in time to whoever can ask again."""

from datetime import timedelta

from referral.errors import ConsentMissing
from tests.spec.evidence import refused
from tests.world import World
from workflows.vocabulary import Compartment, ConsentPurpose, Purpose


def ending(world: World, who: str = "outreach") -> list[tuple[str, bool]]:
    """Codes of the cases with an answer that ends, and whether it has ended."""
    found = world.mechanism.ending_consents(world[who])
    return [(each.code, each.over) for each in found]


def test_it_is_told_two_days_before_and_seven_days_after(world: World) -> None:
    case = world.case()
    code = world.mechanism.read_case(world["outreach"], case.id).code
    world.consent(case.id, expires_at=world.clock() + timedelta(days=10))
    offer = world.offer(case.id)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    assert ending(world) == []
    world.clock.advance(days=8)
    assert ending(world) == [(code, False)]
    for who in ("host", "stranger"):
        assert ending(world, who) == [], "it is for whoever holds the case"

    world.clock.advance(days=2)
    assert ending(world) == [(code, True)]
    with refused(world, ConsentMissing, world.bodies["shelter"]):
        world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    world.clock.advance(days=6)
    assert ending(world) == [(code, True)]
    world.clock.advance(days=1)
    assert ending(world) == []


def test_what_took_its_place_ends_the_reminder(embedded_world: World) -> None:
    world = embedded_world
    case, ends = world.case().id, embedded_world.clock() + timedelta(days=1)
    world.consent(case, expires_at=ends)
    assert len(ending(world)) == 1
    narrow = frozenset({Compartment.CONTACT})
    world.consent(case, compartments=narrow, recipient_id=world.bodies["haven"])
    assert len(ending(world)) == 1, "that is less, and to another body"
    world.consent(case)
    assert ending(world) == []


def test_an_answer_that_was_taken_back_or_replaced_is_not_asked_for(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, ends = world.case().id, embedded_world.clock() + timedelta(days=1)
    first = world.consent(case, expires_at=ends)
    other = world.consent(case, purpose=ConsentPurpose.ASSISTANCE, expires_at=ends)
    assert len(ending(world)) == 1, "a case is one line"
    world.mechanism.withdraw_consent(world["outreach"], case, other.id)
    assert len(ending(world)) == 1
    world.consent(case, expires_at=ends + timedelta(days=30))
    assert ending(world) == []
    assert first.id != other.id


def test_what_was_replaced_hides_nothing_that_leaves_a_gap(
    embedded_world: World,
) -> None:
    world, now = embedded_world, embedded_world.clock()
    replaced = world.case().id
    for hours in range(1, 4):
        world.consent(replaced, expires_at=now + timedelta(hours=hours))
    world.consent(replaced)
    other = world.case().id
    world.consent(other, expires_at=now + timedelta(hours=9))
    world.consent(
        other, purpose=ConsentPurpose.ASSISTANCE, expires_at=now + timedelta(hours=7)
    )
    (line,) = world.mechanism.ending_consents(world["outreach"], limit=1)
    assert (line.case_id, line.ends_at) == (other, now + timedelta(hours=7))
