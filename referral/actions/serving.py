"""What a service does after its yes: hand back, start, complete; and its closing."""

from uuid import UUID

from referral.actions.after_offer import after_end
from referral.actions.offer_door import offer_for
from referral.actions.offer_words import checked_code, say
from referral.actions.offers import end_offer, move_offer
from referral.actions.settling import lock_list, reopen
from referral.actions.work import Done, Work
from referral.records.offer_asks import OfferList
from referral.records.referrals import Referral
from referral.rules.acts import Act
from referral.rules.after_offer import ARRIVED
from workflows.vocabulary import EntryType, OfferWord, Side


def return_person(
    work: Work, referral_id: UUID, reason: str, *, expects: int | None
) -> Done:
    """Hand a person back who has not arrived; the copies are destroyed.

    The yes is gone: where a list names who is asked next, they are asked.
    """
    asked = lock_list(work, referral_id)
    referral = offer_for(work, referral_id, Act.GIVE_SERVICE, expects=expects)
    code = checked_code("returns", reason)
    say(work, referral, OfferWord.RETURN, {"code": code})
    entry, side = EntryType.OFFER_RETURNED, Side.ADDRESSEE
    end_offer(work, referral, "return", side, entry, {"reason": code})
    reopen(work, asked)
    after_end(work, referral)
    return Done("referral", referral.id, referral.version)


def start_service(work: Work, referral_id: UUID, *, expects: int | None) -> Done:
    """The service has begun."""
    referral = offer_for(work, referral_id, Act.GIVE_SERVICE, expects=expects)
    entry, side = EntryType.SERVICE_STARTED, Side.ADDRESSEE
    move_offer(work, referral, "start_service", side, entry)
    return Done("referral", referral.id, referral.version)


def complete(
    work: Work, referral_id: UUID, outcome: str, *, expects: int | None
) -> Done:
    """The service has ended, with a coded outcome that its sender learns."""
    referral = offer_for(work, referral_id, Act.GIVE_SERVICE, expects=expects)
    code = checked_code("outcomes", outcome, "outcome")
    say(work, referral, OfferWord.OUTCOME, {"code": code})
    entry, side = EntryType.SERVICE_COMPLETED, Side.ADDRESSEE
    end_offer(work, referral, "complete", side, entry, {"outcome": code})
    return Done("referral", referral.id, referral.version)


def close_provider(work: Work, referral_id: UUID, *, expects: int | None) -> Done:
    """The service cannot go on with this offer: somebody has to find another place."""
    asked = lock_list(work, referral_id)
    referral = offer_for(work, referral_id, Act.CLOSE_PROVIDER, expects=expects)
    own = referral.addressee_id == work.actor.organisation_id
    close_offer(work, referral, asked, Side.ADDRESSEE if own else Side.COORDINATOR)
    return Done("referral", referral.id, referral.version)


def close_offer(
    work: Work, referral: Referral, asked: OfferList | None, side: Side
) -> None:
    """End one offer because its service takes nobody: alike, whoever says so.

    Args:
        work: The act under way.
        referral: The offer, locked.
        asked: The list it stands on, locked before it.
        side: Who says so.
    """
    arrived = referral.stage in ARRIVED
    end_offer(work, referral, "close_provider", side, EntryType.PROVIDER_CLOSED)
    if not arrived:
        reopen(work, asked)
    after_end(work, referral)
