"""What an organisation may keep no more or was told wrongly: that it says so."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api.pages.entrance import PREFIX
from api.pages.forms import sent
from api.pages.frame import PageDep, back_to, in_thread
from api.pages.work import show_work
from api.shapes import Shape
from referral.actions.work import Done

router = APIRouter()


class KeptNothing(Shape):
    """A form that is only a button."""


@router.post(f"{PREFIX}/deletions/{{disclosure_id}}")
async def confirm_deletion(
    page: PageDep, disclosure_id: Annotated[UUID, Path(description="The sealed copy")]
) -> Response:
    """Say that nothing was kept of a sealed copy that ended."""
    form = await sent(page.request)

    async def act(_: KeptNothing) -> Done:
        return await in_thread(
            page.mechanism.confirm_deletion, page.actor, disclosure_id, form.request
        )

    show = partial(show_work, page)
    return await page.settle(form, KeptNothing, act, _then, show)


def _then(_: Done) -> str:
    return back_to(PREFIX, "deleted")


@router.post(f"{PREFIX}/corrections/{{correction_id}}")
async def note_correction(
    page: PageDep,
    correction_id: Annotated[UUID, Path(description="The entry of the correction")],
) -> Response:
    """Say that a correction is known."""
    form = await sent(page.request)

    async def act(_: KeptNothing) -> Done:
        return await in_thread(
            page.mechanism.note_correction, page.actor, correction_id, form.request
        )

    def then(_: Done) -> str:
        return back_to(PREFIX, "correction_noted")

    show = partial(show_work, page)
    return await page.settle(form, KeptNothing, act, then, show)


@router.post(f"{PREFIX}/restriction-notices/{{restriction_id}}")
async def note_restriction(
    page: PageDep,
    restriction_id: Annotated[UUID, Path(description="The restriction")],
) -> Response:
    """Say that what is restricted is kept and not used."""
    form = await sent(page.request)

    async def act(_: KeptNothing) -> Done:
        return await in_thread(
            page.mechanism.note_restriction, page.actor, restriction_id, form.request
        )

    def then(_: Done) -> str:
        return back_to(PREFIX, "restriction_noted")

    show = partial(show_work, page)
    return await page.settle(form, KeptNothing, act, then, show)
