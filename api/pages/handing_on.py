"""Handing on a timeline: how much, why, to whom; asked for, agreed to, downloaded."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import Field, StringConstraints

from api.dependencies import CaseId
from api.files import Given
from api.pages import labels
from api.pages.case import CASE
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, gone_on, in_thread
from api.pages.language import speaking
from api.pages.paper import sheets
from api.pages.together import TOGETHER, show_joint_acts
from api.shapes import Shape
from api.shapes_exporting import Reason
from referral.actions.export import Wanted
from referral.errors import NotPermitted
from referral.rules.acts import Act
from referral.rules.exporting import Profile
from workflows.vocabulary import Role

router = APIRouter()
HANDING_ON = f"{CASE}/timeline/handing-on"
SHOWN = 500
"""Entries whose fields can be ticked; of longer timelines the command takes any."""
JointId = Annotated[UUID, Path(description="The joint act")]
Ticked = Annotated[
    str, StringConstraints(pattern=r"^[1-9][0-9]{0,8}:[a-z][a-z0-9_]{0,63}$")
]
_ALIAS = {"recipients": "recipient", "shown": "fields", "reason": "why"}


class ExportForm(Shape):
    """The same as `NewExport`, as a form has it."""

    profile: Profile
    why: Reason
    recipient: Annotated[str, StringConstraints(max_length=2_000)] | None = None
    fields: list[Ticked] = Field(default=[], max_length=200)

    def wanted(self) -> Wanted:
        """As the action takes it; what is ticked counts for a redacted one alone."""
        shown: dict[int, tuple[str, ...]] = {}
        for each in self.fields if self.profile is Profile.REDACTED else ():
            seq, _, name = each.partition(":")
            shown[int(seq)] = (*shown.get(int(seq), ()), name)
        keys = (self.recipient,) if self.recipient else ()
        return Wanted(self.profile, self.why, shown, recipients=keys)


@router.get(HANDING_ON)
async def handing_on_page(page: PageDep, case_id: CaseId) -> Response:
    """The form."""
    return await _show(page, case_id, Draft(), 200)


async def _show(page: Page, case_id: UUID, draft: Draft, code: int) -> Response:
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    if not page.may(Act.EXPORT_TIMELINE, *case.relations):
        raise NotPermitted
    entries = await in_thread(page.mechanism.timeline, page.actor, case_id, limit=SHOWN)
    no_fields = (Profile.FULL.value,) if Role.AUDITOR in page.actor.roles else ()
    return page.show(
        "hand_on.html",
        code,
        case=case,
        draft=draft,
        entries=[entry for entry in entries if entry.fields],
        profiles=labels.choices("export_profile", but=no_fields),
    )


@router.post(HANDING_ON)
async def hand_on(page: PageDep, case_id: CaseId) -> Response:
    """Ask somebody to agree to what identifies; give out anything else at once."""
    form, show = await sent(page.request), partial(_show, page, case_id)
    mechanism, who = page.mechanism, page.actor

    async def do() -> Response:
        wanted = form.read(ExportForm).wanted()
        if not wanted.identifying:
            paper = sheets(speaking().language.code)
            draw = mechanism.export_timeline
            return Given(await in_thread(draw, who, case_id, wanted, paper))
        ask = partial(mechanism.ask_export, request=form.request)
        done = await in_thread(ask, who, case_id, wanted)
        return gone_on(back_to(TOGETHER, "asked"), done.receipts)

    return await page.attempt(form, do, show, _ALIAS)


@router.post(f"{TOGETHER}/{{joint_id}}/file")
async def draw(page: PageDep, joint_id: JointId) -> Response:
    """The timeline that somebody else has agreed to, as a download, once."""
    form, show = await sent(page.request), partial(show_joint_acts, page)

    async def do() -> Response:
        paper = sheets(speaking().language.code)
        draw = page.mechanism.draw_export
        return Given(await in_thread(draw, page.actor, joint_id, paper))

    return await page.attempt(form, do, show)
