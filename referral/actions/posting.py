"""Sending what people are told outside the desk, and noting what became of it.

A mail is taken for some minutes, written in memory, handed over outside every
transaction, and marked. A worker that dies in between leaves it to the next one, which
sends it again under the same identifier. Nothing else waits for a post server.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from referral.actions.clocks import as_system
from referral.actions.mail_writing import Written, stands, tag_of, written
from referral.actions.work import House, Work
from referral.delivery.bounces import read_bounce
from referral.delivery.mailing import AddressRefused, NotSent, ServerDown
from referral.delivery.outgoing import RETRY, Report
from referral.records.actors import Actor
from referral.records.chains import Happening
from referral.records.columns import new_id
from referral.records.database import Unit
from referral.records.mailing import (
    Mail,
    forget_mails,
    hurry_mails,
    lines_due,
    lines_of,
    lines_to_send,
    mails_due,
    setting_of,
)
from referral.records.organisations import organisation
from referral.vault.secrets import same
from workflows.vocabulary import (
    AddressState,
    EntryType,
    MailPurpose,
    OutgoingState,
)

AT_ONCE = 100
"""Mails that are looked for at a time."""
TAKEN_FOR = timedelta(minutes=5)
"""How long whoever took a mail is trusted to be sending it."""
HELD = 30.0
"""Seconds for which nothing is sent after no server answered."""
KEPT = timedelta(days=30)
"""How long it is kept that a mail was sent: without a word of it."""


def post(house: House, report: Report, until: Callable[[], bool]) -> int:
    """Write and send what is due. How many mails were handed over.

    Args:
        house: Whose.
        report: Told of every fault; the others are sent.
        until: Asked before each mail; stops when it says yes.
    """
    if not house.post.rules.carriers:
        return 0
    for actor_id in house.store.read(partial(_whose_turn, AT_ONCE)):
        try:
            house.store.act(partial(_gather, actor_id))
        except Exception as broken:  # noqa: BLE001 # nobody else is to blame
            report(broken)
    due = house.store.read(lambda unit: mails_due(unit.session, unit.now, AT_ONCE))
    sent = 0
    for _, mail_id in due:
        if until() or time.monotonic() < house.post.held_until:
            break
        sent += _send(house, report, mail_id)
    return sent


def tidy(house: House) -> int:
    """Forget what was sent a month ago. How many mails."""
    return house.store.act(lambda unit: forget_mails(unit.session, unit.now - KEPT))


def hang_up(house: House) -> None:
    """End what is being sent: the process stops."""
    for carrier in house.post.rules.carriers.values():
        carrier.hang_up()


def _whose_turn(limit: int, unit: Unit) -> list[UUID]:
    return lines_due(unit.session, unit.now, limit)


def _gather(actor_id: UUID, unit: Unit) -> None:
    """Put what somebody is told of now into one mail; what is over goes."""
    session = unit.session
    actor, row = session.get(Actor, actor_id), setting_of(session, actor_id)
    lines = lines_to_send(session, actor_id, unit.now)
    told = [line for line in lines if stands(unit, actor, line)]
    for line in lines:
        if line not in told:
            session.delete(line)
    if not told or row is None or row.state is not AddressState.CONFIRMED:
        return
    mail = Mail(
        id=new_id(unit.now),
        actor_id=actor_id,
        purpose=MailPurpose.NOTICES,
        state=OutgoingState.WAITING,
        attempts=0,
        made_at=unit.now,
        next_at=unit.now,
        lease_until=unit.now,
    )
    session.add(mail)
    session.flush()
    for line in told:
        line.mail_id = mail.id
        session.add(line)


def _send(house: House, report: Report, mail_id: UUID) -> bool:
    """One try with one mail. Never raises: the next one is not to blame."""
    try:
        ready = house.store.act(partial(_take, house, mail_id))
        if ready is None:
            return False
        try:
            house.post.rules.carriers[ready.way].carry(ready.message)
        except AddressRefused:
            as_system(house, _refused, mail_id)
            return False
        except NotSent as broken:
            if isinstance(broken, ServerDown):
                house.post.held_until = time.monotonic() + HELD
            report(broken)
            _failed(house, mail_id, type(broken).__name__)
            return False
        return as_system(house, _sent, mail_id)
    except Exception as broken:  # noqa: BLE001 # the lease brings it back
        report(broken)
        return False


def _take(house: House, mail_id: UUID, unit: Unit) -> Written | None:
    """Take a mail and write it; None if there is nothing to send (any more)."""
    mail = _waiting(unit, mail_id)
    if mail is None or max(mail.next_at, mail.lease_until) > unit.now:
        return None
    ready = written(house, unit, mail)
    if ready is None:
        mail.state, mail.done_at = OutgoingState.STOPPED, unit.now
        _let_lines_wait(unit, mail)
    else:
        mail.lease_until = unit.now + TAKEN_FOR
    unit.session.add(mail)
    return ready


def _let_lines_wait(unit: Unit, mail: Mail) -> None:
    """What a mail should have told is told once an address is confirmed again."""
    row = setting_of(unit.session, mail.actor_id)
    if row is None or row.state is AddressState.CONFIRMED:
        return
    for line in lines_of(unit.session, mail.id):
        line.mail_id = None
        unit.session.add(line)


def _waiting(unit: Unit, mail_id: UUID) -> Mail | None:
    mail = unit.session.get(Mail, mail_id, with_for_update=True, populate_existing=True)
    return mail if mail and mail.state is OutgoingState.WAITING else None


def _failed(house: House, mail_id: UUID, fault: str) -> None:
    """Note that a try failed; after the last one it is given up, which is entered."""

    def note(unit: Unit) -> bool:
        mail = _waiting(unit, mail_id)
        if mail is None:
            return False
        mail.attempts, mail.last_error = mail.attempts + 1, fault
        last = mail.attempts >= len(RETRY)
        mail.next_at = mail.lease_until = (
            unit.now + RETRY[-1 if last else mail.attempts]
        )
        unit.session.add(mail)
        return last

    if house.store.act(note):
        as_system(house, _given_up, mail_id)


def _sent(work: Work, mail_id: UUID) -> bool:
    """One has gone out: what found no server before is due now, and not in hours."""
    hurry_mails(work.unit.session, work.now, ServerDown.__name__)
    return _ended(work, mail_id, OutgoingState.DELIVERED, EntryType.MAIL_SENT)


def _given_up(work: Work, mail_id: UUID) -> bool:
    return _ended(work, mail_id, OutgoingState.GIVEN_UP, EntryType.MAIL_GIVEN_UP)


def _refused(work: Work, mail_id: UUID) -> bool:
    """There is nobody of this address: nothing is sent there until it is given anew."""
    mail = work.unit.session.get(Mail, mail_id)
    if mail is None or not refuse_address(work, mail.actor_id):
        return False
    _let_lines_wait(work.unit, mail)
    return _ended(work, mail_id, OutgoingState.GIVEN_UP, EntryType.MAIL_GIVEN_UP)


def take_bounce(house: House, raw: bytes) -> bool:
    """A mail came back: what it says is believed only of a mail of ours.

    Returns:
        True if an address takes nothing any more because of it.
    """
    bounce = read_bounce(raw)
    if bounce is None:
        return False
    tag = house.store.read(lambda unit: tag_of(house, unit, bounce.mail_id))
    if not same(tag.encode(), bounce.tag.encode()):
        return False
    return as_system(house, _came_back, bounce.mail_id)


def _came_back(work: Work, mail_id: UUID) -> bool:
    """Its address takes nothing, unless its owner has given another since."""
    mail = work.unit.session.get(Mail, mail_id)
    row = setting_of(work.unit.session, mail.actor_id) if mail else None
    if mail is None or row is None or row.asked_at is None:
        return False
    sent_there = mail.made_at >= row.asked_at
    return sent_there and refuse_address(work, mail.actor_id)


def refuse_address(work: Work, actor_id: UUID) -> bool:
    """Send nothing to somebody's address any more. False if nothing was sent there."""
    row = setting_of(work.unit.session, actor_id)
    actor = work.unit.session.get(Actor, actor_id)
    if row is None or actor is None or row.state in (None, AddressState.REFUSED):
        return False
    row.state, row.refused_at = AddressState.REFUSED, work.now
    work.unit.session.add(row)
    body = organisation(work.unit.session, actor.organisation_id)
    if body is not None:
        refused = Happening(EntryType.MAIL_ADDRESS_REFUSED, {}, about=actor_id)
        work.enter(body, refused)
    return True


def _ended(work: Work, mail_id: UUID, state: OutgoingState, entry: EntryType) -> bool:
    mail = _waiting(work.unit, mail_id)
    actor = work.unit.session.get(Actor, mail.actor_id) if mail else None
    body = organisation(work.unit.session, actor.organisation_id) if actor else None
    if mail is None or body is None:
        return False
    mail.state, mail.done_at = state, work.now
    work.unit.session.add(mail)
    lines = len(lines_of(work.unit.session, mail.id))
    fields = {"purpose": mail.purpose.value, "lines": lines}
    work.enter(body, Happening(entry, fields, about=mail.id))
    return True
