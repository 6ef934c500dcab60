"""A case: where it stands, what may happen next and why not, what it holds."""

from dataclasses import replace
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.dependencies import CaseId
from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, FieldError, Sent, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.pages.language import N_, gettext
from api.pages.whats_next import next_on_tracks
from api.shapes import NewStep, Shape
from referral.actions.read import CaseView
from referral.actions.work import Done
from referral.errors import GuardNotMet, Malformed, Refusal
from referral.rules.acts import Act
from workflows.minimal_consent import minimal_consent
from workflows.vocabulary import Compartment, Purpose

router = APIRouter()
CASE = PREFIX + "/cases/{case_id}"
OPENED_FOR = N_("Choose what you open it for.")
HANDED_IN = {
    "reason_given": "reason",
    "outcome_given": "outcome",
    "recipient_named": "recipient_id",
    "legal_ground_given": "legal_ground",
}
"""What is missing in a step by its field of the form."""
STEP = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class Opening(Shape):
    """Why content is opened."""

    purpose: Purpose


@router.get(CASE)
async def case_page(page: PageDep, case_id: CaseId) -> Response:
    """The case as this actor may see it."""
    return await show_case(page, case_id, Draft(), 200)


async def show_case(
    page: Page, case_id: UUID, draft: Draft, code: int, step: str = ""
) -> Response:
    """The case, with what went wrong when something was tried on it."""
    actor, mechanism = page.actor, page.mechanism
    found = await in_thread(mechanism.case_desk, actor, case_id)
    case, steps = found.case, found.steps
    left = case.erased_at is None
    return page.show(
        "case.html",
        code,
        case=case,
        ahead=next_on_tracks(case.ahead, steps, found.clocks) if left else [],
        drawers=[word.value for word in Compartment if word.value in case.drawers],
        possible=[answer for answer in steps if answer.allowed],
        hindered=[a for a in steps if a.on_path and not a.allowed],
        elsewhere=[a for a in steps if not a.on_path],
        bodies=found.bodies,
        clocks=found.clocks,
        consents=found.consents,
        read_aloud=minimal_consent().say,
        offers=found.offers,
        authorities=[body for body in found.bodies if body.kind.endswith("_authority")],
        draft=draft,
        tried=step,
        stages=case.stage_labels,
        now=await in_thread(mechanism.now),
        **_choices(),
        **_may(page, case),
    )


def _choices() -> dict[str, object]:
    return {
        "purposes": labels.choices("purpose"),
        "reasons": labels.choices("reason"),
        "reason_codes": labels.choices("reason_code"),
        "outcomes": labels.choices("outcome"),
        "grounds": labels.choices("legal_ground"),
    }


def _may(page: Page, case: CaseView) -> dict[str, bool]:
    relations, left = case.relations, case.erased_at is None
    return {
        "may_record": left and page.may(Act.RECORD_FACTS, *relations),
        "may_offer": left and page.may(Act.MAKE_OFFER, *relations),
        "may_consent": left and page.may(Act.RECORD_CONSENT, *relations),
        "may_read_timeline": page.may(Act.READ_TIMELINE, *relations),
        "may_read_ways": left and page.may(Act.READ_WAYS, *relations),
        "may_read_questions": left and page.may(Act.READ_QUESTIONS, *relations),
        "may_keep_number": (left or case.nameless)
        and page.may(Act.KEEP_OWN_CODE, *relations),
        "may_read_plan": left and page.may(Act.READ_PLAN, *relations),
        "may_open": left and page.may(Act.OPEN_CONTENT, *relations),
        "may_read_ledger": page.may(Act.READ_LEDGER, *relations),
        "may_read_retention": page.may(Act.READ_RETENTION, *relations),
        "may_read_access": page.may(Act.READ_ACCESS, *relations),
        "may_read_rights": left and page.may(Act.READ_RESTRICTIONS, *relations),
        "may_open_copies": left
        and "authority" in relations
        and page.may(Act.OPEN_DISCLOSURE, *relations),
    }


@router.post(f"{CASE}/steps/{{step}}")
async def take_step(page: PageDep, case_id: CaseId, step: STEP) -> Response:
    """Take a step, or say why not."""
    form = await sent(page.request)

    async def act(new: NewStep) -> Done:
        try:
            return await in_thread(
                page.mechanism.take_step,
                page.actor,
                case_id,
                new.request(step),
                expects=form.version,
                request=form.request,
            )
        except GuardNotMet as refusal:
            raise _left_out(refusal) from None

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/cases/{case_id}", "step")

    show = partial(show_case, page, case_id, step=step)
    alias = {name: f"{step}-{name.removesuffix('_id')}" for name in HANDED_IN.values()}
    if form.own.get("_lifting"):
        alias["legal_ground"] = f"{step}-lifting"
    return await page.settle(form, NewStep, act, then, show, alias)


def _left_out(refusal: GuardNotMet) -> Refusal:
    """A refusal for want of what is handed in is told beside its field."""
    fields = [HANDED_IN.get(word) for word in refusal.missing]
    if not fields or None in fields:
        return refusal
    faults = tuple((f"/{name}", "missing") for name in fields)
    return Malformed(refusal.sentence, faults=faults)


@router.post(f"{CASE}/drawers/{{drawer}}")
async def open_drawer(page: PageDep, case_id: CaseId, drawer: Compartment) -> Response:
    """Open a drawer for a purpose, and show what it holds."""
    form = await sent(page.request)
    purpose, draft, code = read_purpose(form, drawer.value)
    if purpose is None and not page.partial:
        return await show_case(page, case_id, draft, code)
    if purpose is None:
        await in_thread(page.mechanism.read_case, page.actor, case_id)
        return page.show(
            "_drawer_form.html",
            code,
            case_id=case_id,
            drawer=drawer.value,
            draft=draft,
            purposes=labels.choices("purpose"),
        )
    content = await in_thread(
        page.mechanism.open_content, page.actor, case_id, drawer, purpose
    )
    return page.show(
        "_drawer.html" if page.partial else "drawer.html",
        case_id=case_id,
        drawer=drawer.value,
        content=content,
        purpose=purpose.value,
    )


def read_purpose(form: Sent, of: str) -> tuple[Purpose | None, Draft, int]:
    """Why something is opened; or the draft to show instead, and its status."""
    if form.again:
        return None, form.draft, 200
    try:
        return form.read(Opening).purpose, form.draft, 200
    except ValidationError:
        fault = FieldError(f"purpose-{of}", gettext(OPENED_FOR))
        return None, replace(form.draft, errors=(fault,)), 422


@router.post(f"{CASE}/copies")
async def open_copies(page: PageDep, case_id: CaseId) -> Response:
    """The copies of a case that were released to this organisation."""
    form = await sent(page.request)
    purpose, draft, code = read_purpose(form, "copies")
    if purpose is None:
        return await show_case(page, case_id, draft, code)
    copies = await in_thread(page.mechanism.disclosures, page.actor, case_id, purpose)
    return page.show(
        "package.html",
        copies=copies,
        purpose=purpose.value,
        back=f"{PREFIX}/cases/{case_id}",
    )
