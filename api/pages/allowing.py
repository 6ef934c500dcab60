"""Who may ask whom: what two organisations agree to, the rule, and a suspension."""

from dataclasses import replace
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.pages.services import SuspensionForm
from api.shapes import Shape
from api.shapes_services import AllowRuleSet
from referral.actions.work import Done
from referral.rules.acts import Act

router = APIRouter()
ALLOWED = f"{PREFIX}/services/allowed"
BodyId = Annotated[UUID, Path(description="The other organisation")]


class AgreementForm(Shape):
    """That one's organisation and another ask each other, or no more."""

    agrees: bool


@router.get(ALLOWED)
async def allowed_page(page: PageDep) -> Response:
    """The rule, and what one's organisation and every other agreed to."""
    return await show_allowed(page, Draft(), 200)


async def show_allowed(
    page: Page, draft: Draft, code: int, *, tried: str = ""
) -> Response:
    """The same, with what went wrong when something was tried."""
    found = await in_thread(page.mechanism.allowed, page.actor)
    return page.show(
        "allowed.html",
        code,
        found=found,
        draft=draft,
        tried=tried,
        may_state=page.may(Act.STATE_ALLOWED),
        may_suspend=page.may(Act.SUSPEND_SERVICE),
        rules=labels.choices("allow_rule"),
        choices=labels.choices,
    )


def _back(word: str, done: Done) -> str:
    _ = done
    return back_to(ALLOWED, word)


@router.post(f"{ALLOWED}/{{organisation_id}}")
async def state_allowed(page: PageDep, organisation_id: BodyId) -> Response:
    """Agree for one's organisation that it and another ask each other, or end that."""
    form = await sent(page.request)

    async def act(said: AgreementForm) -> Done:
        return await in_thread(
            page.mechanism.state_allowed,
            page.actor,
            organisation_id,
            agrees=said.agrees,
            request=form.request,
        )

    then, show = partial(_back, "allowed_stated"), partial(show_allowed, page)
    return await page.settle(form, AgreementForm, act, then, show)


@router.post(f"{ALLOWED}-rule")
async def set_allow_rule(page: PageDep) -> Response:
    """Let everybody ask everybody, or only those who agreed to each other."""
    form = await sent(page.request)

    async def act(said: AllowRuleSet) -> Done:
        return await in_thread(
            page.mechanism.set_allow_rule, page.actor, said.rule, request=form.request
        )

    then, show = partial(_back, "allow_rule_set"), partial(show_allowed, page)
    return await page.settle(form, AllowRuleSet, act, then, show)


@router.post(f"{ALLOWED}/{{organisation_id}}/suspension")
async def suspend_body(page: PageDep, organisation_id: BodyId) -> Response:
    """Let every service of an organisation take nobody from now on."""
    form = await sent(page.request)
    now = await in_thread(page.mechanism.now)

    async def act(asked: SuspensionForm) -> Done:
        new = asked.shape(organisation_id, now)
        whole = replace(new, service_id=None, organisation_id=organisation_id)
        return await in_thread(
            page.mechanism.suspend, page.actor, whole, request=form.request
        )

    of = str(organisation_id)
    alias = {name: f"{name}-{of}" for name in ("reason", "extent", "days")}
    show = partial(show_allowed, page, tried=of)
    then = partial(_back, "suspended")
    return await page.settle(form, SuspensionForm, act, then, show, alias)
