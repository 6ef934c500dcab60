"""What several people decide: what waits for whom, agreeing, refusing, doing it."""

from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import Field

from api.dependencies import CaseId
from api.pages.case import STEP, show_case
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes import NewStep, Shape
from api.shapes_together import Name, Sha256
from referral.actions.together import Answer
from referral.actions.work import Done
from referral.rules.acts import Act

router = APIRouter()
TOGETHER = f"{PREFIX}/together"
JointId = Annotated[UUID, Path(description="The joint act")]
Word = Literal["approve", "refuse", "withdraw", "execute", "review"]
SHOWN = 50


class AskForm(NewStep):
    """A step to ask the others for, as the page of a case asks it."""

    invited: list[UUID] = Field(default=[], max_length=20)


class AnswerForm(Shape):
    """An answer from a seat, to what was shown."""

    content_sha256: Sha256 | None = None
    seat: Name | None = None


@router.get(TOGETHER)
async def list_joint_acts(page: PageDep) -> Response:
    """What waits for several people, the oldest first."""
    return await show_joint_acts(page, Draft(), 200)


async def show_joint_acts(page: Page, draft: Draft, code: int) -> Response:
    """What waits, with what stood in the way of an answer."""
    found = await in_thread(page.mechanism.joint_acts, page.actor, limit=SHOWN)
    return page.show(
        "together.html",
        code,
        draft=draft,
        joint_acts=found,
        can_review=page.may(Act.REVIEW_EXCEPTION),
        now=await in_thread(page.mechanism.now),
    )


@router.post(f"{TOGETHER}/{{joint_id}}/{{word}}")
async def answer_joint(page: PageDep, joint_id: JointId, word: Word) -> Response:
    """Agree, refuse, take back, do it, or review it."""
    form = await sent(page.request)

    async def act(asked: AnswerForm) -> Done:
        seen = asked.content_sha256
        return await in_thread(
            page.mechanism.answer_joint,
            page.actor,
            joint_id,
            word,
            Answer(seen, asked.seat) if seen else None,
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(TOGETHER, "together")

    return await page.settle(
        form, AnswerForm, act, then, partial(show_joint_acts, page)
    )


@router.post(f"{PREFIX}/cases/{{case_id}}/together/{{step}}")
async def ask_step(page: PageDep, case_id: CaseId, step: STEP) -> Response:
    """Ask the others for a step that several people decide."""
    form = await sent(page.request)

    async def act(asked: AskForm) -> Done:
        handed_in = NewStep(**asked.model_dump(exclude={"invited"}))
        return await in_thread(
            page.mechanism.ask_step,
            page.actor,
            case_id,
            handed_in.request(step),
            invited=asked.invited,
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(TOGETHER, "asked")

    show = partial(show_case, page, case_id, step=step)
    return await page.settle(form, AskForm, act, then, show)
