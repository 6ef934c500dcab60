"""Looking at an organisation's inbox; and every line of the coordinator's list.

Looking ends nothing: a line stands until what it is about has ended.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from referral.actions.joint import opened
from referral.actions.list_lines import ExceptionView, NoticeView
from referral.actions.overdue_mail import exceptions_of_mail
from referral.actions.overdue_tasks import exceptions_of_plans
from referral.actions.read_alarms import exceptions_of_access, notices_of_access
from referral.actions.retention import OverLine, over_cases
from referral.actions.silent_cases import silent_cases
from referral.actions.witnessing import QuorumState, quorum, standings
from referral.actions.work import Work
from referral.records.addresses import addresses_met
from referral.records.breaches import breaches_overdue
from referral.records.cases import case_by_id
from referral.records.chains import Happening
from referral.records.erasures import ErasureNow, open_erasures
from referral.records.joint_acts import not_confirmed
from referral.records.organisations import label_of
from referral.records.outbox import exceptions_standing, notices_of
from referral.records.referrals import cases_covered
from referral.rules.acts import Act
from referral.rules.approvals import suspended_since
from workflows.vocabulary import EntryType, ExceptionKind

__all__ = ["ExceptionView", "NoticeView", "everything_standing", "list_notices"]

MET_SHOWN = timedelta(days=14)
"""How long an address that was met stays on the coordinator's list."""


def list_notices(work: Work, limit: int) -> list[NoticeView]:
    """What stands in the inbox of the actor's organisation, newest first."""
    work.check(Act.LIST_NOTICES)
    session, here = work.unit.session, work.actor.organisation_id
    rows = notices_of(session, here, limit, work.away())
    told = notices_of_access(work)
    found = [
        NoticeView(
            id=notice.id,
            kind=notice.kind.value,
            referral_id=referral.id,
            code=referral.code,
            at=notice.at,
            answer_by=referral.answer_by,
        )
        for notice, referral in rows
    ]
    found = sorted([*told, *found], key=lambda line: line.at, reverse=True)[:limit]
    shown = Happening(EntryType.LIST_SHOWN, {"list": "notices", "shown": len(found)})
    work.enter(work.own_organisation(), shown)
    return found


def everything_standing(work: Work) -> list[ExceptionView]:
    """Every line of the coordinator's list, in no order: nothing is cut off here.

    The caller checks who asks, and writes the entry.
    """
    found = [
        *(*_of_offers(work), *_of_joint_acts(work)),
        *(*_of_records(work), *_of_witnesses(work), *_of_addresses(work)),
        *(*_unreadable(work), *_of_silences(work), *_of_breaches(work)),
        *exceptions_of_access(work),
        *exceptions_of_plans(work),
        *exceptions_of_mail(work),
    ]
    return [line for line in found if work.away().isdisjoint(line.case_ids)]


def _of_offers(work: Work) -> Iterator[ExceptionView]:
    session = work.unit.session
    for standing, referral, addressee in exceptions_standing(session):
        covered = cases_covered(session, referral.id)
        yield ExceptionView(
            id=standing.id,
            kind=standing.kind.value,
            referral_id=referral.id,
            joint_act_id=None,
            code=referral.code,
            since=standing.since,
            answer_by=referral.answer_by,
            sender_id=referral.sender_id,
            addressee_id=referral.addressee_id,
            organisation=addressee.label,
            case_ids=tuple(row.case_id for row in covered),
        )


def _of_joint_acts(work: Work) -> Iterator[ExceptionView]:
    """What went first and was refused, or not confirmed in time: computed, no row."""
    for row, case, acted in not_confirmed(work.unit.session):
        joint = opened(work, row)
        since = suspended_since(joint, work.now)
        if since is None:
            continue
        yield ExceptionView(
            id=row.id,
            kind=ExceptionKind.GROUND_UNCONFIRMED.value,
            referral_id=None,
            joint_act_id=row.id,
            code=case.code,
            since=since,
            answer_by=row.ends_at,
            sender_id=row.organisation_id,
            addressee_id=None,
            organisation=acted.label,
            case_ids=(case.id,),
        )


def _of_records(work: Work) -> Iterator[ExceptionView]:
    """Cases kept long enough, unless a hold keeps them; erasures that take too long."""
    for line in over_cases(work):
        if not line.held:
            kind = ExceptionKind.RETENTION_OVER
            yield _of_case(kind, line, line.over_at, line.holder_id, line.holder)
    for each in open_erasures(work.unit):
        if each.overdue(work.now):
            office, kind = work.own_organisation(), ExceptionKind.ERASURE_OVERDUE
            yield _of_case(kind, each, each.due_by, office.id, office.label)


