"""A first contact in steps: each is kept when it is sent, and a case opened at the end.

What was typed lies sealed in a draft of its writer's own until then. Back and forward
lead to what was kept; a session that ends in mid-form loses nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ValidationError
from starlette.responses import RedirectResponse

from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, Sent, nested, sent
from api.pages.frame import Page, PageDep, back_to, gone_on, in_thread
from api.pages.labels_contact import SIGNS
from api.pages.recording import fact_lists
from api.shapes import NewCase
from api.shapes_contact import StandsIn, WholeContact
from api.values import TYPED
from referral.actions.drafts import OpenDraft
from referral.actions.first_contact import FirstContact
from referral.actions.identify import Identification
from referral.actions.work import Done
from referral.errors import NotFound, NotPermitted
from referral.rules.acts import Act
from referral.rules.facts import PersonFacts
from referral.rules.indicators import IndicatorAssessment
from referral.rules.signs import read_signs
from workflows.asks import AskTo, first_asks
from workflows.vocabulary import DraftStep, OrganisationKind

router = APIRouter()
NEW = f"{PREFIX}/cases/new"
DRAFTS = f"{PREFIX}/drafts"
DRAFT = DRAFTS + "/{draft_id}"
DraftId = Annotated[UUID, Path(description="Something unfinished of one's own")]
SHAPES: Mapping[DraftStep, type[BaseModel]] = {
    DraftStep.SAFETY: NewCase,
    DraftStep.SIGNS: NewCase,
    DraftStep.WISHES: WholeContact,
}
_CODES = {code: text for group in SIGNS.values() for code, text in group.items()}


@router.get(NEW)
async def new_contact(page: PageDep) -> Response:
    """The first step, nothing kept yet."""
    return await show_safety(page, None, Draft(), 200)


@router.post(NEW)
async def begin(page: PageDep) -> Response:
    """Keep the first step."""
    return await _save(page, None, DraftStep.SAFETY)


async def show_safety(
    page: Page,
    draft_id: UUID | None,
    draft: Draft,
    code: int,
    *,
    possible: bool | None = None,
) -> Response:
    """The first step with what was typed; `possible` tells of a match, if asked."""
    if not page.may(Act.OPEN_CASE):
        raise NotPermitted
    begun = None if draft_id is None else await _opened(page, draft_id)
    return _drawn(page, begun, DraftStep.SAFETY, draft, code, possible=possible)


async def _opened(page: Page, draft_id: UUID) -> OpenDraft:
    return await in_thread(page.mechanism.open_draft, page.actor, draft_id)


def _drawn(
    page: Page,
    begun: OpenDraft | None,
    step: DraftStep,
    draft: Draft,
    code: int,
    **more: object,
) -> Response:
    return page.show(
        f"contact_{step.value}.html",
        code,
        draft=draft,
        begun=begun.view if begun else None,
        step=step.value,
        duty_phone=page.mechanism.duty_phone,
        signs=SIGNS,
        **fact_lists(),
        **more,
    )


async def _save(page: Page, draft_id: UUID | None, step: DraftStep) -> Response:
    """Keep a step as it was typed, and go on with the next one."""
    form = await sent(page.request)

    async def act(_: BaseModel) -> Done:
        return await in_thread(
            page.mechanism.save_draft,
            page.actor,
            draft_id,
            step,
            form.draft.values,
            expects=None if draft_id is None else form.version,
            request=form.request,
        )

    def then(done: Done) -> str:
        following = list(DraftStep)[list(DraftStep).index(step) + 1]
        return f"{DRAFTS}/{done.id}/{following.value}"

    show = partial(_show, page, draft_id, step)
    return await page.settle(form, SHAPES[step], act, then, show)


async def _show(
    page: Page, draft_id: UUID | None, step: DraftStep, draft: Draft, code: int
) -> Response:
    """A step with what was typed just now."""
    if draft_id is None or step is DraftStep.SAFETY:
        return await show_safety(page, draft_id, draft, code)
    begun = await _opened(page, draft_id)
    more = await _wishes(page, begun) if step is DraftStep.WISHES else {}
    return _drawn(page, begun, step, draft, code, **more)


async def _kept(page: Page, draft_id: UUID, step: DraftStep) -> Response:
    """A step as it was kept, to go on with."""
    begun = await _opened(page, draft_id)
    draft = Draft(begun.typed.get(step.value, {}))
    more = await _wishes(page, begun) if step is DraftStep.WISHES else {}
    return _drawn(page, begun, step, draft, 200, **more)


@router.get(DRAFT)
async def resume(page: PageDep, draft_id: DraftId) -> Response:
    """Go on where it stopped."""
    begun = await _opened(page, draft_id)
    return RedirectResponse(f"{DRAFTS}/{draft_id}/{begun.view.step}", 303)


@router.get(f"{DRAFT}/safety")
async def safety_page(page: PageDep, draft_id: DraftId) -> Response:
    """The first step as it was kept."""
    return await _kept(page, draft_id, DraftStep.SAFETY)


@router.post(f"{DRAFT}/safety")
async def safety(page: PageDep, draft_id: DraftId) -> Response:
    """Keep the first step anew."""
    return await _save(page, draft_id, DraftStep.SAFETY)


@router.get(f"{DRAFT}/signs")
async def signs_page(page: PageDep, draft_id: DraftId) -> Response:
    """What was seen, as it was kept."""
    return await _kept(page, draft_id, DraftStep.SIGNS)


@router.post(f"{DRAFT}/signs")
async def signs(page: PageDep, draft_id: DraftId) -> Response:
    """Keep what was seen."""
    return await _save(page, draft_id, DraftStep.SIGNS)


@router.get(f"{DRAFT}/wishes")
async def wishes_page(page: PageDep, draft_id: DraftId) -> Response:
    """What the person wants, and what the signs read as."""
    return await _kept(page, draft_id, DraftStep.WISHES)


@router.post(f"{DRAFT}/wishes")
async def wishes(page: PageDep, draft_id: DraftId) -> Response:
    """Open the case, with all steps, in one act; the draft ends with that."""
    form = await sent(page.request)
    try:
        begun = await _opened(page, draft_id)
    except NotFound:
        return await _opened_before(page, draft_id, form)
    whole = _together(begun, form)

    async def act(new: WholeContact) -> Done:
        now = await in_thread(page.mechanism.now)
        bodies = await _authority(page)
        contact = new.contact(now, bodies, draft_id, form.version)
        return await in_thread(
            page.mechanism.open_first_contact, page.actor, contact, form.request
        )

    show = partial(_show, page, draft_id, DraftStep.WISHES)
    return await page.settle(whole, WholeContact, act, _to_send, show, ALIAS)


ALIAS = {"guardian_appointed": "facts.guardian_appointed"}
"""Fields of the mechanism that this page calls otherwise."""


def _to_send(done: Done) -> str:
    return back_to(f"{PREFIX}/cases/{done.id}/send", "contact_opened")


async def _opened_before(page: Page, draft_id: UUID, form: Sent) -> Response:
    """The same form, sent twice: the case that it opened; any other is not found."""
    nothing = Identification(PersonFacts())
    done = await in_thread(
        page.mechanism.open_first_contact,
        page.actor,
        FirstContact(nothing, draft=draft_id),
        form.request,
    )
    return gone_on(_to_send(done), done.receipts)


def _together(begun: OpenDraft, form: Sent) -> Sent:
    """The last step with all that was kept before it."""
    kept: dict[str, Sequence[str]] = {}
    for step in (DraftStep.SAFETY, DraftStep.SIGNS):
        kept.update(begun.typed.get(step.value, {}))
    return replace(form, stated={**kept, **form.draft.values})


async def _authority(page: Page) -> UUID | None:
    """Who identifies, where the mechanism has one such body that is not ours."""
    bodies = await in_thread(page.mechanism.organisations, page.actor)
    kind = OrganisationKind.COMPETENT_AUTHORITY.value
    found = [body.id for body in bodies if body.kind == kind]
    single = len(found) == 1 and found[0] != page.actor.organisation_id
    return found[0] if single else None


async def _wishes(page: Page, begun: OpenDraft) -> dict[str, object]:
    """What the last step shows: the reading of the signs, and what is asked."""
    authority = await _authority(page)
    asks = [ask for ask in first_asks() if authority or ask.to is not AskTo.AUTHORITY]
    return {
        "reading": _reading(begun),
        "codes": _CODES,
        "asks": asks,
        "answers": labels.choices("consent_answer"),
        "disagreements": labels.choices("disagreement"),
        "views": labels.choices("child_view"),
        "guardians": labels.choices("guardian_stand"),
        "legal_grounds": labels.choices("legal_ground"),
    }


def _reading(begun: OpenDraft) -> IndicatorAssessment | None:
    """What the signs that were kept add up to; none if they cannot be read any more."""
    kept: dict[str, Sequence[str]] = {}
    for values in begun.typed.values():
        kept.update(values)
    try:
        known = StandsIn.model_validate(_of_case(kept), context=TYPED)
    except ValidationError:
        return None
    of = PersonFacts(**known.facts.changes())
    return read_signs(of.age_class, of.exploitation, known.indicators)


def _of_case(kept: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """The fields of a case, without those that only steps have."""
    read = nested(kept)
    return {name: read[name] for name in ("facts", "indicators") if name in read}


@router.post(f"{DRAFT}/discard")
async def discard(page: PageDep, draft_id: DraftId) -> Response:
    """Throw it away."""
    form = await sent(page.request)
    if form.again:
        return gone_on(PREFIX)
    done = await in_thread(
        page.mechanism.discard_draft, page.actor, draft_id, form.request
    )
    return gone_on(back_to(PREFIX, "draft_gone"), done.receipts)
