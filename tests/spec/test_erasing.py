"""Erasing a person: two people, one act, and nothing that opens afterwards."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from referral.actions.search import Question
from referral.actions.work import Done, RequestKey
from referral.errors import (
    AlreadyAnswered,
    Erased,
    GuardNotMet,
    NotFound,
    NotHolder,
    NotPermitted,
    StaleCase,
    WrongRole,
)
from referral.records.keys import DataKeyRow, KeyWrap
from tests.properties.acts import TEXT, Stage
from tests.records.raw import act, count, run
from tests.spec.evidence import case_row, chain_of, refused
from tests.spec.test_keeping_keys import rotated
from tests.world import World
from workflows.vocabulary import (
    Compartment,
    ErasureReason,
    Purpose,
    ReferralKind,
)

ASKED = ErasureReason.PERSON_ASKED


def ask(world: World, case: UUID, by: str = "outreach") -> UUID:
    return world.mechanism.ask_erasure(world[by], case, ASKED).id


def execute(world: World, joint: UUID, by: str = "coordinator") -> Done:
    return world.mechanism.answer_joint(world[by], joint, "execute")


def erased(world: World, case: UUID) -> Done:
    """The holder's case manager asks, the coordinator agrees and does it."""
    joint = ask(world, case)
    world.agree(joint, "coordinator")
    return execute(world, joint)


def end_old_key(world: World) -> None:
    """The operator rotates; two end the old key; the operator destroys it."""
    old, _ = rotated(world)
    joint = world.mechanism.ask_retirement(world.system, old).id
    world.agree(joint, "coordinator")
    execute(world, joint)
    world.mechanism.destroy_key(world.system, old)


def test_what_was_known_of_a_person_opens_for_nobody_any_more(world: World) -> None:
    case, offer = world.accepted()
    done = erased(world, case.id)

    assert done.details["cleared"] is True
    for drawer in Compartment:
        with pytest.raises(Erased):
            world.mechanism.open_content(
                world["outreach"], case.id, drawer, Purpose.CARE
            )
    with pytest.raises(Erased):
        world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    for look in ("steps", "consents", "clocks"):
        with pytest.raises(Erased):
            getattr(world.mechanism, look)(world["outreach"], case.id)
    with refused(world, Erased, case.id):
        world.mechanism.record_facts(world["outreach"], case.id, {"region": "south"})
    with refused(world, Erased, case.id):
        world.offer(case.id)


def test_no_wrap_of_any_key_of_the_case_or_of_a_copy_is_left(world: World) -> None:
    stage = Stage(world)
    others = world.case().id
    wraps = count(world, "key_wrap", keys=True)

    def left(unit: Any) -> tuple[set[Any], list[Any]]:
        keys = unit.session.exec(select(DataKeyRow)).all()
        dead = {(k.owner_id, k.drawer, k.generation) for k in keys if k.destroyed_at}
        return dead, list(unit.keys.exec(select(KeyWrap)).all())

    before, _ = act(world, left)
    done = erased(world, stage.case)

    dead, wrapped = act(world, left)
    assert len(dead - before) == done.details["keys"] > len(Compartment)
    assert not {(w.owner_id, w.drawer, w.generation) for w in wrapped} & dead
    assert count(world, "key_wrap", keys=True) < wraps
    assert (
        world.mechanism.open_content(
            world["outreach"], others, Compartment.IDENTITY, Purpose.CARE
        )["first_name"]
        == "Kestrel"
    )


def test_copies_documents_numbers_names_and_offers_end_with_it(world: World) -> None:
    stage, me = Stage(world), world["outreach"]
    found = Question("Kestrel Alder")
    before = world.mechanism.search(me, found, Purpose.CARE)
    assert stage.case in {hit.case.id for hit in before.hits}
    erased(world, stage.case)

    after = world.mechanism.search(me, found, Purpose.CARE)
    assert stage.case not in {hit.case.id for hit in after.hits}
    assert after.hits
    offers = run(world, "SELECT stage FROM referral WHERE stage = 'recalled'")
    assert len(offers) >= 5
    for table in ("exact_number", "placement"):
        rows = run(world, f"SELECT case_id FROM {table}")  # noqa: S608 # ours
        assert stage.case not in {_id(row[0]) for row in rows}, table
    pieces = run(world, "SELECT attachment_id FROM attachment_piece")
    assert stage.document not in {_id(row[0]) for row in pieces}
    waiting = world.mechanism.joint_acts(world["coordinator"])
    assert stage.joint not in {each.id for each in waiting}


