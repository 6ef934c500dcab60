"""Looking for a person. What was typed goes in a form and stands in no address."""

from dataclasses import replace
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ValidationError

from api.pages import labels
from api.pages.contact import DRAFT, DraftId, show_safety
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, FieldError, Sent, invalid, sent
from api.pages.frame import Page, PageDep, in_thread, status
from api.pages.language import N_, gettext
from api.shapes_finding import NewMatch, NewSearch
from referral.actions.search import Found
from referral.errors import Malformed, NotPermitted, Refusal, TooManySearches
from referral.rules.acts import Act

router = APIRouter()
SEARCH = f"{PREFIX}/search"
MATCH = f"{PREFIX}/cases/new/match"
NOT_ENOUGH = N_("Write first and family name, or a telephone number.")
TYPED_AS = {
    "content.identity.first_name": "name",
    "content.identity.second_name": "name",
    "content.identity.birth_date": "birth_date",
    "content.identity.identity_number": "document",
    "content.contact.phone": "phone",
}
"""Fields of the form for a first contact that a match is asked with."""


@router.get(SEARCH)
async def search_page(page: PageDep) -> Response:
    """The form, empty."""
    return _drawn(page, Draft(), None, 200)


def _drawn(page: Page, draft: Draft, found: Found | None, code: int) -> Response:
    if not page.may(Act.SEARCH):
        raise NotPermitted
    return page.show(
        "search.html",
        code,
        draft=draft,
        found=found,
        purposes=labels.choices("purpose"),
    )


@router.post(SEARCH)
async def search(page: PageDep) -> Response:
    """What was found, on the same page; nothing of it is in an address."""
    form = await sent(page.request)
    if form.again:
        return _drawn(page, form.draft, None, 200)
    try:
        asked = form.read(NewSearch)
        found = await in_thread(
            page.mechanism.search, page.actor, asked.question(), asked.purpose
        )
    except ValidationError as fault:
        return _drawn(page, invalid(form.draft, fault), None, 422)
    except Malformed:
        missing = FieldError("name", gettext(NOT_ENOUGH))
        return _drawn(page, replace(form.draft, errors=(missing,)), None, 422)
    except TooManySearches as refusal:
        return _drawn(page, _noticed(form, refusal), None, status(refusal))
    return _drawn(page, form.draft, found, 200)


def _noticed(form: Sent, refusal: Refusal) -> Draft:
    return replace(form.draft, notice=gettext(refusal.sentence))


@router.post(MATCH)
async def check_match(page: PageDep) -> Response:
    """Whether the person may be known: the form comes back as it was, with a hint."""
    return await _match(page, None)


@router.post(f"{DRAFT}/match")
async def check_match_of_draft(page: PageDep, draft_id: DraftId) -> Response:
    """The same from a first contact that was kept."""
    return await _match(page, draft_id)


async def _match(page: Page, draft_id: UUID | None) -> Response:
    form, show = await sent(page.request), partial(show_safety, page, draft_id)
    if form.again or not page.may(Act.OPEN_CASE):
        return await show(form.draft, 200)
    said: dict[str, str] = {}
    for name, field in TYPED_AS.items():
        typed = form.draft.one(name)
        if typed:
            said[field] = f"{said.get(field, '')} {typed}".strip()
    try:
        question = NewMatch.model_validate(said).question()
        possible = await in_thread(page.mechanism.check_match, page.actor, question)
    except (ValidationError, Malformed):
        told = replace(form.draft, notice=gettext(NOT_ENOUGH))
        return await show(told, 422)
    except TooManySearches as refusal:
        return await show(_noticed(form, refusal), status(refusal))
    return await show(form.draft, 200, possible=possible)
