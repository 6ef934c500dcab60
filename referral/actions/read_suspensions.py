"""What takes nobody now, why, and until when: for coordinators."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.work import Work
from referral.records.chains import Happening
from referral.records.organisations import organisation, service
from referral.records.services import suspensions_now
from referral.rules.acts import Act
from workflows.vocabulary import EntryType


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
