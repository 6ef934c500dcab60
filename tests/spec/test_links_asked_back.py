"""What was taken by a letter is asked back: who is told, who says it is gone."""

from uuid import UUID

import pytest

from referral.actions.administer import NewActor
from referral.actions.link_door import Shown
from referral.errors import AlreadyAnswered, NotFound, NotHolder, OffThePath
from tests.spec.evidence import chain_of
from tests.spec.linking import asked, send
from tests.spec.outside import Abroad
from tests.spec.test_deletions import late, remains
from tests.spec.test_letting_go import taken_over
from tests.world import World
from workflows.vocabulary import Role


def taken(world: World) -> tuple[Abroad, UUID, UUID, Shown]:
    """A shelter abroad said yes and took the package; it has both halves still."""
    there, case, offer = asked(world)
    halves = there.shown(send(world, offer))
    world.mechanism.link_yes(halves)
    world.mechanism.link_package(halves)
    return there, case, offer, halves


def take_back(world: World, case: UUID, by: str = "outreach") -> None:
    (consent,) = world.mechanism.consents(world[by], case)
    world.mechanism.withdraw_consent(world[by], case, consent.id)


def test_whoever_took_it_reads_that_it_is_to_be_deleted_until_they_have_said_so(
    world: World,
) -> None:
    there, case, offer, halves = taken(world)
    record = world.mechanism.record_deletion_told
    with pytest.raises(OffThePath, match="may still be used"):
        record(world["outreach"], offer)
    take_back(world, case)
    for _ in range(2):
        with pytest.raises(OffThePath, match="Delete what you took") as asked_back:
            world.mechanism.link_view(halves)
        assert asked_back.value.missing == ("deletion",)
        assert "taken back" in asked_back.value.sentence
    assert late(world) == ["still_held"]
    assert remains(world, case) == [("consent_withdrawn",)]
    assert world.mechanism.link(world["outreach"], offer).to_be_deleted

    world.clock.advance(hours=1)
    record(world["outreach"], offer)

    assert late(world) == []
    assert remains(world, case) == [()]
    assert not world.mechanism.link(world["coordinator"], offer).to_be_deleted
    entries = world.mechanism.timeline(world["coordinator"], case)
    (said,) = [each for each in entries if each.type == "deletion_confirmed"]
    assert said.actor_id == world["outreach"].id
    assert said.on_behalf_of == there.body
    _, fields = next(
        each for each in chain_of(world, case) if each[0] == "deletion_confirmed"
    )
    assert fields["by_telephone"] is True
    assert fields["told_by"] == str(there.body)
    with pytest.raises(OffThePath, match="has ended"):
        world.mechanism.link_view(halves)
    with pytest.raises(AlreadyAnswered):
        record(world["coordinator"], offer)
    assert world.mechanism.verify_all().whole


def test_a_coordinator_writes_it_down_and_nobody_else_beside_the_holder(
    world: World,
) -> None:
    _, case, offer, _ = taken(world)
    take_back(world, case)
    record = world.mechanism.record_deletion_told
    for who in ("host", "stranger", "officer"):
        with pytest.raises(NotFound):
            record(world[who], offer)
    world.consent(case)
    taken_over(world, case)
    with pytest.raises(NotHolder):
        record(world["outreach"], offer)
    record(world["coordinator"], offer)
    assert world.entries(case).count("deletion_confirmed") == 1


def test_an_offer_that_ended_otherwise_asks_for_it_too_and_tells_no_reason(
    world: World,
) -> None:
    _, case, offer, halves = taken(world)
    world.mechanism.answer_offer(world["coordinator"], offer, "close_provider")
    with pytest.raises(OffThePath, match="Delete what you took") as asked_back:
        world.mechanism.link_view(halves)
    assert "taken back" not in asked_back.value.sentence
    world.mechanism.record_deletion_told(world["outreach"], offer)
    kind, fields = chain_of(world, case)[-1]
    assert (kind, fields["by_telephone"]) == ("deletion_confirmed", True)


def test_where_nothing_was_taken_nothing_is_asked_back(world: World) -> None:
    there, case, offer = asked(world)
    halves = there.shown(send(world, offer))
    world.mechanism.link_yes(halves)
    take_back(world, case)
    with pytest.raises(OffThePath, match="has ended") as ended:
        world.mechanism.link_view(halves)
    assert ended.value.missing == ("link_ended",)
    with pytest.raises(NotFound):
        world.mechanism.record_deletion_told(world["outreach"], offer)


def test_whoever_signs_in_says_it_themselves(world: World) -> None:
    there, case, offer, _ = taken(world)
    take_back(world, case)
    roles = frozenset({Role.SERVICE_PROVIDER})
    new = NewActor(there.body, "arrived", roles)
    world.admit(new, "a long first password")
    world.people["arrived"] = world.mechanism.sign_in(
        "arrived", "a long first password"
    ).actor
    assert not world.mechanism.link(world["outreach"], offer).to_be_deleted
    with pytest.raises(OffThePath, match="says so themselves"):
        world.mechanism.record_deletion_told(world["coordinator"], offer)
    with pytest.raises(NotHolder):
        world.mechanism.record_deletion_told(world["arrived"], offer)
    (copy,) = world.mechanism.deletions(world["arrived"])
    world.mechanism.confirm_deletion(world["arrived"], copy.id)
    assert late(world) == []
