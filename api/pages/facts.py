"""Coded facts: only what somebody changed in the form is sent to the mechanism.

The form is drawn with what is recorded. Nothing of it that was left as it was may
overwrite what a colleague recorded meanwhile, and what was emptied is taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Response

from api.dependencies import CaseId
from api.pages.entrance import PREFIX
from api.pages.forms import MOST_FIELDS, Draft, FieldError, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.pages.language import N_, gettext
from api.pages.recording import fact_lists
from api.shapes import Facts
from referral.actions.work import Done
from referral.errors import NotPermitted
from referral.rules.acts import Act

router = APIRouter()
FACTS_PAGE = PREFIX + "/cases/{case_id}/facts"
DRAWN = "_drawn"
CHANGED_MEANWHILE = N_(
    "Somebody recorded another answer here since. Send yours only if it is right."
)

DRAWS = frozenset(
    {
        "access_needs[]",
        "age_class",
        "children_with",
        "cooperates_with_authorities",
        "emergency_ground",
        "exploitation[]",
        "family_assessed",
        "family_suspected",
        "foreign_national",
        "guardian_appointed",
        "immediate_danger",
        "interpreter_needed",
        "language",
        "needs[]",
        "region",
        "risk_level",
        "sex",
        "unaccompanied",
    }
)
"""What the form asks. Nothing else is taken back because a form leaves it out."""

Values = Mapping[str, Sequence[str]]


def known_now(facts: object) -> dict[str, list[str]]:
    """Coded facts as a form shows them; what is not known is left out."""
    if not isinstance(facts, dict):
        return {}
    shown = {
        name + ("[]" if isinstance(value, list | tuple) else ""): (
            [str(one) for one in value]
            if isinstance(value, list | tuple)
            else [str(value)]
        )
        for name, value in facts.items()
        if value is not None
    }
    filled = map(_filled, shown.items())
    return {name: kept for name, kept in filled if kept and name in DRAWS}


def _filled(pair: tuple[str, Sequence[str]]) -> tuple[str, list[str]]:
    return pair[0], [value for value in pair[1] if value]


def encoded(values: Values) -> str:
    """What stood in a form, to be sent along with it. Coded words only."""
    return urlencode([(name, one) for name in sorted(values) for one in values[name]])


def decoded(text: str) -> dict[str, list[str]]:
    """What `encoded` wrote; nothing if it cannot be read."""
    found: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(text, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        return found
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def differing(typed: Values, drawn: Values) -> dict[str, list[str]]:
    """The fields that somebody changed; an empty list where one was emptied."""
    asked = (name for name in drawn if name in DRAWS)
    names = {name for name in (*typed, *asked) if not name.startswith("_")}
    return {
        name: now
        for name in sorted(names)
        if (now := [value for value in typed.get(name, ()) if value])
        != list(drawn.get(name, ()))
    }


@router.get(FACTS_PAGE)
async def facts_page(page: PageDep, case_id: CaseId) -> Response:
    """The form for coded facts, with what is recorded now."""
    return await _facts(page, case_id, Draft(), 200, {})


async def _facts(
    page: Page, case_id: CaseId, draft: Draft, code: int, drawn: Values
) -> Response:
    """The present facts, with what this person changed laid over them."""
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    if not page.may(Act.RECORD_FACTS, *case.relations):
        raise NotPermitted
    now = known_now(case.facts or {})
    mine = differing(draft.values, drawn) if draft.values else {}
    others = [name for name in mine if now.get(name, []) != list(drawn.get(name, ()))]
    told = [FieldError(name, gettext(CHANGED_MEANWHILE)) for name in others]
    known = {error.name for error in draft.errors}
    shown = replace(
        draft,
        values={**now, **mine},
        errors=(*draft.errors, *(error for error in told if error.name not in known)),
    )
    return page.show(
        "facts.html", code, case=case, draft=shown, drawn=encoded(now), **fact_lists()
    )


@router.post(FACTS_PAGE)
async def record_facts(page: PageDep, case_id: CaseId) -> Response:
    """Record what the form says otherwise than it was drawn."""
    form = await sent(page.request)
    drawn = decoded(form.own.get(DRAWN, ""))
    changes = differing(form.draft.values, drawn)
    form = replace(
        form,
        stated={name: typed for name, typed in changes.items() if typed},
        emptied=tuple(name for name, typed in changes.items() if not typed),
    )

    async def act(facts: Facts) -> Done:
        return await in_thread(
            page.mechanism.record_facts,
            page.actor,
            case_id,
            facts.changes(),
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/cases/{case_id}", "facts")

    show = partial(_facts, page, case_id, drawn=drawn)
    return await page.settle(form, Facts, act, then, show)
