"""My work: what waits for somebody, first of all; and the lists behind it."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import CursorDep, cursor
from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.finding import may_find
from api.pages.forms import Draft
from api.pages.frame import Page, PageDep, in_thread
from api.pages.plans import tasks_of
from api.pages.questions import waiting
from api.pages.standing import first_lines
from referral.actions.correction_notices import CorrectionNotice
from referral.actions.deletions import DeletionView
from referral.actions.ending_consents import EndingConsent
from referral.actions.own_codes import WaitingView
from referral.actions.read import CaseView
from referral.actions.read_lists import NoticeView
from referral.actions.read_work import WorkList
from referral.actions.restriction_notices import RestrictionNotice
from referral.actions.stalled_handovers import StalledHandovers
from referral.rules.acts import Act

PER_PAGE = 25
FIRST = 6
"""Cases shown on "My work" itself."""
router = APIRouter()


async def _work(page: Page) -> WorkList | None:
    if not page.may(Act.LIST_OFFERS):
        return None
    return await in_thread(page.mechanism.work_list, page.actor, limit=PER_PAGE)


async def _stalled_handovers(page: Page) -> StalledHandovers | None:
    if not page.may(Act.LIST_OFFERS):
        return None
    return await in_thread(page.mechanism.stalled_handovers, page.actor, limit=PER_PAGE)


async def _cases(page: Page, after: UUID | None, limit: int) -> list[CaseView]:
    if not page.may(Act.LIST_CASES):
        return []
    return await in_thread(page.mechanism.cases, page.actor, after=after, limit=limit)


async def _deletions(page: Page) -> list[DeletionView]:
    if not page.may(Act.CONFIRM_DELETION):
        return []
    return await in_thread(page.mechanism.deletions, page.actor, limit=PER_PAGE)


async def _corrections(page: Page) -> list[CorrectionNotice]:
    if not page.may(Act.NOTE_CORRECTION):
        return []
    return await in_thread(page.mechanism.corrections, page.actor, limit=PER_PAGE)


async def _restrictions(page: Page) -> list[RestrictionNotice]:
    if not page.may(Act.NOTE_RESTRICTION):
        return []
    return await in_thread(page.mechanism.restriction_notices, page.actor)


async def _ending(page: Page) -> list[EndingConsent]:
    if not page.may(Act.LIST_NOTICES):
        return []
    return await in_thread(page.mechanism.ending_consents, page.actor, limit=PER_PAGE)


async def _messages(page: Page) -> list[WaitingView]:
    if not page.may(Act.LIST_NOTICES):
        return []
    mechanism = page.mechanism
    return await in_thread(mechanism.messages_waiting, page.actor, limit=PER_PAGE)


async def _placeless(page: Page) -> list[NoticeView]:
    """Cases of one's own for whom a place is needed, whoever waits longest first."""
    if not page.may(Act.LIST_NOTICES):
        return []
    return await in_thread(page.mechanism.needing_place, page.actor)


@router.get(PREFIX)
async def my_work(page: PageDep) -> Response:
    """What waits for this actor, and the newest cases."""
    return await show_work(page, Draft(), 200)


async def show_work(page: Page, draft: Draft, status: int) -> Response:
    """The same; `draft` says what stood in the way of a button on it."""
    return page.show(
        "work.html",
        status,
        work=await _work(page),
        stalled_handovers=await _stalled_handovers(page),
        whereabouts=labels.choices("whereabouts"),
        can_hear=page.may(Act.READ_FEEDBACK, "finder"),
        tasks=await tasks_of(page),
        questions=await waiting(page),
        messages=await _messages(page),
        placeless=await _placeless(page),
        ending=await _ending(page),
        standing=await first_lines(page),
        behind=await in_thread(page.mechanism.behind),
        can_watch=page.may(Act.LIST_EXCEPTIONS),
        cases=await _cases(page, None, FIRST),
        now=await in_thread(page.mechanism.now),
        can_reassign=page.may(Act.REASSIGN_CASES, "holder", "coordinator"),
        can_offer=page.may(Act.MAKE_OFFER, "holder"),
        can_see_permissions=page.may(Act.READ_PERMISSIONS),
        can_list=page.may(Act.LIST_CASES),
        can_open=page.may(Act.OPEN_CASE),
        can_search=page.may(Act.SEARCH),
        can_find=may_find(page),
        can_see_processing=page.may(Act.READ_PROCESSING),
        draft=draft,
        deletions=await _deletions(page),
        corrections=await _corrections(page),
        restrictions=await _restrictions(page),
        purposes=labels.choices("purpose"),
    )


@router.get(f"{PREFIX}/cases")
async def list_cases(page: PageDep, after: CursorDep) -> Response:
    """A page of the cases this actor may know of, newest first."""
    found = await in_thread(
        page.mechanism.cases, page.actor, after=after, limit=PER_PAGE
    )
    more = cursor(found[-1].id) if len(found) == PER_PAGE else None
    return page.show("cases.html", cases=found, more=more)


@router.get(f"{PREFIX}/offers")
async def list_offers(page: PageDep, after: CursorDep) -> Response:
    """A page of offers asked of us and made by us, newest first."""
    found = await in_thread(
        page.mechanism.offers, page.actor, after=after, limit=PER_PAGE
    )
    more = cursor(found[-1].id) if len(found) == PER_PAGE else None
    now = await in_thread(page.mechanism.now)
    return page.show("offers.html", offers=found, more=more, now=now)
