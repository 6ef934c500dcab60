"""Offers: made by a holder, answered by the addressee."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import shapes, views
from api.dependencies import (
    ActorDep,
    Answer,
    CaseId,
    CursorDep,
    KeyDep,
    LimitDep,
    MechanismDep,
    ReferralId,
    VersionDep,
    answer,
    cursor,
    next_link,
)
from api.executor import in_thread
from api.routes import CHANGE, COMMON, LISTING, OPENING
from api.said_once import SaidOnce
from api.views_offers import Offer, OfferPage
from workflows.vocabulary import Purpose, ReferralStage

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["referrals"])


@router.post("/cases/{case_id}/referrals", status_code=201, responses=CHANGE)
async def make_offer(
    case_id: CaseId,
    body: shapes.NewOffer,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Offer the case to a service; it sees a card that identifies nobody."""
    done = await in_thread(
        mechanism.make_offer,
        actor,
        case_id,
        body.offer(),
        expects=version,
        request=key,
    )
    response.headers["Location"] = f"/v1/referrals/{done.id}"
    return answer(done, response)


@router.get("/referrals", responses=LISTING)
async def list_offers(
    request: Request,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    after: CursorDep,
    state: Annotated[ReferralStage | None, Query(description="Only these")] = None,
    limit: LimitDep = 50,
) -> OfferPage:
    """A page of the offers your organisation made or was asked, newest first."""
    found = await in_thread(
        mechanism.offers, actor, stage=state, after=after, limit=limit
    )
    page = cursor(found[-1].id) if len(found) == limit else None
    next_link(request, response, page, limit=limit, state=state)
    items = [Offer.model_validate(view) for view in found]
    return OfferPage(items=items, next=page)


@router.get("/referrals/{referral_id}", responses=COMMON)
async def read_offer(
    referral_id: ReferralId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
) -> Offer:
    """The card of an offer."""
    found = await in_thread(mechanism.read_offer, actor, referral_id)
    response.headers["ETag"] = f'"{found.version}"'
    return Offer.model_validate(found)


@router.get("/referrals/{referral_id}/package", responses=OPENING)
async def open_package(
    referral_id: ReferralId,
    purpose: Annotated[Purpose, Query(description="What it is opened for")],
    actor: ActorDep,
    mechanism: MechanismDep,
) -> views.Packages:
    """What you learn after saying yes."""
    found = await in_thread(mechanism.open_package, actor, referral_id, purpose)
    items = [views.Package.model_validate(copy) for copy in found]
    return views.Packages(items=items)


@router.post("/referrals/{referral_id}/decline", responses=CHANGE)
async def decline(
    referral_id: ReferralId,
    body: shapes.Decline,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Say no, with a coded reason."""
    done = await in_thread(
        mechanism.answer_offer,
        actor,
        referral_id,
        "decline",
        reason=body.reason,
        expects=version,
        request=key,
    )
    return answer(done, response)


_PLAIN = {
    "accept": ("accept", "Say yes: the agreed fields open to you from now on."),
    "arrived": ("arrived", "The person is here."),
    "no-show": ("no_show", "The person did not arrive; your copy is destroyed."),
    "undo": ("undo", "Undo an offer you made that has not left. Nobody is told."),
    "withdraw": ("withdraw", "Take back an offer you made."),
}


def _plain(path: str, step: str, summary: str) -> None:
    async def act(
        referral_id: ReferralId,
        response: Response,
        actor: ActorDep,
        mechanism: MechanismDep,
        version: VersionDep,
        key: KeyDep,
    ) -> Answer:
        done = await in_thread(
            mechanism.answer_offer,
            actor,
            referral_id,
            step,
            expects=version,
            request=key,
        )
        return answer(done, response)

    router.add_api_route(
        f"/referrals/{{referral_id}}/{path}",
        act,
        methods=["POST"],
        name=step,
        operation_id=step,
        description=summary,
        responses=CHANGE,
    )


for _path, (_step, _summary) in _PLAIN.items():
    _plain(_path, _step, _summary)
