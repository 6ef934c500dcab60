"""The plan of a case on the desk, its follow-up, and what waits."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query, Response

from api.dependencies import CaseId
from api.line_cursor import LineDep, line_cursor
from api.pages import labels
from api.pages.case import CASE, read_purpose
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, Sent, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes import Shape
from api.shapes_own import Hour
from api.shapes_plan import FollowUpEnded, NewPlan, NewPlannedService, ServiceNoted
from api.values import Day
from referral.actions.plan_reading import PlanView
from referral.actions.work import Done
from referral.errors import NotPermitted
from referral.rules.acts import Act
from workflows.catalogues import service_types
from workflows.vocabulary import ContactChannel, Purpose

router = APIRouter()
PLAN = f"{CASE}/plan"
OnlyDep = Annotated[
    Literal["overdue"] | None, Query(description="Only what is past its time")
]
LineId = Annotated[UUID, Path(description="The planned service")]
FollowUpId = Annotated[UUID, Path(description="The follow-up contact")]
PER_PAGE = 25
"""Tasks on a page of their own."""


class FollowUpOn(Shape):
    """A follow-up as it is typed: a day and an hour on the wall."""

    on: Day
    hour: Hour
    channel: ContactChannel

    def at(self, zone: str) -> datetime:
        """The moment in UTC."""
        hour = self.hour.replace(tzinfo=None)
        return datetime.combine(self.on, hour, ZoneInfo(zone)).astimezone(UTC)


@router.get(f"{PREFIX}/tasks")
async def tasks_page(page: PageDep, after: LineDep, only: OnlyDep = None) -> Response:
    """A page of what waits: of all of it, or of what is past its time."""
    found = await in_thread(
        page.mechanism.tasks,
        page.actor,
        overdue=only is not None,
        after=after,
        limit=PER_PAGE,
    )
    now, more = await in_thread(page.mechanism.now), line_cursor(found.next)
    return page.show("tasks.html", tasks=found, now=now, only=only, more=more)


@router.get(PLAN)
async def plan_page(page: PageDep, case_id: CaseId) -> Response:
    """Where the plan is opened."""
    return await _show(page, case_id, Draft(), 200)


@dataclass(frozen=True, slots=True)
class Looked:
    """What of a plan is shown: it was opened, or a form of it was tried."""

    plan: PlanView | None = None
    purpose: str = ""
    tried: str = ""
    version: int = 0
    about: str = ""
    """The follow-up that a form was about."""


_CLOSED = Looked()


async def _show(
    page: Page, case_id: UUID, draft: Draft, code: int, looked: Looked = _CLOSED
) -> Response:
    """The plan, or the form that opens it; what was tried is shown as it was typed."""
    plan = looked.plan
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    if not page.may(Act.READ_PLAN, *case.relations):
        raise NotPermitted
    bodies = await in_thread(page.mechanism.organisations, page.actor)
    return page.show(
        "plan.html",
        code,
        case=case,
        plan=plan,
        purpose=looked.purpose,
        tried=looked.tried,
        about=looked.about,
        version=plan.newest if plan else looked.version,
        draft=draft,
        kept=_typed(plan) if plan else draft,
        bodies={str(body.id): body.label for body in bodies},
        services={name: labels.label("service", name) for name in service_types()},
        now=await in_thread(page.mechanism.now),
        channels=labels.choices("channel", but=(ContactChannel.OWN_PAGE.value,)),
        **_choices(),
    )


def _choices() -> dict[str, object]:
    return {
        "purposes": labels.choices("purpose"),
        "notes": labels.choices("service_note"),
        "results": labels.choices("follow_up_result"),
        "agreements": labels.choices("plan_agreement"),
        "views": labels.choices("child_view"),
    }


def _typed(plan: PlanView) -> Draft:
    """The plan as it stands, as the form that writes it anew begins."""
    return Draft(
        {
            "needs[]": plan.needs,
            "goals": [plan.goals],
            "wishes": [plan.wishes],
            "agreement": [plan.agreement or ""],
            "child_view": [plan.child_view or ""],
            "review_on": [plan.review_on.isoformat() if plan.review_on else ""],
        }
    )


@router.post(f"{PLAN}/opening")
async def open_plan(page: PageDep, case_id: CaseId) -> Response:
    """Show the plan, or a version of it."""
    form = await sent(page.request)
    purpose, draft, code = read_purpose(form, "plan")
    if purpose is None:
        return await _show(page, case_id, draft, code)
    wanted = form.own.get("_plan", "")
    version = int(wanted) if wanted.isascii() and wanted.isdecimal() else None

    async def do() -> Response:
        return await _opened(page, case_id, purpose, version)

    return await page.attempt(form, do, partial(_show, page, case_id))


async def _opened(
    page: Page, case_id: UUID, purpose: Purpose, version: int | None
) -> Response:
    mechanism = page.mechanism
    plan = await in_thread(mechanism.plan, page.actor, case_id, purpose, version)
    return await _show(page, case_id, Draft(), 200, Looked(plan, purpose.value))


def _then(case_id: UUID, word: str, _: Done) -> str:
    return back_to(f"{PREFIX}/cases/{case_id}/plan", word)


def _again(
    page: Page, case_id: UUID, form: Sent, tried: str
) -> Callable[[Draft, int], Awaitable[Response]]:
    return partial(
        _show, page, case_id, looked=Looked(tried=tried, version=form.version)
    )


@router.post(PLAN)
async def write_plan(page: PageDep, case_id: CaseId) -> Response:
    """Write the plan anew."""
    form = await sent(page.request)

    async def act(new: NewPlan) -> Done:
        return await in_thread(
            page.mechanism.write_plan,
            page.actor,
            case_id,
            new.plan(),
            expects=form.version,
            request=form.request,
        )

    then, show = partial(_then, case_id, "plan"), _again(page, case_id, form, "write")
    return await page.settle(form, NewPlan, act, then, show, {"needs": "needs[]"})


@router.post(f"{PLAN}/services")
async def plan_service(page: PageDep, case_id: CaseId) -> Response:
    """Plan one more service."""
    form = await sent(page.request)

    async def act(new: NewPlannedService) -> Done:
        return await in_thread(
            page.mechanism.plan_service,
            page.actor,
            case_id,
            new.line(),
            expects=form.version,
            request=form.request,
        )

    show = _again(page, case_id, form, "service")
    then = partial(_then, case_id, "planned")
    return await page.settle(form, NewPlannedService, act, then, show)


@router.post(f"{PLAN}/services/{{line_id}}")
async def note_service(page: PageDep, case_id: CaseId, line_id: LineId) -> Response:
    """Note what became of a planned service."""
    form = await sent(page.request)

    async def act(new: ServiceNoted) -> Done:
        return await in_thread(
            page.mechanism.note_service, page.actor, line_id, new.note, form.request
        )

    then, show = partial(_then, case_id, "noted"), partial(_show, page, case_id)
    alias = {"note": "purpose-plan"}
    return await page.settle(form, ServiceNoted, act, then, show, alias)


@router.post(f"{PLAN}/follow-ups")
async def set_follow_up(page: PageDep, case_id: CaseId) -> Response:
    """Set a follow-up contact."""
    form = await sent(page.request)
    zone = page.mechanism.pathway.time_zone

    async def act(new: FollowUpOn) -> Done:
        return await in_thread(
            page.mechanism.set_follow_up,
            page.actor,
            case_id,
            new.at(zone),
            new.channel,
            form.request,
        )

    show = _again(page, case_id, form, "follow_up")
    then = partial(_then, case_id, "follow_up")
    return await page.settle(form, FollowUpOn, act, then, show, {"at": "on"})


@router.post(f"{PLAN}/follow-ups/{{follow_up_id}}")
async def end_follow_up(
    page: PageDep, case_id: CaseId, follow_up_id: FollowUpId
) -> Response:
    """Record what came of a follow-up contact."""
    form = await sent(page.request)

    async def act(new: FollowUpEnded) -> Done:
        return await in_thread(
            page.mechanism.end_follow_up,
            page.actor,
            follow_up_id,
            new.end(),
            form.request,
        )

    looked = Looked(tried="ended", about=str(follow_up_id))
    show = partial(_show, page, case_id, looked=looked)
    then = partial(_then, case_id, "followed_up")
    return await page.settle(form, FollowUpEnded, act, then, show)
