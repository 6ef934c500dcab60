"""The door for somebody outside: a link and a password, or a ticket until they leave.

A link that is unknown, a wrong password and a ticket of before are answered alike;
what has ended a link is told to whoever has both halves. Locks are taken in the order
of every answer: the list an offer stands on, the offer, then the link.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar
from uuid import UUID

from referral.actions.links import facts_of, stop_link
from referral.actions.settling import lock_list
from referral.actions.tickets import from_ticket, ticket
from referral.actions.work import NOTHING, Asked, Done, House, OnDuty, Work
from referral.errors import Fault, Malformed, NotFound, Refusal, TooBusy
from referral.records.cases import Case, case_by_id
from referral.records.chains import By, Happening
from referral.records.database import Unit, Within
from referral.records.organisations import Organisation, organisation
from referral.records.packages import OutsideLink, link_by_digest, link_by_id
from referral.records.referrals import Referral, cases_covered, referral_by_id
from referral.rules.acts import Act
from referral.rules.decisions import Code, Decision, Deny
from referral.rules.links import TICKET_LASTS, TRIES, LinkFacts, link_state
from referral.vault.secrets import password_matches, token_digest
from workflows.vocabulary import ActorKind, EntryType, Role

T = TypeVar("T")
TICKET = "link-ticket"
BY_LINK = frozenset(
    {Act.READ_OFFER, Act.ANSWER_OFFER, Act.CONFIRM_ARRIVAL, Act.OPEN_DISCLOSURE}
)
"""Acts of the table of permissions that a link serves for, on its own offer."""


def _unknown() -> NotFound:
    return NotFound("This opens nothing. Look again, or ask for a new letter.")


def _over() -> NotFound:
    return NotFound("That was open long enough. Give link and password again.")


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody shows to be let in: link and password, or the ticket they got."""

    token: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    ticket: str = field(default="", repr=False)


class ByLink(Work):
    """One act by a link, on its own offer and on no other."""

    @property
    def by(self) -> By:
        """The link, for the organisation it was sent to."""
        return By(self.actor.id, self.actor.organisation_id)

    def enter(self, chain: Case | Organisation, what: Happening) -> None:
        """Write one entry, which says that it was told from outside by a link."""
        fields = {**what.fields, "by_link": str(self.actor.id)}
        super().enter(chain, replace(what, fields=fields))

    def decide(self, act: Act, case_id: UUID, asked: Asked = NOTHING) -> Decision:
        """What the rules say, for the four acts that a link serves for."""
        if act not in BY_LINK:
            return Deny(Code.UNKNOWN)
        return super().decide(act, case_id, asked)


@dataclass(frozen=True, slots=True)
class Begun:
    """An act by a link, under way: link and offer are held."""

    work: Work
    row: OutsideLink
    referral: Referral

    def facts(self) -> LinkFacts:
        """What the link's standing is computed from."""
        return facts_of(self.work.unit, self.row, self.referral)

    def ticket(self) -> str:
        """What spares both halves for some minutes."""
        return ticket(self.work, TICKET, self.row.id, self.work.now + TICKET_LASTS)


def by_link(house: House, shown: Shown, act: Callable[[Begun], T]) -> T:
    """Do one act for whoever shows both halves or a ticket, wholly or not at all.

    Raises:
        NotFound: for a link, a password or a ticket that opens nothing.
        Refusal: as the act says.
    """
    if shown.ticket:
        link_id = from_ticket(house, TICKET, shown.ticket, _over)
    else:
        link_id = _from_halves(house, shown)
    within = house.store.read(lambda unit: _within(unit, link_id))

    def run(unit: Unit) -> T:
        begun = _begin(house, unit, link_id)
        result = act(begun)
        if not unit.written:
            raise Fault("an act left no entry")
        if isinstance(result, Done):
            return replace(result, receipts=tuple(begun.work.receipts))
        return result

    try:
        return house.store.act(run, within)
    except Malformed:
        raise
    except Refusal as refusal:
        house.store.act(partial(_note, house, link_id, refusal), within)
        raise


