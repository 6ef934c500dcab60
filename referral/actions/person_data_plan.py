"""What was planned with a person and what came of it, as their own data tells it."""

from collections.abc import Collection, Iterator
from uuid import UUID

from referral.actions.person_data_parts import Words, of_body, shown_of
from referral.actions.plans import CODED, DRAWERS, SAID
from referral.actions.work import Work
from referral.records.cases import Case
from referral.records.chains import payload_of
from referral.records.keyed_values import open_value
from referral.records.plans import dates_of, plan_of
from referral.records.sealed_values import SealedValue, versions_of
from referral.records.timeline import latest_of
from workflows.vocabulary import Compartment, EntryType, PlannedKind, Purpose

_ASKED = Purpose.PERSON_ASKED


def of_plan(
    work: Work, case: Case, opens: Collection[Compartment]
) -> dict[str, list[Words]]:
    """The plan, the follow-up and the outcomes, each by its name."""
    return {
        "plan": list(_planned(work, case, opens)),
        "follow_ups": list(_followed_up(work, case, opens)),
        "outcomes": list(_looked_at(work, case, opens)),
    }


def _planned(work: Work, case: Case, opens: Collection[Compartment]) -> Iterator[Words]:
    """Every version of the plan, coded and in words; organisations by their kind."""
    plan = plan_of(work.unit.session, case.id)
    if plan is None or not set(opens) >= DRAWERS:
        return
    for drawer in (CODED, SAID):
        for row in versions_of(work.unit.session, plan.id, drawer):
            yield _version(work, case, row)


def _version(work: Work, case: Case, row: SealedValue) -> Words:
    values = dict(open_value(work.unit, work.house.keyring, case.id, row, _ASKED))
    lines = [
        {**each, "organisation": _kind(work, each["organisation"])}
        for each in values.pop("lines", ())
    ]
    return {
        "version": row.row_version,
        "at": row.stored_at.isoformat(timespec="seconds"),
        "by": of_body(work, row.author_organisation_id),
        **shown_of(work, values),
        "services": lines,
    }


def _kind(work: Work, organisation: str | None) -> str | None:
    return of_body(work, UUID(organisation)) if organisation else None


def _followed_up(
    work: Work, case: Case, opens: Collection[Compartment]
) -> Iterator[Words]:
    """When and how they were, or are to be, asked again, and what came of it."""
    if not set(opens) >= DRAWERS:
        return
    for row in dates_of(work.unit.session, case.id):
        if row.kind is PlannedKind.FOLLOW_UP:
            coded = work.open(case.id, row.id, CODED, _ASKED)
            said = work.open(case.id, row.id, SAID, _ASKED)
            at = row.at.isoformat(timespec="seconds")
            yield {"at": at, **shown_of(work, {**coded, **said})}


def _looked_at(
    work: Work, case: Case, opens: Collection[Compartment]
) -> Iterator[Words]:
    """How far each of the five outcomes was reached, as it was looked at last."""
    entry = latest_of(work.unit.session, case.id, EntryType.OUTCOMES_RECORDED)
    if entry is None or not set(opens) >= DRAWERS:
        return
    results = payload_of(work.unit, work.house.keyring, entry)["results"]
    said = work.open(case.id, entry.id, SAID, _ASKED)
    at = entry.at.isoformat(timespec="seconds")
    yield {"at": at, "results": results, **shown_of(work, said)}
