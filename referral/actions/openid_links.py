"""Who is known at the identity provider as whom: linked by an administrator.

What is kept of a name at the provider is a keyed tag: whoever reads the store learns
neither the name nor whether two deployments know the same one.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.factors import check_own_sign_in
from referral.actions.work import Done, House, Work
from referral.errors import Malformed, NotFound, NotSignedIn
from referral.records.actors import Actor, end_sessions_opened_by
from referral.records.chains import Happening
from referral.records.database import Unit
from referral.records.openid import (
    OpenidLink,
    forget_links,
    link_generations,
    link_with,
    links_of,
)
from referral.records.organisations import Organisation, organisation
from referral.rules.acts import Act
from referral.rules.openid import OPENID_WAYS, is_subject
from referral.vault.openid import Provider
from workflows.vocabulary import ActorKind, EntryType

TAG = "openid-subject"
"""What tags of names at a provider are made for."""


@dataclass(frozen=True, slots=True)
class LinkView:
    """That one may come from the provider; its name for one is kept nowhere."""

    id: UUID
    linked_at: datetime


def actor_linked(house: House, unit: Unit, provider: Provider, subject: str) -> UUID:
    """Who is linked to a name at the provider.

    Raises:
        NotSignedIn: if nobody is.
    """
    row = _found(house, unit, provider, subject)
    if row is None:
        raise NotSignedIn
    return row.actor_id


def link(work: Work, actor_id: UUID, subject: str) -> Done:
    """Link a person to the name under which the provider knows them (`sub`).

    Raises:
        NotFound: if there is no such person, or no provider.
        Malformed: if it can be no such name, is linked, or the person has a link.
    """
    work.check(Act.ADMINISTER)
    body, provider = _body_of(work, actor_id), _provider(work)
    session, keyring = work.unit.session, work.house.keyring
    if not is_subject(subject):
        fault = ("/subject", "not_a_subject")
        raise Malformed("The provider calls nobody so.", faults=(fault,))
    with work.unit.beyond():
        taken = _found(work.house, work.unit, provider, subject) is not None
        if taken or links_of(session, actor_id):
            fault = ("/subject", "taken" if taken else "at_most_one")
            raise Malformed("This link cannot be made.", faults=(fault,))
        row = OpenidLink(
            id=work.new_id(),
            actor_id=actor_id,
            tag=keyring.tag(work.unit, TAG, _said(provider, subject)),
            generation=keyring.tag_generation(work.unit),
            linked_at=work.now,
        )
        session.add(row)
        session.flush()
    work.enter(body, Happening(EntryType.OPENID_LINKED, {}, about=actor_id))
    return Done("openid_link", row.id)


def unlink(work: Work, actor_id: UUID) -> Done:
    """End a person's link, and every session that was opened through it.

    Raises:
        NotFound: if there is no such person, or no link.
    """
    work.check(Act.ADMINISTER)
    return _end(work, actor_id, _body_of(work, actor_id))


def list_links(work: Work) -> list[LinkView]:
    """One's own links."""
    check_own_sign_in(work)
    what = Happening(EntryType.LIST_SHOWN, {"list": "openid_links"})
    work.enter(work.own_organisation(), what)
    with work.unit.beyond():
        rows = links_of(work.unit.session, work.actor.id)
    return [LinkView(row.id, row.linked_at) for row in rows]


def end_link(work: Work, link_id: UUID) -> Done:
    """End one's own link, and every session that was opened through it.

    Raises:
        NotFound: if it is none of one's own.
    """
    check_own_sign_in(work)
    with work.unit.beyond():
        mine = [row.id for row in links_of(work.unit.session, work.actor.id)]
    if link_id not in mine:
        raise NotFound
    return _end(work, work.actor.id, work.own_organisation())


def _end(work: Work, actor_id: UUID, body: Organisation) -> Done:
    session = work.unit.session
    with work.unit.beyond():
        rows = links_of(session, actor_id)
        if not rows:
            raise NotFound
        forget_links(session, actor_id)
        ended = end_sessions_opened_by(session, actor_id, OPENID_WAYS, work.now)
    fields = {"sessions": ended}
    work.enter(body, Happening(EntryType.OPENID_UNLINKED, fields, about=actor_id))
    return Done("openid_link", rows[0].id, details={"ended": ended})


def _found(
    house: House, unit: Unit, provider: Provider, subject: str
) -> OpenidLink | None:
    """The link of a name, by its tag under every key that made one."""
    keyring, said = house.keyring, _said(provider, subject)
    generations = link_generations(unit.session) or [keyring.tag_generation(unit)]
    tags = [keyring.tag(unit, TAG, said, each) for each in generations]
    return link_with(unit.session, tags)


def _said(provider: Provider, subject: str) -> bytes:
    """Issuer and subject together: the same name elsewhere is somebody else."""
    issuer = provider.known.issuer.encode()
    return b"%d:%b%b" % (len(issuer), issuer, subject.encode("ascii"))


def _provider(work: Work) -> Provider:
    door = work.house.door.rules.openid
    if door is None:
        raise NotFound
    return door.provider


def _body_of(work: Work, actor_id: UUID) -> Organisation:
    """The organisation of a person."""
    actor = work.unit.session.get(Actor, actor_id)
    body = organisation(work.unit.session, actor.organisation_id) if actor else None
    if actor is None or body is None or actor.kind is not ActorKind.PERSON:
        raise NotFound
    return body
