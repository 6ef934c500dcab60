"""Being told outside the desk that something waits: one's own settings, a calendar."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api import shapes_notices as shapes
from api import views_notices as views
from api.dependencies import ActorDep, Answer, MechanismDep, answer
from api.executor import in_thread
from api.pages.entrance import CALENDAR
from api.problems import too_many
from api.routes import LISTING, OPEN_TO_ALL, WRITE, may_answer
from api.said_once import SaidOnce
from referral.exchange.calendar_feed import TYPE, written

router = APIRouter(route_class=SaidOnce, tags=["notices"])
Secret = Annotated[
    str, Path(min_length=1, max_length=100, description="The secret of the address")
]
_A_CALENDAR = written(
    datetime(2026, 3, 2, 21, tzinfo=UTC),
    [("01977e0a@desk", "K7Q-4MD", datetime(2026, 3, 3, 14, 30, tzinfo=UTC))],
).decode()
_FEED = {
    200: {
        "description": "The calendar (RFC 5545)",
        "content": {
            "text/calendar": {"schema": {"type": "string"}, "example": _A_CALENDAR}
        },
    },
    **OPEN_TO_ALL,
    **may_answer(404, 422, 429, 503, 507),
}


@router.get("/v1/me/notices", responses=LISTING)
async def read_notice_settings(
    actor: ActorDep, mechanism: MechanismDep
) -> views.NoticeSettings:
    """Where you are told that something waits, of what, and when."""
    found = await in_thread(mechanism.mail_settings, actor)
    return views.NoticeSettings.of(found)


@router.post("/v1/me/notices", responses=WRITE)
async def state_wishes(
    body: shapes.NewWishes, response: Response, actor: ActorDep, mechanism: MechanismDep
) -> Answer:
    """Say of what you want to be told, and when. Nothing is what you are told first."""
    done = await in_thread(mechanism.state_mail_wishes, actor, body.wishes())
    return answer(done, response)


@router.post("/v1/me/notices/address", responses=WRITE)
async def ask_notice_address(
    body: shapes.NewNoticeAddress,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
) -> Answer:
    """Say where you are told: a code goes there, and nothing else until you give it."""
    ask = mechanism.ask_mail_address
    return answer(await in_thread(ask, actor, body.address, body.way), response)


@router.post("/v1/me/notices/address/code", responses=WRITE)
async def confirm_notice_address(
    body: shapes.NoticeCode,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
) -> Answer:
    """Give the code that came: the address counts from now on."""
    confirm = mechanism.confirm_mail_address
    return answer(await in_thread(confirm, actor, body.code), response)


@router.delete("/v1/me/notices/address", responses=WRITE)
async def remove_notice_address(
    response: Response, actor: ActorDep, mechanism: MechanismDep
) -> Answer:
    """Be told nowhere any more: address and wishes are deleted."""
    return answer(await in_thread(mechanism.remove_mail_address, actor), response)


@router.post("/v1/me/calendar", status_code=201, responses=WRITE)
async def open_calendar(
    response: Response, actor: ActorDep, mechanism: MechanismDep
) -> views.CalendarAddress:
    """Get an address for a calendar of your clocks. One from before ends.

    Whoever has the address can read it: codes and moments, and nothing else.
    """
    done = await in_thread(mechanism.open_calendar, actor)
    response.headers["Receipts"] = ", ".join(done.receipts)
    path = f"{CALENDAR}{done.details['secret']}"
    return views.CalendarAddress(path=path, receipts=list(done.receipts))


@router.delete("/v1/me/calendar", responses=WRITE)
async def end_calendar(
    response: Response, actor: ActorDep, mechanism: MechanismDep
) -> Answer:
    """Let the address of your calendar open nothing any more."""
    return answer(await in_thread(mechanism.end_calendar, actor), response)


@router.get(CALENDAR + "{secret}", response_class=Response, responses=_FEED)
async def read_calendar(
    secret: Secret, request: Request, mechanism: MechanismDep
) -> Response:
    """The clocks of whoever's calendar this is. Ask every quarter of an hour at most.

    An address that was never given, has ended or was replaced is answered alike.
    """
    wait = request.app.state.visitors.wait_for(request, secret)
    if wait:
        return too_many(wait)
    found = await in_thread(mechanism.calendar, secret)
    moments = ((each.uid, each.code, each.at) for each in found.moments)
    return Response(written(found.at, moments), media_type=TYPE)
