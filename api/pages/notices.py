"""Where one is told that something waits: a page of one's account; and a calendar."""

from collections.abc import Awaitable, Callable
from functools import partial
from zoneinfo import available_timezones

from fastapi import APIRouter
from starlette.responses import Response

from api.pages import entrance
from api.pages.forms import Draft, Sent, sent
from api.pages.frame import Page, PageDep, back_to, gone_on, in_thread
from api.pages.language import LANGUAGES
from api.shapes_notices import NewNoticeAddress, NewWishes, NoticeCode
from api.views_notices import NoticeSettings
from referral.actions.work import Done
from referral.rules.mailing import TOLD_OF
from workflows.vocabulary import MailKind, Rhythm

router = APIRouter()
NOTICES = f"{entrance.ACCOUNT}/notices"


@router.get(NOTICES)
async def notices_page(page: PageDep) -> Response:
    """What one is told of, where and when."""
    return await show_notices(page, Draft(), 200)


async def show_notices(page: Page, draft: Draft, code: int) -> Response:
    """The settings, with what was typed instead where a form is shown again."""
    found = await in_thread(page.mechanism.mail_settings, page.actor)
    seen = NoticeSettings.of(found)
    return page.show(
        "notices.html",
        code,
        draft=draft if draft.values else _filled(page, draft, seen),
        seen=seen,
        kinds=[kind for kind in MailKind if TOLD_OF[kind] & page.actor.roles],
        rhythms=list(Rhythm),
        zones=sorted(zone for zone in available_timezones() if "/" in zone),
        spoken_here={
            code: each.name
            for code, each in LANGUAGES.items()
            if code in seen.languages
        },
    )


def _filled(page: Page, draft: Draft, seen: NoticeSettings) -> Draft:
    wishes = seen.wishes
    new = not wishes.kinds
    values = {
        "kinds[]": wishes.kinds,
        "rhythm": [wishes.rhythm],
        "daily_at": [wishes.daily_at],
        "quiet_from": [wishes.quiet_from or ""],
        "quiet_until": [wishes.quiet_until or ""],
        "urgent_passes": ["true"] if wishes.urgent_passes else [],
        "zone": [page.mechanism.pathway.time_zone if new else wishes.zone],
        "language": [wishes.language],
    }
    return Draft(values, draft.errors, draft.notice, draft.first, draft.key)


async def _do(
    page: Page, act: Callable[[], Awaitable[Response]], form: Sent
) -> Response:
    """Do what a form asks, or show the page again with reasons."""
    return await page.attempt(form, act, partial(show_notices, page))


def _gone(done: Done, word: str) -> Response:
    return gone_on(back_to(NOTICES, word), done.receipts)


@router.post(f"{NOTICES}/wishes")
async def state_wishes(page: PageDep) -> Response:
    """Say of what one wants to be told, and when."""
    form = await sent(page.request)

    async def act() -> Response:
        wishes = form.read(NewWishes).wishes()
        state = page.mechanism.state_mail_wishes
        return _gone(await in_thread(state, page.actor, wishes), "mail_wishes")

    return await _do(page, act, form)


@router.post(f"{NOTICES}/address")
async def ask_address(page: PageDep) -> Response:
    """Say where one is told: a code goes there."""
    form = await sent(page.request)

    async def act() -> Response:
        new, ask = form.read(NewNoticeAddress), page.mechanism.ask_mail_address
        done = await in_thread(ask, page.actor, new.address, new.way)
        return _gone(done, "mail_asked")

    return await _do(page, act, form)


@router.post(f"{NOTICES}/code")
async def confirm_address(page: PageDep) -> Response:
    """Give the code that came."""
    form = await sent(page.request)

    async def act() -> Response:
        code, confirm = form.read(NoticeCode).code, page.mechanism.confirm_mail_address
        return _gone(await in_thread(confirm, page.actor, code), "mail_confirmed")

    return await _do(page, act, form)


@router.post(f"{NOTICES}/remove")
async def remove_address(page: PageDep) -> Response:
    """Be told nowhere any more."""
    form = await sent(page.request)

    async def act() -> Response:
        remove = page.mechanism.remove_mail_address
        return _gone(await in_thread(remove, page.actor), "mail_removed")

    return await _do(page, act, form)


@router.post(f"{NOTICES}/calendar")
async def open_calendar(page: PageDep) -> Response:
    """An address for a calendar, shown on this answer alone."""
    form = await sent(page.request)

    async def act() -> Response:
        done = await in_thread(page.mechanism.open_calendar, page.actor)
        path = f"{entrance.CALENDAR}{done.details['secret']}"
        address = page.found_at(path)
        return page.show("calendar_address.html", address=address)

    return await _do(page, act, form)


@router.post(f"{NOTICES}/calendar/end")
async def end_calendar(page: PageDep) -> Response:
    """Let the address open nothing any more."""
    form = await sent(page.request)

    async def act() -> Response:
        end = page.mechanism.end_calendar
        return _gone(await in_thread(end, page.actor), "calendar_ended")

    return await _do(page, act, form)
