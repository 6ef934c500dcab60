"""Many cases at once: a colleague is named, or responsibility offered, case by case."""

from uuid import UUID

import pytest

from referral.actions.conflicts import NewConflict
from referral.actions.in_bulk import AT_ONCE, Chosen
from referral.actions.offering_in_bulk import ManyOffers, ManyOffersView
from referral.actions.reassigning import Reassignment
from referral.actions.work import Done, OnDuty
from referral.errors import (
    GuardNotMet,
    Malformed,
    NotPermitted,
    SafeAddressFound,
    StaleCase,
)
from tests.properties.acts_directory import newcomer
from tests.spec.test_addresses import telling, written
from tests.world import World
from workflows.vocabulary import ActorKind, ConflictReason, Regime, Role

NAMED, MADE = "colleague_named", "offer_made"


def colleague(world: World, name: str = "anna") -> OnDuty:
    """Somebody who works at the same organisation as outreach."""
    done, roles = newcomer(world, name), frozenset({Role.CASE_MANAGER})
    body = world.bodies["ngo"]
    world.people[name] = OnDuty(done.id, body, ActorKind.PERSON, Regime.GDPR, roles)
    return world.people[name]


def looked(
    world: World,
    to: OnDuty | None,
    of: str | None = "outreach",
    by: str = "coordinator",
) -> tuple[Chosen, Reassignment]:
    chosen = Chosen(world.bodies["ngo"], world[of].id if of else None)
    whom = to.id if to else None
    return chosen, world.mechanism.preview_reassignment(world[by], chosen, whom)


def code_of(case: Done) -> str:
    return str(case.details["code"])


def refused(shown: Reassignment | ManyOffersView) -> dict[str, tuple[str, ...]]:
    return {one.code: one.refusal.missing for one in shown.cases if one.refusal}


def test_a_coordinator_names_a_colleague_for_all_cases_of_one(world: World) -> None:
    anna = colleague(world)
    first, second, third = world.case(), world.case(), world.case("anna")
    chosen, shown = looked(world, anna)
    assert {one.code for one in shown.cases} == {code_of(first), code_of(second)}
    assert (shown.free, refused(shown)) == (2, {})
    done = world.mechanism.reassign_cases(
        world["coordinator"], chosen, anna.id, shown.seen
    )
    assert done.details["done"] == dict.fromkeys(
        (code_of(first), code_of(second)), str(anna.id)
    )
    assert (done.details["refused"], done.details["left"]) == ({}, 0)
    for case, count in ((first, 1), (second, 1), (third, 0)):
        assert world.entries(case.id).count(NAMED) == count
    _, everything = looked(world, None, None)
    assert {one.name for one in everything.cases} == {"anna"}
    assert looked(world, anna)[1].cases == ()
    left = world.mechanism.preview_departure(world.system, anna.id)
    assert len(left.looked_after) == 3, "who was named leaves them behind, too"
    assert world.mechanism.verify_all().whole


def test_what_may_not_be_is_told_and_the_rest_is_done(world: World) -> None:
    anna = colleague(world)
    first, kept, hers, left = (world.case() for _ in range(4))
    new = NewConflict(world.bodies["ngo"], ConflictReason.RELATED, "anna")
    world.mechanism.state_conflict(world["coordinator"], kept.id, new)
    world.mechanism.record_facts(world["anna"], hers.id, {"region": "south"})
    chosen, shown = looked(world, anna, None)
    assert refused(shown) == {code_of(kept): ("another_colleague",), code_of(hers): ()}
    leave_out = frozenset({code_of(left)})
    done = world.mechanism.reassign_cases(
        world["coordinator"], chosen, anna.id, shown.seen, leave_out=leave_out
    )
    assert set(done.details["done"]) == {code_of(first)}
    assert set(done.details["refused"]) == {code_of(kept), code_of(hers)}
    assert [world.entries(each.id).count(NAMED) for each in (kept, hers, left)] == [
        0
    ] * 3


def test_only_what_was_looked_at_is_done_and_wholly_or_not(world: World) -> None:
    anna, case = colleague(world), world.case()
    chosen, shown = looked(world, anna)
    other, me = world.case(), world["coordinator"]
    for seen, leave, fault in (
        (shown.seen, (), StaleCase),
        (looked(world, anna)[1].seen, ("NONE-HERE",), Malformed),
        (looked(world, anna)[1].seen, (code_of(case), code_of(other)), GuardNotMet),
    ):
        with pytest.raises(fault):
            world.mechanism.reassign_cases(
                me, chosen, anna.id, seen, leave_out=frozenset(leave)
            )
    assert NAMED not in (*world.entries(case.id), *world.entries(other.id))


def test_nobody_else_names_and_nobody_else_is_named(world: World) -> None:
    anna = colleague(world)
    world.case()
    for name in ("host", "officer", "assessor", "auditor", "stranger"):
        with pytest.raises(NotPermitted):
            looked(world, anna, by=name)
    assert looked(world, anna, by="anna")[1].free == 1, "a worker of the holder does"
    with pytest.raises(GuardNotMet) as nobody:
        looked(world, world["host"])
    assert nobody.value.missing == ("colleague_on_duty",)


