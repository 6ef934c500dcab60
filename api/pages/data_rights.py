"""What a person may ask of their record: to see it, and to have it kept unused."""

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
from api.shapes_data_rights import NewRestrictionEnd, NewUseRestriction
from referral.actions.work import Done
from referral.rules.acts import Act
from workflows.vocabulary import IdentityProof

router = APIRouter()
RIGHTS = f"{CASE}/data-rights"
RestrictionId = Annotated[UUID, Path(description="The restriction")]


class Asked(Shape):
    """How whoever answers knows that it is the person."""

    identity: IdentityProof


@router.get(RIGHTS)
async def data_rights_page(page: PageDep, case_id: CaseId) -> Response:
    """What the person may ask, and what of the record is only kept."""
    return await _show(page, case_id, Draft(), 200)


async def _show(page: Page, case_id: UUID, draft: Draft, code: int) -> Response:
    found = await in_thread(page.mechanism.restrictions, page.actor, case_id)
    drawers = labels.choices("compartment")
    return page.show(
        "data_rights.html",
        code,
        case=found,
        draft=draft,
        may_give=page.may(Act.GIVE_PERSON_DATA, *found.relations),
        may_restrict=page.may(Act.RESTRICT_USE, *found.relations),
        may_read_ledger=page.may(Act.READ_LEDGER, *found.relations),
        may_read_timeline=page.may(Act.READ_TIMELINE, *found.relations),
        proofs=labels.choices("identity_proof"),
        reasons=labels.choices("restriction_reason"),
        ends=labels.choices("restriction_end"),
        drawers=drawers,
    )


@router.post(f"{RIGHTS}/data")
async def give_person_data(page: PageDep, case_id: CaseId) -> Response:
    """Everything that is held about the person, to be read and printed."""
    form, show = await sent(page.request), partial(_show, page, case_id)

    async def do() -> Response:
        identity = form.read(Asked).identity
        give = page.mechanism.person_data
        found = await in_thread(give, page.actor, case_id, identity)
        return page.show("person_data.html", data=found)

    return await page.attempt(form, do, show)


@router.post(f"{RIGHTS}/restrictions")
async def restrict_use(page: PageDep, case_id: CaseId) -> Response:
    """Keep the record, or one drawer of it, and use it no more."""
    form = await sent(page.request)

    async def act(new: NewUseRestriction) -> Done:
        return await in_thread(
            page.mechanism.restrict_use,
            page.actor,
            case_id,
            new.restriction(),
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/cases/{case_id}/data-rights", "restricted")

    show = partial(_show, page, case_id)
    return await page.settle(form, NewUseRestriction, act, then, show)


@router.post(f"{RIGHTS}/restrictions/{{restriction_id}}/lifting")
async def lift_restriction(
    page: PageDep, case_id: CaseId, restriction_id: RestrictionId
) -> Response:
    """Use it again, after the person was told."""
    form = await sent(page.request)

    async def act(end: NewRestrictionEnd) -> Done:
        return await in_thread(
            page.mechanism.lift_restriction,
            page.actor,
            case_id,
            restriction_id,
            end.reason,
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/cases/{case_id}/data-rights", "unrestricted")

    alias = {"reason": f"lifting-{restriction_id}"}
    show = partial(_show, page, case_id)
    return await page.settle(form, NewRestrictionEnd, act, then, show, alias)
