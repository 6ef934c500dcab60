"""Steps of the pathway: what is possible now, and taking one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from referral.actions.catalogue import authority, authority_needs
from referral.actions.conflicts import check_not_in_conflict
from referral.actions.coverage import IDENTIFYING
from referral.actions.disclose import prepare, release
from referral.actions.facts import case_facts, compiled_for
from referral.actions.grounds import ask_step_confirmation, to_hand_in
from referral.actions.nameless import leave_nameless
from referral.actions.waiting_outside import check_not_awaited, stopped_outside
from referral.actions.work import Asked, Done, Work, case_for
from referral.errors import Malformed
from referral.records.cases import Case, CaseParty
from referral.records.chains import Happening
from referral.records.organisations import organisation
from referral.rules.acts import Act
from referral.rules.disclosure import plan
from referral.rules.explain import StepAnswer, explain
from referral.rules.facts import Approver, CaseFacts, Given
from referral.rules.pathway import Move, take
from referral.rules.refusal import is_nameless
from referral.rules.restriction import grounds_of
from workflows.vocabulary import (
    Compartment,
    DecisionReason,
    EntryType,
    LegalGround,
    Outcome,
    Relation,
    ReopenReason,
)


@dataclass(frozen=True, slots=True)
class StepRequest:
    """What an actor hands in with a step."""

    step: str
    reason: str | None = field(default=None, repr=False)
    outcome: Outcome | None = None
    recipient_id: UUID | None = None
    legal_ground: LegalGround | None = None
    reason_code: DecisionReason | None = None
    reopen_reason: ReopenReason | None = None
    """Why a closed case is opened again, in a word of the pathway."""


def explain_steps(work: Work, case_id: UUID) -> tuple[StepAnswer, ...]:
    """Every step of the case's pathway: possible or not for this actor, and why."""
    case = case_for(work, case_id, Act.READ_WAYS)
    answers = explained(work, case)
    shown = {"steps": len(answers)}
    work.enter(case, Happening(EntryType.LIST_SHOWN, shown))
    return answers


def explained(work: Work, case: Case) -> tuple[StepAnswer, ...]:
    """The same of a case that the actor may know of; the caller writes the entry."""
    facts = case_facts(work, case)
    told = explain(compiled_for(work, case), facts, work.asker(case), work.now)
    mine = to_hand_in(work, case)
    return tuple(
        replace(each, lifted_by=tuple(g for g in each.lifted_by if g in mine))
        for each in stopped_outside(work, case, told)
    )


def take_step(
    work: Work, case_id: UUID, request: StepRequest, *, expects: int | None
) -> Done:
    """Take one step: the pathway decides, the entry says so.

    Raises:
        StepNotOnPath, GuardNotMet, WrongRole, CaseClosed: as the pathway says.
        ConsentMissing: if the step discloses more than consent or ground cover.
        UseRestricted: if it discloses what is only kept.
        OffThePath: while a body outside is asked about this track.
        NotPermitted: for a ground that the actor may not use, as `step_seats` says.
    """
    case = case_for(work, case_id, Act.TAKE_STEP, expects=expects)
    check_not_awaited(work, case, request.step)
    me = Approver(str(work.actor.id), work.actor.roles, asks=True)
    return carry_out(work, case, request, (me,))


def given_with(
    work: Work,
    request: StepRequest,
    approvers: tuple[Approver, ...],
    *,
    confirmed_outside: bool = False,
) -> Given:
    """What was handed in with a step, as the rules read it."""
    return Given(
        at=work.now,
        reason=request.reason,
        outcome=request.outcome,
        recipient_id=str(request.recipient_id) if request.recipient_id else None,
        legal_ground=request.legal_ground,
        reason_code=request.reason_code,
        approvers=approvers,
        confirmed_outside=confirmed_outside,
    )


def carry_out(
    work: Work,
    case: Case,
    request: StepRequest,
    approvers: tuple[Approver, ...],
    *,
    indicators: int | None = None,
    confirmed_outside: bool = False,
) -> Done:
    """Take a step with the agreement of these people; `take_step` says what it raises.

    Whoever takes it alone is the one who agrees. A step to a record without
    identifying fields leaves nothing else: `indicators` signs, or those of the case.
    A ground that stands in for consent waits for its confirmation by somebody else.
    """
    facts = case_facts(work, case)
    given = given_with(work, request, approvers, confirmed_outside=confirmed_outside)
    compiled = compiled_for(work, case)
    move = take(compiled, request.step, facts, work.asker(case), given)
    setattr(case, move.track.value, move.to_stage)
    case.version += 1
    work.unit.session.add(case)
    work.enter(case, _happening(move, request))
    asked = ask_step_confirmation(work, case, move.step, facts, given)
    if move.discloses and request.recipient_id:
        _notify(work, case, facts, move, request.recipient_id)
    stages: Mapping[str, str] = {
        track.value: stage for track, stage in case.stages().items()
    }
    details: dict[str, Any] = {"stages": dict(stages)}
    if asked:
        details["joint_act"] = str(asked)
    if is_nameless(compiled, move.track, move.to_stage):
        details |= leave_nameless(work, case, facts.person, indicators)
    return Done("case", case.id, case.version, details=details)


def _happening(move: Move, request: StepRequest) -> Happening:
    fields = {
        "step": move.step,
        "reason": request.reason,
        "outcome": request.outcome.value if request.outcome else None,
        "recipient": str(request.recipient_id) if request.recipient_id else None,
        "legal_ground": request.legal_ground.value if request.legal_ground else None,
        "reason_code": request.reason_code.value if request.reason_code else None,
        "reopen_reason": request.reopen_reason and request.reopen_reason.value,
    }
    return Happening(
        EntryType.STEP_TAKEN,
        {name: value for name, value in fields.items() if value is not None},
        track=move.track,
        from_stage=move.from_stage,
        to_stage=move.to_stage,
    )


def _notify(work: Work, case: Case, facts: CaseFacts, move: Move, named: UUID) -> None:
    """A step that tells an authority: a sealed copy, released at once.

    What it rests on is what was recorded, never a ground that was only handed in.
    """
    body = organisation(work.unit.session, named)
    if body is None or not body.active:
        fault = ("/recipient_id", "unknown_organisation")
        raise Malformed("This organisation is not known.", faults=(fault,))
    check_not_in_conflict(work, case, body.id)
    needs = authority_needs(frozenset(Compartment(word) for word in move.discloses))
    planned = plan(needs, facts.consents, authority(body), IDENTIFYING)
    grounds = grounds_of(facts, planned.rests_on)
    told = Asked(frozenset(planned.fields), grounds=frozenset(grounds))
    work.check_on(case.id, Act.TAKE_STEP, told)
    work.unit.session.add(
        CaseParty(
            id=work.new_id(),
            case_id=case.id,
            organisation_id=body.id,
            relation=Relation.AUTHORITY,
            since=work.now,
        )
    )
    release(work, case, prepare(work, case, planned, body.id, None))
