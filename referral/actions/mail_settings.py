"""Where one is told that something waits, of what and when: everybody for themselves.

An address counts once a code that was sent to it came back. Until then, and after a
post server refused it, nothing but codes is sent there.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from referral.actions.factors import check_may_change
from referral.actions.mail_words import Held, held, keep
from referral.actions.post_office import MAIL
from referral.actions.work import Done, Work
from referral.delivery.pushing import is_who
from referral.errors import Malformed, NotFound, NotPermitted
from referral.records.calendar_feeds import feed_of
from referral.records.chains import Happening
from referral.records.mailing import (
    Mail,
    MailSetting,
    codes_asked,
    end_mail_of,
    lines_waiting,
    setting_of,
)
from referral.rules.acts import Act
from referral.rules.mailing import (
    CODE_LASTS,
    CODES_WITHIN,
    MOST_TRIES,
    Wishes,
    check_may_ask_code,
    check_wishes,
    masked,
    read_address,
    send_at,
)
from referral.vault.secrets import same
from workflows.vocabulary import (
    AddressState,
    EntryType,
    MailPurpose,
    OutgoingState,
)

DIGITS = 8


@dataclass(frozen=True, slots=True)
class MailView:
    """What somebody has said of being told, and what became of it."""

    wishes: Wishes
    ways: tuple[str, ...]
    """What this deployment can tell people by; none: nobody is told anything."""
    languages: tuple[str, ...]
    way: str
    address: str = field(repr=False)
    """As its owner recognises it: the rest of it is shown nowhere."""
    state: AddressState | None
    asked_at: datetime | None
    refused_at: datetime | None
    calendars: bool
    """True where people may have an address for a calendar."""
    calendar_since: datetime | None
    calendar_read_at: datetime | None


def read_settings(work: Work) -> MailView:
    """One's own settings; one entry."""
    work.check(Act.KEEP_MAIL)
    with work.unit.beyond():
        row, what = _mine(work)
        feed = feed_of(work.unit.session, work.actor.id)
    shown = Happening(EntryType.LIST_SHOWN, {"list": "mail"})
    work.enter(work.own_organisation(), shown)
    rules = work.house.post.rules
    return MailView(
        wishes=what.wishes,
        ways=tuple(sorted(rules.carriers)),
        languages=tuple(sorted(rules.words)),
        way=what.way,
        address=masked(what.to) if what.to else "",
        state=row.state if row else None,
        asked_at=row.asked_at if row else None,
        refused_at=row.refused_at if row else None,
        calendars=rules.calendars,
        calendar_since=feed.made_at if feed else None,
        calendar_read_at=feed.read_at if feed else None,
    )


def state_wishes(work: Work, wishes: Wishes) -> Done:
    """Say what one wants to be told of, and when. What waits is planned anew.

    Raises:
        Malformed: for wishes that cannot be kept.
    """
    work.check(Act.KEEP_MAIL)
    check_wishes(wishes, frozenset(work.house.post.rules.words))
    with work.unit.beyond():
        row, what = _mine(work)
        row = _keep(work, row, replace(what, wishes=wishes))
        _plan_anew(work, wishes)
    fields = {"kinds": sorted(kind.value for kind in wishes.kinds)}
    _enter(work, EntryType.MAIL_WISHES_STATED, fields)
    return Done("mail", work.actor.id, row.version)


def _plan_anew(work: Work, wishes: Wishes) -> None:
    for line in lines_waiting(work.unit.session, work.actor.id):
        if line.kind not in wishes.kinds:
            work.unit.session.delete(line)
            continue
        line.due_at = send_at(wishes, work.now, answer_by=line.answer_by)
        work.unit.session.add(line)


