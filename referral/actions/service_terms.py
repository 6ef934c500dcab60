"""What a service states, and what it tells of its places."""

from uuid import UUID

from referral.actions.service_facts import Listed, services_seen
from referral.actions.work import Done, Work, check_version
from referral.errors import Malformed, NotFound
from referral.records.chains import Happening
from referral.records.organisations import Service, organisation, service
from referral.records.services import Capacity, ServiceTerms, capacity_of
from referral.rules.acts import Act
from referral.rules.capacity import check_told
from referral.rules.deciding import may
from referral.rules.service_terms import Terms, faults_of, unstated
from referral.vault.framing import canonical
from workflows.catalogues import service_types
from workflows.vocabulary import EntryType, PlaceKind


def list_directory(work: Work, service_type: str | None) -> list[Listed]:
    """Every service that takes part, with what it states and told; one entry in all."""
    if not may(Act.ADMINISTER, work.asker()):
        work.check(Act.LIST_SERVICES)
    found = services_seen(work, service_type)
    fields = {"list": "service_directory", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found


def state_terms(
    work: Work, service_id: UUID, terms: Terms, *, expects: int | None
) -> Done:
    """State whom a service takes, when it is reached, on whose referral.

    Raises:
        NotFound: if there is no such service.
        StaleCase: if it was stated anew since it was looked at.
        Malformed: for what cannot be, and for what the catalogue asks a service of
            its type to state and is not there.
    """
    work.check(Act.ADMINISTER)
    asked = _active(work, service_id)
    faults = faults_of(terms)
    if faults:
        raise Malformed("This cannot be stated so.", faults=faults)
    wanted = frozenset(service_types()[asked.service_type].eligibility)
    lacking = unstated(terms, wanted)
    if lacking:
        raise Malformed(
            "A service of this kind has to state more.",
            faults=tuple((f"/{word.value}", "missing") for word in lacking),
        )
    session = work.unit.session
    row = session.get(ServiceTerms, asked.id, with_for_update=True)
    check_version(row.version if row else 0, expects)
    row = row or ServiceTerms(service_id=asked.id, version=0)
    row.words = canonical(terms.words()).decode()
    row.version += 1
    row.stated_at, row.stated_by = work.now, work.actor.id
    session.add(row)
    body = organisation(session, asked.organisation_id)
    if body is None:
        raise NotFound
    stated = sorted(terms.stated())
    what = Happening(EntryType.SERVICE_TERMS_STATED, {"stated": stated}, about=asked.id)
    work.enter(body, what)
    return Done("service", asked.id, row.version)


def _active(work: Work, service_id: UUID) -> Service:
    asked = service(work.unit.session, service_id)
    if asked is None or not asked.active:
        raise NotFound
    return asked


def tell_capacity(
    work: Work, service_id: UUID, kind: PlaceKind, total: int, free: int
) -> Done:
    """Tell how many places of a kind one's own service has, and how many are free.

    What is held for somebody counts as free here: nobody sleeps there yet.

    Args:
        work: The act under way.
        service_id: A service of the actor's organisation.
        kind: Which places.
        total: All of them.
        free: Those nobody sleeps in.

    Raises:
        NotFound: for anybody else's service.
        Malformed: for fewer than none, or more free ones than there are.
    """
    work.check(Act.TELL_CAPACITY)
    asked = _active(work, service_id)
    if asked.organisation_id != work.actor.organisation_id:
        raise NotFound
    check_told(total, free)
    session = work.unit.session
    row = capacity_of(session, asked.id, kind)
    if row is None:
        row = Capacity(id=work.new_id(), service_id=asked.id, kind=kind, held=0)
    row.total, row.free = total, free
    row.confirmed_at, row.confirmed_by = work.now, work.actor.id
    session.add(row)
    fields = {"place_kind": kind.value, "total": total, "free": free}
    told = Happening(EntryType.CAPACITY_TOLD, fields, about=asked.id)
    work.enter(work.own_organisation(), told)
    return Done("capacity", row.id, details={"held": row.held})


def own_services(work: Work) -> list[Listed]:
    """The services of one's own organisation with their places; one entry in all."""
    work.check(Act.TELL_CAPACITY)
    found = [each for each in services_seen(work) if each.seen.own]
    fields = {"list": "own_capacity", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found
