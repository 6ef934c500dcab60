"""Looking: case headers, drawers with a purpose, lists, cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from referral.actions.facts import (
    compiled_for,
    consents_for_rules,
    person_facts,
    to_words,
)
from referral.actions.opening_copies import open_disclosure
from referral.actions.restriction import restricted_now
from referral.actions.work import Asked, Work, case_for
from referral.errors import Erased, Malformed, NotFound
from referral.records.addresses import placement_of
from referral.records.cases import Case, Which, cases_of, statements
from referral.records.chains import Happening
from referral.records.consents import consents_of
from referral.records.handovers import still_looked_for
from referral.records.organisations import label_of
from referral.records.referrals import Referral, disclosures_of, live_offers_of
from referral.records.sealed_values import drawers_with_content, latest
from referral.rules.acts import Act
from referral.rules.ahead import Ahead, ahead
from referral.rules.decisions import Allow, Field, Shown
from referral.rules.filters import NO_WORDS, Filtered, Words, read_filter
from referral.rules.pathway import CompiledPathway
from referral.rules.refusal import is_nameless
from referral.rules.undoing import has_left
from workflows.vocabulary import (
    Compartment,
    EntryType,
    Purpose,
    Relation,
    Role,
    Track,
)


@dataclass(frozen=True, slots=True)
class CaseView:
    """What one actor sees of a case before opening anything."""

    id: UUID
    code: str
    version: int
    relations: tuple[str, ...]
    opened_at: datetime
    stages: Mapping[str, str]
    facts: Mapping[str, Any] | None
    drawers: tuple[str, ...]
    """Drawers that hold something and that this actor may open with a purpose."""
    open_offers: tuple[UUID, ...]
    stage_labels: Mapping[str, Mapping[str, str]]
    """What the version that this case walks calls its stages, by track and word."""
    erased_at: datetime | None = None
    """When its content was erased; what is shown is what remains."""
    placement: UUID | None = None
    """A token for where the person is; only who gave it can tell what it means."""
    placed_by_us: bool = False
    """True if the actor's organisation gave it."""
    restricted: tuple[str, ...] = ()
    """Drawers that are only kept, or `whole_case`."""
    nameless: bool = False
    """True if the person wanted nothing: only a record that names nobody is kept."""
    ahead: tuple[Ahead, ...] = ()
    """What each of these stages waits for, as the version this case walks says."""
    looked_for_since: datetime | None = None
    """Since when somebody who did not arrive is looked for, for whoever holds them."""


def read_case(work: Work, case_id: UUID) -> CaseView:
    """The header of a case; the coded facts for holder and coordinator."""
    case = case_for(work, case_id, Act.READ_CASE)
    view = case_view(work, case)
    shown = {"facts": view.facts is not None}
    work.enter(case, Happening(EntryType.LIST_SHOWN, shown))
    return view


def case_view(work: Work, case: Case) -> CaseView:
    """What the actor sees of a case; the caller writes the entry."""
    relations = work.asker(case).relations - {Relation.NONE}
    shown = _shown(work, case)
    token = placement_of(work.unit.session, case.id)
    placement = token.token if token and Shown.PLACEMENT in shown else None
    session = work.unit.session
    offers = _offers(work, case) if Shown.OFFERS in shown else []
    drawers = Shown.DRAWERS in shown
    held = drawers_with_content(session, case.person_id) if drawers else frozenset()
    compiled = compiled_for(work, case)
    return CaseView(
        id=case.id,
        code=case.code,
        version=case.version,
        relations=tuple(sorted(word.value for word in relations)),
        opened_at=case.opened_at,
        stages={
            track.value: stage
            for track, stage in case.stages().items()
            if Shown(track.value) in shown
        },
        facts=to_words(person_facts(work, case)) if Shown.FACTS in shown else None,
        drawers=tuple(sorted(held)),
        open_offers=tuple(offer.id for offer in offers),
        stage_labels={
            track.name.value: {stage.name: stage.label for stage in track.stages}
            for track in compiled.pathway.tracks
        },
        erased_at=case.erased_at,
        placement=placement,
        placed_by_us=placement is not None and _ours(work, placement),
        restricted=restricted_now(work, case),
        nameless=is_nameless(compiled, Track.PROTECTION, case.protection),
        ahead=_ahead(case, compiled, shown),
        looked_for_since=_looked_for(work, case) if Shown.OFFERS in shown else None,
    )


def _offers(work: Work, case: Case) -> list[Referral]:
    """The live offers of a case, but for what has not left yet to the actor's own."""
    here = work.actor.organisation_id
    return [
        each
        for each in live_offers_of(work.unit.session, case.id)
        if each.addressee_id != here or has_left(each.leaves_at, work.now)
    ]


def _ahead(
    case: Case, compiled: CompiledPathway, shown: frozenset[Field]
) -> tuple[Ahead, ...]:
    """What waits on the tracks that the actor may see."""
    return tuple(
        ahead(compiled.pathway, track, stage)
        for track, stage in case.stages().items()
        if Shown(track.value) in shown and stage
    )


def _looked_for(work: Work, case: Case) -> datetime | None:
    return next((r.since for r in still_looked_for(work.unit.session, case.id)), None)


def _ours(work: Work, token: UUID) -> bool:
    """True if what the token stands for is sealed for the actor's organisation."""
    value = latest(work.unit.session, token, Compartment.LOCATION)
    return value is not None and value.owner_id == work.actor.organisation_id


