"""What else an administrator does: unlock, unlink, list a service, mark a canary.

Each is the act that a command does, too, with the same second pair of eyes: what lets
somebody in or raises alarms is asked of a coordinator, who agrees under *Together*.
"""

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from api.pages import labels
from api.pages.choices import Choices
from api.pages.consent import Nothing
from api.pages.directory import BODY, DIRECTORY, BodyId, show_body, show_directory
from api.pages.directory_actors import ACTOR, ActorId, show_actor
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.pages.labels_administering import NOT_LINKED, NOT_LOCKED
from api.shapes import Code, Shape
from api.shapes_directory import Known
from referral.actions.work import Done
from referral.errors import AlreadyAnswered, NotFound
from referral.rules.spoken_code import read_code
from workflows.catalogues import service_types

router = APIRouter()


class NewCanary(Shape):
    """The short code of a made-up case."""

    code: str = Field(min_length=1, max_length=40)


class NewService(Shape):
    """A service of an organisation that can be asked from now on."""

    service_type: str = Field(min_length=1, max_length=64)
    label: Known
    region: Code | None = None


@router.post(f"{ACTOR}/unlocking")
async def ask_unlocking(page: PageDep, actor_id: ActorId) -> Response:
    """Ask a coordinator to let somebody in again who was locked out."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        ask = page.mechanism.ask_unlocking
        try:
            return await in_thread(ask, page.actor, actor_id, request=form.request)
        except NotFound:
            raise AlreadyAnswered(NOT_LOCKED) from None

    def then(_: Done) -> str:
        return back_to(f"{DIRECTORY}/actors/{actor_id}", "unlocking_asked")

    show = partial(show_actor, page, actor_id)
    return await page.settle(form, Nothing, act, then, show)


@router.post(f"{ACTOR}/unlinking")
async def unlink(page: PageDep, actor_id: ActorId) -> Response:
    """Let somebody come from their provider no more; what they opened so ends."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        end = page.mechanism.unlink_openid
        try:
            return await in_thread(end, page.actor, actor_id, request=form.request)
        except NotFound:
            raise AlreadyAnswered(NOT_LINKED) from None

    def then(_: Done) -> str:
        return back_to(f"{DIRECTORY}/actors/{actor_id}", "openid_unlinked")

    show = partial(show_actor, page, actor_id)
    return await page.settle(form, Nothing, act, then, show)


@router.get(f"{BODY}/services/new")
async def new_service_page(page: PageDep, organisation_id: BodyId) -> Response:
    """The form for a service that can be asked."""
    return await _show_new_service(page, organisation_id, Draft(), 200)


async def _show_new_service(
    page: Page, body_id: UUID, draft: Draft, code: int
) -> Response:
    named = {name: labels.label("service", name) for name in service_types()}
    kinds, form = Choices("service", named), "directory_service_new.html"
    return await show_body(page, body_id, draft, code, form, kinds=kinds)


@router.post(f"{BODY}/services/new")
async def list_service(page: PageDep, organisation_id: BodyId) -> Response:
    """Put a service onto the list of those that can be asked."""
    form = await sent(page.request)

    async def act(new: NewService) -> Done:
        return await in_thread(
            page.mechanism.list_service,
            page.actor,
            organisation_id,
            new.service_type,
            new.label,
            new.region or "",
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{DIRECTORY}/organisations/{organisation_id}", "service_listed")

    show = partial(_show_new_service, page, organisation_id)
    return await page.settle(form, NewService, act, then, show)


@router.post(f"{DIRECTORY}/canaries")
async def ask_canary(page: PageDep) -> Response:
    """Ask a coordinator to mark a made-up case: whoever opens it raises an alarm."""
    form = await sent(page.request)

    async def act(new: NewCanary) -> Done:
        ask = page.mechanism.ask_canary
        code = read_code(new.code)
        return await in_thread(ask, page.actor, code, request=form.request)

    def then(_: Done) -> str:
        return back_to(DIRECTORY, "canary_asked")

    return await page.settle(form, NewCanary, act, then, partial(show_directory, page))
