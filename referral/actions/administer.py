"""Setting a mechanism up: organisations, actors, credentials, services.

The administrator admits people and never sees a case. The very first act, which opens
the mechanism with its first organisation, is the system's.
"""

from dataclasses import dataclass
from uuid import UUID

from referral.actions.catalogue import service_types
from referral.actions.guarding import ALONE, ask_role, needs_two
from referral.actions.known_names import check_actor_name, check_new_organisation
from referral.actions.safe_places import check_telling
from referral.actions.work import Done, House, OnDuty, Work
from referral.errors import Malformed, NotFound, NotPermitted
from referral.records.actors import (
    Actor,
    ActorRole,
    Password,
)
from referral.records.chains import By, Happening, append
from referral.records.columns import new_id
from referral.records.database import Unit
from referral.records.organisations import (
    MechanismRow,
    Organisation,
    Service,
    mechanism_row,
    organisation,
)
from referral.rules.acts import Act
from referral.rules.roles import check_given
from referral.vault.chain import GENESIS
from workflows.vocabulary import (
    ActorKind,
    AllowRule,
    EntryType,
    OrganisationKind,
    Regime,
    Role,
)


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """An organisation to admit."""

    code: str
    label: str
    kind: OrganisationKind
    regime: Regime
    region: str = ""


@dataclass(frozen=True, slots=True)
class NewActor:
    """A person or machine to admit. A machine gets its key apart."""

    organisation_id: UUID
    sign_in_name: str
    roles: frozenset[Role]
    kind: ActorKind = ActorKind.PERSON


def open_mechanism(
    house: House, unit: Unit, first: NewOrganisation, *, invented: bool = False
) -> OnDuty:
    """The first act of a deployment: its keys, its row, its coordinating body.

    Args:
        house: Where it is opened.
        unit: The open piece of work.
        first: The coordinating body.
        invented: True if everybody in it will be made up.

    Returns:
        The system as an actor, for setting up the rest.
    """
    if mechanism_row(unit.session) is not None:
        raise Malformed(
            "This mechanism was opened before.", faults=(("/", "opened_before"),)
        )
    house.keyring.prepare(unit)
    house.pathways.keep(unit.session, unit.now)
    pathway = house.pathways.current.compiled.pathway
    unit.session.add(
        MechanismRow(
            id=house.keyring.tenant,
            jurisdiction=pathway.jurisdiction,
            pathway_digest=house.pathways.current.digest,
            opened_at=unit.now,
            allow_rule=AllowRule.EVERYBODY,
            invented=invented,
        )
    )
    body = _organisation(unit, first)
    system = _system(unit, body)
    fields = {"pathway": pathway.name, "version": pathway.version}
    if invented:
        fields["people"] = "invented"
    opened = Happening(EntryType.MECHANISM_OPENED, fields)
    append(unit, house.keyring, body, By(system.id, body.id), opened)
    return system


def _system(unit: Unit, body: Organisation) -> OnDuty:
    """The system itself as an actor of the coordinating body."""
    system = Actor(
        id=new_id(unit.now),
        organisation_id=body.id,
        kind=ActorKind.SYSTEM,
        sign_in_name="system",
        active=True,
        admitted_at=unit.now,
    )
    unit.session.add(system)
    unit.session.flush()
    roles = frozenset({Role.SYSTEM, Role.ADMINISTRATOR})
    for role in sorted(roles):
        unit.session.add(ActorRole(actor_id=system.id, role=role))
    return OnDuty(system.id, body.id, ActorKind.SYSTEM, body.regime, roles)


def _organisation(unit: Unit, new: NewOrganisation) -> Organisation:
    check_new_organisation(unit, new.code, new.label)
    body = Organisation(
        id=new_id(unit.now),
        code=new.code,
        label=new.label,
        kind=new.kind,
        regime=new.regime,
        region=new.region,
        active=True,
        admitted_at=unit.now,
        seq=0,
        head=GENESIS,
    )
    unit.session.add(body)
    unit.session.flush()
    return body


