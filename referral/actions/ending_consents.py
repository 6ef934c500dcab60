"""Answers that end soon, or ended lately, and that nothing has taken the place of.

What rests on such an answer stops opening at that moment: a shelter that houses
somebody reads about their medication no more. So whoever holds the case is told before,
in time to ask again. The person may also want it so: then nothing is to be done.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from referral.actions.facts import answers_at, person_facts
from referral.actions.work import Work
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.consents import Consent, Span, ending_in_cases_of
from referral.rules.acts import Act
from referral.rules.consent import ANY_SERVICE, in_force
from referral.rules.facts import ConsentInForce
from workflows.vocabulary import EntryType

BEFORE = timedelta(days=2)
"""How long before its end an answer is told of."""
AFTER = timedelta(days=7)
"""How long after its end it is told of still."""
_JUST = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class EndingConsent:
    """An answer with an end, in a case that the organisation holds."""

    id: UUID
    case_id: UUID
    code: str
    ends_at: datetime
    over: bool


def list_ending_consents(work: Work, limit: int) -> list[EndingConsent]:
    """What has to be asked anew, the first end first; one entry in all."""
    work.check(Act.LIST_NOTICES)
    span = work.now - AFTER, work.now + BEFORE
    here = work.actor.organisation_id
    found = list(islice(_asked_by(work, here, span), limit))
    fields = {"list": "ending_consents", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found


def _asked_by(work: Work, holder: UUID, span: Span) -> Iterator[EndingConsent]:
    """Cases of a holder with an answer that leaves a gap, each once: its first end."""
    told: set[UUID] = set()
    for row, case in ending_in_cases_of(work.unit.session, holder, span):
        end = row.expires_at
        if end is None or case.id in told or not _leaves_a_gap(work, case, row, end):
            continue
        told.add(case.id)
        yield EndingConsent(row.id, case.id, case.code, end, end <= work.now)


def _leaves_a_gap(work: Work, case: Case, row: Consent, end: datetime) -> bool:
    """True if it counted to its end, and nothing said since covers as much."""
    person = person_facts(work, case)
    counted = in_force(answers_at(work, case, min(work.now, end - _JUST)), person)
    mine = next((each for each in counted if each.id == str(row.id)), None)
    if mine is None:
        return False
    return not _covered(
        mine, in_force(answers_at(work, case, max(work.now, end)), person)
    )


def _covered(mine: ConsentInForce, later: Iterable[ConsentInForce]) -> bool:
    return any(
        each.purpose is mine.purpose
        and each.recipient_id == mine.recipient_id
        and each.recipient_class in (mine.recipient_class, ANY_SERVICE)
        and each.compartments >= mine.compartments
        for each in later
    )
