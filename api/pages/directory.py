"""Who takes part: the list, and one organisation from admission to its end."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes_directory import BodyNaming, ClosingBody, NewBody
from referral.actions.directory import BodyView
from referral.actions.work import Done
from referral.errors import NotFound

router = APIRouter()
DIRECTORY = f"{PREFIX}/directory"
BODY = f"{DIRECTORY}/organisations/{{organisation_id}}"
BodyId = Annotated[UUID, Path(description="The organisation")]


async def bodies_of(page: Page) -> tuple[BodyView, ...]:
    """Every organisation, as whoever looks may see it."""
    return await in_thread(page.mechanism.directory, page.actor)


async def _body(page: Page, body_id: UUID) -> BodyView:
    for body in await bodies_of(page):
        if body.id == body_id:
            return body
    raise NotFound


@router.get(DIRECTORY)
async def directory_page(page: PageDep) -> Response:
    """Every organisation with everybody who acts for it."""
    return await show_directory(page, Draft(), 200)


async def show_directory(page: Page, draft: Draft, code: int) -> Response:
    """The same; `draft` says what stood in the way of a button on it."""
    return page.show("directory.html", code, bodies=await bodies_of(page), draft=draft)


@router.get(f"{DIRECTORY}/organisations/new")
async def new_body_page(page: PageDep) -> Response:
    """The form for an organisation that takes part from now on."""
    return await _show_new_body(page, Draft(), 200)


async def _show_new_body(page: Page, draft: Draft, code: int) -> Response:
    await bodies_of(page)
    return page.show(
        "directory_body_new.html",
        code,
        draft=draft,
        kinds=labels.choices("organisation_kind"),
        regimes=labels.choices("regime"),
        regions=labels.choices("region"),
    )


@router.post(f"{DIRECTORY}/organisations/new")
async def admit_body(page: PageDep) -> Response:
    """Let an organisation take part."""
    form = await sent(page.request)

    async def act(new: NewBody) -> Done:
        return await in_thread(
            page.mechanism.admit_organisation,
            page.actor,
            new.body(),
            request=form.request,
        )

    def then(done: Done) -> str:
        return back_to(f"{DIRECTORY}/organisations/{done.id}", "admitted")

    return await page.settle(form, NewBody, act, then, partial(_show_new_body, page))


@router.get(BODY)
async def body_page(page: PageDep, organisation_id: BodyId) -> Response:
    """One organisation, who acts for it, and what can be done."""
    return await _show_body(page, organisation_id, Draft(), 200)


async def _show_body(page: Page, body_id: UUID, draft: Draft, code: int) -> Response:
    return await show_body(page, body_id, draft, code, "directory_body.html")


async def show_body(  # every page about one organisation
    page: Page, body_id: UUID, draft: Draft, code: int, name: str, **words: object
) -> Response:
    """A page about one organisation."""
    return page.show(
        name,
        code,
        body=await _body(page, body_id),
        draft=draft,
        regions=labels.choices("region"),
        **words,
    )


@router.post(f"{BODY}/naming")
async def name_body(page: PageDep, organisation_id: BodyId) -> Response:
    """Call an organisation otherwise."""
    form = await sent(page.request)

    async def act(naming: BodyNaming) -> Done:
        return await in_thread(
            page.mechanism.change_organisation,
            page.actor,
            organisation_id,
            naming.change(),
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{DIRECTORY}/organisations/{organisation_id}", "changed")

    show = partial(_show_body, page, organisation_id)
    return await page.settle(form, BodyNaming, act, then, show)


@router.get(f"{BODY}/closing")
async def closing_page(page: PageDep, organisation_id: BodyId) -> Response:
    """What would end with an organisation, before it does."""
    return await _show_closing(page, organisation_id, Draft(), 200)


async def _show_closing(page: Page, body_id: UUID, draft: Draft, code: int) -> Response:
    found = await in_thread(page.mechanism.preview_closing, page.actor, body_id)
    return page.show("directory_closing.html", code, closing=found, draft=draft)


@router.post(f"{BODY}/closing")
async def close_body(page: PageDep, organisation_id: BodyId) -> Response:
    """Let an organisation take part no more."""
    form = await sent(page.request)

    async def act(closing: ClosingBody) -> Done:
        return await in_thread(
            page.mechanism.end_organisation,
            page.actor,
            organisation_id,
            closing.seen,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(DIRECTORY, "ended")

    show = partial(_show_closing, page, organisation_id)
    return await page.settle(form, ClosingBody, act, then, show)