def _id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(bytes=bytes(value))


def test_what_remains_still_verifies_and_names_nobody(world: World) -> None:
    case, offer = world.accepted(kind=ReferralKind.SERVICE)
    facts = {"region": "south"}
    receipts = world.mechanism.record_facts(world["outreach"], case.id, facts).receipts
    erased(world, case.id)

    assert world.mechanism.verify_all().broken == ()
    assert world.mechanism.verify_case(world["auditor"], case.id).broken == ()
    seen = world.mechanism.read_case(world["outreach"], case.id)
    assert (seen.facts, seen.drawers, seen.open_offers) == (None, (), ())
    assert seen.erased_at == world.clock()
    assert seen.stages["protection"]
    entries = world.mechanism.timeline(world["outreach"], case.id)
    (chain, seq, h) = receipts[0].split(";")
    assert (UUID(chain), entries[int(seq) - 1].h) == (case.id, h)
    assert entries[0].fields is None
    read = next(each for each in entries if each.type == "person_erased")
    assert read.fields is not None
    assert len(read.fields["commitments"]) == read.fields["wraps"] > 5
    assert read.fields["reason"] == "person_asked"
    assert "Kestrel" not in repr(read.fields)
    listed = world.mechanism.cases(world["coordinator"])
    assert [each.facts for each in listed] == [None]
    (card,) = [o for o in world.mechanism.offers(world["host"]) if o.id == offer.id]
    assert (card.cards, card.stage) == ((), "recalled")
    assert world.mechanism.work_list(world["host"]).arrivals == ()


def test_one_person_alone_erases_nobody(world: World) -> None:
    case = world.case()
    joint = ask(world, case.id)
    with refused(world, GuardNotMet, case.id) as alone:
        execute(world, joint, "outreach")
    assert alone.value.missing == ("second",)
    seen = world.seen(joint, "outreach")
    with refused(world, WrongRole, case.id):
        world.mechanism.answer_joint(world["outreach"], joint, "approve", seen)
    world.mechanism.answer_joint(world["outreach"], joint, "withdraw")
    joint = ask(world, case.id, "coordinator")
    seen = world.seen(joint, "coordinator")
    with refused(world, NotPermitted, case.id) as twice:
        world.mechanism.answer_joint(world["coordinator"], joint, "approve", seen)
    assert twice.value.missing == ("another_actor",)
    assert case_row(world, case.id).erased_at is None


def test_the_coordinator_asks_and_the_holders_case_manager_agrees(
    world: World,
) -> None:
    case = world.case()
    joint = ask(world, case.id, "coordinator")
    world.agree(joint, "outreach")
    assert execute(world, joint).details["erased"] == str(case.id)


@pytest.mark.parametrize("who", ["officer", "assessor", "auditor"])
def test_another_role_does_not_ask(world: World, who: str) -> None:
    case = world.case(by="officer") if who == "officer" else world.case()
    kind = NotFound if who == "assessor" else WrongRole
    with pytest.raises(kind):
        ask(world, case.id, who)
    with pytest.raises(NotFound):
        ask(world, case.id, "stranger")


def test_it_is_asked_once_and_lapses_after_three_days(world: World) -> None:
    case = world.case()
    joint = ask(world, case.id)
    with refused(world, AlreadyAnswered, case.id):
        ask(world, case.id, "coordinator")
    world.clock.advance(hours=72)
    seen = world.seen(joint, "coordinator")
    with refused(world, AlreadyAnswered, case.id):
        world.mechanism.answer_joint(world["coordinator"], joint, "approve", seen)
    assert ask(world, case.id) != joint


