"""A yes that was said by telephone: written down by a coordinator, confirmed or not.

Nothing that identifies the person opens by it. The answer clock goes on until the
addressee itself confirms; it ends no offer meanwhile, as somebody may be on the way.
"""

from uuid import UUID

from referral.actions.after_offer import times_of
from referral.actions.asking_back import resume, set_expiry
from referral.actions.clocks import (
    asks_for_it,
    end_lines,
    set_timer,
    stand,
    stop_timers,
    tell,
)
from referral.actions.in_stead import on_behalf
from referral.actions.offer_door import offer_for
from referral.actions.offer_words import checked_code, say
from referral.actions.offers import move_offer
from referral.actions.place_holds import keep_promised, not_promised
from referral.actions.safe_places import check_telling
from referral.actions.work import Done, Work
from referral.errors import Malformed
from referral.rules.acts import Act
from referral.rules.undoing import check_left
from workflows.offer_data import length
from workflows.vocabulary import (
    EntryType,
    ExceptionKind,
    NoticeKind,
    OfferWord,
    Side,
    TimerKind,
)

LONGEST = 200
"""Characters of who said it."""


def record_telephone_yes(
    work: Work, referral_id: UUID, said_by: str, *, expects: int | None
) -> Done:
    """Write down a spoken yes and who said it, on the addressee's behalf.

    Raises:
        Malformed: if it does not say who.
        SafeAddressFound: if that tells where a safe place is.
    """
    referral = offer_for(work, referral_id, Act.RECORD_TELEPHONE_YES, expects=expects)
    if not said_by.strip() or len(said_by) > LONGEST:
        fault = ("/said_by", "missing" if not said_by.strip() else "too_long")
        raise Malformed("Write who said it.", faults=(fault,))
    check_left(referral.leaves_at, work.now)
    fields: dict[str, object] = {"addressee": str(referral.addressee_id)}
    if due := resume(work, referral):
        fields["answer_by"] = due
    writing = on_behalf(work, referral.addressee_id)
    entry, side = EntryType.TELEPHONE_YES_RECORDED, Side.COORDINATOR
    pairs = move_offer(writing, referral, "record_telephone_yes", side, entry, fields)
    stop_timers(work, referral.id, TimerKind.OFFER_EXPIRY)
    keep_promised(work, referral)
    check_telling(work, {"said_by": said_by}, referral.sender_id)
    span = length(times_of(work, pairs[0][0]).telephone)
    until = None if span is None else work.now + span
    say(work, referral, OfferWord.TELEPHONE_YES, {"text": said_by}, until)
    if until is not None:
        set_timer(work, referral, TimerKind.TELEPHONE_UNCONFIRMED, until)
    kind = NoticeKind.TELEPHONE_YES
    message = f"{kind.value}:{referral.id}:{referral.version}"
    tell(work, referral, kind, message, referral.addressee_id)
    return Done("referral", referral.id, referral.version)


def dispute(work: Work, referral_id: UUID, reason: str, *, expects: int | None) -> Done:
    """Say that the yes that was written down is not one: the offer waits as before."""
    referral = offer_for(work, referral_id, Act.ANSWER_OFFER, expects=expects)
    code = checked_code("disputes", reason)
    entry, side = EntryType.TELEPHONE_YES_DISPUTED, Side.ADDRESSEE
    move_offer(work, referral, "dispute", side, entry, {"reason": code})
    say(work, referral, OfferWord.DISPUTE, {"code": code})
    stop_timers(work, referral.id, TimerKind.TELEPHONE_UNCONFIRMED)
    set_expiry(work, referral)
    not_promised(work, referral)
    end_lines(
        work,
        referral.id,
        NoticeKind.TELEPHONE_YES,
        ExceptionKind.TELEPHONE_UNCONFIRMED,
    )
    kind, look = NoticeKind.TELEPHONE_DISPUTED, ExceptionKind.TELEPHONE_DISPUTED
    message = f"{kind.value}:{referral.id}:{referral.version}"
    tell(work, referral, kind, message, asks_for_it(work, referral))
    with work.unit.beyond():
        stand(work, referral.id, look, message)
    return Done("referral", referral.id, referral.version)
