"""The places of one's own services, told in one tap."""

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Response

from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes_services import CapacityTold
from api.views_services import listed
from referral.actions.work import Done

router = APIRouter()
CAPACITY = f"{PREFIX}/capacity"


@router.get(CAPACITY)
async def capacity_page(page: PageDep) -> Response:
    """The own services with their places, each with what can be tapped."""
    return await _show(page, Draft(), 200)


async def _show(page: Page, draft: Draft, code: int, tried: str = "") -> Response:
    found = await in_thread(page.mechanism.own_services, page.actor)
    now, zone = await in_thread(page.mechanism.now), page.mechanism.pathway.time_zone
    return page.show(
        "capacity.html",
        code,
        services=[listed(one, now, zone) for one in found],
        draft=draft,
        tried=tried,
        kinds=labels.choices("place_kind"),
    )


@router.post(f"{CAPACITY}/{{service_id}}")
async def tell_capacity(page: PageDep, service_id: UUID) -> Response:
    """Tell the places of one kind at one of the own services."""
    form = await sent(page.request)

    async def act(told: CapacityTold) -> Done:
        return await in_thread(
            page.mechanism.tell_capacity,
            page.actor,
            service_id,
            told.kind,
            told.total,
            told.free,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(
            PREFIX if form.own.get("_back") == "work" else CAPACITY, "capacity"
        )

    show = partial(_show, page, tried=str(service_id))
    of = str(service_id)
    alias = {name: f"{name}-{of}" for name in ("kind", "total", "free")}
    return await page.settle(form, CapacityTold, act, then, show, alias)
