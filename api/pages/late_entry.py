"""Typing in a talk that was written on paper: both times are kept."""

from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Response
from pydantic import model_validator

from api.pages.entrance import PREFIX
from api.pages.first_questions import PARTS, answers, numbered
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.pages.spoken_yes import answered_yes
from api.shapes import NewCase, Shape
from api.shapes_own import Hour
from api.values import Day, Flag
from referral.actions.identify import Identification
from referral.actions.work import Done
from referral.errors import NotPermitted
from referral.rules.acts import Act
from referral.rules.happened import moment_on_the_wall
from workflows.minimal_consent import minimal_consent

router = APIRouter()
LATE = f"{PREFIX}/cases/late"
ALIAS = {"occurred_at": "happened.on", "expires_at": "minimal_consent.agrees"}
"""Beside which field a fault of the mechanism is shown."""


class Happened(Shape):
    """When it was, as somebody wrote it down: a day, and an hour on the wall."""

    on: Day
    hour: Hour
    later: Flag | None = None
    """Which of two hours of one name it was: the second."""


class LateCase(NewCase):
    """An identification that was written on paper, and when it was."""

    happened: Happened

    @model_validator(mode="before")
    @classmethod
    def _asks_for_both(cls, said: object) -> object:
        """Nothing filled in at all lacks a day and an hour, each beside its field."""
        return {"happened": {}, **said} if isinstance(said, dict) else said

    def at(self, zone: str) -> Identification:
        """As the action takes it.

        Raises:
            Malformed: for an hour that names no moment of that zone, or two.
        """
        when = self.happened
        moment = moment_on_the_wall(when.on, when.hour, zone, later=when.later)
        return replace(self.identification(), occurred_at=moment)


@router.get(LATE)
async def late_entry(page: PageDep) -> Response:
    """The form, in the order of the sheet."""
    return await _draw(page, Draft(), 200)


async def _draw(page: Page, draft: Draft, code: int) -> Response:
    if not page.may(Act.OPEN_CASE):
        raise NotPermitted
    return page.show(
        "late_entry.html",
        code,
        draft=draft,
        parts=PARTS,
        answers=answers,
        numbered=numbered,
        read_aloud=minimal_consent().say,
    )


@router.post(LATE)
async def type_in(page: PageDep) -> Response:
    """Open a case from what was written on paper."""
    form = answered_yes(await sent(page.request))
    zone, over = page.mechanism.pathway.time_zone, False

    async def act(new: LateCase) -> Done:
        nonlocal over
        identification = new.at(zone)
        done = await in_thread(
            page.mechanism.open_case, page.actor, identification, form.request
        )
        over = bool(done.details.get("over"))
        return done

    def then(done: Done) -> str:
        word = "opened_over" if over else "opened_late"
        return back_to(f"{PREFIX}/cases/{done.id}", word)

    return await page.settle(form, LateCase, act, then, partial(_draw, page), ALIAS)
