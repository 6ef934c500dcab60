"""What several people do together: asking, answering, taking back, doing it once.

A step that several people decide is asked for, approved from every seat, and then
taken by one of them with the guards as they are at that moment. A legal ground that
stands in for consent is confirmed by somebody else, beforehand or afterwards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from referral.actions.asked_step import content_of, request_of
from referral.actions.by_two import check_by_two
from referral.actions.conflicts import check_from_elsewhere
from referral.actions.conflicts import lift_asked as lift_conflict_asked
from referral.actions.erase import erase_asked
from referral.actions.facts import case_facts, compiled_for
from referral.actions.grounds import step_seats
from referral.actions.guarding import (
    check_gives_another,
    give_asked,
    mark_asked,
    unlock_asked,
)
from referral.actions.hand_on import check_may_agree, only_drawn
from referral.actions.holds import lift_asked
from referral.actions.joint import (
    Held,
    Wanted,
    begin,
    digest_of,
    joint_for,
    keep,
    member,
    seat_or_refuse,
)
from referral.actions.keys_by_two import key_asked
from referral.actions.offers import recall_resting, told_on
from referral.actions.protect import StepRequest, carry_out, given_with
from referral.actions.publish import publish_asked
from referral.actions.recipient_keys import recipient_key_asked
from referral.actions.retire_keys import retire_asked
from referral.actions.seated import approvers, check_still_seated
from referral.actions.waiting_outside import check_not_awaited
from referral.actions.webhooks import not_by_execution
from referral.actions.witnessing import acknowledge_asked
from referral.actions.work import Done, Work, case_for, check_version
from referral.errors import (
    NotPermitted,
    OffThePath,
    StaleCase,
)
from referral.rules import approvals
from referral.rules.acts import Act
from referral.rules.approvals import Requirement
from referral.rules.facts import Approver
from referral.rules.pathway import CompiledPathway, take
from referral.rules.quorums import hours_of, requirement
from workflows.vocabulary import (
    EntryType,
    JointKind,
    Role,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer from a seat: to exactly this content."""

    content: str
    """SHA-256 of what the actor saw, 64 hexadecimal digits."""
    seat: str | None = None
    """Left out: the first empty seat that the actor may take."""


def ask_step(
    work: Work,
    case_id: UUID,
    request: StepRequest,
    invited: tuple[UUID, ...] = (),
    *,
    expects: int | None,
) -> Done:
    """Ask the others for a step that several people decide.

    Everything but the seats must allow it already: nobody is asked for nothing.

    Args:
        work: The act under way.
        case_id: The case.
        request: What would be done, exactly.
        invited: Organisations asked to fill a seat, beside those that know the case.
        expects: The version of the case that the asker saw.

    Raises:
        OffThePath: if the step needs nobody else, or as `take` says.
    """
    case = case_for(work, case_id, Act.ASK_TOGETHER, expects=expects)
    compiled, facts = compiled_for(work, case), case_facts(work, case)
    quorum = compiled.pathway.quorum(_quorum_of(compiled, request.step))
    hours = hours_of(compiled.pathway, quorum.within)
    seats = requirement(quorum, facts.person, hours)
    given = given_with(work, request, _everybody(seats))
    take(compiled, request.step, facts, work.asker(case), given)
    step_seats(work, case, request.step, facts, given)
    content = content_of(work, case, request)
    kind = JointKind.TAKE_STEP
    wanted = Wanted(kind, request.step, content, seats, invited=invited)
    return _done(begin(work, case, wanted))


def _everybody(seats: Requirement) -> tuple[Approver, ...]:
    """Somebody in each seat, to see whether anything else is missing."""
    return tuple(
        Approver(seat.name, frozenset(Role(word) for word in seat.words))
        for seat in seats.seats
    )


def _quorum_of(compiled: CompiledPathway, step: str) -> str:
    found = compiled.steps[step][1].quorum if step in compiled.steps else None
    if found is None:
        raise OffThePath("Nobody else has to agree to this step.")
    return found


def approve_joint(
    work: Work, joint_id: UUID, answer: Answer, *, expects: int | None
) -> Done:
    """Say yes from a seat. What was asked for is done by a further act.

    A ground needs nothing further: with the last yes it is confirmed.
    """
    held = joint_for(work, joint_id, Act.ANSWER_TOGETHER)
    check_version(held.row.version, expects)
    who = member(work)
    if check := _CHECKED_BY.get(held.row.kind):
        check(work, held)
    check_by_two(work, held)
    seat = answer.seat or seat_or_refuse(held.joint, who)
    joint = approvals.approve(held.joint, who, seat, answer.content, work.now)
    ready = approvals.standing(joint, work.now) is approvals.Standing.READY
    if held.row.kind is JointKind.CONFIRM_GROUND and ready:
        joint = approvals.execute(joint, joint.content, work.now)
    keep(work, held, joint, EntryType.JOINT_ACT_APPROVED)
    _raise_version(work, held)
    return _done(held)


def _check_receives_nothing(work: Work, held: Held) -> None:
    """Refuse a yes from whoever is told something on this very ground.

    Raises:
        NotPermitted: naming what has to be: another organisation.
    """
    here = work.actor.organisation_id
    told = {held.content.get("recipient_id")} - {None}
    if held.case and held.row.about:
        told |= {str(each) for each in told_on(work, held.case, held.row.about)}
    if str(here) in told:
        raise NotPermitted(
            "Whoever is told something on this ground cannot confirm it.",
            missing=("another_organisation",),
        )