def test_what_another_is_responsible_for_by_now_is_not_erased(world: World) -> None:
    case, offer = world.accepted(kind=ReferralKind.RESPONSIBILITY)
    joint = ask(world, case.id)
    world.agree(joint, "coordinator")
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    with refused(world, StaleCase, case.id):
        execute(world, joint)
    with refused(world, NotHolder, case.id):
        ask(world, case.id)


def test_it_is_complete_when_the_last_key_is_destroyed(world: World) -> None:
    case, mechanism = world.case(), world.mechanism
    (present,) = [each.name for each in mechanism.keys().epochs]
    done = erased(world, case.id)
    assert done.details["waits_for"] == [present]
    due = world.clock() + timedelta(days=30)
    assert done.details["due_by"] == due.isoformat()
    now = mechanism.case_retention(world["coordinator"], case.id).erasure
    assert now is not None
    assert (now.waits_for, now.complete_at, now.due_by) == ((present,), None, due)
    assert mechanism.exceptions(world["coordinator"]) == []

    world.clock.advance(days=30)
    (late,) = mechanism.exceptions(world["coordinator"])
    assert (late.kind, late.case_ids) == ("erasure_overdue", (case.id,))
    assert (mechanism.erasures().overdue, mechanism.erasures().uncleared) == (1, 0)

    end_old_key(world)
    assert mechanism.exceptions(world["coordinator"]) == []
    now = mechanism.case_retention(world["coordinator"], case.id).erasure
    assert now is not None
    assert (now.waits_for, now.complete_at) == ((), world.clock())
    assert mechanism.erasures().open == ()
    assert "erasure_completed" in world.entries(case.id)
    assert mechanism.verify_all().broken == ()


def test_every_key_that_ever_wrapped_it_is_waited_for(world: World) -> None:
    """A rotation exchanged the wrap; old backups still hold the earlier one."""
    case = world.case()
    old, new = rotated(world)
    assert erased(world, case.id).details["waits_for"] == [old, new]


def test_a_retried_request_is_not_told_what_was_erased(world: World) -> None:
    case = world.case()
    key = RequestKey("0123456789abcdef", b"f" * 32)
    new = {Compartment.CONTACT: {"phone": "+000 77"}}
    me = world["outreach"]
    world.mechanism.record_content(me, case.id, new, request=key)
    erased(world, case.id)
    with pytest.raises(Erased):
        world.mechanism.record_content(me, case.id, new, request=key)


def test_the_erasure_itself_is_told_again_to_who_asks_twice(world: World) -> None:
    case = world.case()
    joint = ask(world, case.id)
    world.agree(joint, "coordinator")
    key = RequestKey("fedcba9876543210", b"g" * 32)
    office, again = world["coordinator"], world.mechanism.answer_joint
    first, second = (again(office, joint, "execute", request=key) for _ in range(2))
    assert first.receipts == second.receipts
    assert (first.details["erased"], second.details["cleared"]) == (str(case.id), True)
    assert world.entries(case.id).count("person_erased") == 1
    said = dict(chain_of(world, case.id))["person_erased"]
    assert "Kestrel" not in repr(said)
    with pytest.raises(AlreadyAnswered):
        execute(world, joint)


def test_an_offer_for_several_is_recalled_for_all_of_them(world: World) -> None:
    sister = world.case().id
    world.consent(sister)
    case = world.case().id
    world.consent(case)
    offer = world.offer(case, also=(sister,))
    erased(world, case)
    (stage,) = run(world, "SELECT stage FROM referral")
    assert stage == ("recalled",)
    assert "offer_recalled" in world.entries(sister)
    look = world.mechanism.open_content
    assert look(world["outreach"], sister, Compartment.IDENTITY, Purpose.CARE)
    assert world.mechanism.read_offer(world["outreach"], offer.id).stage == "recalled"


def test_a_changed_procedure_is_replayed_without_the_erased(world: World) -> None:
    world.case()
    erased(world, world.case().id)
    assert world.mechanism.replay(world["coordinator"], TEXT).cases == 1