def test_naming_somebody_is_no_work_for_the_person(embedded_world: World) -> None:
    world = embedded_world
    anna = colleague(world)
    world.case()
    world.clock.advance(days=12)
    chosen, shown = looked(world, anna)
    me = world["coordinator"]
    world.mechanism.reassign_cases(me, chosen, anna.id, shown.seen)
    assert world.mechanism.exception_list(me).counts == {"gap": 1}


def many(world: World, to: str = "shelter") -> tuple[ManyOffers, ManyOffersView]:
    wanted = ManyOffers(world.services[to])
    return wanted, world.mechanism.preview_offers(world["outreach"], wanted)


def offered(world: World, *cases: Done) -> list[int]:
    return [world.entries(each.id).count(MADE) for each in cases]


def test_each_case_is_offered_on_its_own_consent_and_moves_by_its_own_yes(
    world: World,
) -> None:
    agreed, also, silent = (world.case() for _ in range(3))
    for case in (agreed, also):
        world.consent(case.id)
    wanted, shown = many(world)
    assert (shown.free, set(refused(shown))) == (2, {code_of(silent)})
    me, m = world["outreach"], world.mechanism
    done = m.make_offers(me, wanted, shown.seen)
    assert set(done.details["done"]) == {code_of(agreed), code_of(also)}
    assert done.details["refused"] == {code_of(silent): "consent-missing"}
    assert offered(world, agreed, also, silent) == [1, 1, 0]

    _, again = many(world, "haven")
    missing = refused(again)
    assert missing[code_of(agreed)] == ("end_of_the_other_offer",)
    assert again.free == 0
    one, other = (UUID(done.details["done"][code_of(each)]) for each in (agreed, also))
    m.answer_offer(world["host"], one, "accept")
    m.answer_offer(world["host"], one, "arrived")
    m.answer_offer(world["host"], other, "decline", reason="full")
    assert "holder_changed" in world.entries(agreed.id)
    assert "holder_changed" not in world.entries(also.id)
    assert {each.code for each in many(world)[1].cases} == {
        code_of(also),
        code_of(silent),
    }
    assert m.verify_all().whole


def test_a_family_is_not_torn_apart(embedded_world: World) -> None:
    world = embedded_world
    mother, child, alone = (world.case() for _ in range(3))
    for case in (mother, child, alone):
        world.consent(case.id)
    offer = world.offer(mother.id, to="haven", also=(child.id,))
    world.mechanism.answer_offer(world["warden"], offer.id, "decline", reason="full")
    _, shown = many(world)
    assert refused(shown) == dict.fromkeys(
        (code_of(mother), code_of(child)), ("linked_cases",)
    )
    assert shown.free == 1


def test_a_consent_taken_back_after_the_look_stops_all_of_it(world: World) -> None:
    cases = [world.case() for _ in range(2)]
    consents = [world.consent(case.id) for case in cases]
    wanted, shown = many(world)
    me, m = world["outreach"], world.mechanism
    m.withdraw_consent(me, cases[0].id, consents[0].id)
    with pytest.raises(StaleCase):
        m.make_offers(me, wanted, shown.seen)
    assert offered(world, *cases) == [0, 0]
    m.make_offers(me, wanted, many(world)[1].seen)
    assert offered(world, *cases) == [0, 1]


def test_a_safe_address_in_one_case_stops_all_of_it_and_says_which(
    embedded_world: World,
) -> None:
    world = embedded_world
    written(world)
    fine, found = world.case(), telling(world, "She sleeps at Lapwing Lane 17.")
    world.consent(fine.id)
    me, m = world["outreach"], world.mechanism
    code = m.read_case(me, found).code
    wanted, shown = many(world, "haven")
    with pytest.raises(SafeAddressFound) as told:
        m.make_offers(me, wanted, shown.seen)
    assert told.value.missing == ("health.health_needs", code)
    assert [world.entries(each).count(MADE) for each in (fine.id, found)] == [0, 0]
    again = many(world, "haven")[1].seen
    m.make_offers(me, wanted, again, leave_out=frozenset({code}))
    assert [world.entries(each).count(MADE) for each in (fine.id, found)] == [1, 0]


def test_only_the_holder_offers_and_not_to_itself(embedded_world: World) -> None:
    world = embedded_world
    world.case("host")
    wanted = ManyOffers(world.services["shelter"])
    for name in ("coordinator", "auditor", "assessor"):
        with pytest.raises(NotPermitted):
            world.mechanism.preview_offers(world[name], wanted)
    nowhere = ManyOffers(world.bodies["ngo"])
    for name, asked in (("outreach", nowhere), ("host", wanted)):
        with pytest.raises(Malformed):
            world.mechanism.preview_offers(world[name], asked)


def test_one_act_takes_what_fits_and_says_what_is_left(embedded_world: World) -> None:
    world = embedded_world
    anna, me = colleague(world), world["coordinator"]
    cases = [world.case() for _ in range(AT_ONCE + 1)]
    for left in (1, 0):
        chosen, shown = looked(world, anna)
        done = world.mechanism.reassign_cases(me, chosen, anna.id, shown.seen)
        assert done.details["left"] == left
    assert {world.entries(each.id).count(NAMED) for each in cases} == {1}
