"""A service or an organisation takes nobody: for a while, or ever again.

Nobody falls between: every offer under way, and where it comes to that everybody who
lives there, becomes a line for whoever holds the case and for the coordinators.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.alarms import raise_alarm
from referral.actions.offers import covered, end_offer
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, Malformed, NotFound
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.organisations import (
    Organisation,
    Service,
    organisation,
    service,
    services_of,
)
from referral.records.referrals import OPEN_STAGES, Referral, referral_by_id
from referral.records.service_offers import live_offers_at
from referral.records.services import Suspension, suspensions_now
from referral.rules.acts import Act
from workflows.vocabulary import (
    EntryType,
    ExceptionKind,
    ReferralStage,
    Side,
    SuspensionExtent,
    SuspensionReason,
)

BEFORE_ARRIVAL = frozenset({*OPEN_STAGES, ReferralStage.ACCEPTED})


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


@dataclass(frozen=True, slots=True)
class SuspensionView:
    """A suspension that counts now, for the coordinators."""

    id: UUID
    organisation_id: UUID
    organisation: str
    service_id: UUID | None
    service: str
    """Empty where every service is meant."""
    reason: str
    extent: str
    begun_at: datetime
    until: datetime | None


@dataclass
class _Counts:
    ended: int = 0
    to_be_placed: int = 0

    def words(self) -> dict[str, object]:
        return {"offers_ended": self.ended, "to_be_placed": self.to_be_placed}


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
    body, services = _whose(work, new)
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
    counts = _end_offers(work, services, leave=leave, closing=False)
    return Done("suspension", row.id, details=counts.words())


def _check_words(work: Work, new: NewSuspension) -> None:
    if (new.service_id is None) is (new.organisation_id is None):
        fault = ("/service_id", "one_of_two")
        raise Malformed("Name a service or an organisation.", faults=(fault,))
    if new.until is not None and new.until <= work.now:
        fault = ("/until", "past")
        raise Malformed("It cannot end in the past.", faults=(fault,))


def _whose(work: Work, new: NewSuspension) -> tuple[Organisation, list[Service]]:
    session = work.unit.session
    asked = service(session, new.service_id) if new.service_id else None
    if new.service_id is not None and (asked is None or not asked.active):
        raise NotFound
    body_id = asked.organisation_id if asked else new.organisation_id
    body = organisation(session, body_id) if body_id else None
    if body is None or not body.active:
        raise NotFound
    return body, [asked] if asked else services_of(session, body.id)


def lift_suspension(work: Work, suspension_id: UUID) -> Done:
    """Let a service or an organisation be asked again.

    Raises:
        NotFound: if there is none that counts.
    """
    work.check(Act.SUSPEND_SERVICE)
    now = suspensions_now(work.unit.session, work.now)
    row = next((each for each in now if each.id == suspension_id), None)
    body = organisation(work.unit.session, row.organisation_id) if row else None
    if row is None or body is None:
        raise NotFound
    row.lifted_at = work.now
    work.unit.session.add(row)
    about = row.service_id or body.id
    work.enter(body, Happening(EntryType.SUSPENSION_LIFTED, {}, about=about))
    return Done("suspension", row.id)


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
    if asked is None or body is None or not asked.active:
        raise NotFound
    asked.active = False
    work.unit.session.add(asked)
    fields = {"reason": reason.value}
    work.enter(body, Happening(EntryType.SERVICE_CLOSED, fields, about=asked.id))
    counts = _end_offers(work, [asked], leave=True, closing=True)
    return Done("service", asked.id, details=counts.words())


def _end_offers(
    work: Work, services: Iterable[Service], *, leave: bool, closing: bool
) -> _Counts:
    """End what was offered to services, and ask for another place for whom it needs."""
    counts = _Counts()
    for asked in services:
        for each in live_offers_at(work.unit.session, asked.id):
            referral = referral_by_id(work.unit.session, each, lock=True)
            if referral is not None:
                _end_one(work, referral, asked, counts, leave=leave, closing=closing)
    return counts


def _end_one(  # what has to be known of one offer
    work: Work,
    referral: Referral,
    asked: Service,
    counts: _Counts,
    *,
    leave: bool,
    closing: bool,
) -> None:
    arrived = referral.stage not in BEFORE_ARRIVAL
    if arrived and not leave:
        return
    cases = [case for case, _ in covered(work, referral)]
    if closing or not arrived:
        entry = EntryType.PROVIDER_CLOSED
        end_offer(work, referral, "close_provider", Side.COORDINATOR, entry)
        counts.ended += 1
    for case in cases:
        _ask_for_place(work, case, referral, asked)
        counts.to_be_placed += 1


def _ask_for_place(work: Work, case: Case, referral: Referral, asked: Service) -> None:
    """A line for whoever holds the case and for the coordinators, and an entry."""
    fields = {"service_type": asked.service_type}
    needed = Happening(EntryType.PLACE_NEEDED, fields, about=referral.id)
    work.enter(case, needed)
    kind = ExceptionKind.PLACE_LOST
    raise_alarm(work, kind, case.id, about=referral.id, also=case.holder_id)


def list_suspensions(work: Work) -> list[SuspensionView]:
    """What takes nobody now, and why; for coordinators, one entry in all."""
    work.check(Act.SUSPEND_SERVICE)
    session = work.unit.session
    found = []
    for row in suspensions_now(session, work.now):
        body = organisation(session, row.organisation_id)
        asked = service(session, row.service_id) if row.service_id else None
        found.append(
            SuspensionView(
                id=row.id,
                organisation_id=row.organisation_id,
                organisation=body.label if body else "",
                service_id=row.service_id,
                service=asked.label if asked else "",
                reason=row.reason.value,
                extent=row.extent.value,
                begun_at=row.begun_at,
                until=row.until,
            )
        )
    fields = {"list": "suspensions", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found
