"""Whoever is in conflict with a case: to them it does not exist."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from referral.actions.conflicts import NewConflict
from referral.actions.refer import Offer
from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    Malformed,
    NotFound,
    NotPermitted,
    Refusal,
    WrongRole,
)
from tests.world import World
from workflows.vocabulary import (
    Compartment,
    ConflictReason,
    Purpose,
    ReferralKind,
    Relation,
)


def stated(world: World, case: UUID, who: str, *, whole: bool = False) -> UUID:
    """Somebody of the world, or the organisation, is kept away from a case."""
    actor = world[who]
    new = NewConflict(
        actor.organisation_id,
        ConflictReason.RELATED,
        None if whole else who,
    )
    return world.mechanism.state_conflict(world["coordinator"], case, new).id


def lifted(world: World, case: UUID, conflict: UUID, by: str) -> None:
    """Two people take somebody from the list."""
    asked = world.mechanism.ask_conflict_lifting(world["coordinator"], case, conflict)
    world.agree(asked.id, by)
    world.mechanism.answer_joint(world["coordinator"], asked.id, "execute")


def everything(world: World, who: str, case: UUID) -> dict[str, Callable[[], object]]:
    """What somebody who works on a case does with it."""
    mechanism, actor = world.mechanism, world[who]
    return {
        "read": lambda: mechanism.read_case(actor, case),
        "open": lambda: mechanism.open_content(
            actor, case, Compartment.IDENTITY, Purpose.CARE
        ),
        "record": lambda: mechanism.record_facts(actor, case, {"children_with": 1}),
        "timeline": lambda: mechanism.timeline(actor, case),
        "steps": lambda: mechanism.steps(actor, case),
        "restrictions": lambda: mechanism.restrictions(actor, case),
        "ledger": lambda: mechanism.ledger(actor, case),
    }


def test_to_whoever_is_in_conflict_the_case_does_not_exist(world: World) -> None:
    case, other = world.case().id, world.case().id
    stated(world, case, "outreach")
    missing = {}
    for name, act in everything(world, "outreach", case).items():
        with pytest.raises(NotFound) as foreign:
            act()
        with pytest.raises(NotFound) as none:
            everything(world, "outreach", uuid4())[name]()
        missing[name] = str(foreign.value) == str(none.value)
    assert all(missing.values())
    cases = world.mechanism.cases(world["outreach"])
    assert [each.id for each in cases] == [other]
    assert "conflict_stated" in world.entries(case)


def test_colleagues_go_on_and_a_whole_organisation_does_not(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, _ = world.accepted()
    stated(world, case.id, "host", whole=True)
    with pytest.raises(NotFound):
        world.mechanism.read_case(world["host"], case.id)
    assert world.mechanism.read_case(world["outreach"], case.id).id == case.id
    assert world.mechanism.cases(world["host"]) == []


def test_a_coordinator_in_conflict_watches_over_the_case_no_more(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case().id
    stated(world, case, "coordinator")
    with pytest.raises(NotFound):
        world.mechanism.timeline(world["coordinator"], case)
    assert world.mechanism.cases(world["coordinator"]) == []
    assert world.mechanism.timeline(world["auditor"], case)


def test_an_offer_of_the_case_is_not_there_for_them(embedded_world: World) -> None:
    world = embedded_world
    case, offer = world.offered()
    stated(world, case.id, "host")
    for act in (
        lambda: world.mechanism.read_offer(world["host"], offer.id),
        lambda: world.mechanism.answer_offer(world["host"], offer.id, "accept"),
    ):
        with pytest.raises(NotFound):
            act()
    assert world.mechanism.offers(world["host"]) == []
    assert world.mechanism.notices(world["host"]) == []


def test_what_a_whole_organisation_was_asked_and_told_ends_with_it(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, taken = world.accepted()
    waiting = world.offer(case.id, to="haven")
    world.mechanism.open_package(world["host"], taken.id, Purpose.CARE)
    for who, ended in (("host", (1, 1)), ("warden", (1, 0))):
        new = NewConflict(world[who].organisation_id, ConflictReason.RELATED)
        done = world.mechanism.state_conflict(world["coordinator"], case.id, new)
        assert done.details == dict(
            zip(("recalled_offers", "asked_to_delete"), ended, strict=True)
        )
    told = world.mechanism.read_case(world["outreach"], case.id)
    assert told.open_offers == ()
    assert world.entries(case.id).count("offer_recalled") == 2
    back = world.mechanism.work_list(world["outreach"]).came_back
    assert [each.id for each in back] == [waiting.id], "the holder chooses another way"
    with pytest.raises(NotFound):
        world.mechanism.open_package(world["host"], taken.id, Purpose.CARE)
    with pytest.raises(NotFound):
        world.mechanism.answer_offer(world["warden"], waiting.id, "accept")
    (asked,) = world.mechanism.deletions(world["host"])
    world.mechanism.confirm_deletion(world["host"], asked.id)


def test_no_case_is_brought_to_an_organisation_in_conflict(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case().id
    world.consent(case)
    stated(world, case, "host", whole=True)
    offer = Offer(world.services["shelter"], ReferralKind.SERVICE, (), None)
    with pytest.raises(GuardNotMet) as refused:
        world.mechanism.make_offer(world["outreach"], case, offer)
    assert refused.value.missing == ("another_organisation",)
    assert world.offer(case, to="haven").kind == "referral"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"organisation_id": uuid4()}, Malformed),
        ({"actor": "nobody"}, Malformed),
        ({"actor": "outreach"}, Malformed),
        ({"body": "ngo"}, GuardNotMet),
    ],
)
def test_who_is_not_known_or_is_responsible_is_not_listed(
    embedded_world: World, change: dict[str, object], refusal: type[Refusal]
) -> None:
    world = embedded_world
    case = world.case().id
    body = world.bodies[str(change.pop("body", "shelter"))]
    new = NewConflict(body, ConflictReason.PERSON_ASKED)
    words = {"reason": new.reason, "organisation_id": body, **change}
    with pytest.raises(refusal):
        world.mechanism.state_conflict(
            world["coordinator"],
            case,
            NewConflict(**words),  # type: ignore[arg-type] # a table
        )


def test_it_is_stated_once_by_a_coordinator(embedded_world: World) -> None:
    world = embedded_world
    case = world.case().id
    stated(world, case, "host")
    with pytest.raises(AlreadyAnswered):
        stated(world, case, "host")
    new = NewConflict(world.bodies["shelter"], ConflictReason.PERSONAL_TIES)
    with pytest.raises(WrongRole):
        world.mechanism.state_conflict(world["outreach"], case, new)


def test_two_people_lift_it_and_no_colleague_of_theirs(world: World) -> None:
    case = world.case().id
    conflict = stated(world, case, "outreach")
    asked = world.mechanism.ask_conflict_lifting(world["coordinator"], case, conflict)
    with pytest.raises(NotFound):
        world.agree(asked.id, "outreach")
    with pytest.raises(NotPermitted):
        world.agree(asked.id, "coordinator")
    with pytest.raises(GuardNotMet):
        world.mechanism.answer_joint(world["coordinator"], asked.id, "execute")
    found = world.mechanism.case_conflicts(world["coordinator"], case)
    assert [each.lifted_at for each in found.conflicts] == [None]


def test_once_it_is_lifted_the_case_is_there_again(embedded_world: World) -> None:
    world = embedded_world
    case, _ = world.accepted(kind=ReferralKind.RESPONSIBILITY)
    conflict = stated(world, case.id, "warden")
    second = stated(world, case.id, "host")
    with pytest.raises(NotFound):
        world.mechanism.read_case(world["host"], case.id)
    lifted(world, case.id, second, "outreach")
    seen = world.mechanism.read_case(world["host"], case.id)
    assert Relation.PROVIDER.value in seen.relations
    listed = world.mechanism.case_conflicts(world["coordinator"], case.id).conflicts
    assert [each.lifted_at is None for each in listed] == [True, False]
    assert [each.reason for each in listed] == ["related", "related"]
    headers = world.mechanism.case_conflicts(world["auditor"], case.id).conflicts
    assert [each.reason for each in headers] == [None, None]
    with pytest.raises(NotFound):
        world.mechanism.ask_conflict_lifting(world["coordinator"], case.id, second)
    assert conflict != second
    assert world.entries(case.id).count("conflict_lifted") == 1
