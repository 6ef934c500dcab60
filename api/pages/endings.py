"""How a case ends with its outcomes looked at, and how it begins again."""

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import CaseId
from api.pages import labels
from api.pages.case import CASE
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes_plan import CaseClosing, CaseReopening, LifeResults
from referral.actions.work import Done
from referral.rules.acts import Act
from workflows.vocabulary import ContactChannel

router = APIRouter()
ENDING = f"{CASE}/ending"


class EndingForm(CaseClosing):
    """The same on a page: what was not looked at is told outcome by outcome."""

    results: LifeResults = LifeResults()


@router.get(ENDING)
async def ending_page(page: PageDep, case_id: CaseId) -> Response:
    """The form that closes a case, or opens it again."""
    return await _show(page, case_id, Draft(), 200)


async def _show(page: Page, case_id: UUID, draft: Draft, code: int) -> Response:
    found = await in_thread(page.mechanism.endings, page.actor, case_id)
    closure, reasons = found.closure, labels.choices("reopen_reason")
    named = closure.reopen_reasons if closure else tuple(reasons)
    return page.show(
        "ending.html",
        code,
        ending=found,
        draft=draft,
        steps=dict(found.steps),
        may_keep=page.may(Act.KEEP_PLAN, *found.relations),
        outcomes_asked=[word.value for word in closure.outcomes] if closure else [],
        reopen_reasons={word: reasons[word] for word in named},
        life_results=labels.choices("life_result"),
        ends=labels.choices("outcome"),
        reasons=labels.choices("reason"),
        channels=labels.choices("channel", but=(ContactChannel.OWN_PAGE.value,)),
    )


def _then(case_id: UUID, word: str, _: Done) -> str:
    return back_to(f"{PREFIX}/cases/{case_id}", word)


@router.post(ENDING)
async def close_case(page: PageDep, case_id: CaseId) -> Response:
    """Look at every outcome, and close the case."""
    form = await sent(page.request)

    async def act(new: EndingForm) -> Done:
        return await in_thread(
            page.mechanism.close_case,
            page.actor,
            case_id,
            new.closing(),
            new.looked_at(),
            expects=form.version,
            request=form.request,
        )

    then, show = partial(_then, case_id, "closed"), partial(_show, page, case_id)
    return await page.settle(form, EndingForm, act, then, show)


@router.post(f"{ENDING}/reopening")
async def reopen_case(page: PageDep, case_id: CaseId) -> Response:
    """Open a closed case again."""
    form = await sent(page.request)

    async def act(new: CaseReopening) -> Done:
        return await in_thread(
            page.mechanism.reopen_case,
            page.actor,
            case_id,
            new.reason_code,
            expects=form.version,
            request=form.request,
        )

    then, show = partial(_then, case_id, "reopened"), partial(_show, page, case_id)
    return await page.settle(form, CaseReopening, act, then, show)
