"""The first offer of a case: the best service and who is asked next, in one press.

Beside what the service would see now stands what it would see after its yes. Nothing is
sent that was not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import CaseId, ReferralId
from api.pages import labels
from api.pages.case import CASE
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes import NewOffer, Shape
from api.views_services import ServiceMatches, ServiceRanked, matches
from referral.actions.choices import OfferPreview
from referral.actions.read import CaseView
from referral.actions.work import Done
from referral.errors import NotFound, NotPermitted
from referral.rules.acts import Act
from referral.rules.undoing import UNDO_FOR
from workflows.vocabulary import Known, ReferralKind

router = APIRouter()
BED, SEND = f"{CASE}/bed", f"{CASE}/send"
RECEIPT = PREFIX + "/offers/{referral_id}/receipt"
MOST = 3
"""Services whose two sides are shown; all others are a link away."""
Within = Literal["2", "6", "24", "72", "none"]
SOON: Within = "2"
LATER: Within = "24"
"""Hours to answer that are preset: where somebody is in danger or needs a bed now, and
otherwise."""
ALIAS = {
    "service_id": "first",
    "others": "then",
    "then": "then",
    "answer_by": "within",
}


class FirstOffer(Shape):
    """Whom to ask, who is asked next, and by when."""

    first: UUID
    then: UUID | None = None
    kind: ReferralKind = ReferralKind.RESPONSIBILITY
    within: Within = SOON

    def shape(self, now: datetime) -> NewOffer:
        """As the API takes it."""
        hours = None if self.within == "none" else timedelta(hours=int(self.within))
        return NewOffer(
            service_id=self.first,
            kind=self.kind,
            answer_by=now + UNDO_FOR + hours if hours else None,
            undo=True,
            then=[self.then] if self.then else [],
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """A service with both sides of what it would see."""

    service: ServiceRanked
    sides: OfferPreview


@router.get(BED)
async def bed_page(page: PageDep, case_id: CaseId) -> Response:
    """The best bed, ready to be asked for."""
    return await _show(page, case_id, Draft(), 200, bed=True)


@router.post(BED)
async def ask_for_bed(page: PageDep, case_id: CaseId) -> Response:
    """Ask for it."""
    return await _send(page, case_id, bed=True)


@router.get(SEND)
async def send_page(page: PageDep, case_id: CaseId) -> Response:
    """The best service for what the person needs, ready to be asked."""
    return await _show(page, case_id, Draft(), 200, bed=False)


@router.post(SEND)
async def ask_service(page: PageDep, case_id: CaseId) -> Response:
    """Ask it."""
    return await _send(page, case_id, bed=False)


async def _send(page: Page, case_id: UUID, *, bed: bool) -> Response:
    form = await sent(page.request)
    now = await in_thread(page.mechanism.now)

    async def act(asked: FirstOffer) -> Done:
        return await in_thread(
            page.mechanism.make_offer,
            page.actor,
            case_id,
            asked.shape(now).offer(),
            expects=form.version,
            request=form.request,
        )

    def then(done: Done) -> str:
        return back_to(f"{PREFIX}/offers/{done.id}/receipt", "offered")

    show = partial(_show, page, case_id, bed=bed)
    return await page.settle(form, FirstOffer, act, then, show, ALIAS)


async def _show(
    page: Page, case_id: UUID, draft: Draft, code: int, *, bed: bool
) -> Response:
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    if not page.may(Act.MAKE_OFFER, *case.relations):
        raise NotPermitted
    found = await _found(page, case_id, bed=bed)
    looked = [await _choice(page, case_id, one) for one in found.ranked[:MOST]]
    able = [one for one in looked if one.sides.fields]
    return page.show(
        "first_offer.html",
        code,
        case=case,
        bed=bed,
        found=found,
        choices=able,
        untold=[one for one in looked if not one.sides.fields],
        draft=_preset(draft, able, case, bed=bed),
        kinds=labels.choices("kind"),
        spans=labels.choices("within"),
        duty_phone=page.mechanism.duty_phone,
    )


async def _found(page: Page, case_id: UUID, *, bed: bool) -> ServiceMatches:
    look = page.mechanism.match_beds if bed else page.mechanism.match_services
    seen = await in_thread(look, page.actor, case_id)
    return matches(seen, await in_thread(page.mechanism.now))


async def _choice(page: Page, case_id: UUID, one: ServiceRanked) -> Choice:
    look = page.mechanism.preview_offer
    return Choice(one, await in_thread(look, page.actor, case_id, one.id))


def _preset(
    draft: Draft, able: Sequence[Choice], case: CaseView, *, bed: bool
) -> Draft:
    """What one press would send: the best service, and the next best after it."""
    if draft.values:
        return draft
    names = [str(one.service.id) for one in able[:2]]
    danger = (case.facts or {}).get("immediate_danger") == Known.YES.value
    preset: dict[str, Sequence[str]] = {
        "first": names[:1],
        "then": names[1:],
        "kind": [ReferralKind.RESPONSIBILITY.value],
        "within": [SOON if bed or danger else LATER],
    }
    return Draft(preset, draft.errors, draft.notice, draft.first, draft.key)


@router.get(RECEIPT)
async def receipt(page: PageDep, referral_id: ReferralId) -> Response:
    """The code, until when somebody answers, what to say, and a card for the person."""
    offer = await in_thread(page.mechanism.read_offer, page.actor, referral_id)
    if offer.side != "sender":
        raise NotFound
    now = await in_thread(page.mechanism.now)
    can = {way.step for way in offer.ways if way.allowed}
    return page.show("first_receipt.html", draft=Draft(), offer=offer, now=now, can=can)
