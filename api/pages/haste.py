"""Somebody needs a bed now: one short page, and the case is open."""

from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Response

from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, Sent, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.pages.recording import fact_lists
from api.shapes_contact import InHaste
from referral.actions.work import Done
from referral.errors import NotPermitted
from referral.rules.acts import Act
from workflows.minimal_consent import minimal_consent

router = APIRouter()
NOW = f"{PREFIX}/cases/new/now"
MINIMAL = "minimal_consent"


@router.get(NOW)
async def bed_now(page: PageDep) -> Response:
    """Safety, and the least that is asked before a bed is asked for."""
    return await _draw(page, Draft(), 200)


async def _draw(page: Page, draft: Draft, code: int) -> Response:
    if not page.may(Act.OPEN_CASE):
        raise NotPermitted
    return page.show(
        "contact_now.html",
        code,
        draft=draft,
        read_aloud=minimal_consent().say,
        legal_grounds=labels.choices("legal_ground"),
        views=labels.choices("child_view"),
        duty_phone=page.mechanism.duty_phone,
        **fact_lists(),
    )


@router.post(NOW)
async def open_now(page: PageDep) -> Response:
    """Open the case, and go on to the bed."""
    form = _asked(await sent(page.request))

    async def act(new: InHaste) -> Done:
        now = await in_thread(page.mechanism.now)
        return await in_thread(
            page.mechanism.open_first_contact,
            page.actor,
            new.contact(now),
            form.request,
        )

    def then(done: Done) -> str:
        return back_to(f"{PREFIX}/cases/{done.id}/bed", "contact_opened")

    return await page.settle(form, InHaste, act, then, partial(_draw, page))


def _asked(form: Sent) -> Sent:
    """How the short question was asked counts only with a yes to it."""
    values = form.draft.values
    if form.again or f"{MINIMAL}.agrees" in values:
        return form
    left = {name: said for name, said in values.items() if not _of_minimal(name)}
    return replace(form, stated=left)


def _of_minimal(name: str) -> bool:
    return name.partition(".")[0] == MINIMAL
