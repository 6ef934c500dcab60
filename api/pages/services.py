"""The directory of services with their places; asking of nobody; suspension."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes import Shape
from api.shapes_services import PlacesWanted, ServiceClosing
from api.views_services import ServiceMatches, listed, matches
from referral.actions.read_suspensions import SuspensionView
from referral.actions.suspending import NewSuspension
from referral.actions.work import Done
from referral.rules.acts import Act
from workflows.vocabulary import SuspensionExtent, SuspensionReason

router = APIRouter()
SERVICES = f"{PREFIX}/services"
ServiceId = Annotated[UUID, Path(description="The service")]


class SuspensionForm(Shape):
    """A suspension as the page asks for it: a span instead of a moment."""

    reason: SuspensionReason
    extent: SuspensionExtent
    days: Literal["1", "7", "30", "none"] = "none"

    def shape(self, service_id: UUID, now: datetime) -> NewSuspension:
        """As the action takes it."""
        days = None if self.days == "none" else timedelta(days=int(self.days))
        until = now + days if days else None
        return NewSuspension(self.reason, self.extent, service_id, until=until)


class Nothing(Shape):
    """A button and nothing else."""


@router.get(SERVICES)
async def services_page(page: PageDep) -> Response:
    """Every service with what it states and told."""
    return await show_services(page, Draft(), 200)


async def show_services(
    page: Page,
    draft: Draft,
    code: int,
    *,
    found: ServiceMatches | None = None,
    tried: str = "",
) -> Response:
    """The same; `found` is what was asked for, of nobody."""
    seen = await in_thread(page.mechanism.service_directory, page.actor)
    now, zone = await in_thread(page.mechanism.now), page.mechanism.pathway.time_zone
    return page.show(
        "service_directory.html",
        code,
        services=[listed(one, now, zone) for one in seen],
        suspensions=await _suspensions(page),
        found=found,
        draft=draft,
        tried=tried,
        may_suspend=page.may(Act.SUSPEND_SERVICE),
        may_ask=page.may(Act.LIST_SERVICES),
        types={one.row.service_type for one in seen},
        choices=labels.choices,
    )


async def _suspensions(page: Page) -> list[SuspensionView]:
    if not page.may(Act.SUSPEND_SERVICE):
        return []
    return await in_thread(page.mechanism.suspensions, page.actor)


@router.post(f"{SERVICES}/asking")
async def ask_places(page: PageDep) -> Response:
    """Ask for a place by coded words, of nobody; nothing of it is in an address."""
    form = await sent(page.request)

    async def do() -> Response:
        wanted = form.read(PlacesWanted).wanted()
        seen = await in_thread(page.mechanism.ask_places, page.actor, wanted)
        found = matches(seen, await in_thread(page.mechanism.now))
        return await show_services(page, form.draft, 200, found=found)

    return await page.attempt(form, do, partial(show_services, page))


@router.post(f"{SERVICES}/{{service_id}}/suspension")
async def suspend(page: PageDep, service_id: ServiceId) -> Response:
    """Let a service take nobody from now on."""
    form = await sent(page.request)
    now = await in_thread(page.mechanism.now)

    async def act(asked: SuspensionForm) -> Done:
        new = asked.shape(service_id, now)
        return await in_thread(
            page.mechanism.suspend, page.actor, new, request=form.request
        )

    of = str(service_id)
    alias = {name: f"{name}-{of}" for name in ("reason", "extent", "days")}
    show = partial(show_services, page, tried=of)
    return await page.settle(form, SuspensionForm, act, _back("suspended"), show, alias)


def _back(word: str) -> Callable[[Done], str]:
    return partial(_to_services, word)


def _to_services(word: str, done: Done) -> str:
    _ = done
    return back_to(SERVICES, word)


@router.post(f"{SERVICES}/suspensions/{{suspension_id}}/lifting")
async def lift_suspension(
    page: PageDep,
    suspension_id: Annotated[UUID, Path(description="The suspension")],
) -> Response:
    """Let a service be asked again."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        return await in_thread(
            page.mechanism.lift_suspension,
            page.actor,
            suspension_id,
            request=form.request,
        )

    then, show = _back("suspension_lifted"), partial(show_services, page)
    return await page.settle(form, Nothing, act, then, show)


@router.post(f"{SERVICES}/{{service_id}}/closing")
async def close_service(page: PageDep, service_id: ServiceId) -> Response:
    """Let a service take part no more."""
    form = await sent(page.request)

    async def act(closing: ServiceClosing) -> Done:
        return await in_thread(
            page.mechanism.close_service,
            page.actor,
            service_id,
            closing.reason,
            request=form.request,
        )

    of = str(service_id)
    then, show = _back("service_closed"), partial(show_services, page, tried=of)
    alias = {"reason": f"why-{of}"}
    return await page.settle(form, ServiceClosing, act, then, show, alias)
