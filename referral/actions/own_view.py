"""The person's own view: let in by the number they keep, without an account.

Whoever shows the number acts as the person: the entry names nobody of an organisation.
A number that is unknown, revoked or erased is answered alike, after the same work.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar
from uuid import UUID

from referral.actions.consent import withdraw_consent
from referral.actions.facts import check_may_name
from referral.actions.on_duty import OnDuty
from referral.actions.own_codes import TAG
from referral.actions.own_reading import OwnView, check_may_take_back, read_own
from referral.actions.tickets import from_ticket, ticket
from referral.actions.work import NOTHING, Asked, Done, House, Work
from referral.errors import (
    CaseClosed,
    Erased,
    Fault,
    Malformed,
    NotFound,
    OffThePath,
    Refusal,
)
from referral.records.cases import Case, case_by_id
from referral.records.chains import By, Happening
from referral.records.columns import new_id
from referral.records.database import Unit
from referral.records.own import (
    OwnCode,
    OwnMessage,
    OwnTry,
    code_generations,
    code_tagged,
    count_try,
    forget_try,
    messages_of,
)
from referral.rules.acts import Act
from referral.rules.decisions import Allow, Obligation
from referral.rules.own_code import (
    A_DAY,
    AN_HOUR,
    TICKET_LASTS,
    check_may_try,
    read_number,
)
from referral.rules.own_view import check_own
from referral.vault.secrets import nobodys_hash, password_matches
from workflows.vocabulary import ActorKind, Compartment, EntryType, Purpose, Regime

T = TypeVar("T")
TICKET, SOURCE = "own-ticket", "own-try"
LONGEST_MESSAGE = 2_000
MOST_UNREAD = 5


def _unknown() -> NotFound:
    return NotFound("This number opens nothing. Look again, or ask for a new one.")


def _over() -> NotFound:
    return NotFound("That was open long enough. Give your number again.")


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody shows to be let in: a number, or the ticket it was changed for."""

    number: str = field(default="", repr=False)
    ticket: str = field(default="", repr=False)
    source: str = field(default="", repr=False)
    """Where it comes from: the address of the connection. Kept as a tag alone."""


class OwnWork(Work):
    """One act of the person on their own case, and on no other."""

    @property
    def by(self) -> By:
        """The person: their record's own identifier, and no organisation."""
        return By(self.actor.id, None)

    def admit(self, case_id: UUID, act: Act, asked: Asked = NOTHING) -> Allow:
        """The person's own case, for what is theirs to do."""
        _ = asked
        case = self.unit.session.get(Case, case_id)
        if case is None or case.id != self.known_case:
            raise NotFound
        check_own(act)
        if case.erased_at is not None:
            raise Erased
        return Allow(frozenset(), frozenset({Obligation.ENTER}))


def own_view(house: House, shown: Shown) -> OwnView:
    """What the person sees, and a ticket that spares the number for some minutes.

    Raises:
        Malformed: for a slip of the hand.
        NotFound: for a number that opens nothing.
        TooManyTries: after too many of those.
    """

    def look(work: Work, case: Case, code: OwnCode) -> OwnView:
        view = read_own(work, case)
        until = work.now + TICKET_LASTS
        return replace(
            view, ticket=ticket(work, TICKET, code.id, until), ticket_until=until
        )

    return _as_person(house, shown, look)


def own_withdrawal(house: House, shown: Shown, consent_id: UUID) -> Done:
    """Take a consent back, with all that follows when anybody does.

    Raises:
        NotFound: if the person gave no such consent.
        ConsentWithdrawn: if it was taken back before.
    """

    def take_back(work: Work, case: Case, _: OwnCode) -> Done:
        check_may_take_back(work, case, consent_id)
        return withdraw_consent(work, case.id, consent_id, expects=None)

    return _as_person(house, shown, take_back)


