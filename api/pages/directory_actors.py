"""One actor: admitted, named, given roles and taken them, and how they leave."""

from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api.pages import labels
from api.pages.directory import DIRECTORY, bodies_of
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes import Shape
from api.shapes_directory import ActorNaming, LeavingActor, NewColleague, RoleGiven
from referral.actions.directory import ActorView, BodyView
from referral.actions.machine_keys import KeyView
from referral.actions.work import Done
from referral.errors import NotFound
from referral.rules.acts import Act
from referral.rules.machine_scope import acts_of
from workflows.vocabulary import ActorKind, Role

router = APIRouter()
ACTOR = f"{DIRECTORY}/actors/{{actor_id}}"
ActorId = Annotated[UUID, Path(description="The actor")]
RoleWord = Annotated[Role, Path(description="The role")]
_OF_THE_SYSTEM = ("system",)


class Nothing(Shape):
    """A form that only has a button."""


async def _actor(page: Page, actor_id: UUID) -> tuple[BodyView, ActorView]:
    for body in await bodies_of(page):
        for actor in body.actors:
            if actor.id == actor_id:
                return body, actor
    raise NotFound


@router.get(f"{DIRECTORY}/actors/new")
async def new_actor_page(page: PageDep) -> Response:
    """The form for somebody who acts for an organisation from now on."""
    return await _show_new_actor(page, Draft(), 200)


async def _show_new_actor(page: Page, draft: Draft, code: int) -> Response:
    bodies = await bodies_of(page)
    return page.show(
        "directory_actor_new.html",
        code,
        draft=draft,
        bodies={str(body.id): body.label for body in bodies if body.active},
        kinds=labels.choices("actor_kind"),
        roles=labels.choices("role", but=_OF_THE_SYSTEM),
    )


@router.post(f"{DIRECTORY}/actors/new")
async def admit_actor(page: PageDep) -> Response:
    """Admit somebody, and ask a coordinator for their roles."""
    form = await sent(page.request)

    async def act(new: NewColleague) -> Done:
        return await in_thread(
            page.mechanism.admit_actor, page.actor, new.actor(), request=form.request
        )

    def then(done: Done) -> str:
        return back_to(f"{DIRECTORY}/actors/{done.id}", "roles_asked")

    show = partial(_show_new_actor, page)
    return await page.settle(form, NewColleague, act, then, show)


@router.get(ACTOR)
async def actor_page(page: PageDep, actor_id: ActorId) -> Response:
    """One actor with their roles, and what can be done."""
    return await show_actor(page, actor_id, Draft(), 200)


async def show_actor(page: Page, actor_id: UUID, draft: Draft, code: int) -> Response:
    """One actor, with the keys of a machine and what was asked for them."""
    body, found = await _actor(page, actor_id)
    asked = await in_thread(page.mechanism.asked, page.actor)
    keys: list[KeyView] = []
    acts: list[Act] = []
    if found.kind == ActorKind.MACHINE:
        keys = await in_thread(page.mechanism.machine_keys, page.actor, actor_id)
        acts = sorted(acts_of(frozenset(map(Role, found.roles))))
    had = (*found.roles, *found.waiting, *_OF_THE_SYSTEM)
    return page.show(
        "directory_actor.html",
        code,
        body=body,
        one=found,
        draft=draft,
        roles=labels.choices("role", but=had),
        asked=[each for each in asked if each.about == actor_id],
        keys=keys,
        acts={word.value: word.value for word in acts},
        openid=page.mechanism.has_openid,
    )


@router.post(f"{ACTOR}/first-password")
async def give_first_password(page: PageDep, actor_id: ActorId) -> Response:
    """Make a password for a first sign-in, shown on this answer alone."""
    form = await sent(page.request)

    async def do() -> Response:
        give = page.mechanism.give_first_password
        done = await in_thread(give, page.actor, actor_id)
        until = datetime.fromisoformat(done.details["until"])
        words = {"password": done.details["password"], "until": until}
        return page.show("first_password.html", actor_id=actor_id, **words)

    return await page.attempt(form, do, partial(show_actor, page, actor_id))


@router.post(f"{ACTOR}/naming")
async def name_actor(page: PageDep, actor_id: ActorId) -> Response:
    """Let somebody sign in under another name."""
    form = await sent(page.request)

    async def act(naming: ActorNaming) -> Done:
        return await in_thread(
            page.mechanism.rename_actor,
            page.actor,
            actor_id,
            naming.sign_in_name,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{DIRECTORY}/actors/{actor_id}", "changed")

    show = partial(show_actor, page, actor_id)
    return await page.settle(form, ActorNaming, act, then, show)


@router.post(f"{ACTOR}/roles")
async def give_role(page: PageDep, actor_id: ActorId) -> Response:
    """Ask a coordinator for one more role."""
    form = await sent(page.request)

    async def act(given: RoleGiven) -> Done:
        return await in_thread(
            page.mechanism.give_role,
            page.actor,
            actor_id,
            given.role,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{DIRECTORY}/actors/{actor_id}", "roles_asked")

    show = partial(show_actor, page, actor_id)
    return await page.settle(form, RoleGiven, act, then, show)


@router.post(f"{ACTOR}/roles/{{role}}/taking")
async def take_role(page: PageDep, actor_id: ActorId, role: RoleWord) -> Response:
    """Take a role away, at once."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        return await in_thread(
            page.mechanism.take_role, page.actor, actor_id, role, request=form.request
        )

    def then(_: Done) -> str:
        return back_to(f"{DIRECTORY}/actors/{actor_id}", "role_taken")

    show = partial(show_actor, page, actor_id)
    return await page.settle(form, Nothing, act, then, show)


@router.get(f"{ACTOR}/departure")
async def departure_page(page: PageDep, actor_id: ActorId) -> Response:
    """What somebody would leave behind, before they leave."""
    return await _show_departure(page, actor_id, Draft(), 200)


async def _show_departure(
    page: Page, actor_id: UUID, draft: Draft, code: int
) -> Response:
    found = await in_thread(page.mechanism.preview_departure, page.actor, actor_id)
    return page.show("directory_departure.html", code, departure=found, draft=draft)


@router.post(f"{ACTOR}/departure")
async def end_actor(page: PageDep, actor_id: ActorId) -> Response:
    """Let somebody in no more, and say who takes over."""
    form = await sent(page.request)

    async def act(leaving: LeavingActor) -> Done:
        return await in_thread(
            page.mechanism.end_actor,
            page.actor,
            actor_id,
            leaving.leaving(),
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(DIRECTORY, "ended")

    show = partial(_show_departure, page, actor_id)
    return await page.settle(form, LeavingActor, act, then, show)
