"""Correcting what an entry recorded: only the fields it named are asked for."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api.dependencies import CaseId
from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes_asking import NewCorrection
from referral.actions.audit import EntryView
from referral.actions.work import Done
from referral.errors import NotFound, NotPermitted
from referral.rules.acts import Act
from workflows.catalogues import service_types

router = APIRouter()
CORRECTION = PREFIX + "/cases/{case_id}/timeline/{seq}/correction"
Seq = Annotated[int, Path(ge=1, le=2**31 - 1, description="The entry's number")]
ONE_OF = (
    "age_class",
    "cooperates_with_authorities",
    "emergency_ground",
    "foreign_national",
    "immediate_danger",
    "interpreter_needed",
    "language",
    "region",
    "risk_level",
    "sex",
    "unaccompanied",
)
"""Facts that are one word of a list."""
YES_OR_NO = ("family_assessed", "guardian_appointed")
KNOWN = {"cooperates_with_authorities", "immediate_danger", "interpreter_needed"} | {
    "foreign_national",
    "unaccompanied",
}
SEVERAL = ("access_needs", "exploitation", "needs")


@router.get(CORRECTION)
async def correction_page(page: PageDep, case_id: CaseId, seq: Seq) -> Response:
    """The form for one entry, empty: correcting opens nothing."""
    return await _show(page, case_id, seq, Draft(), 200)


async def _show(
    page: Page, case_id: UUID, seq: int, draft: Draft, code: int
) -> Response:
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    if not page.may(Act.RECORD_CONTENT, *case.relations):
        raise NotPermitted
    found = await in_thread(
        page.mechanism.timeline, page.actor, case_id, after=seq - 1, limit=1
    )
    if not found or found[0].seq != seq:
        raise NotFound
    return page.show(
        "correction.html",
        code,
        case=case,
        entry=found[0],
        draft=draft,
        reasons=labels.choices("correction_reason"),
        facts=_facts(found[0]),
        content=_content(found[0]),
    )


def _named(entry: EntryView) -> list[str]:
    """The fields that an entry names, or names values of."""
    said = entry.fields or {}
    return list(said.get("fields", said))


def _facts(entry: EntryView) -> dict[str, Any]:
    """The facts it recorded, each with what can be chosen; None where it is typed."""
    named = _named(entry) if entry.type == "facts_recorded" else []
    return {name: _choices(name) for name in named if _asked(name)}


def _asked(name: str) -> bool:
    return name in (*ONE_OF, *YES_OR_NO, *SEVERAL)


def _choices(name: str) -> dict[str, str]:
    if name in YES_OR_NO:
        words = labels.choices("known")
        return {"True": words["yes"], "False": words["no"]}
    if name == "needs":
        return {word: labels.label("service", word) for word in service_types()}
    return labels.choices("known" if name in KNOWN else name)


def _content(entry: EntryView) -> list[str] | None:
    """The sealed fields it recorded; None for all, where it names none."""
    if entry.type == "identification_recorded":
        return None
    named = _named(entry) if entry.type == "content_recorded" else []
    return [name.rpartition(".")[2] for name in named]


@router.post(CORRECTION)
async def correct(page: PageDep, case_id: CaseId, seq: Seq) -> Response:
    """Record anew what the entry recorded wrongly."""
    form = await sent(page.request)

    async def act(new: NewCorrection) -> Done:
        mechanism = page.mechanism
        record = (
            partial(mechanism.record_facts, changes=new.facts.changes())
            if new.facts is not None
            else partial(mechanism.record_content, content=new.drawers())
        )
        return await in_thread(
            record,
            page.actor,
            case_id,
            expects=form.version,
            request=form.request,
            corrects=new.correction(seq),
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/cases/{case_id}", "corrected")

    show = partial(_show, page, case_id, seq)
    return await page.settle(form, NewCorrection, act, then, show)
