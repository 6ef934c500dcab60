"""Somebody's first page in one act: what waits, what is late, the newest cases.

Each part is what its own list answers, and is left out for whom the rules refuse it.
The page is one look and leaves one entry; it was a dozen, each signed and numbered.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from referral.actions import (
    correction_notices,
    deletions,
    drafts,
    ending_consents,
    own_codes,
    questions,
    read,
    read_alarms,
    read_work,
    restriction_notices,
    service_terms,
    stalled_handovers,
    standing,
    still_here,
    tasks,
)
from referral.actions.list_lines import NoticeView
from referral.actions.service_facts import Listed
from referral.actions.work import Work
from referral.records.chains import Happening
from referral.rules.acts import Act
from referral.rules.deciding import may
from workflows.vocabulary import EntryType, Relation

T = TypeVar("T")
MOST = 25
"""Lines of a list."""
QUESTIONS, LATE, CASES, TASKS = 25, 12, 6, 12
"""Lines that the first page shows of lists that have a page of their own."""


@dataclass(frozen=True, slots=True)
class MyWork:
    """What waits for one actor; None for lists that are not theirs to see."""

    work: read_work.WorkList | None
    stalled_handovers: stalled_handovers.StalledHandovers | None
    tasks: tasks.TaskList | None
    standing: standing.ExceptionList | None
    questions: list[questions.QuestionView]
    messages: list[own_codes.WaitingView]
    placeless: list[NoticeView]
    ending: list[ending_consents.EndingConsent]
    deletions: list[deletions.DeletionView]
    corrections: list[correction_notices.CorrectionNotice]
    restrictions: list[restriction_notices.RestrictionNotice]
    cases: list[read.CaseView]
    unfinished: list[drafts.DraftView]
    housed: tuple[still_here.HousedView, ...]
    own_places: list[Listed]


def my_work(work: Work) -> MyWork:
    """Everything on the first page; one entry."""
    quiet = replace(work, silent=True)

    def part(act: Act, make: Callable[..., T], otherwise: T, **words: int | None) -> T:
        return make(quiet, **words) if may(act, work.asker()) else otherwise

    offers, notices = Act.LIST_OFFERS, Act.LIST_NOTICES
    houses = may(Act.GIVE_SERVICE, work.asker_as(Relation.ADDRESSEE))
    found = MyWork(
        work=part(offers, read_work.list_work, None, limit=MOST),
        stalled_handovers=part(
            offers, stalled_handovers.list_stalled, None, limit=MOST
        ),
        tasks=part(Act.LIST_TASKS, tasks.list_tasks, None, limit=TASKS),
        standing=part(Act.LIST_EXCEPTIONS, standing.list_exceptions, None, limit=LATE),
        questions=part(
            Act.LIST_QUESTIONS, questions.list_questions, [], limit=QUESTIONS
        ),
        messages=part(notices, own_codes.list_waiting, [], limit=MOST),
        placeless=part(notices, read_alarms.needing_place, []),
        ending=part(notices, ending_consents.list_ending_consents, [], limit=MOST),
        deletions=part(Act.CONFIRM_DELETION, deletions.list_deletions, [], limit=MOST),
        corrections=part(
            Act.NOTE_CORRECTION, correction_notices.list_corrections, [], limit=MOST
        ),
        restrictions=part(
            Act.NOTE_RESTRICTION,
            restriction_notices.list_restriction_notices,
            [],
            limit=2 * MOST,
        ),
        cases=part(Act.LIST_CASES, read.list_cases, [], after=None, limit=CASES),
        unfinished=part(Act.OPEN_CASE, drafts.list_drafts, []),
        housed=still_here.list_housed(quiet, MOST) if houses else (),
        own_places=part(Act.TELL_CAPACITY, service_terms.own_services, []),
    )
    shown = {"list": "my_work", "shown": len(found.cases)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, shown))
    return found
