"""Signs that are written down after a case was opened in haste."""

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import CaseId
from api.pages import labels
from api.pages.case import CASE
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.pages.labels_contact import SIGNS
from api.shapes_contact import SignsSeen
from referral.actions.work import Done
from referral.errors import NotPermitted
from referral.rules.acts import Act

router = APIRouter()
LATER = f"{CASE}/signs"


@router.get(LATER)
async def signs_page(page: PageDep, case_id: CaseId) -> Response:
    """The form, empty: what was seen before is in the case."""
    return await _show(page, case_id, Draft(), 200)


async def _show(page: Page, case_id: UUID, draft: Draft, code: int) -> Response:
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    if not page.may(Act.RECORD_FACTS, *case.relations):
        raise NotPermitted
    return page.show(
        "signs.html",
        code,
        case=case,
        draft=draft,
        signs=SIGNS,
        disagreements=labels.choices("disagreement"),
    )


@router.post(LATER)
async def record_signs(page: PageDep, case_id: CaseId) -> Response:
    """Write them down, with what they read as."""
    form = await sent(page.request)

    async def act(new: SignsSeen) -> Done:
        return await in_thread(
            page.mechanism.record_signs,
            page.actor,
            case_id,
            tuple(new.indicators),
            new.disagrees,
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/cases/{case_id}", "signs")

    show = partial(_show, page, case_id)
    return await page.settle(form, SignsSeen, act, then, show)
