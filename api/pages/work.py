"""My work: what waits for somebody, first of all; and the lists behind it."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import CursorDep, cursor
from api.pages.entrance import PREFIX
from api.pages.frame import Page, PageDep, in_thread
from referral.actions.read import CaseView
from referral.actions.read_lists import ExceptionView
from referral.actions.read_offers import OfferView
from referral.rules.permissions import Act

PER_PAGE = 25
FIRST = 6
"""Cases shown on "My work" itself."""
_WAITING = frozenset({"offered", "question", "accepted_by_telephone"})
_CAME_BACK = frozenset({"declined", "expired", "no_show", "returned", "recalled"})

router = APIRouter()


def stage_labels(page: Page) -> dict[str, dict[str, str]]:
    """The labels of stages by track and word, as the pathway has them."""
    return {
        track.name.value: {stage.name: stage.label for stage in track.stages}
        for track in page.mechanism.pathway.tracks
    }


async def _offers(page: Page, after: UUID | None = None) -> list[OfferView]:
    if not page.may(Act.LIST_OFFERS):
        return []
    return await in_thread(
        page.mechanism.offers, page.actor, after=after, limit=PER_PAGE
    )


async def _cases(page: Page, after: UUID | None, limit: int) -> list[CaseView]:
    if not page.may(Act.LIST_CASES):
        return []
    return await in_thread(page.mechanism.cases, page.actor, after=after, limit=limit)


async def _standing(page: Page) -> list[ExceptionView]:
    if not page.may(Act.LIST_EXCEPTIONS):
        return []
    return await in_thread(page.mechanism.exceptions, page.actor, limit=PER_PAGE)


def _of(
    offers: Sequence[OfferView], side: str, stages: frozenset[str]
) -> list[OfferView]:
    """Offers on one side in some stages, the first due first."""
    found = [one for one in offers if one.side == side and one.stage in stages]
    return sorted(found, key=lambda one: (one.answer_by is None, one.answer_by))


@router.get(PREFIX)
async def my_work(page: PageDep) -> Response:
    """What waits for this actor, and the newest cases."""
    offers = await _offers(page)
    cases = await _cases(page, None, FIRST)
    now = await in_thread(page.mechanism.now)
    return page.show(
        "work.html",
        standing=await _standing(page),
        can_watch=page.may(Act.LIST_EXCEPTIONS),
        answers=_of(offers, "addressee", _WAITING),
        arrivals=_of(offers, "addressee", frozenset({"accepted"})),
        waiting=_of(offers, "sender", _WAITING),
        came_back=_of(offers, "sender", _CAME_BACK)[:FIRST],
        cases=cases,
        now=now,
        stages=stage_labels(page),
        can_list=page.may(Act.LIST_CASES),
        can_open=page.may(Act.OPEN_CASE),
        can_offer=page.may(Act.LIST_OFFERS),
    )


@router.get(f"{PREFIX}/cases")
async def list_cases(page: PageDep, after: CursorDep) -> Response:
    """A page of the cases this actor may know of, newest first."""
    found = await in_thread(
        page.mechanism.cases, page.actor, after=after, limit=PER_PAGE
    )
    more = cursor(found[-1].id) if len(found) == PER_PAGE else None
    return page.show("cases.html", cases=found, more=more, stages=stage_labels(page))


@router.get(f"{PREFIX}/offers")
async def list_offers(page: PageDep, after: CursorDep) -> Response:
    """A page of offers asked of us and made by us, newest first."""
    found = await in_thread(
        page.mechanism.offers, page.actor, after=after, limit=PER_PAGE
    )
    more = cursor(found[-1].id) if len(found) == PER_PAGE else None
    now = await in_thread(page.mechanism.now)
    return page.show("offers.html", offers=found, more=more, now=now)
