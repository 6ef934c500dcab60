"""Offering a case to a service: what they see now, and what after their yes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from api.dependencies import CaseId
from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes import NewOffer, Shape
from api.views_services import matches
from referral.actions.read_offers import OfferView
from referral.actions.service_facts import Listed
from referral.actions.work import Done
from referral.errors import NotFound, NotPermitted
from referral.rules.acts import Act
from referral.rules.undoing import UNDO_FOR
from workflows.vocabulary import AskOrder, Exclusion, ReferralKind

router = APIRouter()
OFFERS = PREFIX + "/cases/{case_id}/offers"
ALIAS = {
    "answer_by": "within",
    "others": "others[]",
    "then": "others[]",
    "beside": "others[]",
}
SPANS = ("2", "6", "24", "72")
Chosen = Mapping[str, Sequence[str]]
NEVER = frozenset(
    {Exclusion.SUSPENDED, Exclusion.NOT_ALLOWED, Exclusion.NOT_FOR_THIS_CASE}
)
"""What keeps a service from being asked at all; all else it decides itself."""


class OfferForm(Shape):
    """An offer as the page asks for it: a span instead of a moment."""

    kind: ReferralKind = ReferralKind.SERVICE
    within: Literal["2", "6", "24", "72", "none"] = "24"
    others: list[UUID] = Field(default=[], max_length=10)
    order: Literal["then", "beside"] = "then"
    """How the others are asked: in their order, or with the first."""

    def shape(self, service_id: UUID, now: datetime) -> NewOffer:
        """As the API takes it."""
        hours = None if self.within == "none" else timedelta(hours=int(self.within))
        due = now + UNDO_FOR + hours if hours else None
        return NewOffer(
            service_id=service_id,
            kind=self.kind,
            answer_by=due,
            undo=True,
            **{self.order: self.others},
        )


@router.get(f"{OFFERS}/new")
async def choose_service(page: PageDep, case_id: CaseId) -> Response:
    """The services that can be asked, ranked, and the others with the reasons."""
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    if not page.may(Act.MAKE_OFFER, *case.relations):
        raise NotPermitted
    seen = await in_thread(page.mechanism.match_services, page.actor, case_id)
    found = matches(seen, await in_thread(page.mechanism.now))
    own = Exclusion.OWN_SERVICE
    others = [one for one in found.excluded if own not in one.because]
    never = [one for one in others if not NEVER.isdisjoint(one.because)]
    return page.show(
        "services.html",
        case=case,
        found=found,
        misfits=[one for one in others if one not in never],
        never=never,
    )


@router.get(f"{OFFERS}/new/{{service_id}}")
async def preview(
    page: PageDep, case_id: CaseId, service_id: UUID, again: UUID | None = None
) -> Response:
    """What this service would see at once, and what after its yes.

    `again` is an offer that was undone: its form is filled in as it was sent.
    """
    chosen: Chosen = {"within": ["24"], "kind": ["responsibility"], "order": ["then"]}
    if again is not None:
        offer = await in_thread(page.mechanism.read_offer, page.actor, again)
        chosen = as_sent(offer) if case_id in offer.case_ids else chosen
    return await _preview(page, case_id, service_id, Draft(chosen), 200)


def as_sent(offer: OfferView) -> Chosen:
    """What was chosen in the form by which an offer was made."""
    hours = {timedelta(hours=int(word)): word for word in SPANS}
    span = offer.answer_by - offer.offered_at if offer.answer_by else None
    near = min(hours, key=lambda each: abs(each - span)) if span else None
    return {
        "kind": [offer.kind],
        "within": [hours[near] if near else "none"],
        "others[]": [str(each.service_id) for each in offer.others],
        "order": ["beside" if offer.asked == AskOrder.AT_ONCE else "then"],
    }


async def _preview(
    page: Page, case_id: UUID, service_id: UUID, draft: Draft, code: int
) -> Response:
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    if not page.may(Act.MAKE_OFFER, *case.relations):
        raise NotPermitted
    listed = await in_thread(page.mechanism.service_directory, page.actor)
    if service_id not in {one.row.id for one in listed}:
        raise NotFound
    found = await in_thread(
        page.mechanism.preview_offer, page.actor, case_id, service_id
    )
    return page.show(
        "offer_preview.html",
        code,
        case=case,
        preview=found,
        draft=draft,
        kinds=labels.choices("kind"),
        spans=labels.choices("within"),
        others=_others(listed, service_id),
        orders=labels.choices("order"),
    )


def _others(listed: list[Listed], service_id: UUID) -> dict[str, str]:
    """Services of the same kind that could be asked beside one, by their labels."""
    (kind,) = {one.row.service_type for one in listed if one.row.id == service_id}
    return {
        str(one.row.id): f"{one.row.label} ({one.body.label})"
        for one in listed
        if one.row.service_type == kind and one.row.id != service_id
        if one.seen.allowed and not (one.seen.own or one.seen.suspended)
    }


@router.post(f"{OFFERS}/new/{{service_id}}")
async def make_offer(page: PageDep, case_id: CaseId, service_id: UUID) -> Response:
    """Send the offer."""
    form = await sent(page.request)
    now = await in_thread(page.mechanism.now)

    async def act(asked: OfferForm) -> Done:
        return await in_thread(
            page.mechanism.make_offer,
            page.actor,
            case_id,
            asked.shape(service_id, now).offer(),
            expects=form.version,
            request=form.request,
        )

    def then(done: Done) -> str:
        return back_to(f"{PREFIX}/offers/{done.id}", "offered")

    show = partial(_preview, page, case_id, service_id)
    return await page.settle(form, OfferForm, act, then, show, ALIAS)
