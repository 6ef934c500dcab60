"""Keys of a partner's machine, and what was asked of a coordinator, on pages."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api.pages.directory import DIRECTORY
from api.pages.directory_actors import ACTOR, ActorId, Nothing, show_actor
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes_machine_keys import NewMachineKey
from referral.actions.work import Done
from referral.errors import NotFound
from referral.rules.machine_scope import LONGEST_OVERLAP

router = APIRouter()
KeyId = Annotated[UUID, Path(description="The key")]
JointId = Annotated[UUID, Path(description="The joint act")]
RENEWED = timedelta(days=90)


@router.post(f"{ACTOR}/keys")
async def ask_key(page: PageDep, actor_id: ActorId) -> Response:
    """Ask a coordinator to agree to a key."""
    form = await sent(page.request)

    async def act(new: NewMachineKey) -> Done:
        mechanism, asked = page.mechanism, (page.actor, actor_id)
        lasts, scope, key = new.lifetime(), new.scope(), form.request
        if public := new.public():
            register = mechanism.register_signing_key
            return await in_thread(register, *asked, public, lasts, scope, key)
        return await in_thread(mechanism.issue_key, *asked, lasts, scope, key)

    def then(_: Done) -> str:
        return back_to(f"{DIRECTORY}/actors/{actor_id}", "key_asked")

    show = partial(show_actor, page, actor_id)
    return await page.settle(form, NewMachineKey, act, then, show)


@router.post(f"{ACTOR}/keys/{{key_id}}/following")
async def follow_key(page: PageDep, actor_id: ActorId, key_id: KeyId) -> Response:
    """Make the key that follows, shown on this answer alone."""
    follow, actor = page.mechanism.follow_key, page.actor
    act = partial(follow, actor, key_id, RENEWED, LONGEST_OVERLAP)
    return await _told(page, actor_id, act)


@router.post(f"{ACTOR}/keys/{{key_id}}/revoking")
async def revoke_key(page: PageDep, actor_id: ActorId, key_id: KeyId) -> Response:
    """End a key."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        revoke = page.mechanism.revoke_key
        return await in_thread(revoke, page.actor, key_id, form.request)

    def then(_: Done) -> str:
        return back_to(f"{DIRECTORY}/actors/{actor_id}", "key_revoked")

    show = partial(show_actor, page, actor_id)
    return await page.settle(form, Nothing, act, then, show)


@router.post(f"{DIRECTORY}/asked/{{joint_id}}/key")
async def fetch_key(page: PageDep, joint_id: JointId) -> Response:
    """The key that a coordinator has agreed to, shown on this answer alone."""
    about = await _about(page, joint_id)
    return await _told(
        page, about, partial(page.mechanism.fetch_key, page.actor, joint_id)
    )


@router.post(f"{DIRECTORY}/asked/{{joint_id}}/taking-back")
async def take_back(page: PageDep, joint_id: JointId) -> Response:
    """Take back what was asked of a coordinator."""
    form = await sent(page.request)
    about = await _about(page, joint_id)

    async def act(_: Nothing) -> Done:
        back = page.mechanism.take_back
        return await in_thread(back, page.actor, joint_id, form.request)

    def then(_: Done) -> str:
        return back_to(_page_of(about), "taken_back")

    return await page.settle(form, Nothing, act, then, partial(_show, page, about))


async def _about(page: Page, joint_id: UUID) -> UUID | None:
    """The actor that something is about which was asked and has not ended."""
    found = await in_thread(page.mechanism.asked, page.actor)
    return next((each.about for each in found if each.id == joint_id), None)


def _page_of(about: UUID | None) -> str:
    return f"{DIRECTORY}/actors/{about}" if about else DIRECTORY


async def _show(page: Page, about: UUID | None, draft: Draft, code: int) -> Response:
    if about is None:
        raise NotFound
    return await show_actor(page, about, draft, code)


async def _told(page: Page, about: UUID | None, act: Callable[[], Done]) -> Response:
    form = await sent(page.request)

    async def do() -> Response:
        done = await in_thread(act)
        key = done.details["key"]
        return page.show("machine_key.html", key=key, to=_page_of(about))

    return await page.attempt(form, do, partial(_show, page, about))
