"""Somebody's place is lost: an entry, and a line until they have arrived elsewhere.

Every way in which a service closes leads here, of one offer or of all that it had.
"""

from uuid import UUID

from referral.actions.alarms import raise_alarm
from referral.actions.departures import open_cases
from referral.actions.work import Work
from referral.records.alarms import alarms_about
from referral.records.cases import Case, case_by_id
from referral.records.chains import Happening
from referral.records.organisations import service
from referral.records.referrals import Referral, cases_covered
from workflows.vocabulary import EntryType, ExceptionKind

_LOST = ExceptionKind.PLACE_LOST


def ask_for_places(work: Work, referral: Referral) -> list[Case]:
    """Ask for another place for everybody an offer covers whose case is open.

    A line stands with whoever holds the case and with the coordinators: once for one
    offer, however often its service is suspended or closed.

    Returns:
        Their cases.
    """
    session, cases = work.unit.session, whose_place(work, referral)
    with work.unit.beyond():
        asked = service(session, referral.service_id)
        standing = alarms_about(session, referral.id)
        told = {line.case_id for line in standing if line.kind is _LOST}
        fields = {"service_type": asked.service_type if asked else ""}
        needed = Happening(EntryType.PLACE_NEEDED, fields, about=referral.id)
        for case in cases:
            work.enter(case, needed)
    for case in cases:
        if case.id not in told:
            holder = case.holder_id
            raise_alarm(work, _LOST, case.id, about=referral.id, also=holder)
    return cases


def whose_place(work: Work, referral: Referral) -> list[Case]:
    """The open cases that an offer covers, in a fixed order, each locked."""
    session = work.unit.session
    with work.unit.beyond():
        rows = cases_covered(session, referral.id)
        found = [case_by_id(session, row.case_id, lock=True) for row in rows]
        return open_cases(work, [case for case in found if case is not None])


def end_places_lost(work: Work, referral_id: UUID) -> None:
    """Who lives there stays: what asked for another place for them ends."""
    with work.unit.beyond():
        for line in alarms_about(work.unit.session, referral_id):
            if line.kind is _LOST:
                line.ended_at = work.now
                work.unit.session.add(line)
