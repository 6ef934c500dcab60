"""What the addressee of an offer does: look, answer, open, confirm arrival."""

from uuid import UUID

from referral.actions.addresses import place
from referral.actions.after_offer import after_end
from referral.actions.catalogue import decline_reasons, hides_reason, needs_of, provider
from referral.actions.clocks import stop_answer_clock, stop_clock
from referral.actions.disclose import check_copy, manifest, release
from referral.actions.facts import case_facts
from referral.actions.handover_clock import begin_looking
from referral.actions.inheriting import inherit_notices
from referral.actions.matching import end_asked
from referral.actions.offer_door import offer_for
from referral.actions.offers import end_offer, leave, move_offer
from referral.actions.place_holds import end_holds
from referral.actions.settling import lock_list, lock_others, settle
from referral.actions.work import Asked, Done, Work
from referral.errors import (
    ConsentWithdrawn,
    DisclosureExceedsConsent,
    Malformed,
    NotFound,
    OffThePath,
)
from referral.records.cases import Case, CaseParty
from referral.records.chains import Happening
from referral.records.organisations import service
from referral.records.referrals import (
    Disclosure,
    Referral,
)
from referral.rules.deciding import Act
from referral.rules.disclosure import plan, still_covered
from referral.rules.restriction import grounds_of
from workflows.vocabulary import (
    EntryType,
    HoldState,
    ReferralKind,
    Relation,
    Side,
)

_ADDRESSED = frozenset({Relation.ADDRESSEE})


def accept(work: Work, referral_id: UUID, *, expects: int | None) -> Done:
    """Say yes. Need and consent are checked again, then the copies are released.

    Raises:
        AlreadyAnswered: if it was answered before.
        ConsentMissing: if no consent reaches this addressee any more.
        DisclosureExceedsConsent: if it covers less than was prepared.
    """
    return _say_yes(work, referral_id, "accept", {}, expects)


def confirm(work: Work, referral_id: UUID, *, expects: int | None) -> Done:
    """Confirm a yes that was given by telephone: only now anything opens.

    Raises:
        Refusal: as `accept` says.
    """
    return _say_yes(work, referral_id, "confirm", {"by_telephone": True}, expects)


def _say_yes(
    work: Work,
    referral_id: UUID,
    step: str,
    fields: dict[str, object],
    expects: int | None,
) -> Done:
    """The first yes to a need counts: whoever else was asked is told it is over."""
    asked = lock_list(work, referral_id)
    referral = offer_for(work, referral_id, Act.ANSWER_OFFER, expects=expects)
    others = lock_others(work, referral, asked)
    entry, side = EntryType.OFFER_ACCEPTED, Side.ADDRESSEE
    pairs = move_offer(work, referral, step, side, entry, fields)
    referral.answered_at, referral.answered_by = work.now, work.actor.id
    stop_answer_clock(work, referral)
    for case, disclosure in pairs:
        _check_again(work, referral, case, disclosure)
        release(work, case, disclosure)
        _join(work, case, Relation.PROVIDER)
    settle(work, referral, asked, others)
    return Done("referral", referral.id, referral.version)


def _check_again(
    work: Work, referral: Referral, case: Case, disclosure: Disclosure
) -> None:
    if disclosure.destroyed_at is not None:
        raise ConsentWithdrawn
    asked = service(work.unit.session, referral.service_id)
    if asked is None:
        raise NotFound
    recipient = provider(asked, work.own_organisation())
    facts = case_facts(work, case)
    today = plan(needs_of(asked.service_type), facts.consents, recipient)
    grounds = grounds_of(facts, today.rests_on)
    told = Asked(
        frozenset(today.fields), grounds=frozenset(grounds), relations=_ADDRESSED
    )
    work.check_on(case.id, Act.ANSWER_OFFER, told)
    lost = still_covered(manifest(work, disclosure)["fields"], today)
    if lost:
        raise DisclosureExceedsConsent(missing=lost)
    check_copy(work, disclosure)


def _join(work: Work, case: Case, relation: Relation) -> None:
    work.unit.session.add(
        CaseParty(
            id=work.new_id(),
            case_id=case.id,
            organisation_id=work.actor.organisation_id,
            relation=relation,
            since=work.now,
        )
    )


def decline(work: Work, referral_id: UUID, reason: str, *, expects: int | None) -> Done:
    """Say no with a coded reason. The sealed copies are destroyed unopened."""
    referral = offer_for(work, referral_id, Act.ANSWER_OFFER, expects=expects)
    if reason not in decline_reasons():
        fault = ("/reason", "unknown_reason")
        raise Malformed("This reason is not on the list.", faults=(fault,))
    referral.answered_at, referral.answered_by = work.now, work.actor.id
    referral.decline_reason = reason
    fields: dict[str, object] = {} if hides_reason(reason) else {"reason": reason}
    entry = EntryType.OFFER_DECLINED
    end_offer(work, referral, "decline", Side.ADDRESSEE, entry, fields)
    after_end(work, referral)
    return Done("referral", referral.id, referral.version)


def confirm_arrival(work: Work, referral_id: UUID, *, expects: int | None) -> Done:
    """The person is here. An offer of responsibility makes this body the holder."""
    referral = offer_for(work, referral_id, Act.CONFIRM_ARRIVAL, expects=expects)
    entry, side = EntryType.ARRIVAL_CONFIRMED, Side.ADDRESSEE
    pairs = move_offer(work, referral, "hand_over", side, entry)
    stop_clock(work, referral)
    end_holds(work, [referral.id], HoldState.OCCUPIED)
    for case, _ in pairs:
        place(work, case, referral)
        end_asked(work, case, referral)
    if referral.kind is ReferralKind.RESPONSIBILITY:
        for case, _ in pairs:
            _move_holder(work, case, referral)
    return Done("referral", referral.id, referral.version)


def _move_holder(work: Work, case: Case, referral: Referral) -> None:
    """Responsibility moves only now, and only if the sender still had it."""
    if case.holder_id != referral.sender_id:
        raise OffThePath(
            "Another organisation has become responsible since this was offered.",
            missing=("sender_is_holder",),
        )
    leave(work, case, referral.sender_id, Relation.HOLDER)
    work.unit.session.add(
        CaseParty(
            id=work.new_id(),
            case_id=case.id,
            organisation_id=referral.sender_id,
            relation=Relation.FORMER_HOLDER,
            since=work.now,
        )
    )
    _join(work, case, Relation.HOLDER)
    case.holder_id = work.actor.organisation_id
    work.unit.session.add(case)
    fields = {"from": str(referral.sender_id), "to": str(case.holder_id)}
    moved = Happening(EntryType.HOLDER_CHANGED, fields, about=referral.id)
    work.enter(case, moved)
    inherit_notices(work, case, referral.sender_id)


def report_no_show(work: Work, referral_id: UUID, *, expects: int | None) -> Done:
    """The person did not arrive: the copy is destroyed, the holder looks for them."""
    referral = offer_for(work, referral_id, Act.CONFIRM_ARRIVAL, expects=expects)
    entry = EntryType.NO_SHOW_REPORTED
    end_offer(work, referral, "report_no_show", Side.ADDRESSEE, entry)
    begin_looking(work, referral)
    return Done("referral", referral.id, referral.version)