def ask_address(work: Work, address: str, way: str = MAIL) -> Done:
    """Say where one is told: a code goes there, and nothing else until it came back.

    Raises:
        Malformed: for no address, a way there is none of, or too many codes in an hour.
        StepUpNeeded: if it was not proven just now who asks.
    """
    work.check(Act.KEEP_MAIL)
    check_may_change(work)
    _check_way(work, way)
    to = read_address(address) if way == MAIL else _who(address)
    with work.unit.beyond():
        session, me = work.unit.session, work.actor.id
        check_may_ask_code(codes_asked(session, me, work.now - CODES_WITHIN), work.now)
        row, what = _mine(work)
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        row = _keep(work, row, replace(what, to=to, way=way, code=code))
        row.state, row.asked_at, row.tries = AddressState.ASKED, work.now, 0
        row.refused_at = None
        session.add_all((row, new_mail(work, MailPurpose.CODE)))
    _enter(work, EntryType.MAIL_ADDRESS_ASKED, {"way": way})
    return Done("mail", work.actor.id, row.version)


def _check_way(work: Work, way: str) -> None:
    if way not in work.house.post.rules.carriers:
        fault = ("/way", "unknown_way")
        raise Malformed("This deployment tells nobody in this way.", faults=(fault,))


def _who(typed: str) -> str:
    if not is_who(typed):
        fault = ("/address", "no_address")
        raise Malformed("This is nobody that can be told in this way.", faults=(fault,))
    return typed


def confirm_address(work: Work, code: str) -> Done:
    """Give the code back that was sent: the address counts from now on.

    Raises:
        NotFound: if none is waited for.
        NotPermitted: if it was sent too long ago, or five wrong ones were given.
        Malformed: if it is another.
    """
    work.check(Act.KEEP_MAIL)
    with work.unit.beyond():
        row, what = _mine(work)
    if row is None or row.state is not AddressState.ASKED or row.asked_at is None:
        raise NotFound
    if row.tries >= MOST_TRIES or work.now > row.asked_at + CODE_LASTS:
        raise NotPermitted("This code is over. Ask for another.", missing=("new_code",))
    if not same("".join(code.split()).encode(), what.code.encode()):
        raise _wrong()
    with work.unit.beyond():
        row = _keep(work, row, replace(what, code=""))
        row.state, row.tries = AddressState.CONFIRMED, 0
        work.unit.session.add(row)
    _enter(work, EntryType.MAIL_ADDRESS_CONFIRMED, {"way": what.way})
    return Done("mail", work.actor.id, row.version)


def _wrong() -> NotPermitted:
    """A wrong code counts, although what was tried is rolled back."""
    refusal = NotPermitted("This is not the code.", missing=("code",))
    refusal.afterwards = _count
    return refusal


def _count(work: Work) -> None:
    with work.unit.beyond():
        row = setting_of(work.unit.session, work.actor.id)
        if row is not None:
            row.tries += 1
            work.unit.session.add(row)


def remove_address(work: Work) -> Done:
    """Be told nowhere any more: address and wishes are deleted.

    Raises:
        NotFound: if there is nothing.
    """
    work.check(Act.KEEP_MAIL)
    with work.unit.beyond():
        session, me = work.unit.session, work.actor.id
        if setting_of(session, me) is None:
            raise NotFound
        end_mail_of(session, me, work.now)
    _enter(work, EntryType.MAIL_ADDRESS_REMOVED, {})
    return Done("mail", work.actor.id)


def new_mail(work: Work, purpose: MailPurpose) -> Mail:
    """A mail to the actor, to be written and sent now."""
    return Mail(
        id=work.new_id(),
        actor_id=work.actor.id,
        purpose=purpose,
        state=OutgoingState.WAITING,
        attempts=0,
        made_at=work.now,
        next_at=work.now,
        lease_until=work.now,
    )


def _mine(work: Work) -> tuple[MailSetting | None, Held]:
    row = setting_of(work.unit.session, work.actor.id)
    if row is None:
        return None, Held()
    return row, held(work.house, work.unit, work.actor.organisation_id, row)


def _keep(work: Work, row: MailSetting | None, what: Held) -> MailSetting:
    me = work.actor
    return keep(work.house, work.unit, me.organisation_id, me.id, row, what)


def _enter(work: Work, what: EntryType, fields: Mapping[str, object]) -> None:
    entered = Happening(what, fields, about=work.actor.id)
    work.enter(work.own_organisation(), entered)
