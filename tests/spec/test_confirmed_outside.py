"""A body without an account confirms an act: once, by its token, on what is so then."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from referral.actions.protect import StepRequest
from referral.actions.work import Done
from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    NotFound,
    OffThePath,
    Refusal,
    WrongRole,
)
from referral.records.database import Unit
from referral.records.outside_tokens import OutsideToken, tokens_of
from referral.vault.one_time import outside_digest
from tests.records.raw import store
from tests.spec.evidence import chain_of, everything, refused
from tests.world import WOMAN, World
from workflows.vocabulary import (
    ConsentPurpose,
    Known,
    OutsideAnswer,
    RiskLevel,
)

YES, NO, LATER = OutsideAnswer.ACCEPT, OutsideAnswer.REFUSE, OutsideAnswer.LATER
STEP = StepRequest("record_reception")
ASSESSED = replace(WOMAN, unaccompanied=Known.NO, risk_level=RiskLevel.HIGH)


def returning(world: World) -> Done:
    """A case in which the person asked to return, and it is prepared."""
    case = world.case(facts=ASSESSED)
    world.consent(case.id, purpose=ConsentPurpose.ASSISTANCE)
    world.consent(case.id, purpose=ConsentPurpose.RETURN)
    world.step(case.id, "prepare_return")
    return case


def asked(world: World) -> tuple[Done, UUID, str]:
    """The same, and a body abroad was asked to confirm that it received her."""
    case = returning(world)
    done = world.mechanism.ask_outside(world["outreach"], case.id, STEP)
    return case, done.id, done.details["token"]


def stage(world: World, case: UUID) -> str:
    return world.mechanism.read_case(world["outreach"], case).stages["protection"]


def tasks(world: World, who: str = "outreach") -> list[str]:
    found = world.mechanism.tasks(world[who]).items
    return [each.kind for each in found if each.kind.startswith("outside")]


def listed(world: World) -> list[str]:
    found = world.mechanism.exceptions(world["coordinator"])
    return [each.kind for each in found if each.kind.startswith("outside")]


def test_a_step_waits_for_a_body_outside_and_is_done_by_its_yes(world: World) -> None:
    case = returning(world)
    with pytest.raises(GuardNotMet) as missing:
        world.step(case.id, STEP.step)
    assert missing.value.missing == ("seat:outside",)
    done = world.mechanism.ask_outside(world["outreach"], case.id, STEP)
    token = done.details["token"]
    assert stage(world, case.id) == "returning"
    seen = world.mechanism.look_outside(token)
    shown = world.mechanism.read_case(world["outreach"], case.id)
    assert (seen.code, seen.said_later) == (shown.code, False)
    assert seen.ends_at == world.clock() + timedelta(days=7)
    told = world.mechanism.answer_outside(token, YES)
    assert stage(world, case.id) == "monitoring"
    assert told.receipts
    entered = [kind for kind, _ in chain_of(world, case.id)]
    done_by_it = ["joint_act_approved", "joint_act_executed", "step_taken"]
    assert [kind for kind in entered if kind in done_by_it][-3:] == done_by_it
    assert world.mechanism.verify_all().broken == ()


def test_the_entry_says_by_whose_token(world: World) -> None:
    case, joint, token = asked(world)
    world.mechanism.answer_outside(token, YES)
    row = _tokens(world, joint)[0]
    said = [
        entry
        for entry in world.mechanism.timeline(world["coordinator"], case.id)
        if entry.type in {"joint_act_approved", "joint_act_executed", "step_taken"}
    ]
    by = {(entry.actor_id, entry.organisation_id) for entry in said[-3:]}
    assert by == {(row.id, None)}
    assert row.answer is YES


def _tokens(world: World, joint: UUID) -> list[OutsideToken]:
    def look(unit: Unit) -> list[OutsideToken]:
        rows = tokens_of(unit.session, joint)
        unit.session.expunge_all()
        return rows

    return store(world).read(look)


def test_only_the_digest_of_a_token_is_kept(world: World) -> None:
    case, joint, token = asked(world)
    plain = token.replace("-", "")
    assert len(plain) == 32
    kept = everything(world)
    assert token not in repr(kept)
    assert plain not in repr(kept)
    assert repr(outside_digest(token)) in repr(kept)
    seen = world.mechanism.joint_act(world["outreach"], joint)
    assert token not in repr(seen)
    assert all(
        token not in repr(entry)
        for entry in world.mechanism.timeline(world["coordinator"], case.id)
    )


def test_a_no_ends_it_and_stands_until_somebody_takes_note(world: World) -> None:
    case, joint, token = asked(world)
    world.mechanism.answer_outside(token, NO)
    assert stage(world, case.id) == "returning"
    assert tasks(world) == ["outside_not_done"]
    assert listed(world) == ["outside_not_done"]
    assert tasks(world, "host") == []
    world.mechanism.take_back_outside(world["outreach"], joint)
    assert tasks(world) == listed(world) == []
    world.step(case.id, "record_return")
    assert stage(world, case.id) == "monitoring"


def test_later_leaves_it_standing_and_lengthens_nothing(world: World) -> None:
    _, _, token = asked(world)
    ends = world.mechanism.look_outside(token).ends_at
    world.clock.advance(days=6)
    world.mechanism.answer_outside(token, LATER)
    seen = world.mechanism.look_outside(token)
    assert (seen.said_later, seen.ends_at) == (True, ends)
    world.clock.advance(hours=23)
    world.mechanism.answer_outside(token, LATER)
    world.mechanism.answer_outside(token, YES)


@pytest.mark.parametrize("first", [YES, NO])
@pytest.mark.parametrize("again", [YES, NO, LATER])
def test_a_yes_or_a_no_counts_once(
    world: World, first: OutsideAnswer, again: OutsideAnswer
) -> None:
    case, _, token = asked(world)
    world.mechanism.answer_outside(token, first)
    before = chain_of(world, case.id)
    with pytest.raises(AlreadyAnswered):
        world.mechanism.answer_outside(token, again)
    with pytest.raises(AlreadyAnswered):
        world.mechanism.look_outside(token)
    assert chain_of(world, case.id) == before


def test_a_token_that_is_forged_replaced_or_taken_back_opens_nothing(
    world: World,
) -> None:
    case, joint, token = asked(world)
    renewed = world.mechanism.renew_outside(world["outreach"], joint)
    new = renewed.details["token"]
    forged = ("2" if new[0] != "2" else "3") + new[1:]
    for wrong in (token, forged, "", "x" * 10_000, new[:-1], f"{new}2"):
        with pytest.raises(NotFound):
            world.mechanism.look_outside(wrong)
        with pytest.raises(NotFound):
            world.mechanism.answer_outside(wrong, YES)
    # However it was written down: in capitals, with spaces, without groups.
    typed = new.upper().replace("-", " ")
    assert world.mechanism.look_outside(typed).code
    world.mechanism.take_back_outside(world["outreach"], joint)
    with pytest.raises(NotFound):
        world.mechanism.answer_outside(new, YES)
    assert stage(world, case.id) == "returning"


def test_seven_days_of_silence_are_a_task_for_the_holder_and_the_coordinator(
    world: World,
) -> None:
    case, joint, token = asked(world)
    world.clock.advance(days=6, hours=23, minutes=59)
    assert tasks(world) == listed(world) == []
    world.clock.advance(minutes=1)
    assert tasks(world) == listed(world) == ["outside_silent"]
    with pytest.raises(OffThePath) as over:
        world.mechanism.answer_outside(token, YES)
    assert over.value.missing == ("new_code",)
    with pytest.raises(AlreadyAnswered):
        world.mechanism.renew_outside(world["outreach"], joint)
    # It stops nothing any more, and asking anew ends it.
    again = world.mechanism.ask_outside(world["outreach"], case.id, STEP)
    assert tasks(world) == listed(world) == []
    world.mechanism.answer_outside(again.details["token"], YES)
    assert stage(world, case.id) == "monitoring"


def test_what_would_move_the_same_track_is_refused_meanwhile(world: World) -> None:
    case, joint, _ = asked(world)
    for step in ("record_return", "abandon_return"):
        with refused(world, OffThePath, case.id) as waits:
            world.step(case.id, step)
        assert waits.value.missing == ("outside_answer",)
    with pytest.raises(OffThePath) as twice:
        world.mechanism.ask_outside(world["outreach"], case.id, STEP)
    assert twice.value.missing == ("outside_answer",)
    ways = world.mechanism.steps(world["outreach"], case.id)
    stopped = {each.step: each for each in ways if each.on_path and not each.allowed}
    assert "abandon_return" in stopped
    assert "outside_answer" in stopped["abandon_return"].refusals[-1].missing
    # What goes on elsewhere, and help that is under way, waits for nobody.
    world.consent(case.id)
    world.offer(case.id)
    world.mechanism.take_back_outside(world["coordinator"], joint)
    world.step(case.id, "abandon_return")


def test_nobody_else_asks_or_takes_back(world: World) -> None:
    case, joint, _ = asked(world)
    with pytest.raises(Refusal):
        world.mechanism.take_back_outside(world["stranger"], joint)
    with pytest.raises(Refusal):
        world.mechanism.renew_outside(world["officer"], joint)
    with pytest.raises(WrongRole):
        world.agree(joint, "coordinator")
    other = returning(world)
    with pytest.raises(OffThePath):
        world.mechanism.ask_outside(
            world["outreach"], other.id, StepRequest("record_return")
        )
    with pytest.raises(NotFound):
        world.mechanism.ask_outside(world["stranger"], other.id, STEP)
    with pytest.raises(OffThePath):
        world.mechanism.ask_step(world["outreach"], other.id, STEP)
    assert case.id != other.id


def test_a_token_serves_one_case_and_no_other(world: World) -> None:
    one, _, token = asked(world)
    other, _, _ = asked(world)
    world.mechanism.answer_outside(token, YES)
    assert stage(world, one.id) == "monitoring"
    assert stage(world, other.id) == "returning"