def _of_case(
    kind: ExceptionKind,
    about: OverLine | ErasureNow,
    since: datetime,
    body: UUID,
    label: str,
) -> ExceptionView:
    return ExceptionView(
        id=about.case_id,
        kind=kind.value,
        referral_id=None,
        joint_act_id=None,
        code=about.code,
        since=since,
        answer_by=None,
        sender_id=body,
        addressee_id=None,
        organisation=label,
        case_ids=(about.case_id,),
    )


def _of_witnesses(work: Work) -> Iterator[ExceptionView]:
    """Witnesses that have not seen the newest entries for too long: computed."""
    office = work.own_organisation()
    asked = quorum(work.unit, work.house)
    if asked.state is QuorumState.ALARM and asked.unseen_since is not None:
        few = ExceptionKind.WITNESSES_TOO_FEW
        told = f"{asked.cosigned}/{asked.enough}"
        yield _of_log(work, few, told, asked.unseen_since, office.id)
    for each in standings(work.unit, work.house):
        if each.late and each.unseen_since is not None:
            late = ExceptionKind.WITNESS_LATE
            yield _of_log(work, late, each.name, each.unseen_since, office.id)


def _of_log(
    work: Work, kind: ExceptionKind, name: str, since: datetime, office: UUID
) -> ExceptionView:
    return ExceptionView(
        id=uuid5(work.house.keyring.tenant, name),
        kind=kind.value,
        referral_id=None,
        joint_act_id=None,
        code="",
        since=since,
        answer_by=None,
        sender_id=office,
        addressee_id=None,
        organisation=name,
        case_ids=(),
    )


def _of_addresses(work: Work) -> Iterator[ExceptionView]:
    """Whose texts told where a service is, in the last two weeks."""
    for met, body, where in addresses_met(work.unit.session, work.now - MET_SHOWN):
        yield ExceptionView(
            id=met.id,
            kind=ExceptionKind.ADDRESS_MET.value,
            referral_id=None,
            joint_act_id=None,
            code="",
            since=met.at,
            answer_by=None,
            sender_id=body.id,
            addressee_id=where.organisation_id,
            organisation=f"{body.label} · {where.label}",
            case_ids=(),
        )


def _unreadable(work: Work) -> Iterator[ExceptionView]:
    """Cases whose identity did not open when names were made searchable."""
    for case_id in sorted(work.house.names.unreadable):
        case = case_by_id(work.unit.session, case_id)
        if case is not None:
            yield ExceptionView(
                id=case.id,
                kind=ExceptionKind.RECORD_UNREADABLE.value,
                referral_id=None,
                joint_act_id=None,
                code=case.code,
                since=case.opened_at,
                answer_by=None,
                sender_id=case.holder_id,
                addressee_id=None,
                organisation=label_of(work.unit.session, case.holder_id) or "",
                case_ids=(case.id,),
            )


def _of_silences(work: Work) -> Iterator[ExceptionView]:
    """What should have left an entry and did not: computed, no row."""
    silent = list(silent_cases(work))
    session, bodies = work.unit.session, {each.waits_for for each in silent}
    labels = {body: label_of(session, body) or "" for body in bodies}
    for each in silent:
        yield ExceptionView(
            id=uuid5(each.case.id, f"{each.kind}:{each.about}"),
            kind=ExceptionKind(each.kind).value,
            referral_id=each.referral_id,
            joint_act_id=None,
            code=each.case.code,
            since=each.since,
            answer_by=None,
            sender_id=each.waits_for,
            addressee_id=each.waits_for if each.referral_id else None,
            organisation=labels[each.waits_for],
            case_ids=(each.case.id,),
            seq=each.seq,
            clock=each.clock,
        )


def _of_breaches(work: Work) -> Iterator[ExceptionView]:
    """Breaches whose authority should have been told by now: computed, no row."""
    for row in breaches_overdue(work.unit.session, work.now):
        yield ExceptionView(
            id=row.id,
            kind=ExceptionKind.BREACH_OVERDUE.value,
            referral_id=None,
            joint_act_id=None,
            code="",
            since=row.due_at,
            answer_by=None,
            sender_id=row.organisation_id,
            addressee_id=None,
            organisation=label_of(work.unit.session, row.organisation_id) or "",
            case_ids=(),
        )
