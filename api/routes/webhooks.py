"""Partners' systems: registered by two, rotated, ended; and what has not arrived."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from api import shapes_webhooks as shapes
from api import views_webhooks as views
from api.dependencies import (
    ActorDep,
    Answer,
    CursorDep,
    KeyDep,
    LimitDep,
    MechanismDep,
    answer,
    cursor,
    next_link,
)
from api.executor import in_thread
from api.routes import LISTING, WRITE
from api.said_once import SaidOnce
from referral.actions.work import Done
from workflows.vocabulary import DeliveryStanding

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["webhooks"])
WebhookId = Annotated[UUID, Path(description="The webhook")]
JointId = Annotated[UUID, Path(description="The joint act")]
DeliveryId = Annotated[UUID, Path(description="What has not arrived")]
StandingDep = Annotated[
    DeliveryStanding | None, Query(description="Only of this standing; left out: all")
]


@router.get("/webhooks", responses=LISTING)
async def list_webhooks(actor: ActorDep, mechanism: MechanismDep) -> views.AllWebhooks:
    """Where partners' systems are told, and were; never a secret."""
    found = await in_thread(mechanism.webhooks, actor)
    return views.AllWebhooks(items=[views.Webhook.model_validate(row) for row in found])


@router.post("/webhooks", status_code=201, responses=WRITE)
async def ask_webhook(
    body: shapes.WebhookToAsk,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Ask a coordinator to agree to a webhook. What is answered is the joint act."""
    done = await in_thread(mechanism.ask_webhook, actor, body.wanted(), key)
    return answer(done, response)


@router.post("/webhooks/asked/{joint_id}/secret", status_code=201, responses=WRITE)
async def fetch_webhook(
    joint_id: JointId, response: Response, actor: ActorDep, mechanism: MechanismDep
) -> views.ToldSecret:
    """Make the webhook that you asked for and a coordinator agreed to."""
    return _told(await in_thread(mechanism.fetch_webhook, actor, joint_id), response)


@router.post("/webhooks/{webhook_id}/keys", status_code=201, responses=WRITE)
async def rotate_webhook(
    webhook_id: WebhookId,
    body: shapes.FollowingKeys,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
) -> views.ToldSecret:
    """Draw the keys that follow; the old ones sign beside them for a time."""
    overlap = timedelta(days=body.overlap_days)
    done = await in_thread(mechanism.rotate_webhook, actor, webhook_id, overlap)
    return _told(done, response)


@router.post("/webhooks/{webhook_id}/ending", responses=WRITE)
async def end_webhook(
    webhook_id: WebhookId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Tell a partner's system nothing any more."""
    done = await in_thread(mechanism.end_webhook, actor, webhook_id, key)
    return answer(done, response)


@router.get("/deliveries", responses=LISTING)
async def list_deliveries(  # what a page needs
    request: Request,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    after: CursorDep,
    standing: StandingDep = None,
    limit: LimitDep = 50,
) -> views.Deliveries:
    """What has not arrived in inboxes and at partners' systems, with counts."""
    found = await in_thread(mechanism.deliveries, actor, standing, after, limit=limit)
    page = cursor(found.next) if found.next else None
    next_link(request, response, page, standing=standing, limit=limit)
    items = [views.Delivery.model_validate(row) for row in found.items]
    return views.Deliveries(items=items, counts=dict(found.counts), next=page)


@router.post("/deliveries/{delivery_id}/sending-again", responses=WRITE)
async def send_again(
    delivery_id: DeliveryId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Send once more what was given up, under the identifier it had."""
    done = await in_thread(mechanism.send_again, actor, delivery_id, key)
    return answer(done, response)


def _told(done: Done, response: Response) -> views.ToldSecret:
    response.headers["Receipts"] = ", ".join(done.receipts)
    return views.ToldSecret.of(done)
