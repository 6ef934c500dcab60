"""Agreeing how a person gets there: one side proposes, the other one confirms.

What was agreed stands until something else is. Who, where and what with is sealed in
the drawers of every case that the offer covers, and searched for safe places before.
"""

from uuid import UUID

from referral.actions.catalogue import provider
from referral.actions.facts import consents_for_rules
from referral.actions.handover_clock import cases_of_offer, end_alarm, tell
from referral.actions.offer_door import offer_for
from referral.actions.offer_words import check_nameless
from referral.actions.safe_places import check_telling
from referral.actions.work import Asked, Done, Work
from referral.errors import (
    AlreadyAnswered,
    DisclosureExceedsConsent,
    NotFound,
    OffThePath,
)
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.handovers import Handover, handovers_of, sealed_under
from referral.records.organisations import organisation, service
from referral.records.referrals import Referral
from referral.rules.consent import covering
from referral.rules.deciding import Act
from referral.rules.disclosure import PURPOSES
from referral.rules.handover import (
    ON_THE_WAY,
    Arrangement,
    check_arrangement,
    window_is_over,
)
from workflows.vocabulary import (
    Compartment,
    EntryType,
    NoticeKind,
    ReferralStage,
    Relation,
    Side,
)

_TELLS_WHO = (Compartment.IDENTITY, Compartment.CONTACT)
"""Drawers of which nothing is told before a written yes. Where somebody was found may
be where they are met."""
ONLY_ON_THE_WAY = "A hand-over is arranged while somebody is on the way."


def side_of(work: Work, referral: Referral) -> Side | None:
    """Which side the actor is on; the sender's is whoever holds every case.

    None for a sender that is responsible for the person no more.
    """
    here = work.actor.organisation_id
    if referral.addressee_id == here:
        return Side.ADDRESSEE
    held = all(case.holder_id == here for case in cases_of_offer(work, referral))
    return Side.SENDER if held else None


def side_relations(side: Side) -> frozenset[Relation]:
    """How the actor stands to a case by their side, beside what the case says."""
    return frozenset({Relation.ADDRESSEE} if side is Side.ADDRESSEE else ())


def door(work: Work, referral_id: UUID, act: Act) -> tuple[Referral, Side]:
    """The one way to an offer's hand-over.

    Raises:
        NotFound: for whoever is on neither side of it now.
    """
    referral = offer_for(work, referral_id, act)
    side = side_of(work, referral)
    if side is None:
        raise NotFound
    return referral, side


def propose(work: Work, referral_id: UUID, new: Arrangement) -> Done:
    """Propose who meets whom, where and when; what was agreed stands until a yes.

    Raises:
        OffThePath: before the offer is accepted, and once somebody has arrived or not.
        Malformed: for what cannot be agreed.
        SafeAddressFound: if a text tells where a safe place is, one's own included.
        GuardNotMet: if, before a written yes, it would tell who the person is.
        DisclosureExceedsConsent: for a word or a note on medicines where no consent
            reaches to health.
    """
    referral, side = door(work, referral_id, Act.ARRANGE_HANDOVER)
    if referral.stage not in ON_THE_WAY:
        raise OffThePath(ONLY_ON_THE_WAY, missing=("accepted_offer",))
    check_arrangement(new, work.now)
    cases = cases_of_offer(work, referral)
    for case in cases:
        asked = Asked(frozenset(new.drawers()), relations=side_relations(side))
        work.admit(case.id, Act.ARRANGE_HANDOVER, asked)
        _check_health(work, referral, case, new)
        if side is Side.SENDER and referral.stage is not ReferralStage.ACCEPTED:
            check_nameless(work, case, new.texts().values(), _TELLS_WHO)
    checked = check_telling(work, new.texts(), None)
    row = _written(work, referral, cases, new)
    fields = {**_window(row), "addresses_checked": checked}
    _enter(work, referral, cases, EntryType.HANDOVER_PROPOSED, fields)
    others = _others(work, referral, cases)
    tell(work, referral.id, NoticeKind.HANDOVER_PROPOSED, others, f"arrange:{row.id}")
    return Done("handover", row.id)