_CHECKED_BY: Mapping[JointKind, Callable[[Work, Held], None]] = {
    JointKind.CONFIRM_GROUND: _check_receives_nothing,
    JointKind.EXPORT_TIMELINE: check_may_agree,
    JointKind.LIFT_CONFLICT: check_from_elsewhere,
    JointKind.GIVE_ROLE: check_gives_another,
}
"""What more is asked of whoever says yes."""


def refuse_joint(
    work: Work, joint_id: UUID, answer: Answer, *, expects: int | None
) -> Done:
    """Say no from a seat: it is over. What rested on a ground that was refused ends."""
    held = joint_for(work, joint_id, Act.ANSWER_TOGETHER)
    check_version(held.row.version, expects)
    who = member(work)
    seat = answer.seat or seat_or_refuse(held.joint, who)
    joint = approvals.refuse(held.joint, who, seat, answer.content, work.now)
    keep(work, held, joint, EntryType.JOINT_ACT_REFUSED)
    if held.row.kind is JointKind.CONFIRM_GROUND and held.case and held.row.about:
        recall_resting(work, held.case, str(held.row.about))
    _raise_version(work, held)
    return _done(held)


def _raise_version(work: Work, held: Held) -> None:
    """What may rest on a ground changes the case; asking and answering do not."""
    if held.row.kind is JointKind.CONFIRM_GROUND and held.case:
        held.case.version += 1
        work.unit.session.add(held.case)


def withdraw_joint(work: Work, joint_id: UUID, *, expects: int | None) -> Done:
    """Take the asking back, before anything was done."""
    held = joint_for(work, joint_id, Act.ANSWER_TOGETHER)
    check_version(held.row.version, expects)
    joint = approvals.withdraw(held.joint, str(work.actor.id), work.now)
    keep(work, held, joint, EntryType.JOINT_ACT_WITHDRAWN)
    return _done(held)


def execute_joint(work: Work, joint_id: UUID, *, expects: int | None) -> Done:
    """Do it: once, by whoever asked or approved, on the case as it is now.

    Raises:
        NotPermitted: if the actor neither asked nor approved.
        StaleCase: if the case walks another pathway version than was approved.
        Refusal: as `take` says; then it stays ready and may be tried again.
    """
    held = joint_for(work, joint_id, Act.ANSWER_TOGETHER)
    check_version(held.row.version, expects)
    took_part = {held.joint.asked_by, *(each.actor_id for each in held.joint.approvals)}
    if str(work.actor.id) not in took_part:
        raise NotPermitted(missing=("asked_or_approved",))
    if held.row.kind is JointKind.TAKE_STEP:
        return _take_together(work, held)
    joint = approvals.execute(held.joint, held.joint.content, work.now)
    check_still_seated(held, approvers(work, held))
    check_by_two(work, held)
    details = _DONE_BY[held.row.kind](work, held)
    keep(work, held, joint, EntryType.JOINT_ACT_EXECUTED)
    done = _done(held)
    return replace(done, details={**done.details, **details})


def _publish(work: Work, held: Held) -> Mapping[str, Any]:
    publish_asked(work, held.content)
    return {}


def _retire(work: Work, held: Held) -> Mapping[str, Any]:
    retire_asked(work, held.content)
    return {}


def _acknowledge(work: Work, held: Held) -> Mapping[str, Any]:
    acknowledge_asked(work, held.content)
    return {}


_DONE_BY: Mapping[JointKind, Callable[[Work, Held], Mapping[str, Any]]] = {
    JointKind.PUBLISH_PATHWAY: _publish,
    JointKind.RETIRE_KEY_EPOCH: _retire,
    JointKind.ERASE_PERSON: erase_asked,
    JointKind.LIFT_HOLD: lift_asked,
    JointKind.ACKNOWLEDGE_FORK: _acknowledge,
    JointKind.EXPORT_TIMELINE: only_drawn,
    JointKind.LIFT_CONFLICT: lift_conflict_asked,
    JointKind.MARK_CANARY: mark_asked,
    JointKind.UNLOCK_ACTOR: unlock_asked,
    JointKind.GIVE_ROLE: give_asked,
    JointKind.GIVE_KEY: key_asked,
    JointKind.LIST_RECIPIENT_KEY: recipient_key_asked,
    JointKind.REGISTER_WEBHOOK: not_by_execution,
}
"""What is done once everybody has agreed; each answers what else is told of it."""


def _take_together(work: Work, held: Held) -> Done:
    case, request = held.case, request_of(held.content)
    if case is None or request.step not in compiled_for(work, case).steps:
        raise StaleCase
    check_not_awaited(work, case, request.step)
    now = digest_of(content_of(work, case, request))
    joint = approvals.execute(held.joint, now, work.now)
    done = carry_out(work, case, request, approvers(work, held))
    keep(work, held, joint, EntryType.JOINT_ACT_EXECUTED)
    return done


def review_exception(work: Work, joint_id: UUID, *, expects: int | None) -> Done:
    """Look at an act that went first and was not confirmed: the right is given back."""
    held = joint_for(work, joint_id, Act.REVIEW_EXCEPTION)
    check_version(held.row.version, expects)
    joint = approvals.review(held.joint, member(work), work.now)
    keep(work, held, joint, EntryType.EXCEPTION_REVIEWED)
    return _done(held)


def _done(held: Held) -> Done:
    details = {"content": held.joint.content, "empty_seats": held.joint.empty_seats}
    return Done("joint_act", held.row.id, held.row.version, details=details)
