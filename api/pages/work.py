"""My work: what waits for somebody, first of all; and the lists behind it."""

from dataclasses import fields
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import CursorDep, cursor
from api.pages import filters, labels
from api.pages.entrance import PREFIX
from api.pages.filters import Chosen, chosen
from api.pages.finding import may_find
from api.pages.forms import Draft
from api.pages.frame import Page, PageDep, in_thread
from api.views_services import listed
from referral.actions.choices import OrganisationView
from referral.rules.acts import Act
from referral.rules.filters import Filtered
from workflows.vocabulary import Track

PER_PAGE = 25
router = APIRouter()


@router.get(PREFIX)
async def my_work(page: PageDep) -> Response:
    """What waits for this actor, and the newest cases."""
    return await show_work(page, Draft(), 200)


async def show_work(page: Page, draft: Draft, status: int) -> Response:
    """The same; `draft` says what stood in the way of a button on it."""
    found = await in_thread(page.mechanism.my_work, page.actor)
    parts = {each.name: getattr(found, each.name) for each in fields(found)}
    now, zone = await in_thread(page.mechanism.now), page.mechanism.pathway.time_zone
    parts["own_places"] = [listed(one, now, zone) for one in found.own_places]
    return page.show(
        "work.html",
        status,
        **parts,
        whereabouts=labels.choices("whereabouts"),
        can_hear=page.may(Act.READ_FEEDBACK, "finder"),
        behind=await in_thread(page.mechanism.behind),
        can_watch=page.may(Act.LIST_EXCEPTIONS),
        now=now,
        can_reassign=page.may(Act.REASSIGN_CASES, "holder", "coordinator"),
        can_offer=page.may(Act.MAKE_OFFER, "holder"),
        can_see_permissions=page.may(Act.READ_PERMISSIONS),
        can_list=page.may(Act.LIST_CASES),
        can_open=page.may(Act.OPEN_CASE),
        can_search=page.may(Act.SEARCH),
        can_find=may_find(page),
        can_see_processing=page.may(Act.READ_PROCESSING),
        draft=draft,
        purposes=labels.choices("purpose"),
    )


@router.get(f"{PREFIX}/cases")
async def list_cases(page: PageDep, after: CursorDep) -> Response:
    """A page of the cases this actor may know of, newest first."""
    narrowed = await chosen(page, Filtered.CASES)
    return await _list_cases(page, narrowed, after, Draft(), 200)


async def _list_cases(
    page: Page, narrowed: Chosen, after: UUID | None, draft: Draft, code: int
) -> Response:
    found = await in_thread(
        page.mechanism.cases,
        page.actor,
        after=after,
        limit=PER_PAGE,
        words=narrowed.words,
    )
    bodies: list[OrganisationView] = []
    if page.may(Act.LIST_EXCEPTIONS):  # who sees every case narrows by who holds it
        bodies = await in_thread(page.mechanism.organisations, page.actor)
    stages = page.mechanism.pathway.track(Track.PROTECTION).stages
    return page.show(
        "cases.html",
        code,
        cases=found,
        more=cursor(found[-1].id) if len(found) == PER_PAGE else None,
        chosen=narrowed,
        options={
            "stage": {stage.name: stage.label for stage in stages},
            "organisation": {str(each.id): each.label for each in bodies},
            "days": dict(filters.SPANS),
        },
        draft=draft,
    )


async def _show(page: Page, narrowed: Chosen, draft: Draft, code: int) -> Response:
    return await _list_cases(page, narrowed, None, draft, code)


filters.SHOWN[Filtered.CASES] = _show


@router.get(f"{PREFIX}/offers")
async def list_offers(page: PageDep, after: CursorDep) -> Response:
    """A page of offers asked of us and made by us, newest first."""
    return await show_offers(page, after, Draft(), 200)


async def show_offers(
    page: Page, after: UUID | None, draft: Draft, status: int
) -> Response:
    """The same; `draft` says what stood in the way of a button on it."""
    found = await in_thread(
        page.mechanism.offers, page.actor, after=after, limit=PER_PAGE
    )
    more = cursor(found[-1].id) if len(found) == PER_PAGE else None
    now = await in_thread(page.mechanism.now)
    return page.show(
        "offers.html",
        status,
        offers=found,
        more=more,
        now=now,
        draft=draft,
        standing=[one for one in found if one.leaves_at],
    )
