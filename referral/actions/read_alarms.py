"""What alarms and broken glasses put into an inbox and onto the coordinator's list."""

from collections.abc import Collection, Iterator

from referral.actions.admitting import broken_of
from referral.actions.departures import open_cases
from referral.actions.list_lines import ExceptionView, NoticeView
from referral.actions.work import Work
from referral.records.alarms import Alarm, alarms_for, alarms_of_held
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.glass import glasses_unreviewed
from referral.records.organisations import label_of
from referral.rules.acts import Act
from referral.rules.breaking_glass import REVIEW_WITHIN
from referral.rules.levers import PLACE_ASKED
from workflows.vocabulary import EntryType, ExceptionKind, NoticeKind

_TO_THE_HOLDER = {
    ExceptionKind.GLASS_BROKEN: NoticeKind.GLASS_BROKEN,
    ExceptionKind.NO_PLACE_FITS: NoticeKind.NO_PLACE_FITS,
    ExceptionKind.PLACE_LOST: NoticeKind.PLACE_LOST,
}
"""What stands in the inbox of whoever holds the case, too."""


def notices_of_access(
    work: Work, kinds: Collection[ExceptionKind] = frozenset(_TO_THE_HOLDER)
) -> list[NoticeView]:
    """What stands about cases that the organisation holds now, the oldest first.

    It goes with the responsibility: whoever holds a case is told, whoever held it not.
    """
    with work.unit.beyond():
        found = alarms_of_held(
            work.unit.session, work.actor.organisation_id, frozenset(kinds)
        )
    return [
        NoticeView(
            id=alarm.id,
            kind=_TO_THE_HOLDER[alarm.kind].value,
            referral_id=None,
            code=case.code,
            at=alarm.at,
            answer_by=None,
            case_id=case.id,
        )
        for alarm, case in found
        if not (work.kept_away(case.id) or _over(work, alarm, case))
    ]


def needing_place(work: Work) -> list[NoticeView]:
    """Cases of one's own for whom a place is needed, all of them; one entry."""
    work.check(Act.LIST_NOTICES)
    found = notices_of_access(work, PLACE_ASKED)
    shown = {"list": "needing_place", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, shown))
    return found


def _over(work: Work, alarm: Alarm, case: Case) -> bool:
    """True of a place that is asked for somebody whose case is closed or erased."""
    return alarm.kind in PLACE_ASKED and not open_cases(work, [case])


def exceptions_of_access(work: Work) -> Iterator[ExceptionView]:
    """Alarms that nobody has dealt with, and glasses that nobody looked at in time."""
    session, here = work.unit.session, work.actor.organisation_id
    for alarm, acted, code in alarms_for(session, here):
        case = session.get(Case, alarm.case_id) if alarm.case_id else None
        if case is not None and _over(work, alarm, case):
            continue
        yield ExceptionView(
            id=alarm.id,
            kind=alarm.kind.value,
            referral_id=None,
            joint_act_id=None,
            code=code or "",
            since=alarm.at,
            answer_by=None,
            sender_id=acted.id,
            addressee_id=None,
            organisation=acted.label,
            case_ids=(alarm.case_id,) if alarm.case_id else (),
        )
    for row, case in glasses_unreviewed(session, work.now - REVIEW_WITHIN.time):
        yield ExceptionView(
            id=row.id,
            kind=ExceptionKind.GLASS_UNREVIEWED.value,
            referral_id=None,
            joint_act_id=None,
            code=case.code,
            since=broken_of(row).review_due,
            answer_by=None,
            sender_id=row.organisation_id,
            addressee_id=None,
            organisation=label_of(session, row.organisation_id) or "",
            case_ids=(case.id,),
        )
