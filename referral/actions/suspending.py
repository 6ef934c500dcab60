"""A service or an organisation takes nobody: for a while, or ever again.

Nobody falls between: every offer under way, and where it comes to that everybody who
lives there, becomes a line for whoever holds the case and for the coordinators.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from referral.actions.place_holds import end_unnamed_holds
from referral.actions.places_lost import (
    ask_for_places,
    end_places_lost,
    whose_place,
)
from referral.actions.service_facts import suspended
from referral.actions.serving import close_offer
from referral.actions.settling import lock_list
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, Malformed, NotFound
from referral.records.chains import Happening
from referral.records.organisations import (
    Organisation,
    Service,
    lock_services,
    organisation,
    service,
    services_of,
)
from referral.records.referrals import referral_by_id
from referral.records.service_offers import live_offers_at
from referral.records.services import (
    Suspension,
    suspension_by_id,
    suspensions_now,
)
from referral.rules.acts import Act
from referral.rules.after_offer import ARRIVED
from workflows.vocabulary import (
    EntryType,
    Side,
    SuspensionExtent,
    SuspensionReason,
)


@dataclass(frozen=True, slots=True)
class NewSuspension:
    """What takes nobody from now on, why, and until when."""

    reason: SuspensionReason
    extent: SuspensionExtent
    service_id: UUID | None = None
    organisation_id: UUID | None = None
    """Every service of it; one of the two is named."""
    until: datetime | None = None
    """None if nobody knows yet."""


@dataclass
class Ended:
    """What came of it that services take nobody any more."""

    offers: int = 0
    cases: list[UUID] = field(default_factory=list)
    """Who needs another place, once for every offer."""

    def words(self) -> dict[str, object]:
        """As the answer states it."""
        return {"offers_ended": self.offers, "to_be_placed": len(self.cases)}


def suspend(work: Work, new: NewSuspension) -> Done:
    """Let a service, or an organisation with all of them, take nobody from now on.

    What was offered to it and has not led to an arrival ends. Whoever lives there
    stays, and if everybody has to leave it is asked for another place for each.

    Raises:
        Malformed: unless one of the two is named; if it ends in the past.
        NotFound: if it does not take part.
        AlreadyAnswered: if it is suspended.
    """
    work.check(Act.SUSPEND_SERVICE)
    _check_words(work, new)
    body, services = _whose(work, new.service_id, new.organisation_id)
    _hold(work, services)
    for row in suspensions_now(work.unit.session, work.now):
        if row.organisation_id == body.id and row.service_id in (None, new.service_id):
            raise AlreadyAnswered("It takes nobody already.")
    row = Suspension(
        id=work.new_id(),
        organisation_id=body.id,
        service_id=new.service_id,
        reason=new.reason,
        extent=new.extent,
        begun_at=work.now,
        begun_by=work.actor.id,
        until=new.until,
    )
    work.unit.session.add(row)
    fields: dict[str, object] = {
        "reason": new.reason.value,
        "extent": new.extent.value,
        "until": new.until.isoformat(timespec="milliseconds") if new.until else None,
    }
    about = new.service_id or body.id
    work.enter(body, Happening(EntryType.SERVICE_SUSPENDED, fields, about=about))
    leave = new.extent is SuspensionExtent.EVERYBODY
    side = Side.COORDINATOR
    ended = end_offers_at(work, services, side, leave=leave, closing=False)
    return Done("suspension", row.id, details=ended.words())


def _check_words(work: Work, new: NewSuspension) -> None:
    if (new.service_id is None) is (new.organisation_id is None):
        fault = ("/service_id", "one_of_two")
        raise Malformed("Name a service or an organisation.", faults=(fault,))
    if new.until is not None and new.until <= work.now:
        fault = ("/until", "past")
        raise Malformed(
            "It cannot end in the past. Name a later moment, or none.", faults=(fault,)
        )


def _whose(
    work: Work, service_id: UUID | None, organisation_id: UUID | None
) -> tuple[Organisation, list[Service]]:
    session = work.unit.session
    asked = service(session, service_id) if service_id else None
    if service_id is not None and (asked is None or not asked.active):
        raise NotFound
    body_id = asked.organisation_id if asked else organisation_id
    body = organisation(session, body_id) if body_id else None
    if body is None or not body.active:
        raise NotFound
    return body, [asked] if asked else services_of(session, body.id)


def lift_suspension(work: Work, suspension_id: UUID) -> Done:
    """Let a service or an organisation be asked again; who lives there stays.

    Raises:
        NotFound: if there is none that counts.
    """
    work.check(Act.SUSPEND_SERVICE)
    row = suspension_by_id(work.unit.session, suspension_id, lock=True)
    if row is None or row not in suspensions_now(work.unit.session, work.now):
        raise NotFound
    _end(work, row, {"by_time": False})
    return Done("suspension", row.id)


def enter_over(work: Work, suspension_id: UUID) -> bool:
    """The system notes, once, that the time of a suspension is over.

    It takes people again from that moment on, whenever this is noted; what asked for
    other places for those who live there ends with the note.
    """
    row = suspension_by_id(work.unit.session, suspension_id, lock=True)
    if row is None or row.lifted_at is not None:
        return False
    if row.until is None or row.until > work.now:
        return False
    _end(work, row, {"by_time": True}, row.until)
    return True


def _end(
    work: Work,
    row: Suspension,
    fields: dict[str, object],
    since: datetime | None = None,
) -> None:
    """A suspension counts no more; also of what has closed or ended meanwhile."""
    session = work.unit.session
    body = organisation(session, row.organisation_id)
    if body is None:
        raise NotFound
    row.lifted_at = work.now
    session.add(row)
    kind, about = EntryType.SUSPENSION_LIFTED, row.service_id or body.id
    work.enter(body, Happening(kind, fields, about=about, occurred_at=since))
    session.flush()
    asked = service(session, row.service_id) if row.service_id else None
    _let_stay(work, [asked] if asked else services_of(session, body.id))


def _let_stay(work: Work, services: Iterable[Service]) -> None:
    """Nobody who lives there needs another place, unless something else stands."""
    session = work.unit.session
    now = suspensions_now(session, work.now)
    for asked in services:
        stopped = suspended(now, asked)
        if stopped and stopped.extent is SuspensionExtent.EVERYBODY:
            continue
        for each in live_offers_at(session, asked.id):
            end_places_lost(work, each)


def close_service(work: Work, service_id: UUID, reason: SuspensionReason) -> Done:
    """Let a service take part no more: a place is asked for everybody it had.

    Every offer to it ends as closed by the provider, also where the person lives
    there; the copies that were made for it are destroyed.

    Raises:
        NotFound: if it does not take part.
    """
    work.check(Act.SUSPEND_SERVICE)
    asked = service(work.unit.session, service_id)
    body = organisation(work.unit.session, asked.organisation_id) if asked else None
    _hold(work, [asked] if asked else ())
    if asked is None or body is None or not asked.active:
        raise NotFound
    asked.active = False
    work.unit.session.add(asked)
    fields = {"reason": reason.value}
    work.enter(body, Happening(EntryType.SERVICE_CLOSED, fields, about=asked.id))
    ended = end_offers_at(work, [asked], Side.COORDINATOR, leave=True, closing=True)
    return Done("service", asked.id, details=ended.words())


def _hold(work: Work, services: Iterable[Service]) -> None:
    """Nobody offers to these services, or changes them, until this act ends."""
    with work.unit.beyond():
        ids = [asked.id for asked in services]
        lock_services(work.unit.session, ids, shared=False)


def end_offers_at(
    work: Work,
    services: Iterable[Service],
    side: Side,
    *,
    leave: bool,
    closing: bool,
) -> Ended:
    """End what was offered to services, and ask for another place for whom it needs.

    What is held there for nobody named yet is given back.

    Args:
        work: The act under way.
        services: Which take nobody from now on.
        side: Who says so.
        leave: Whether those who live there have to leave.
        closing: Whether the services end, and with them what they give.
    """
    ended, services = Ended(), list(services)
    _hold(work, services)
    for asked in services:
        end_unnamed_holds(work, asked)
        for each in live_offers_at(work.unit.session, asked.id):
            on_list = lock_list(work, each)
            referral = referral_by_id(work.unit.session, each, lock=True)
            if referral is None:
                continue
            if closing or referral.stage not in ARRIVED:
                ended.offers += 1
                ended.cases += [case.id for case in whose_place(work, referral)]
                close_offer(work, referral, on_list, side)
            elif leave:
                ended.cases += [case.id for case in ask_for_places(work, referral)]
    return ended
