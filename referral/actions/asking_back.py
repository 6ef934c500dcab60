"""A question of the addressee, and the sender's reply: one at a time.

The answer clock stands still for the first question, and goes on with the reply.
"""

from datetime import timedelta
from uuid import UUID

from referral.actions.after_offer import expiry_of
from referral.actions.clocks import (
    asks_for_it,
    end_lines,
    set_timer,
    stop_timers,
    tell,
)
from referral.actions.offer_door import offer_for
from referral.actions.offer_words import check_nameless, checked_text, say
from referral.actions.offers import move_offer
from referral.actions.safe_places import check_telling
from referral.actions.work import Done, Work, case_for, check_version
from referral.errors import NotFound
from referral.records.cases import case_by_id
from referral.records.offer_asks import (
    OfferSaid,
    others_wait,
    questions_asked,
    said_about,
)
from referral.records.referrals import Referral, cases_covered, referral_by_id
from referral.rules.acts import Act
from referral.rules.clocks import answer_clock, expires_at, gone_on, reply_due
from workflows.vocabulary import (
    Compartment,
    EntryType,
    ExceptionKind,
    NoticeKind,
    OfferWord,
    ReferralStage,
    Side,
    TimerKind,
)

_ANSWERS = (TimerKind.OFFER_REMINDER, TimerKind.OFFER_OVERDUE, TimerKind.OFFER_EXPIRY)
"""The timers of the answer clock."""
_TELLS_WHO = (Compartment.IDENTITY, Compartment.CONTACT, Compartment.LOCATION)
"""Drawers of which nothing is told before a yes."""


def ask_sender(
    work: Work, referral_id: UUID, text: str, *, expects: int | None
) -> Done:
    """Ask the sender something about an offer.

    Raises:
        StepNotOnPath: while another question is open.
        SafeAddressFound: if the text tells where a safe place is.
    """
    referral = offer_for(work, referral_id, Act.ASK_ABOUT_OFFER, expects=expects)
    told = checked_text(text)
    asked = questions_asked(work.unit.session, referral.id)
    due = reply_due(referral.answer_by, work.now, asked)
    entry, side = EntryType.OFFER_QUESTIONED, Side.ADDRESSEE
    move_offer(
        work, referral, "question", side, entry, {"clock_stops": due is not None}
    )
    check_telling(work, {"text": told}, referral.sender_id)
    say(work, referral, OfferWord.QUESTION, {"text": told}, due)
    if due is not None:
        stop_timers(work, referral.id, *_ANSWERS)
        set_timer(work, referral, TimerKind.REPLY_OVERDUE, due)
    kind = NoticeKind.OFFER_QUESTIONED
    asker = asks_for_it(work, referral)
    tell(work, referral, kind, _message(kind, referral), asker)
    return Done("referral", referral.id, referral.version)


def reply(work: Work, referral_id: UUID, text: str, *, expects: int | None) -> Done:
    """Answer the question, without saying who the person is.

    Raises:
        NotFound, NotHolder: for everybody but who is responsible for its cases now.
        GuardNotMet: if the text tells who the person is.
        SafeAddressFound: if it tells where a safe place is.
    """
    referral = _held(work, referral_id)
    check_version(referral.version, expects)
    told = checked_text(text)
    fields: dict[str, object] = {}
    if due := resume(work, referral):
        fields["answer_by"] = due
    entry, side = EntryType.OFFER_REPLIED, Side.SENDER
    pairs = move_offer(work, referral, "reply", side, entry, fields)
    check_telling(work, {"text": told}, referral.addressee_id)
    for case, _ in pairs:
        check_nameless(work, case, (told,), _TELLS_WHO)
    say(work, referral, OfferWord.REPLY, {"text": told})
    kind = NoticeKind.OFFER_REPLIED
    tell(work, referral, kind, _message(kind, referral), referral.addressee_id)
    return Done("referral", referral.id, referral.version)


def resume(work: Work, referral: Referral) -> str | None:
    """Let an answer clock go on that stands still for a question.

    Returns:
        Its new end, as entries write it; None if it did not stand still.
    """
    end_lines(
        work, referral.id, NoticeKind.OFFER_QUESTIONED, ExceptionKind.REPLY_OVERDUE
    )
    end_lines(work, referral.id, NoticeKind.REPLY_OVERDUE)
    question = _open_question(work, referral)
    before = referral.answer_by
    if question is None or question.due_at is None or before is None:
        return None
    stop_timers(work, referral.id, TimerKind.REPLY_OVERDUE)
    referral.answer_by = gone_on(before, question.at, work.now)
    _set_again(work, referral, question, referral.answer_by - before)
    return referral.answer_by.isoformat(timespec="milliseconds")


def _open_question(work: Work, referral: Referral) -> OfferSaid | None:
    if referral.stage is not ReferralStage.QUESTION:
        return None
    said = said_about(work.unit.session, referral.id)
    return next((s for s in reversed(said) if s.word is OfferWord.QUESTION), None)


def _set_again(
    work: Work, referral: Referral, question: OfferSaid, stood: timedelta
) -> None:
    """The timers that had not struck when the clock stopped, later by that much."""
    end = referral.answer_by
    if end is None:
        return
    for kind, due in answer_clock(referral.left_at(), end - stood):
        if due > question.at:
            set_timer(work, referral, kind, due + stood)
    set_expiry(work, referral)


def set_expiry(work: Work, referral: Referral) -> None:
    """Let an offer that waits for its answer end by itself, as its clock says now."""
    first = cases_covered(work.unit.session, referral.id)[0]
    case = case_by_id(work.unit.session, first.case_id)
    if case is None:
        raise NotFound
    with work.unit.beyond():
        waits = others_wait(work.unit.session, referral.id)
    grace = expiry_of(work, case)
    expires = expires_at(referral.answer_by, grace, others_wait=waits)
    if expires is not None:
        set_timer(work, referral, TimerKind.OFFER_EXPIRY, expires)


def _held(work: Work, referral_id: UUID) -> Referral:
    """An offer of cases that the actor's organisation is responsible for now."""
    referral = referral_by_id(work.unit.session, referral_id, lock=True)
    if referral is None:
        raise NotFound
    for row in cases_covered(work.unit.session, referral.id):
        case_for(work, row.case_id, Act.REPLY_ABOUT_OFFER)
    return referral


def _message(kind: NoticeKind, referral: Referral) -> str:
    return f"{kind.value}:{referral.id}:{referral.version}"
