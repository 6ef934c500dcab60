"""Recording what becomes known of a person, and what can be chosen from."""

from functools import partial

from fastapi import APIRouter, Response

from api.dependencies import CaseId
from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes import Content
from referral.actions.work import Done
from referral.errors import NotPermitted
from referral.rules.acts import Act
from workflows.catalogues import service_types

router = APIRouter()
CASE = PREFIX + "/cases/{case_id}"


def fact_lists() -> dict[str, object]:
    """What can be chosen from where coded facts are recorded."""
    return {
        "known": labels.choices("known"),
        "ages": labels.choices("age_class"),
        "sexes": labels.choices("sex"),
        "languages_spoken": labels.choices("language"),
        "regions": labels.choices("region"),
        "forms": labels.choices("exploitation"),
        "risks": labels.choices("risk_level"),
        "grounds": labels.choices("emergency_ground"),
        "access": labels.choices("access_needs"),
        "helps": {name: labels.label("service", name) for name in service_types()},
    }


@router.get(f"{CASE}/content")
async def content_page(page: PageDep, case_id: CaseId) -> Response:
    """The form for sealed fields. It is empty: writing opens nothing."""
    return await _content(page, case_id, Draft(), 200)


async def _content(page: Page, case_id: CaseId, draft: Draft, code: int) -> Response:
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    if not page.may(Act.RECORD_CONTENT, *case.relations):
        raise NotPermitted
    return page.show("content.html", code, case=case, draft=draft)


@router.post(f"{CASE}/content")
async def record_content(page: PageDep, case_id: CaseId) -> Response:
    """Seal what the form states."""
    form = await sent(page.request)

    async def act(content: Content) -> Done:
        return await in_thread(
            page.mechanism.record_content,
            page.actor,
            case_id,
            content.drawers(),
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/cases/{case_id}", "content")

    return await page.settle(form, Content, act, then, partial(_content, page, case_id))