def _begin(house: House, unit: Unit, link_id: UUID) -> Begun:
    """An act by a link: the guest, and what they hold while it lasts."""
    session = unit.session
    found = session.get(OutsideLink, link_id)
    offer = referral_by_id(session, found.referral_id) if found else None
    body = organisation(session, offer.addressee_id) if offer else None
    if offer is None or body is None:
        raise _unknown()
    roles = frozenset({Role.SERVICE_PROVIDER})
    guest = OnDuty(link_id, body.id, ActorKind.MACHINE, body.regime, roles)
    work = ByLink(unit, house, guest)
    lock_list(work, offer.id)
    referral = referral_by_id(session, offer.id, lock=True)
    row = link_by_id(session, link_id)
    if row is None or referral is None:
        raise _unknown()
    return Begun(work, row, referral)


def _note(house: House, link_id: UUID, refusal: Refusal, unit: Unit) -> None:
    """What was refused leaves an entry, and a task where a person has to act."""
    begun = _begin(house, unit, link_id)
    fields = {"act": "by_link", "code": refusal.code, "missing": list(refusal.missing)}
    for covered in cases_covered(unit.session, begun.referral.id):
        case = case_by_id(unit.session, covered.case_id, lock=True)
        if case is not None:
            begun.work.enter(case, Happening(EntryType.REFUSED, fields))
    state = link_state(begun.facts(), unit.now)
    stop_link(begun.work, begun.row, begun.referral, state)


def _within(unit: Unit, link_id: UUID) -> Within:
    """The rows that the addressee reaches, and no others."""
    row = unit.session.get(OutsideLink, link_id)
    referral = referral_by_id(unit.session, row.referral_id) if row else None
    if referral is None:
        raise _unknown()
    return Within(referral.addressee_id)


def _from_halves(house: House, shown: Shown) -> UUID:
    """Link and password. It counts as wrong until the password was found to be right.

    What a token that nobody could guess leads to is told from one that leads nowhere
    by the time it takes, and by nothing else.
    """
    digest = token_digest(shown.token)
    found = house.store.act(partial(_count, house, digest), anyway=True)
    if found is None:
        raise _unknown()
    link_id, hashed = found
    if not hashed or not _is_right(house, link_id, shown.password, hashed):
        # Said again whenever it is found locked: a kill may have come between.
        house.store.act(partial(_stop_locked, house, link_id))
        raise _unknown()
    house.store.act(lambda unit: _forget(unit, link_id), anyway=True)
    return link_id


def _is_right(house: House, link_id: UUID, password: str, hashed: str) -> bool:
    """True if the password is the link's. What was not compared counts for nothing.

    Raises:
        TooBusy: if too many others are compared with theirs at this moment.
    """
    try:
        return password_matches(password, hashed)
    except TooBusy:
        house.store.act(lambda unit: _uncount(unit, link_id), anyway=True)
        raise


def _count(house: House, digest: bytes, unit: Unit) -> tuple[UUID, str] | None:
    """The link of a token; a try of its password is counted as wrong beforehand.

    With no hash once it was wrong too often, whatever else has ended the link: nobody
    guesses on, and nobody learns by a guess what became of the offer.
    """
    found = link_by_digest(unit.session, digest)
    if found is None:
        return None
    begun = _begin(house, unit, found.id)
    if begun.row.wrong >= TRIES:
        return found.id, ""
    begun.row.wrong += 1
    unit.session.add(begun.row)
    return found.id, begun.row.hashed


def _stop_locked(house: House, link_id: UUID, unit: Unit) -> None:
    """Somebody has to send another link, once this one is locked."""
    begun = _begin(house, unit, link_id)
    state = link_state(begun.facts(), unit.now)
    stop_link(begun.work, begun.row, begun.referral, state)


def _uncount(unit: Unit, link_id: UUID) -> None:
    row = link_by_id(unit.session, link_id)
    if row is not None and row.wrong:
        row.wrong -= 1
        unit.session.add(row)


def _forget(unit: Unit, link_id: UUID) -> None:
    row = link_by_id(unit.session, link_id)
    if row is not None:
        row.wrong = 0
        unit.session.add(row)
