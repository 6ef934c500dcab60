"""One offer: its card and clock, saying yes or no, the package, the arrival."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api.dependencies import ReferralId
from api.pages import labels
from api.pages.case import read_purpose
from api.pages.choices import Choices
from api.pages.consent import Nothing
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.pages.language import gettext
from api.shapes import Decline
from referral.actions.read_handovers import HandoverView
from referral.actions.read_offers import OfferView
from referral.actions.read_work import UNANSWERED
from referral.actions.work import Done
from referral.rules.acts import Act
from workflows.catalogues import decline_reasons, service_types
from workflows.vocabulary import ReferralKind, ReferralStage

router = APIRouter()
OFFER = PREFIX + "/offers/{referral_id}"
PLAIN = {
    "accept": "accept",
    "arrived": "arrived",
    "no-show": "no_show",
    "withdraw": "withdraw",
    "confirm": "confirm",
    "start": "start_service",
    "close": "close_provider",
}
"""Steps that are only a button: their place in the address, and their name."""
_NOTHING_TAKEN = frozenset(
    {ReferralStage.DECLINED, ReferralStage.EXPIRED, ReferralStage.UNDONE}
)
"""Stages in which a letter is neither sent nor was anything taken by one."""


_NOES = tuple(decline_reasons())


def spans() -> dict[str, str]:
    """How long an address may be granted, in hours."""
    return {
        "2": gettext("2 hours"),
        "6": gettext("6 hours"),
        "24": gettext("24 hours"),
        "72": gettext("72 hours"),
    }


@router.get(OFFER)
async def offer_page(page: PageDep, referral_id: ReferralId) -> Response:
    """An offer as sender or addressee may see it."""
    return await show_offer(page, referral_id, Draft(), 200)


async def show_offer(
    page: Page, referral_id: UUID, draft: Draft, code: int
) -> Response:
    """The offer, with what went wrong when something was tried on it."""
    offer = await in_thread(page.mechanism.read_offer, page.actor, referral_id)
    ways = {way.step: way for way in offer.ways}
    live = offer.stage in UNANSWERED
    mine = offer.side in ("sender", "addressee") and page.may(Act.READ_ADDRESS)
    places = None
    if mine and offer.stage == ReferralStage.ACCEPTED:
        look = page.mechanism.offer_places
        places = await in_thread(look, page.actor, referral_id)
    return page.show(
        "offer.html",
        code,
        offer=offer,
        places=places,
        handover=await _arranged(page, offer),
        spans=spans(),
        draft=draft,
        now=await in_thread(page.mechanism.now),
        can={name for name, way in ways.items() if way.allowed},
        left=offer.side == "addressee"
        and offer.stage == ReferralStage.COMPLETED
        and page.may(Act.TELL_CAPACITY),
        live=live,
        houses=any(_houses(card) for card in offer.cards),
        may_write=_may_write(page, offer),
        hindered=[] if not live else [way for way in offer.ways if not way.allowed],
        may_open=offer.side == "addressee"
        and bool(offer.case_ids)
        and page.may(Act.OPEN_DISCLOSURE, "addressee"),
        declines=Choices("decline", {n: labels.label("decline", n) for n in _NOES}),
        purposes=labels.choices("purpose"),
        disputes=labels.choices("offer_dispute"),
        returns=labels.choices("offer_return"),
        outcomes=labels.choices("offer_outcome"),
    )


def _may_write(page: Page, offer: OfferView) -> bool:
    """True if a letter may be sent for an offer that has left."""
    return (
        offer.side != "addressee"
        and offer.leaves_at is None
        and offer.kind != ReferralKind.RESPONSIBILITY
        and offer.stage not in _NOTHING_TAKEN
        and page.may(Act.SEND_LINK, "holder", "coordinator")
    )


def _houses(card: Mapping[str, Any]) -> bool:
    found = service_types().get(str(card.get("service_type")))
    return found is not None and found.houses


async def _arranged(page: Page, offer: OfferView) -> HandoverView | None:
    """How the person comes there, for whoever may see that."""
    stands = "addressee" if offer.side == "addressee" else "holder"
    if not offer.case_ids or not page.may(Act.READ_ARRANGEMENT, stands):
        return None
    return await in_thread(page.mechanism.handover, page.actor, offer.id)


@router.post(f"{OFFER}/decline")
async def decline(page: PageDep, referral_id: ReferralId) -> Response:
    """Say no, with a coded reason."""
    form = await sent(page.request)

    async def act(said: Decline) -> Done:
        return await in_thread(
            page.mechanism.answer_offer,
            page.actor,
            referral_id,
            "decline",
            reason=said.reason,
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/offers/{referral_id}", "decline")

    show = partial(show_offer, page, referral_id)
    return await page.settle(form, Decline, act, then, show)


@router.post(f"{OFFER}/package")
async def open_package(page: PageDep, referral_id: ReferralId) -> Response:
    """What the addressee learns after saying yes, for a purpose."""
    form = await sent(page.request)
    purpose, draft, code = read_purpose(form, "package")
    if purpose is None:
        return await show_offer(page, referral_id, draft, code)
    copies = await in_thread(
        page.mechanism.open_package, page.actor, referral_id, purpose
    )
    return page.show(
        "package.html",
        copies=copies,
        purpose=purpose.value,
        back=f"{PREFIX}/offers/{referral_id}",
    )


Word = Annotated[str, Path(pattern=f"^({'|'.join(PLAIN)})$")]


@router.post(f"{OFFER}/{{step}}")
async def take_offer_step(
    page: PageDep, referral_id: ReferralId, step: Word
) -> Response:
    """Accept, confirm arrival or its absence, take back."""
    form = await sent(page.request)
    name = PLAIN[step]

    async def act(_: Nothing) -> Done:
        return await in_thread(
            page.mechanism.answer_offer,
            page.actor,
            referral_id,
            name,
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/offers/{referral_id}", name)

    show = partial(show_offer, page, referral_id)
    return await page.settle(form, Nothing, act, then, show)
