"""A body without an account confirms an act: asked for, answered once, done then.

Whoever asks is told a token, once, and hands it on themselves: it leaves by no channel
of ours. Who has it says yes, no, or later; a yes is followed in the same transaction,
on the case as it is then and in the name of whoever asked, if they still may.
"""

from uuid import UUID

from referral.actions.asked_step import content_of
from referral.actions.facts import case_facts, compiled_for
from referral.actions.grounds import step_seats
from referral.actions.joint import Held, Wanted, begin, digest_of, joint_for, keep
from referral.actions.protect import StepRequest, given_with
from referral.actions.waiting_outside import check_not_awaited, overdue
from referral.actions.work import Done, Work, case_for, check_version
from referral.errors import AlreadyAnswered, NotHolder, OffThePath
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.joint_acts import acts_under_way
from referral.records.outside_tokens import OutsideToken, tokens_of
from referral.rules import approvals, outside
from referral.rules.acts import Act
from referral.rules.facts import Approver
from referral.rules.pathway import OUTSIDE, take
from referral.vault.one_time import new_outside_token, outside_digest
from workflows.outside import OutsideConfirmation
from workflows.vocabulary import EntryType, JointKind, Relation

_KIND = JointKind.CONFIRM_OUTSIDE
_RESPONSIBLE = frozenset({Relation.HOLDER, Relation.COORDINATOR})


def ask_outside(
    work: Work, case_id: UUID, request: StepRequest, *, expects: int | None
) -> Done:
    """Ask a body outside to confirm a step; the token is told in this answer alone.

    Everything else must allow the step already. What was asked before, and lapsed or
    was refused, ends with it.

    Raises:
        OffThePath: if nobody outside confirms this step; while somebody is asked.
        Refusal: as `take` says.
    """
    case = case_for(work, case_id, Act.ASK_TOGETHER, expects=expects)
    named = _named(work, case, request.step)
    _end_what_is_over(work, case)
    check_not_awaited(work, case, request.step)
    facts, me = case_facts(work, case), work.actor
    given = given_with(
        work,
        request,
        (Approver(str(me.id), me.roles, asks=True),),
        confirmed_outside=True,
    )
    take(compiled_for(work, case), request.step, facts, work.asker(case), given)
    step_seats(work, case, request.step, facts, given)
    content = content_now(work, case, request, named)
    held = begin(work, case, Wanted(_KIND, request.step, content, outside.seats()))
    return _with_token(work, held, named.body)


def content_now(
    work: Work, case: Case, request: StepRequest, named: OutsideConfirmation
) -> dict[str, object]:
    """What would be done, from where, on which facts, confirmed by whom."""
    return {**content_of(work, case, request), "confirmation": named.name}


def _named(work: Work, case: Case, step: str) -> OutsideConfirmation:
    named = compiled_for(work, case).pathway.confirmed_outside(step)
    if named is None:
        raise OffThePath("Nobody outside has to confirm this step.")
    return named


def _end_what_is_over(work: Work, case: Case) -> None:
    for row in acts_under_way(work.unit.session, case.id, _KIND):
        token = tokens_of(work.unit.session, row.id)[0]
        if overdue(token, work.now) is not None:
            _end(work, joint_for(work, row.id, Act.ANSWER_TOGETHER))


def renew_outside(work: Work, joint_id: UUID, *, expects: int | None) -> Done:
    """Another token in place of one that was lost: that one opens nothing any more.

    It lasts no longer than the one before.

    Raises:
        OffThePath: if nothing waits for a body outside here.
    """
    held = _asked(work, joint_id, expects)
    if approvals.standing(held.joint, work.now) is not approvals.Standing.WAITING:
        raise AlreadyAnswered("Nothing waits for an answer here: ask anew.")
    named = _named(work, _case(held), held.joint.act)
    _replace_tokens(work, held)
    return _with_token(work, held, named.body)


def take_back_outside(work: Work, joint_id: UUID, *, expects: int | None) -> Done:
    """Ask no more: whoever is responsible for the case, or coordinates, says so.

    It is how a refusal, or a silence, is taken note of.
    """
    held = _asked(work, joint_id, expects)
    _end(work, held)
    return Done("joint_act", held.row.id, held.row.version)


def _asked(work: Work, joint_id: UUID, expects: int | None) -> Held:
    held = joint_for(work, joint_id, Act.ANSWER_TOGETHER)
    check_version(held.row.version, expects)
    if held.row.kind is not _KIND:
        raise OffThePath("Nobody outside was asked for this.")
    if not work.asker(_case(held)).relations & _RESPONSIBLE:
        raise NotHolder
    return held


def _end(work: Work, held: Held) -> None:
    joint = outside.take_back(held.joint, work.now)
    _replace_tokens(work, held)
    keep(work, held, joint, EntryType.JOINT_ACT_WITHDRAWN)
    held.row.ended_at = work.now
    work.unit.session.add(held.row)


def _replace_tokens(work: Work, held: Held) -> None:
    for row in tokens_of(work.unit.session, held.row.id):
        row.replaced_at = row.replaced_at or work.now
        work.unit.session.add(row)


def _with_token(work: Work, held: Held, body: str) -> Done:
    """Make a token, tell it, and keep its digest."""
    token, ends_at = new_outside_token(), held.row.ends_at
    if ends_at is None or held.row.case_id is None:
        raise OffThePath
    row = OutsideToken(
        id=work.new_id(),
        joint_act_id=held.row.id,
        case_id=held.row.case_id,
        digest=outside_digest(token),
        made_at=work.now,
        ends_at=ends_at,
    )
    work.unit.session.add(row)
    fields = {"joint_act": str(held.row.id)}
    made = Happening(EntryType.OUTSIDE_TOKEN_MADE, fields, about=row.id)
    work.enter(_case(held), made)
    details = {
        "token": token,
        "body": body,
        "ends_at": ends_at.isoformat(),
        "content": held.joint.content,
    }
    return Done("joint_act", held.row.id, held.row.version, details=details)


def _case(held: Held) -> Case:
    if held.case is None:
        raise OffThePath
    return held.case


def approved_by(work: Work, held: Held, token: OutsideToken, content: str) -> None:
    """Note the yes of a token, and that it is done now, on exactly this content."""
    who = approvals.Member(str(token.id), "", frozenset({OUTSIDE}))
    agreed = approvals.approve(held.joint, who, OUTSIDE, held.joint.content, work.now)
    keep(work, held, agreed, EntryType.JOINT_ACT_APPROVED)
    done = approvals.execute(agreed, content, work.now)
    keep(work, held, done, EntryType.JOINT_ACT_EXECUTED)


def refused_by(work: Work, held: Held, token: OutsideToken) -> None:
    """Note the no of a token. It stands until whoever asked has taken note of it."""
    who = approvals.Member(str(token.id), "", frozenset({OUTSIDE}))
    joint = approvals.refuse(held.joint, who, OUTSIDE, held.joint.content, work.now)
    keep(work, held, joint, EntryType.JOINT_ACT_REFUSED)
    held.row.ended_at = None
    work.unit.session.add(held.row)


def digest_now(work: Work, held: Held, request: StepRequest) -> str:
    """SHA-256 of what would be done on the case as it is."""
    case = _case(held)
    return digest_of(content_now(work, case, request, _named(work, case, request.step)))
