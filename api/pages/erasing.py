"""How long a case is kept: retention, legal holds, erasure by two people."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api.dependencies import CaseId
from api.pages import labels
from api.pages.case import CASE
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes_erasing import NewErasure, NewLegalHold, NewLifting
from api.views_erasing import Retention
from referral.actions.work import Done
from referral.rules.acts import Act

router = APIRouter()
RETENTION = f"{CASE}/retention"
TOGETHER = f"{PREFIX}/together"
HoldId = Annotated[UUID, Path(description="The legal hold")]
SHOWN = 200


@router.get(f"{PREFIX}/retention")
async def list_retention(page: PageDep) -> Response:
    """What has to be decided, and which erasures are not complete."""
    found = await in_thread(page.mechanism.retention_list, page.actor, limit=SHOWN)
    now = await in_thread(page.mechanism.now)
    return page.show("retention_list.html", found=found, now=now)


@router.get(RETENTION)
async def retention_page(page: PageDep, case_id: CaseId) -> Response:
    """How long one case is kept, and the forms of whoever may change that."""
    return await _show(page, case_id, Draft(), 200)


async def _show(page: Page, case_id: UUID, draft: Draft, code: int) -> Response:
    found = await in_thread(page.mechanism.case_retention, page.actor, case_id)
    left = found.erasure is None
    return page.show(
        "retention.html",
        code,
        case=found,
        kept=Retention.of(found),
        draft=draft,
        may_hold=left and page.may(Act.SET_HOLD, *found.relations),
        may_erase=left and page.may(Act.ASK_ERASURE, *found.relations),
        reasons=labels.choices("reason"),
        erasure_reasons=labels.choices("erasure_reason"),
        hold_grounds=labels.choices("hold_ground"),
        now=await in_thread(page.mechanism.now),
    )


@router.post(f"{RETENTION}/erasure")
async def ask_erasure(page: PageDep, case_id: CaseId) -> Response:
    """Ask somebody else to agree that the person is erased."""
    form = await sent(page.request)

    async def act(asked: NewErasure) -> Done:
        return await in_thread(
            page.mechanism.ask_erasure,
            page.actor,
            case_id,
            asked.reason,
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(TOGETHER, "asked")

    alias = {"reason": "erasure-reason"}
    show = partial(_show, page, case_id)
    return await page.settle(form, NewErasure, act, then, show, alias)


@router.post(f"{RETENTION}/holds")
async def set_hold(page: PageDep, case_id: CaseId) -> Response:
    """Keep the case from being erased."""
    form = await sent(page.request)

    async def act(new: NewLegalHold) -> Done:
        return await in_thread(
            page.mechanism.set_hold,
            page.actor,
            case_id,
            new.hold(),
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/cases/{case_id}/retention", "held")

    alias = {"reason": "hold-reason"}
    show = partial(_show, page, case_id)
    return await page.settle(form, NewLegalHold, act, then, show, alias)


@router.post(f"{RETENTION}/holds/{{hold_id}}/lifting")
async def ask_lifting(page: PageDep, case_id: CaseId, hold_id: HoldId) -> Response:
    """Ask somebody else to agree that a hold is lifted."""
    form = await sent(page.request)

    async def act(asked: NewLifting) -> Done:
        return await in_thread(
            page.mechanism.ask_lifting,
            page.actor,
            case_id,
            hold_id,
            asked.reason,
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(TOGETHER, "asked")

    alias = {"reason": f"lifting-{hold_id}"}
    show = partial(_show, page, case_id)
    return await page.settle(form, NewLifting, act, then, show, alias)
