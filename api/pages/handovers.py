"""Hand-overs: proposed on one short form, confirmed with one button, looked for."""

import re
from datetime import date, datetime, time
from functools import partial
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Response
from pydantic import Field, StringConstraints, model_validator

from api.dependencies import ReferralId
from api.pages import labels
from api.pages.answering import show_offer
from api.pages.case import read_purpose
from api.pages.consent import Nothing
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.pages.work import show_work
from api.shapes_handover import HandoverWords, NewWhereabouts, arrangement
from api.values import Day
from referral.actions.work import Done
from referral.rules.handover import Arrangement, window_of

router = APIRouter()
OFFER = PREFIX + "/offers/{referral_id}"
HANDOVER = f"{OFFER}/handovers/{{handover_id}}"
FEEDBACK = f"{PREFIX}/feedback"
HandoverId = Annotated[UUID, Path(description="What was proposed")]
Hour = Annotated[str, StringConstraints(pattern=r"^([01]?\d|2[0-3])[:.][0-5]\d$")]
ALIAS = {"window_from": "hour_from", "window_until": "hour_until"}
SHOWN = 50


class HandoverForm(HandoverWords):
    """A hand-over as the page asks for it: a day, and two hours of the mechanism."""

    @model_validator(mode="before")
    @classmethod
    def who_is_asked(cls, words: Any) -> Any:  # noqa: ANN401 # fields as they came
        """Nobody named on a side: what they are is missing, and not the side."""
        if not isinstance(words, dict):
            return words
        return {"brings": {}, "receives": {}, **words}

    day: Day
    hour_from: Hour = Field(description="Hour and minute")
    hour_until: Hour

    def arrangement(self, zone: str) -> Arrangement:
        """As the action takes it; what ends before it begins ends the next day."""
        hours = _hour(self.hour_from), _hour(self.hour_until)
        return arrangement(self, *window_of(self.day, hours, zone))


def _hour(said: str) -> time:
    hour, minute = re.split("[:.]", said)
    return time(int(hour), int(minute))


@router.get(f"{OFFER}/handovers/new")
async def handover_form(page: PageDep, referral_id: ReferralId) -> Response:
    """The form, for today."""
    now = await in_thread(page.mechanism.now)
    return await _form(page, referral_id, Draft({"day": [_today(page, now)]}), 200)


def _today(page: Page, now: datetime) -> str:
    return _day(now, page.mechanism.pathway.time_zone).isoformat()


def _day(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


async def _form(page: Page, referral_id: UUID, draft: Draft, code: int) -> Response:
    state = await in_thread(page.mechanism.handover, page.actor, referral_id)
    return page.show(
        "handover_new.html",
        code,
        state=state,
        draft=draft,
        meeters=labels.choices("meeter"),
        transports=labels.choices("transport"),
        belongings=labels.choices("belonging"),
        medications=labels.choices("medication"),
        needed_for=labels.choices("language"),
    )


@router.post(f"{OFFER}/handovers/new")
async def propose_handover(page: PageDep, referral_id: ReferralId) -> Response:
    """Propose who meets whom, where and when."""
    form = await sent(page.request)
    zone = page.mechanism.pathway.time_zone

    async def act(new: HandoverForm) -> Done:
        return await in_thread(
            page.mechanism.propose_handover,
            page.actor,
            referral_id,
            new.arrangement(zone),
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/offers/{referral_id}", "handover")

    show = partial(_form, page, referral_id)
    return await page.settle(form, HandoverForm, act, then, show, ALIAS)


@router.post(f"{HANDOVER}/opening")
async def open_handover(
    page: PageDep, referral_id: ReferralId, handover_id: HandoverId
) -> Response:
    """Open who meets whom and where, for a purpose."""
    form = await sent(page.request)
    purpose, draft, code = read_purpose(form, "handover")
    if purpose is None:
        return await show_offer(page, referral_id, draft, code)
    found = await in_thread(
        page.mechanism.open_handover, page.actor, referral_id, handover_id, purpose
    )
    return page.show(
        "handover.html",
        found=found,
        purpose=purpose.value,
        offer_id=referral_id,
        draft=Draft(),
    )


@router.post(f"{HANDOVER}/confirm")
async def confirm_handover(
    page: PageDep, referral_id: ReferralId, handover_id: HandoverId
) -> Response:
    """Say yes to what the other side proposed."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        return await in_thread(
            page.mechanism.confirm_handover,
            page.actor,
            referral_id,
            handover_id,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/offers/{referral_id}", "handover_agreed")

    show = partial(show_offer, page, referral_id)
    return await page.settle(form, Nothing, act, then, show)


@router.post(f"{OFFER}/whereabouts")
async def note_whereabouts(page: PageDep, referral_id: ReferralId) -> Response:
    """Say what came of looking for somebody who did not arrive."""
    form = await sent(page.request)

    async def act(said: NewWhereabouts) -> Done:
        return await in_thread(
            page.mechanism.note_whereabouts,
            page.actor,
            referral_id,
            said.outcome,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(PREFIX, "whereabouts")

    again = partial(_work_again, page, referral_id)
    return await page.settle(form, NewWhereabouts, act, then, again, {})


async def _work_again(
    page: Page, referral_id: UUID, draft: Draft, code: int
) -> Response:
    """One's work, with what went wrong; of a foreign offer not even that."""
    await in_thread(page.mechanism.handover, page.actor, referral_id)
    return await show_work(page, draft, code)


@router.get(FEEDBACK)
async def feedback_page(page: PageDep) -> Response:
    """What became of the people one's organisation met first."""
    found = await in_thread(page.mechanism.feedback, page.actor, limit=SHOWN)
    return page.show("feedback.html", found=found)