def _shown(work: Work, case: Case) -> frozenset[Field]:
    """What of its header the actor may see."""
    decided = work.decide(Act.READ_CASE, case.id)
    return decided.fields if isinstance(decided, Allow) else frozenset()


def list_cases(
    work: Work, *, after: UUID | None, limit: int, words: Words = NO_WORDS
) -> list[CaseView]:
    """A page of the cases the actor may know of, newest first; one entry in all.

    Raises:
        Malformed: if the filter `words` cannot be read, or asks for another's cases.
    """
    work.check(Act.LIST_CASES)
    everybody = bool(work.actor.roles & {Role.COORDINATOR})
    scope = None if everybody else work.actor.organisation_id
    only = _which(work, read_filter(Filtered.CASES, words), everybody=everybody)
    session, away = work.unit.session, work.away()
    rows = cases_of(session, scope, after=after, limit=limit, but=away, only=only)
    views = [case_view(work, case) for case in rows]
    shown = Happening(EntryType.LIST_SHOWN, {"list": "cases", "shown": len(views)})
    work.enter(work.own_organisation(), shown)
    return views


def _which(work: Work, words: Words, *, everybody: bool) -> Which:
    """The cases of a filter. Whoever does not see every header filters their own.

    Where a case stands, and who holds it, is not shown to everybody who knows of it:
    a filter that reached further would tell.
    """
    here, days = work.actor.organisation_id, words.get("days")
    body = UUID(words["organisation"]) if "organisation" in words else None
    if not everybody and body not in (None, here):
        fault = ("/organisation", "unknown_organisation")
        raise Malformed("This filter reaches cases of others.", faults=(fault,))
    if not everybody and "stage" in words:
        body = here
    since = work.now - timedelta(days=int(days)) if days else None
    return Which(words.get("stage"), body, since)


def open_content(
    work: Work, case_id: UUID, drawer: Compartment, purpose: Purpose
) -> dict[str, Any]:
    """Open one drawer of a case, for a purpose that the entry keeps."""
    asked = Asked(frozenset({drawer}), purpose)
    case = case_for(work, case_id, Act.OPEN_CONTENT, asked)
    work.enter(
        case,
        Happening(EntryType.CONTENT_OPENED, {"drawer": drawer.value}, purpose=purpose),
    )
    if drawer is Compartment.NARRATIVE:
        return {"statements": statements_of(work, case, purpose)}
    if drawer is Compartment.OPERATIONAL:
        return to_words(person_facts(work, case))
    opened: dict[str, Any] = work.open(case.id, case.person_id, drawer, purpose)
    return opened


def statements_of(
    work: Work, case: Case, purpose: Purpose, *, until: datetime | None = None
) -> list[dict[str, Any]]:
    """What was said in a case, up to a moment; the caller writes the entry."""
    return [
        {
            "kind": statement.kind.value,
            "recorded_at": statement.recorded_at.isoformat(),
            **work.open(case.id, statement.id, Compartment.NARRATIVE, purpose),
        }
        for statement in statements(work.unit.session, case.id)
        if until is None or statement.recorded_at <= until
    ]


def disclosures_to_us(
    work: Work, case_id: UUID, purpose: Purpose
) -> list[dict[str, Any]]:
    """An authority opens the copies of a case that were released to it."""
    case = case_for(work, case_id, Act.OPEN_DISCLOSURE)
    ours = [
        disclosure
        for disclosure in disclosures_of(work.unit.session, case.id)
        if disclosure.recipient_id == work.actor.organisation_id
        and disclosure.released_at is not None
    ]
    if not ours:
        raise NotFound
    left = [disclosure for disclosure in ours if disclosure.destroyed_at is None]
    if not left:
        raise Erased
    return [open_disclosure(work, case, disclosure, purpose) for disclosure in left]


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One answer of the person, as the holder sees it."""

    id: UUID
    purpose: str
    answer: str
    compartments: tuple[str, ...]
    recipient_id: UUID | None
    recipient: str | None
    """Public name of the one organisation, where one was named."""
    recipient_class: str | None
    given_at: datetime
    expires_at: datetime | None
    withdrawn_at: datetime | None
    counts: bool
    """True if something may rest on it at this moment."""


def list_consents(work: Work, case_id: UUID) -> list[ConsentView]:
    """All answers of a case, oldest first; one entry in all."""
    case = case_for(work, case_id, Act.RECORD_CONSENT)
    views = consent_views(work, case)
    shown = Happening(EntryType.LIST_SHOWN, {"list": "consents", "shown": len(views)})
    work.enter(case, shown)
    return views


def consent_views(work: Work, case: Case) -> list[ConsentView]:
    """The same of a case whose answers the actor may see; the caller enters it."""
    in_force = {consent.id for consent in consents_for_rules(work, case)}
    views = []
    rows = consents_of(work.unit.session, case.id)
    for row in rows:
        words = work.open(case.id, row.id, Compartment.OPERATIONAL, Purpose.CARE)
        views.append(
            ConsentView(
                id=row.id,
                purpose=words["purpose"],
                answer=words["answer"],
                compartments=tuple(words["compartments"]),
                recipient_id=row.recipient_id,
                recipient=label_of(work.unit.session, row.recipient_id),
                recipient_class=words["recipient_class"],
                given_at=row.given_at,
                expires_at=row.expires_at,
                withdrawn_at=row.withdrawn_at,
                counts=str(row.id) in in_force,
            )
        )
    return views