def _written(
    work: Work, referral: Referral, cases: list[Case], new: Arrangement
) -> Handover:
    """A proposal in place of the one before, sealed in the drawers of every case."""
    for before in handovers_of(work.unit.session, referral.id):
        if before.confirmed_at is None:
            _replace(work, before)
    row = Handover(
        id=work.new_id(),
        referral_id=referral.id,
        proposed_for=work.actor.organisation_id,
        proposed_by=work.actor.id,
        proposed_at=work.now,
        window_from=new.window_from,
        window_until=new.window_until,
    )
    work.unit.session.add(row)
    for case in cases:
        for drawer, content in new.drawers().items():
            work.seal(case, sealed_under(row.id, case.id), drawer, content)
    return row


def _check_health(work: Work, referral: Referral, case: Case, new: Arrangement) -> None:
    """What is said of medicines is told where the consent reaches to health."""
    if new.of_health and not health_covered(work, referral, case):
        raise DisclosureExceedsConsent(missing=("consent_for_health",))


def health_covered(work: Work, referral: Referral, case: Case) -> bool:
    """True if what the person said lets the addressee know of their health now."""
    session = work.unit.session
    asked = service(session, referral.service_id)
    body = organisation(session, referral.addressee_id)
    if asked is None or body is None:
        raise NotFound
    to = provider(asked, body)
    reaching = covering(consents_for_rules(work, case), PURPOSES, to)
    covered = any(Compartment.HEALTH in each.compartments for each in reaching)
    return covered and not to.enforcement


def _replace(work: Work, row: Handover) -> None:
    row.replaced_at = work.now
    work.unit.session.add(row)


def _window(row: Handover) -> dict[str, object]:
    return {
        "handover": str(row.id),
        "from": row.window_from.isoformat(),
        "until": row.window_until.isoformat(),
    }


def _enter(
    work: Work,
    referral: Referral,
    cases: list[Case],
    kind: EntryType,
    fields: dict[str, object],
) -> None:
    for case in cases:
        work.enter(case, Happening(kind, fields, about=referral.id))


def _others(work: Work, referral: Referral, cases: list[Case]) -> set[UUID]:
    both = {referral.addressee_id, *(case.holder_id for case in cases)}
    return both - {work.actor.organisation_id}


def _check_may_confirm(
    work: Work, referral: Referral, side: Side, row: Handover
) -> None:
    """Pass silently for what the other side proposed last and is not over."""
    if referral.stage not in ON_THE_WAY:
        raise OffThePath(ONLY_ON_THE_WAY, missing=("accepted_offer",))
    if row.confirmed_at is not None:
        raise AlreadyAnswered
    if row.replaced_at is not None:
        told = "Something else was proposed since: look at that."
        raise OffThePath(told, missing=("newest_proposal",))
    if (row.proposed_for == referral.addressee_id) == (side is Side.ADDRESSEE):
        told = "The other side confirms what you propose."
        raise OffThePath(told, missing=("other_side",))
    if window_is_over(row.window_until, work.now):
        raise OffThePath("This window is over: propose another.", missing=("window",))


def confirm(work: Work, referral_id: UUID, handover_id: UUID) -> Done:
    """Say yes to what the other side proposed: from now on that is agreed.

    Raises:
        NotFound: if nothing of that name was proposed for this offer.
        AlreadyAnswered: if it was agreed already.
        OffThePath: for one's own proposal, once something else was proposed, and once
            its window is over.
    """
    referral, side = door(work, referral_id, Act.ARRANGE_HANDOVER)
    row = work.unit.session.get(Handover, handover_id, with_for_update=True)
    if row is None or row.referral_id != referral.id:
        raise NotFound
    _check_may_confirm(work, referral, side, row)
    for before in handovers_of(work.unit.session, referral.id):
        if before.id != row.id:
            _replace(work, before)
    end_alarm(work, referral.id)
    row.confirmed_at, row.confirmed_by = work.now, work.actor.id
    work.unit.session.add(row)
    cases = cases_of_offer(work, referral)
    _enter(work, referral, cases, EntryType.HANDOVER_CONFIRMED, _window(row))
    others = _others(work, referral, cases)
    tell(work, referral.id, NoticeKind.HANDOVER_CONFIRMED, others, f"agree:{row.id}")
    return Done("handover", row.id)
