"""A case's timeline in lanes, narrowed where asked, and its proof."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.dependencies import CaseId
from api.pages import filters, labels
from api.pages.entrance import PREFIX
from api.pages.filters import SPANS, Chosen, chosen
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, in_thread
from api.pages.lanes import picture
from referral.actions.audit import EntryView
from referral.actions.read import CaseView
from referral.actions.silences import SilenceView
from referral.actions.timeline_lanes import TimelineView
from referral.errors import Fault
from referral.records.chain_audit import NOT_OURS, Verdict
from referral.rules.acts import Act
from referral.rules.filters import Filtered

router = APIRouter()
TIMELINE = PREFIX + "/cases/{case_id}/timeline"
PER_PAGE = 100
CORRECTABLE = ("identification_recorded", "facts_recorded", "content_recorded")
Line = EntryView | SilenceView


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a timeline found, with the first entry that does not hold."""

    verdict: Verdict
    seq: int | None = None
    """The number of that entry; None where everything holds."""
    entry: EntryView | None = None
    """What can still be read of it."""


@router.get(TIMELINE)
async def timeline_page(
    page: PageDep,
    case_id: CaseId,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """A page of entries in order; looking at it is an entry too."""
    found = await chosen(page, Filtered.TIMELINE, case_id)
    return await _timeline(page, found, after, None, Draft(), 200)


async def _show(page: Page, found: Chosen, draft: Draft, code: int) -> Response:
    return await _timeline(page, found, 0, None, draft, code)


filters.SHOWN[Filtered.TIMELINE] = _show


async def _timeline(  # a page is drawn from so much
    page: Page,
    narrowed: Chosen,
    after: int,
    checked: Checked | None,
    draft: Draft,
    code: int,
) -> Response:
    mechanism, case_id = page.mechanism, _case_of(narrowed)
    case = await in_thread(mechanism.read_case, page.actor, case_id)
    found = await _found(page, narrowed, after, checked)
    bodies: list[Any] = []
    if page.may(Act.LIST_SERVICES):
        bodies = await in_thread(mechanism.organisations, page.actor)
    now = await in_thread(mechanism.now)
    known = {str(body.id): body.label for body in bodies}
    return page.show(
        "timeline.html",
        code,
        case=case,
        groups=in_place(found),
        on_page={entry.seq for entry in found.entries},
        picture=picture(found, now, narrowed.words.get("lane", "")),
        unread=found.unread,
        now=now,
        stages=case.stage_labels,
        more=found.next,
        bodies={body.id: body.label for body in bodies},
        names=known,
        chosen=narrowed,
        options=_options(found, known),
        checked=checked,
        verdict=checked.verdict if checked else None,
        draft=draft,
        **_may(page, case),
    )


def _case_of(narrowed: Chosen) -> UUID:
    assert narrowed.case_id is not None  # noqa: S101 # a timeline is a case's
    return narrowed.case_id


async def _found(
    page: Page, narrowed: Chosen, after: int, checked: Checked | None
) -> TimelineView:
    """The page that is asked for; nothing where a broken timeline cannot be read."""
    try:
        return await in_thread(
            page.mechanism.timeline_page,
            page.actor,
            _case_of(narrowed),
            after=after,
            limit=PER_PAGE,
            words=narrowed.words,
        )
    except (Fault, *NOT_OURS):
        if checked is None or checked.verdict.whole:
            raise
        return TimelineView((), (), None, unread=True)


def _options(found: TimelineView, names: dict[str, str]) -> dict[str, dict[str, str]]:
    """What each field of the filter offers: what this case has, by its labels."""
    kinds = {word: labels.label("entry", word) for word in found.kinds}
    here = {str(body): names[str(body)] for body in found.bodies if str(body) in names}
    return {
        "lane": labels.choices("lane"),
        "kind": dict(sorted(kinds.items(), key=lambda each: each[1])),
        "organisation": dict(sorted(here.items(), key=lambda each: each[1])),
        "days": dict(SPANS),
    }


def _may(page: Page, case: CaseView) -> dict[str, object]:
    left = case.erased_at is None
    return {
        "may_ask": left and page.may(Act.ASK_QUESTION, *case.relations),
        "may_correct": left and page.may(Act.RECORD_CONTENT, *case.relations),
        "may_hand_on": page.may(Act.EXPORT_TIMELINE, *case.relations),
        "may_read_ledger": page.may(Act.READ_LEDGER, *case.relations),
        "correctable": CORRECTABLE,
    }


def in_place(found: TimelineView) -> list[tuple[str, list[Line]]]:
    """Entries in order with every silence behind the entry where it began.

    A silence of this page whose entry is not wanted stands before the next that is.

    Returns:
        Runs of one kind: `looks`, `entries` or `silences`.
    """
    return [(kind, list(run)) for kind, run in groupby(_lines(found), _kind)]


def _lines(found: TimelineView) -> Iterator[Line]:
    waiting = sorted(found.silences, key=lambda silence: silence.after)
    for entry in found.entries:
        while waiting and waiting[0].after < entry.seq:
            yield waiting.pop(0)
        yield entry
    yield from waiting


def _kind(line: Line) -> str:
    if isinstance(line, SilenceView):
        return "silences"
    return "looks" if line.lane == "access" else "entries"


@router.post(f"{TIMELINE}/verification")
async def verify(page: PageDep, case_id: CaseId) -> Response:
    """Check the chain from its first entry to its head."""
    form = await sent(page.request)
    checked = None
    if not form.again:
        checked = await _checked(page, case_id)
    if page.partial:
        return page.show(
            "_verdict.html",
            verdict=checked.verdict if checked else None,
            checked=checked,
            case_id=case_id,
        )
    found = await chosen(page, Filtered.TIMELINE, case_id)
    return await _timeline(page, found, 0, checked, Draft(), 200)


async def _checked(page: Page, case_id: UUID) -> Checked:
    verdict = await in_thread(page.mechanism.verify_case, page.actor, case_id)
    seqs = [each.seq for each in verdict.broken]
    seqs += [each.seq for each in verdict.rows]
    seqs += [each.seq for each in verdict.log if each.seq]
    if not seqs:
        return Checked(verdict)
    first = min(seqs)
    return Checked(verdict, first, await _entry(page, case_id, first))


async def _entry(page: Page, case_id: UUID, seq: int) -> EntryView | None:
    """One entry; None where it is gone, or holds what cannot be read."""
    try:
        found = await in_thread(
            page.mechanism.timeline, page.actor, case_id, after=seq - 1, limit=1
        )
    except (Fault, *NOT_OURS):
        return None
    return next((each for each in found if each.seq == seq), None)
