"""What alarms and broken glasses put into an inbox and onto the coordinator's list."""

from collections.abc import Iterator

from referral.actions.admitting import broken_of
from referral.actions.list_lines import ExceptionView, NoticeView
from referral.actions.work import Work
from referral.records.alarms import alarms_for
from referral.records.glass import glasses_unreviewed
from referral.records.organisations import label_of
from referral.rules.breaking_glass import REVIEW_WITHIN
from workflows.vocabulary import ExceptionKind, NoticeKind

_TO_THE_HOLDER = {
    ExceptionKind.GLASS_BROKEN: NoticeKind.GLASS_BROKEN,
    ExceptionKind.NO_PLACE_FITS: NoticeKind.NO_PLACE_FITS,
    ExceptionKind.PLACE_LOST: NoticeKind.PLACE_LOST,
}
"""What stands in the inbox of whoever holds the case, too."""


def notices_of_access(work: Work, limit: int) -> list[NoticeView]:
    """What stands about a case that the organisation holds."""
    here = work.actor.organisation_id
    return [
        NoticeView(
            id=alarm.id,
            kind=_TO_THE_HOLDER[alarm.kind].value,
            referral_id=None,
            code=code or "",
            at=alarm.at,
            answer_by=None,
            case_id=alarm.case_id,
        )
        for alarm, _, code in alarms_for(work.unit.session, here, limit)
        if alarm.kind in _TO_THE_HOLDER
        and alarm.case_id is not None
        and not work.kept_away(alarm.case_id)
    ]


def exceptions_of_access(work: Work) -> Iterator[ExceptionView]:
    """Alarms that nobody has dealt with, and glasses that nobody looked at in time."""
    session, here = work.unit.session, work.actor.organisation_id
    for alarm, acted, code in alarms_for(session, here):
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
