"""Recording what the person said, and taking it back."""

from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import Field

from api.dependencies import CaseId
from api.pages import labels
from api.pages.case import show_case
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes import Code, Language, MinimalConsent, Shape
from api.shapes_consent import NewConsent
from referral.actions.work import Done
from referral.errors import NotPermitted
from referral.rules.acts import Act
from referral.rules.consent import ANY_SERVICE
from workflows.catalogues import service_types
from workflows.vocabulary import (
    ChildView,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    ConsentWitness,
    GuardianStand,
    HowGiven,
    LegalGround,
)

router = APIRouter()
CONSENTS = PREFIX + "/cases/{case_id}/consents"
ALIAS = {
    "recipient": "recipient",
    "recipient_id": "recipient",
    "recipient_class": "recipient",
    "expires_at": "expires",
    "given_at": "purpose",
}
"""Fields of the mechanism that this page calls otherwise."""


class ConsentForm(Shape):
    """A consent as it is asked on paper: one recipient, a span instead of an end."""

    purpose: ConsentPurpose
    answer: ConsentAnswer
    recipient: Annotated[UUID | Code, Field(union_mode="left_to_right")]
    compartments: list[Compartment] = Field(default=[], max_length=8)
    items: list[Code] = Field(default=[], max_length=7)
    language: Language | None = None
    how_given: HowGiven = HowGiven.SPOKEN
    interpreter: bool = False
    witness: ConsentWitness | None = None
    expires: Literal["none", "7", "30", "90"] = "none"
    ground: LegalGround | None = None
    guardian: GuardianStand | None = None
    child_view: ChildView | None = None

    def shape(self, now: datetime) -> NewConsent:
        """As the API takes it: said just now."""
        named = isinstance(self.recipient, UUID)
        ends = None if self.expires == "none" else now + _days(self.expires)
        return NewConsent(
            purpose=self.purpose,
            answer=self.answer,
            given_at=now,
            compartments=self.compartments,
            recipient_id=self.recipient if isinstance(self.recipient, UUID) else None,
            recipient_class=None if named else str(self.recipient),
            items=self.items,
            language=self.language,
            how_given=self.how_given,
            interpreter=self.interpreter,
            witness=self.witness,
            expires_at=ends,
            ground=self.ground,
            guardian=self.guardian,
            child_view=self.child_view,
        )


def _days(text: str) -> timedelta:
    return timedelta(days=int(text))


@router.get(f"{CONSENTS}/new")
async def new_consent(page: PageDep, case_id: CaseId) -> Response:
    """The form for one answer of the person."""
    asked = page.request.query_params.get("purpose", "")
    known = asked in labels.LABELS["consent_purpose"]
    values = {"purpose": [asked]} if known else {}
    return await _form(page, case_id, Draft(values), 200)


async def _form(page: Page, case_id: UUID, draft: Draft, code: int) -> Response:
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    if not page.may(Act.RECORD_CONSENT, *case.relations):
        raise NotPermitted
    bodies = await in_thread(page.mechanism.organisations, page.actor)
    return page.show(
        "consent.html",
        code,
        case=case,
        draft=draft,
        purposes=labels.choices("consent_purpose"),
        answers=labels.choices("consent_answer"),
        any_service=ANY_SERVICE,
        services={
            name: labels.label("service", name)
            for name, kind in service_types().items()
            if kind.own_consent
        },
        bodies=[body for body in bodies if body.id != page.actor.organisation_id],
        compartments=labels.choices("compartment", but=["operational"]),
        items=labels.choices("item"),
        languages_spoken=labels.choices("language"),
        spans=labels.choices("expires"),
        grounds=labels.choices("legal_ground"),
        given=labels.choices("how_given"),
        witnesses=labels.choices("consent_witness"),
        guardians=labels.choices("guardian_stand"),
        views=labels.choices("child_view"),
    )


@router.post(f"{CONSENTS}/new")
async def record_consent(page: PageDep, case_id: CaseId) -> Response:
    """Record what the person said."""
    form = await sent(page.request)
    now = await in_thread(page.mechanism.now)

    async def act(said: ConsentForm) -> Done:
        new = said.shape(now)
        return await in_thread(
            page.mechanism.record_consent,
            page.actor,
            case_id,
            new.answered(),
            recipient_id=new.recipient_id,
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/cases/{case_id}", "consent")

    show = partial(_form, page, case_id)
    return await page.settle(form, ConsentForm, act, then, show, ALIAS)


@router.post(f"{CONSENTS}/minimal")
async def record_minimal(page: PageDep, case_id: CaseId) -> Response:
    """Record a yes to a bed and a contact, said just now."""
    form = await sent(page.request)

    async def act(said: MinimalConsent) -> Done:
        return await in_thread(
            page.mechanism.record_minimal_consent,
            page.actor,
            case_id,
            said.spoken(),
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/cases/{case_id}", "consent")

    show = partial(show_case, page, case_id)
    return await page.settle(form, MinimalConsent, act, then, show)


class Nothing(Shape):
    """A form that is only a button."""


@router.post(f"{CONSENTS}/{{consent_id}}/withdrawal")
async def withdraw(
    page: PageDep,
    case_id: CaseId,
    consent_id: Annotated[UUID, Path(description="The consent")],
) -> Response:
    """Take a consent back."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        return await in_thread(
            page.mechanism.withdraw_consent,
            page.actor,
            case_id,
            consent_id,
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/cases/{case_id}", "withdrawn")

    show = partial(show_case, page, case_id)
    return await page.settle(form, Nothing, act, then, show)
