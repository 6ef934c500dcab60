"""Partners' systems, and what has not arrived there or in inboxes, on pages."""

from collections.abc import Callable
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from api.dependencies import CursorDep, cursor
from api.pages import labels
from api.pages.directory import bodies_of
from api.pages.directory_actors import Nothing
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes_webhooks import WebhookToAsk
from referral.actions.work import Done, RequestKey
from referral.rules.acts import Act
from workflows.vocabulary import DeliveryStanding, JointKind

router = APIRouter()
PARTNERS = f"{PREFIX}/partners"
DELIVERIES = f"{PREFIX}/deliveries"
PER_PAGE = 25
WebhookId = Annotated[UUID, Path(description="The webhook")]
JointId = Annotated[UUID, Path(description="The joint act")]
DeliveryId = Annotated[UUID, Path(description="What has not arrived")]
StandingDep = Annotated[
    DeliveryStanding | None, Query(description="Only of this standing")
]


@router.get(PARTNERS)
async def partners_page(page: PageDep) -> Response:
    """Where partners' systems are told, what was asked for, and the form to ask."""
    return await _show_partners(page, Draft(), 200)


async def _show_partners(page: Page, draft: Draft, code: int) -> Response:
    found = await in_thread(page.mechanism.webhooks, page.actor)
    asked = await in_thread(page.mechanism.asked, page.actor)
    bodies = await bodies_of(page)
    return page.show(
        "partners.html",
        code,
        draft=draft,
        webhooks=found,
        asked=[each for each in asked if each.kind == JointKind.REGISTER_WEBHOOK],
        bodies={str(body.id): body.label for body in bodies if body.active},
        kinds=labels.choices("told_kind"),
    )


@router.post(PARTNERS)
async def ask_webhook(page: PageDep) -> Response:
    """Ask a coordinator to agree to an address."""
    form = await sent(page.request)

    async def act(new: WebhookToAsk) -> Done:
        ask = page.mechanism.ask_webhook
        return await in_thread(ask, page.actor, new.wanted(), form.request)

    def then(_: Done) -> str:
        return back_to(PARTNERS, "webhook_asked")

    show = partial(_show_partners, page)
    return await page.settle(form, WebhookToAsk, act, then, show)


@router.post(f"{PARTNERS}/asked/{{joint_id}}/secret")
async def fetch_webhook(page: PageDep, joint_id: JointId) -> Response:
    """The webhook that a coordinator has agreed to; its secret on this answer alone."""
    act = partial(page.mechanism.fetch_webhook, page.actor, joint_id)
    return await _told(page, act)


@router.post(f"{PARTNERS}/asked/{{joint_id}}/taking-back")
async def take_back_webhook(page: PageDep, joint_id: JointId) -> Response:
    """Take back what was asked of a coordinator."""
    take_back = partial(page.mechanism.take_back, page.actor, joint_id)
    return await _settled(page, take_back, "taken_back")


@router.post(f"{PARTNERS}/{{webhook_id}}/keys")
async def rotate_webhook(page: PageDep, webhook_id: WebhookId) -> Response:
    """The keys that follow, shown on this answer alone."""
    rotate = partial(page.mechanism.rotate_webhook, page.actor, webhook_id)
    return await _told(page, rotate)


@router.post(f"{PARTNERS}/{{webhook_id}}/ending")
async def end_webhook(page: PageDep, webhook_id: WebhookId) -> Response:
    """Tell a partner's system nothing any more."""
    end = partial(page.mechanism.end_webhook, page.actor, webhook_id)
    return await _settled(page, end, "webhook_ended")


async def _settled(page: Page, do: Callable[[RequestKey], Done], word: str) -> Response:
    """Do what a button asks, and show the page again with a word of it."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        return await in_thread(do, form.request)

    def then(_: Done) -> str:
        return back_to(PARTNERS, word)

    return await page.settle(form, Nothing, act, then, partial(_show_partners, page))


async def _told(page: Page, act: Callable[[], Done]) -> Response:
    form = await sent(page.request)

    async def do() -> Response:
        done = await in_thread(act)
        return page.show("partner_keys.html", told=done.details, to=PARTNERS)

    return await page.attempt(form, do, partial(_show_partners, page))


@router.get(DELIVERIES)
async def deliveries_page(
    page: PageDep, after: CursorDep, standing: StandingDep = None
) -> Response:
    """What has not arrived, of one standing or of all, with how much there is."""
    return await _show_deliveries(page, standing, after, Draft(), 200)


async def _show_deliveries(
    page: Page,
    standing: DeliveryStanding | None,
    after: UUID | None,
    draft: Draft,
    code: int,
) -> Response:
    look = page.mechanism.deliveries
    found = await in_thread(look, page.actor, standing, after, limit=PER_PAGE)
    return page.show(
        "deliveries.html",
        code,
        draft=draft,
        found=found,
        standing=standing,
        more=cursor(found.next) if found.next else None,
        sends=page.may(Act.SEND_AGAIN),
        administers=page.may(Act.ADMINISTER),
    )


@router.post(f"{DELIVERIES}/{{delivery_id}}/sending-again")
async def send_again(page: PageDep, delivery_id: DeliveryId) -> Response:
    """Send once more what was given up."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        again = page.mechanism.send_again
        return await in_thread(again, page.actor, delivery_id, form.request)

    def then(_: Done) -> str:
        return back_to(DELIVERIES, "sent_again")

    show = partial(_show_deliveries, page, None, None)
    return await page.settle(form, Nothing, act, then, show)