def admit_organisation(work: Work, new: NewOrganisation) -> Done:
    """Admit an organisation; its own chain begins with this entry."""
    work.check(Act.ADMINISTER)
    check_telling(work, {"organisation.label": new.label}, None)
    body = _organisation(work.unit, new)
    fields = {"code": new.code, "kind": new.kind.value, "regime": new.regime.value}
    work.enter(body, Happening(EntryType.ORGANISATION_ADMITTED, fields))
    return Done("organisation", body.id, details={"code": body.code})


def admit_actor(work: Work, new: NewActor, password_hash: str | None) -> Done:
    """Admit a person or a machine; the roles are asked for, and given by two.

    Until a coordinator has agreed they sign in and do nothing. On a store that is not
    in use yet the operator gives the roles alone, and the entry says so.

    Returns:
        The actor; `asked` holds a joint act for each role that waits.

    Raises:
        NotPermitted: for roles nobody may hold together.
        Malformed: if the name is taken, or looks like another's.
    """
    work.check(Act.ADMINISTER)
    body = _check_may_join(work, new)
    actor = Actor(
        id=work.new_id(),
        organisation_id=body.id,
        kind=new.kind,
        sign_in_name=new.sign_in_name,
        active=True,
        admitted_at=work.now,
    )
    work.unit.session.add(actor)
    work.unit.session.flush()
    given = frozenset[Role]() if needs_two(work) else new.roles
    for role in sorted(given):
        work.unit.session.add(ActorRole(actor_id=actor.id, role=role))
    if password_hash is not None:
        work.unit.session.add(
            Password(actor_id=actor.id, hashed=password_hash, set_at=work.now)
        )
    fields = {"kind": new.kind.value, "roles": sorted(given)}
    alone = ALONE if given else {}
    what = Happening(EntryType.ACTOR_ADMITTED, {**fields, **alone}, about=actor.id)
    work.enter(body, what)
    asked = [ask_role(work, actor, role).id for role in sorted(new.roles - given)]
    return Done("actor", actor.id, details={"asked": [str(each) for each in asked]})


def check_brings_along(actor: OnDuty, password: str | None) -> None:
    """Pass silently, unless somebody chooses a password for somebody else.

    Raises:
        NotPermitted: for whoever is not the system.
    """
    if password is not None and actor.kind is not ActorKind.SYSTEM:
        raise NotPermitted("Nobody chooses a password for somebody else.")


def _check_may_join(work: Work, new: NewActor) -> Organisation:
    """The organisation somebody acts for, if they may, under this name."""
    if new.kind is ActorKind.SYSTEM:
        fault = ("/kind", "enum")
        raise Malformed("The system itself is admitted once.", faults=(fault,))
    check_given(frozenset(), new.roles)
    body = organisation(work.unit.session, new.organisation_id)
    if body is None or not body.active:
        raise NotFound
    check_actor_name(work, new.sign_in_name)
    return body


def list_service(
    work: Work, organisation_id: UUID, service_type: str, label: str, region: str
) -> Done:
    """Put a service of an organisation onto the list of those that can be asked."""
    work.check(Act.ADMINISTER)
    body = organisation(work.unit.session, organisation_id)
    if body is None:
        raise NotFound
    if service_type not in service_types():
        fault = ("/service_type", "unknown_service_type")
        raise Malformed("This service type is not in the catalogue.", faults=(fault,))
    check_telling(work, {"service.label": label, "service.region": region}, None)
    row = Service(
        id=work.new_id(),
        organisation_id=body.id,
        service_type=service_type,
        label=label,
        region=region,
        active=True,
        listed_at=work.now,
    )
    work.unit.session.add(row)
    fields = {"service_type": service_type}
    work.enter(body, Happening(EntryType.SERVICE_LISTED, fields, about=row.id))
    return Done("service", row.id)
