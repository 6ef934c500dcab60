"""The register of breaches at the desk, with its clock."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Response
from pydantic import StringConstraints

from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, Sent, back_to, in_thread
from api.shapes_data_rights import AuthorityTold, BreachClosing, BreachDetails
from api.values import Day
from referral.actions.work import Done
from referral.errors import WrongRole
from referral.rules.acts import Act

router = APIRouter()
BREACHES = f"{PREFIX}/breaches"
BREACH = f"{BREACHES}/{{breach_id}}"
SHOWN = 200
BreachId = Annotated[UUID, Path(description="The breach")]
Time = Annotated[str, StringConstraints(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$")]


class BreachForm(BreachDetails):
    """A breach as a form has it: since which day and hour somebody is aware of it."""

    day: Day
    time: Time

    def aware_at(self, zone: str) -> datetime:
        """The moment, in the mechanism's zone."""
        hour, _, minute = self.time.partition(":")
        at = datetime(
            self.day.year, self.day.month, self.day.day, tzinfo=ZoneInfo(zone)
        )
        return at.replace(hour=int(hour), minute=int(minute))


@router.get(BREACHES)
async def breaches_page(page: PageDep) -> Response:
    """The register for who keeps it; the form for who may open one."""
    return await _list(page, Draft(), 200)


async def _list(page: Page, draft: Draft, code: int) -> Response:
    may_read = page.may(Act.READ_BREACHES)
    if not page.may(Act.OPEN_BREACH):
        raise WrongRole
    read = page.mechanism.breaches
    found = await in_thread(read, page.actor, limit=SHOWN) if may_read else []
    return page.show(
        "breaches.html",
        code,
        breaches=found,
        may_read=may_read,
        draft=draft,
        natures=labels.choices("breach_nature"),
        now=await in_thread(page.mechanism.now),
    )


@router.post(BREACHES)
async def open_breach(page: PageDep) -> Response:
    """Write down that there was a breach."""
    form = await sent(page.request)
    zone = page.mechanism.pathway.time_zone

    async def act(new: BreachForm) -> Done:
        return await in_thread(
            page.mechanism.open_breach,
            page.actor,
            new.aware_at(zone),
            new.content(),
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(BREACHES, "breach_opened")

    alias = {"aware_at": "day"}
    return await page.settle(form, BreachForm, act, then, partial(_list, page), alias)


@router.get(BREACH)
async def breach_page(page: PageDep, breach_id: BreachId) -> Response:
    """One breach: what is known, what is still to be said, who was told."""
    return await _show(page, breach_id, Draft(), 200)


async def _show(page: Page, breach_id: UUID, draft: Draft, code: int) -> Response:
    found = await in_thread(page.mechanism.breach, page.actor, breach_id)
    return page.show(
        "breach.html",
        code,
        case=found.line,
        breach=found,
        draft=draft,
        natures=labels.choices("breach_nature"),
        exemptions=labels.choices("breach_exemption"),
        now=await in_thread(page.mechanism.now),
    )


def _told(breach_id: UUID, word: str, _: Done) -> str:
    return back_to(f"{BREACHES}/{breach_id}", word)


async def _do(
    page: Page, form: Sent, breach_id: UUID, act: Callable[..., Done]
) -> Done:
    """One act on a breach, at the version that was looked at."""
    known = {"expects": form.version, "request": form.request}
    return await in_thread(act, page.actor, breach_id, **known)


@router.post(f"{BREACH}/additions")
async def add_to_breach(page: PageDep, breach_id: BreachId) -> Response:
    """Write down more of it."""
    form = await sent(page.request)

    async def act(more: BreachDetails) -> Done:
        add = partial(page.mechanism.add_to_breach, content=more.content())
        return await _do(page, form, breach_id, add)

    then = partial(_told, breach_id, "breach_added")
    show = partial(_show, page, breach_id)
    return await page.settle(form, BreachDetails, act, then, show)


@router.post(f"{BREACH}/authority")
async def tell_authority(page: PageDep, breach_id: BreachId) -> Response:
    """Write down that the authority was told."""
    form = await sent(page.request)

    async def act(told: AuthorityTold) -> Done:
        tell = partial(page.mechanism.tell_authority, delay=told.delay)
        return await _do(page, form, breach_id, tell)

    then = partial(_told, breach_id, "breach_told")
    show = partial(_show, page, breach_id)
    return await page.settle(form, AuthorityTold, act, then, show)


@router.post(f"{BREACH}/people")
async def tell_people(page: PageDep, breach_id: BreachId) -> Response:
    """Write down that the people concerned were told."""
    form = await sent(page.request)

    async def act(_: BreachClosing) -> Done:
        return await _do(page, form, breach_id, page.mechanism.tell_people)

    then = partial(_told, breach_id, "breach_told")
    show = partial(_show, page, breach_id)
    return await page.settle(form, BreachClosing, act, then, show)


@router.post(f"{BREACH}/closing")
async def close_breach(page: PageDep, breach_id: BreachId) -> Response:
    """Close it, with the reason for whoever was not told."""
    form = await sent(page.request)

    async def act(why: BreachClosing) -> Done:
        close = partial(
            page.mechanism.close_breach, authority=why.authority, people=why.people
        )
        return await _do(page, form, breach_id, close)

    then = partial(_told, breach_id, "breach_closed")
    show = partial(_show, page, breach_id)
    return await page.settle(form, BreachClosing, act, then, show)