def own_message(house: House, shown: Shown, text: str) -> Done:
    """Leave something for whoever holds the case.

    Raises:
        Malformed: if it is empty or too long.
        CaseClosed: if nothing is kept that it could be left with, and for a record
            that names nobody.
        OffThePath: while five messages wait to be read.
    """
    if not text.strip() or len(text) > LONGEST_MESSAGE:
        fault = ("/text", "missing" if not text.strip() else "too_long")
        raise Malformed("This message cannot be left.", faults=(fault,))

    def leave(work: Work, case: Case, _: OwnCode) -> Done:
        if case.erased_at is not None:
            raise CaseClosed("Nothing is kept here, so nothing can be left.")
        check_may_name(work, case)
        before = messages_of(work.unit.session, case.id)
        if again := _left_before(work, case, before, text):
            work.enter(case, Happening(EntryType.OWN_VIEWED, {}))
            return Done("message", again)
        if sum(each.read_at is None for each in before) >= MOST_UNREAD:
            raise OffThePath(
                "Your messages have not been read yet.", missing=("messages_read",)
            )
        row = OwnMessage(id=work.new_id(), case_id=case.id, left_at=work.now)
        work.unit.session.add(row)
        work.seal(case, row.id, Compartment.NARRATIVE, {"text": text})
        work.enter(case, Happening(EntryType.MESSAGE_LEFT, {}, about=row.id))
        return Done("message", row.id)

    return _as_person(house, shown, leave)


def _left_before(
    work: Work, case: Case, before: list[OwnMessage], text: str
) -> UUID | None:
    """The same words, left unread within the life of a ticket: a form sent again."""
    since = work.now - TICKET_LASTS
    for each in before:
        if each.read_at is None and each.left_at > since:
            drawer, purpose = Compartment.NARRATIVE, Purpose.PERSON_ASKED
            if work.open(case.id, each.id, drawer, purpose)["text"] == text:
                return each.id
    return None


def _as_person(
    house: House, shown: Shown, act: Callable[[Work, Case, OwnCode], T]
) -> T:
    """Do one act for whoever shows a number or a ticket, wholly or not at all."""
    if shown.ticket:
        code_id = from_ticket(house, TICKET, shown.ticket, _over)
    else:
        code_id = _from_number(house, shown)

    def run(unit: Unit) -> T:
        work, case, code = _begun(house, unit, code_id)
        result = act(work, case, code)
        if not unit.written:
            raise Fault("an act left no entry")
        if isinstance(result, Done):
            return replace(result, receipts=tuple(work.receipts))
        return result

    try:
        return house.store.act(run)
    except Malformed:
        raise
    except Refusal as refusal:
        note = partial(_note, house, code_id=code_id, refusal=refusal)
        house.store.act(note)
        raise


def _begun(house: House, unit: Unit, code_id: UUID) -> tuple[Work, Case, OwnCode]:
    code = unit.session.get(OwnCode, code_id)
    case = case_by_id(unit.session, code.case_id, lock=True) if code else None
    if code is None or case is None:
        raise _unknown()
    me = case.person_id
    person = OnDuty(me, me, ActorKind.PERSON, Regime.GDPR, frozenset())
    return OwnWork(unit, house, person, known_case=case.id), case, code


def _note(house: House, unit: Unit, code_id: UUID, refusal: Refusal) -> None:
    """What was refused leaves an entry, as for everybody; a number that ended, none."""
    try:
        work, case, _ = _begun(house, unit, code_id)
    except NotFound:
        return
    fields = {"act": "own_view", "code": refusal.code, "missing": list(refusal.missing)}
    work.enter(case, Happening(EntryType.REFUSED, fields))


def _from_number(house: House, shown: Shown) -> UUID:
    """The number that was shown. It counts as wrong until it was found to be right."""
    number = read_number(shown.number)
    try_id = house.store.act(lambda unit: _count(house, unit, shown), anyway=True)
    found = house.store.read(lambda unit: _find(house, unit, number))
    code_id, hashed = found or (None, nobodys_hash())
    if not password_matches(number, hashed) or code_id is None:
        raise _unknown()
    house.store.act(lambda unit: forget_try(unit.session, try_id), anyway=True)
    return code_id


def _count(house: House, unit: Unit, shown: Shown) -> UUID:
    tag = house.keyring.tag(unit, SOURCE, shown.source.encode())
    row = OwnTry(id=new_id(unit.now), source_tag=tag, at=unit.now)
    day, hour = unit.now - A_DAY, unit.now - AN_HOUR
    check_may_try(*count_try(unit.session, row, day, hour), unit.now)
    return row.id


def _find(house: House, unit: Unit, number: str) -> tuple[UUID, str] | None:
    """Where the number is kept, by its tag under every key that made one."""
    keyring, session = house.keyring, unit.session
    generations = code_generations(session) or [keyring.tag_generation(unit)]
    tags = [keyring.tag(unit, TAG, number.encode(), each) for each in generations]
    row = code_tagged(session, tags)
    return (row.id, row.hashed) if row else None
