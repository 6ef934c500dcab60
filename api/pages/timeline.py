"""A case's timeline in lanes, and its proof."""

from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.dependencies import CaseId
from api.pages.entrance import PREFIX
from api.pages.forms import sent
from api.pages.frame import Page, PageDep, in_thread
from api.pages.labels import LABELS
from referral.actions.audit import EntryView, TimelineView
from referral.actions.silences import SilenceView
from referral.records.chain_audit import Verdict
from referral.rules.acts import Act

router = APIRouter()
TIMELINE = PREFIX + "/cases/{case_id}/timeline"
PER_PAGE = 100
Line = EntryView | SilenceView


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
        page.mechanism.timeline_page, page.actor, case_id, after=after, limit=PER_PAGE
    )
    bodies: list[Any] = []
    left = case.erased_at is None
    if page.may(Act.LIST_SERVICES):
        bodies = await in_thread(page.mechanism.organisations, page.actor)
    return page.show(
        "timeline.html",
        case=case,
        entries=found.entries,
        groups=in_place(found),
        silences=len(found.silences),
        now=await in_thread(page.mechanism.now),
        stages=case.stage_labels,
        lanes=LABELS["lane"],
        more=found.next,
        bodies={body.id: body.label for body in bodies},
        names={str(body.id): body.label for body in bodies},
        may_ask=left and page.may(Act.ASK_QUESTION, *case.relations),
        may_correct=left and page.may(Act.RECORD_CONTENT, *case.relations),
        correctable=("identification_recorded", "facts_recorded", "content_recorded"),
        verdict=verdict,
        may_hand_on=page.may(Act.EXPORT_TIMELINE, *case.relations),
        may_read_ledger=page.may(Act.READ_LEDGER, *case.relations),
    )


def in_place(found: TimelineView) -> list[tuple[str, list[Line]]]:
    """Entries in order with every silence behind the entry where it began.

    Returns:
        Runs of one kind: `looks`, `entries` or `silences`.
    """
    behind: dict[int, list[SilenceView]] = {}
    for silence in found.silences:
        behind.setdefault(silence.after, []).append(silence)
    lines: list[Line] = []
    for entry in found.entries:
        lines += [entry, *behind.get(entry.seq, [])]
    return [(kind, list(run)) for kind, run in groupby(lines, _kind)]


def _kind(line: Line) -> str:
    if isinstance(line, SilenceView):
        return "silences"
    return "looks" if line.lane == "access" else "entries"


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
