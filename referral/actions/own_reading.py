"""What is shown to the person of their own case: kinds and plain words, no names."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from referral.actions.disclose import manifest
from referral.actions.facts import compiled_for
from referral.actions.work import Work
from referral.errors import ConsentWithdrawn, NotFound
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.consents import Consent, consent_by_id, consents_of
from referral.records.organisations import organisation
from referral.records.own import messages_of
from referral.records.referrals import disclosures_of, live_offers_of
from referral.rules.own_view import OwnState, Standing, own_stage, own_state
from referral.rules.refusal import is_nameless
from referral.rules.undoing import has_left
from workflows.vocabulary import (
    Compartment,
    ConsentAnswer,
    EntryType,
    OwnStage,
    Purpose,
    Track,
)


@dataclass(frozen=True, slots=True)
class OwnBody:
    """A kind of body that holds something about the person, and why it does."""

    kind: str
    """What kind of organisation; never which."""
    holds: bool
    """True if it keeps the record; else it was given a copy of a part."""
    drawers: tuple[str, ...] = ()
    """What is in the copy, by drawer."""
    rests_on: tuple[UUID, ...] = ()
    """The answers it was given on."""


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """One answer of the person."""

    id: UUID
    purpose: str
    state: OwnState
    given_at: datetime
    expires_at: datetime | None
    drawers: tuple[str, ...]
    kind: str
    """The kind of organisation, or of service, that it speaks of."""
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class OwnLetter:
    """That the person left a message, and whether it was read."""

    left_at: datetime
    read: bool


@dataclass(frozen=True, slots=True)
class OwnView:
    """Everything the person is shown."""

    code: str
    """The short code to say to whoever helps."""
    stage: OwnStage
    bodies: tuple[OwnBody, ...] = ()
    answers: tuple[OwnAnswer, ...] = ()
    letters: tuple[OwnLetter, ...] = ()
    may_write: bool = False
    ticket: str = field(default="", repr=False)
    ticket_until: datetime | None = None


def read_own(work: Work, case: Case) -> OwnView:
    """What the person sees of their case; one entry."""
    work.enter(case, Happening(EntryType.OWN_VIEWED, {}))
    track = compiled_for(work, case).pathway.track(Track.PROTECTION)
    stage = track.stage(case.protection)
    if case.erased_at is not None:
        return OwnView(case.code, own_stage(Standing(stage.kind, erased=True)))
    asked = [(row, _words(work, case, row)) for row in _answers(work, case)]
    last = ConsentAnswer(str(asked[-1][1]["answer"])) if asked else None
    offers = {
        offer.stage
        for offer in live_offers_of(work.unit.session, case.id)
        if has_left(offer.leaves_at, work.now)
    }
    standing = Standing(
        stage.kind, erased=False, offers=frozenset(offers), last_answer=last
    )
    return OwnView(
        case.code,
        own_stage(standing),
        _bodies(work, case),
        tuple(_answer(work, row, words) for row, words in asked),
        tuple(
            OwnLetter(each.left_at, each.read_at is not None)
            for each in messages_of(work.unit.session, case.id)
        ),
        may_write=not is_nameless(
            compiled_for(work, case), Track.PROTECTION, case.protection
        ),
    )


def _answers(work: Work, case: Case) -> list[Consent]:
    return consents_of(work.unit.session, case.id)


def _words(work: Work, case: Case, row: Consent) -> dict[str, object]:
    drawer, purpose = Compartment.OPERATIONAL, Purpose.PROTECTION
    words: dict[str, object] = work.open(case.id, row.id, drawer, purpose)
    return words


def _kind(work: Work, organisation_id: UUID | None) -> str:
    body = organisation(work.unit.session, organisation_id) if organisation_id else None
    return body.kind.value if body else ""


def _bodies(work: Work, case: Case) -> tuple[OwnBody, ...]:
    """Whoever holds the case, then every kind that was given a copy that stands."""
    found = [OwnBody(_kind(work, case.holder_id), holds=True)]
    for copy in disclosures_of(work.unit.session, case.id):
        if copy.released_at is None or copy.destroyed_at is not None:
            continue
        told = manifest(work, copy)
        drawers = sorted({name.partition(".")[0] for name in told["fields"]})
        found.append(
            OwnBody(
                _kind(work, copy.recipient_id),
                holds=False,
                drawers=tuple(drawers),
                rests_on=tuple(UUID(each) for each in told["rests_on"]),
            )
        )
    return tuple(found)


def _answer(work: Work, row: Consent, words: dict[str, object]) -> OwnAnswer:
    answer = ConsentAnswer(str(words["answer"]))
    ended = row.expires_at is not None and row.expires_at <= work.now
    taken_back = row.withdrawn_at is not None
    drawers = words["compartments"]
    return OwnAnswer(
        id=row.id,
        purpose=str(words["purpose"]),
        state=own_state(answer, withdrawn=taken_back, ended=ended),
        given_at=row.given_at,
        expires_at=row.expires_at,
        drawers=tuple(map(str, drawers)) if isinstance(drawers, list) else (),
        kind=_kind(work, row.recipient_id) or str(words["recipient_class"] or ""),
        may_take_back=answer is ConsentAnswer.YES and not taken_back,
    )


def check_may_take_back(work: Work, case: Case, consent_id: UUID) -> None:
    """Pass silently for a yes of the person on their own case.

    Raises:
        NotFound: for anything else: a ground that a law put in its place is no yes.
        ConsentWithdrawn: if it was taken back before.
    """
    row = consent_by_id(work.unit.session, consent_id)
    if row is None or row.case_id != case.id or case.erased_at is not None:
        raise NotFound
    if _words(work, case, row)["answer"] != ConsentAnswer.YES.value:
        raise NotFound
    if row.withdrawn_at is not None:
        raise ConsentWithdrawn("This consent was withdrawn before.")
