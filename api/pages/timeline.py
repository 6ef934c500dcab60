"""A case's timeline in lanes, and its proof."""

from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.dependencies import CaseId
from api.pages.entrance import PREFIX
from api.pages.forms import sent
from api.pages.frame import Page, PageDep, in_thread
from api.pages.labels import LABELS
from referral.records.chain_audit import Verdict
from referral.rules.permissions import Act

router = APIRouter()
TIMELINE = PREFIX + "/cases/{case_id}/timeline"
PER_PAGE = 100


@router.get(TIMELINE)
async def timeline_page(
    page: PageDep,
    case_id: CaseId,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """A page of entries in order; looking at it is an entry too."""
    return await _timeline(page, case_id, after, None)


async def _timeline(
    page: Page, case_id: CaseId, after: int, verdict: Verdict | None
) -> Response:
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    found = await in_thread(
        page.mechanism.timeline, page.actor, case_id, after=after, limit=PER_PAGE
    )
    bodies: list[Any] = []
    if page.may(Act.LIST_SERVICES):
        bodies = await in_thread(page.mechanism.organisations, page.actor)
    return page.show(
        "timeline.html",
        case=case,
        entries=found,
        groups=[
            (looks, list(group))
            for looks, group in groupby(found, lambda entry: entry.lane == "access")
        ],
        stages=case.stage_labels,
        lanes=LABELS["lane"],
        more=found[-1].seq if len(found) == PER_PAGE else None,
        bodies={body.id: body.label for body in bodies},
        verdict=verdict,
        may_read_ledger=page.may(Act.READ_LEDGER, *case.relations),
    )


@router.post(f"{TIMELINE}/verification")
async def verify(page: PageDep, case_id: CaseId) -> Response:
    """Check the chain from its first entry to its head."""
    form = await sent(page.request)
    verdict = None
    if not form.again:
        verdict = await in_thread(page.mechanism.verify_case, page.actor, case_id)
    if page.partial:
        return page.show("_verdict.html", verdict=verdict)
    return await _timeline(page, case_id, 0, verdict)
