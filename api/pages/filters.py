"""Lists that can be narrowed: by words in the address, or by a filter that is kept.

What stands in the address are coded words, or the identifier of a kept filter, which
says nothing to anybody but its keeper. No script is needed for any of it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field
from starlette.responses import RedirectResponse

from api.pages import banner
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, gone_on, in_thread
from api.pages.language import N_
from api.shapes import Shape
from referral.actions.filters import FilterView
from referral.errors import Malformed, NotFound
from referral.rules.acts import Act
from referral.rules.filters import DAYS, Filtered, Words, read_filter

router = APIRouter()
FILTERS = f"{PREFIX}/filters"
FIELDS: Mapping[Filtered, tuple[str, ...]] = {
    Filtered.TIMELINE: ("lane", "kind", "organisation", "days"),
    Filtered.CASES: ("stage", "organisation", "days"),
    Filtered.EXCEPTIONS: ("kind", "organisation"),
}
SPANS: Mapping[str, str] = {
    "7": N_("The last 7 days"),
    "30": N_("The last 30 days"),
    "90": N_("The last 90 days"),
    "365": N_("The last 365 days"),
}
assert tuple(SPANS) == tuple(map(str, DAYS))  # noqa: S101 # one list, said twice


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a list is narrowed now, and what its reader keeps for it."""

    of: Filtered
    at: str
    """The list's own address."""
    words: Words
    kept: tuple[FilterView, ...] = ()
    by: UUID | None = None
    """The kept filter that says so, if one does."""
    case_id: UUID | None = None
    may_keep: bool = False

    @property
    def query(self) -> str:
        """What the addresses of further pages go on with; empty or ending in `&`."""
        said = {"kept": str(self.by)} if self.by else dict(self.words)
        return f"{urlencode(said)}&" if said else ""


class NewFilter(Shape):
    """A filter to be kept: of which list, called what."""

    of: Filtered
    case_id: UUID | None = None
    name: str = ""
    words: dict[str, str] = Field(default_factory=dict)


class OldFilter(Shape):
    """A filter to be forgotten: of which list."""

    of: Filtered
    case_id: UUID | None = None


async def chosen(page: Page, of: Filtered, case_id: UUID | None = None) -> Chosen:
    """How the address says that a list is narrowed.

    Raises:
        Malformed: if it says what no filter of this list can.
        NotFound: if it names a kept filter that is not the reader's own.
    """
    asked = page.request.query_params
    words = {name: asked[name] for name in FIELDS[of] if asked.get(name)}
    found = await _found(page, of, words, case_id)
    if not asked.get("kept"):
        return found
    one = next((each for each in found.kept if str(each.id) == asked["kept"]), None)
    if one is None:
        raise NotFound
    return Chosen(of, found.at, one.words, found.kept, one.id, case_id, may_keep=True)


async def _found(
    page: Page, of: Filtered, words: Words, case_id: UUID | None
) -> Chosen:
    kept: tuple[FilterView, ...] = ()
    may_keep = page.may(Act.KEEP_FILTER)
    if may_keep:
        kept = await in_thread(page.mechanism.kept_filters, page.actor, of)
    read = read_filter(of, words)
    return Chosen(of, address(of, case_id), read, kept, None, case_id, may_keep)


def address(of: Filtered, case_id: UUID | None) -> str:
    """Where a list is."""
    if of is not Filtered.TIMELINE:
        return f"{PREFIX}/{of.value}"
    if case_id is None:
        raise NotFound
    return f"{PREFIX}/cases/{case_id}/timeline"


Show = Callable[[Page, Chosen, Draft, int], Awaitable[Response]]
SHOWN: dict[Filtered, Show] = {}
"""How each list is drawn; the list's own page says so."""


@router.post(FILTERS)
async def keep(page: PageDep) -> Response:
    """Keep how a list is narrowed, under a name of one's own."""
    form = await sent(page.request)

    async def do() -> Response:
        new = form.read(NewFilter)
        at = address(new.of, new.case_id)
        done = await in_thread(
            page.mechanism.keep_filter,
            page.actor,
            new.of,
            new.name,
            new.words,
            form.request,
        )
        answer = RedirectResponse(f"{at}?kept={done.id}", 303)
        banner.put_up(answer, at, "filter_kept", done.receipts)
        return answer

    return await page.attempt(form, do, partial(_show, page))


async def _show(page: Page, draft: Draft, code: int) -> Response:
    """The list that a form stands on, narrowed as the form says."""
    try:
        of = Filtered(draft.one("of"))
        case_id = UUID(draft.one("case_id")) if draft.one("case_id") else None
        said = {name: draft.one(f"words.{name}") for name in FIELDS[of]}
        words = read_filter(of, said)
    except (ValueError, Malformed):
        raise NotFound from None
    found = await _found(page, of, words, case_id)
    return await SHOWN[of](page, found, draft, code)


@router.post(f"{FILTERS}/{{filter_id}}/end")
async def forget(page: PageDep, filter_id: UUID) -> Response:
    """Forget a filter of one's own."""
    form = await sent(page.request)

    async def do() -> Response:
        old = form.read(OldFilter)
        at = address(old.of, old.case_id)
        done = await in_thread(
            page.mechanism.forget_filter, page.actor, old.of, filter_id, form.request
        )
        return gone_on(back_to(at, "filter_ended"), done.receipts)

    return await page.attempt(form, do, partial(_show, page))
