"""A second thought: an offer is undone before it leaves, or taken back afterwards.

Places are held and clocks are set from the press on, so that nothing has to be found
again when it leaves. Whoever waits for it is told by a timer; whether it has left is a
moment on its row, so that a worker that stands still keeps nothing from its addressee.
"""

from uuid import UUID

from referral.actions.after_offer import settle_ended
from referral.actions.clocks import tell_addressee
from referral.actions.offers import end_offer, stands
from referral.actions.place_holds import give_back_own
from referral.actions.settling import end_withdrawn, lock_list, lock_others
from referral.actions.work import Done, Work, case_for, check_version
from referral.errors import AlreadyAnswered, Fault, NotFound
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.offer_lists import standing_of
from referral.records.organisations import service
from referral.records.outbox import Timer
from referral.records.referrals import Referral, cases_covered, referral_by_id
from referral.rules.acts import Act
from referral.rules.offer import is_terminal
from referral.rules.undoing import check_stands
from workflows.vocabulary import EntryType, Side


def undo_offer(work: Work, referral_id: UUID, *, expects: int | None) -> Done:
    """Undo an offer that has not left, with all that were asked by the same press.

    Nobody is told. What the sender's own organisation held before is held again.

    Raises:
        OffThePath: if it has left: then it can be taken back.
        AlreadyAnswered: if it has ended.
        StaleCase: if `expects` is given and is not its version.
        Refusal: as `case_for` says.
    """
    asked = lock_list(work, referral_id)
    referral = referral_by_id(work.unit.session, referral_id, lock=True)
    if referral is None:
        raise NotFound
    pressed = [referral, *lock_others(work, referral, asked)]
    _check_theirs(work, pressed)
    check_version(referral.version, expects)
    if is_terminal(referral.stage):
        raise AlreadyAnswered("This offer has ended.", missing=("new_offer",))
    _undo(work, pressed)
    return Done("referral", referral.id, referral.version)


def undo_all(work: Work) -> Done:
    """Undo everything that the actor has pressed and that has not left.

    Raises:
        OffThePath: if nothing stands any more.
        Refusal: as `case_for` says.
    """
    session, me = work.unit.session, work.actor
    ids = standing_of(session, me.id, me.organisation_id, work.now)
    for each in ids:
        lock_list(work, each)
    rows = [referral_by_id(session, each, lock=True) for each in ids]
    pressed = [each for each in rows if each is not None and stands(work, each)]
    if not pressed:
        check_stands(None, work.now)
    _check_theirs(work, pressed)
    _undo(work, pressed)
    work.known_case = None
    undone = [each.code for each in pressed]
    return Done("organisation", me.organisation_id, details={"undone": undone})


def _check_theirs(work: Work, pressed: list[Referral]) -> None:
    """After every offer is locked: cases come behind them."""
    for each in pressed:
        for row in cases_covered(work.unit.session, each.id):
            case_for(work, row.case_id, Act.WITHDRAW_OFFER)


def _undo(work: Work, pressed: list[Referral]) -> None:
    for each in pressed:
        check_stands(each.leaves_at, work.now)
        give_back_own(work, each)
        fields: dict[str, object] = {"by": "undo"}
        end_offer(work, each, "undo", Side.SENDER, EntryType.OFFER_UNDONE, fields)


def leave(work: Work, referral: Referral, timer: Timer) -> None:
    """The moment is over: its addressee is told, and what asked for it before is done.

    Args:
        work: The act of the system under way.
        referral: The offer, locked.
        timer: What fell due.
    """
    session, addressee = work.unit.session, str(referral.addressee_id)
    cases = [row.case_id for row in cases_covered(session, referral.id)]
    for case_id in cases:
        case = session.get(Case, case_id, with_for_update=True)
        if case is not None:
            fields = {"timer": str(timer.id), "addressee": addressee}
            left, at = EntryType.OFFER_LEFT, timer.due_at
            said = Happening(left, fields, about=referral.id, occurred_at=at)
            work.enter(case, said)
    asked = service(session, referral.service_id)
    if asked is None:
        raise Fault("an offer asks no service")
    settle_ended(work, cases, asked.service_type)
    tell_addressee(work, referral)


def withdraw_offer(work: Work, referral_id: UUID, *, expects: int | None) -> Done:
    """Take an unanswered offer back; the sealed copies are destroyed."""
    referral = offer_sent(work, referral_id)
    check_version(referral.version, expects)
    end_withdrawn(work, referral, Side.SENDER)
    return Done("referral", referral.id, referral.version)


def offer_sent(work: Work, referral_id: UUID) -> Referral:
    """An offer of cases that the actor's organisation holds.

    Who has become responsible since may take back what the former holder offered.
    """
    referral = referral_by_id(work.unit.session, referral_id, lock=True)
    if referral is None:
        raise NotFound
    for row in cases_covered(work.unit.session, referral.id):
        case_for(work, row.case_id, Act.WITHDRAW_OFFER)
    return referral
