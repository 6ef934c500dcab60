"""Who may see what, who is kept away, and what was opened in an emergency."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api.dependencies import CaseId
from api.pages import labels
from api.pages.case import CASE
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes import Shape
from api.shapes_access import GlassReview, NewBrokenGlass, NewCaseConflict
from referral.actions.work import Done
from referral.rules.acts import Act

router = APIRouter()
ACCESS = f"{CASE}/access"
GLASSES = f"{PREFIX}/glasses"
GLASS = f"{GLASSES}/{{glass_id}}"
TOGETHER = f"{PREFIX}/together"
SHOWN = 200
ConflictId = Annotated[UUID, Path(description="The conflict")]
GlassId = Annotated[UUID, Path(description="The broken glass")]
AlarmId = Annotated[UUID, Path(description="The alarm")]


class Nothing(Shape):
    """A form that only has a button."""


@router.get(f"{PREFIX}/permissions")
async def permissions_page(page: PageDep) -> Response:
    """Who may do and see what, as a plain table."""
    lines = await in_thread(page.mechanism.permissions, page.actor)
    return page.show("permissions.html", lines=lines)


@router.get(ACCESS)
async def access_page(page: PageDep, case_id: CaseId) -> Response:
    """Who can see which drawer of a case now, and who is kept away from it."""
    return await _show_access(page, case_id, Draft(), 200)


async def _show_access(page: Page, case_id: UUID, draft: Draft, code: int) -> Response:
    mechanism, actor = page.mechanism, page.actor
    found = await in_thread(mechanism.case_conflicts, actor, case_id)
    may_state = page.may(Act.STATE_CONFLICT, *found.relations)
    bodies = await in_thread(mechanism.organisations, actor) if may_state else []
    return page.show(
        "access.html",
        code,
        case=found,
        access=await in_thread(mechanism.case_access, actor, case_id),
        draft=draft,
        may_state=may_state,
        bodies={str(body.id): body.label for body in bodies},
        reasons=labels.choices("conflict_reason"),
    )


@router.post(f"{ACCESS}/conflicts")
async def state_conflict(page: PageDep, case_id: CaseId) -> Response:
    """Keep somebody away from the case."""
    form = await sent(page.request)

    async def act(new: NewCaseConflict) -> Done:
        return await in_thread(
            page.mechanism.state_conflict,
            page.actor,
            case_id,
            new.conflict(),
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/cases/{case_id}/access", "kept_away")

    show = partial(_show_access, page, case_id)
    return await page.settle(form, NewCaseConflict, act, then, show)


@router.post(f"{ACCESS}/conflicts/{{conflict_id}}/lifting")
async def ask_lifting(
    page: PageDep, case_id: CaseId, conflict_id: ConflictId
) -> Response:
    """Ask somebody else to agree that they are kept away no more."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        return await in_thread(
            page.mechanism.ask_conflict_lifting,
            page.actor,
            case_id,
            conflict_id,
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(TOGETHER, "asked")

    show = partial(_show_access, page, case_id)
    return await page.settle(form, Nothing, act, then, show)


@router.get(GLASSES)
async def glasses_page(page: PageDep) -> Response:
    """What was opened in an emergency, and the form for whoever has to."""
    return await _show_glasses(page, Draft(), 200)


async def _show_glasses(page: Page, draft: Draft, code: int) -> Response:
    found = await in_thread(page.mechanism.glasses, page.actor, limit=SHOWN)
    return page.show(
        "glasses.html",
        code,
        glasses=found,
        draft=draft,
        may_break=page.may(Act.BREAK_GLASS),
        may_review=page.may(Act.REVIEW_GLASS),
        reasons=labels.choices("glass_reason"),
        drawers=labels.choices("compartment", but=("location",)),
        purposes=labels.choices("purpose"),
        now=await in_thread(page.mechanism.now),
    )


@router.post(GLASSES)
async def break_glass(page: PageDep) -> Response:
    """Open a case that is not one's own, where a life is at risk."""
    form = await sent(page.request)

    async def act(new: NewBrokenGlass) -> Done:
        return await in_thread(
            page.mechanism.break_glass, page.actor, new.glass(), request=form.request
        )

    def then(_: Done) -> str:
        return back_to(GLASSES, "glass_broken")

    show, alias = partial(_show_glasses, page), {"drawers": "drawers[]"}
    return await page.settle(form, NewBrokenGlass, act, then, show, alias)


@router.get(GLASS)
async def glass_page(page: PageDep, glass_id: GlassId) -> Response:
    """Why it was opened, for whoever reviews it."""
    return await _show_glass(page, glass_id, Draft(), 200)


async def _show_glass(page: Page, glass_id: UUID, draft: Draft, code: int) -> Response:
    found = await in_thread(page.mechanism.glass, page.actor, glass_id)
    return page.show(
        "glass.html",
        code,
        told=found,
        draft=draft,
        outcomes=labels.choices("glass_outcome"),
    )


@router.post(f"{GLASS}/review")
async def review_glass(page: PageDep, glass_id: GlassId) -> Response:
    """Say whether it was needed."""
    form = await sent(page.request)

    async def act(review: GlassReview) -> Done:
        return await in_thread(
            page.mechanism.review_glass,
            page.actor,
            glass_id,
            review.outcome,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(GLASSES, "glass_reviewed")

    show = partial(_show_glass, page, glass_id)
    return await page.settle(form, GlassReview, act, then, show)


@router.post(f"{PREFIX}/alarms/{{alarm_id}}/end")
async def end_alarm(page: PageDep, alarm_id: AlarmId) -> Response:
    """Say that an alarm was dealt with."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        return await in_thread(
            page.mechanism.end_alarm, page.actor, alarm_id, request=form.request
        )

    def then(_: Done) -> str:
        return back_to(PREFIX, "alarm_ended")

    return await page.settle(form, Nothing, act, then, partial(_show_glasses, page))
