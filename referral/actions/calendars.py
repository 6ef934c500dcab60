"""Somebody's clocks as a calendar: an address with a secret in it, and nothing else.

Calendars are copied to clouds and phones, and whoever sees the address can read it.
So there is a code that names nobody, a moment, and not one word beside them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from referral.actions.actors import on_duty
from referral.actions.case_clocks import running
from referral.actions.departures import open_cases
from referral.actions.factors import check_may_change
from referral.actions.tasks import waiting_tasks
from referral.actions.work import Done, House, Work, perform
from referral.errors import NotFound, Refusal
from referral.records.calendar_feeds import CalendarFeed, end_feed, feed_of, feed_with
from referral.records.chains import Happening
from referral.records.database import Unit
from referral.records.directory import cases_held
from referral.records.offer_lists import UNANSWERED, waiting_of
from referral.records.referrals import Look, cases_covered
from referral.rules.acts import Act
from referral.rules.deadlines import ClockState
from referral.vault.secrets import new_token, token_digest
from workflows.vocabulary import EntryType, Side

MOST = 200
"""Moments of one calendar."""
UID = "calendar-uid"
"""What the identifiers of its moments are made for."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One clock: when it runs out, under a code that names nobody."""

    uid: str
    """The same at every look, and another in another calendar."""
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a calendar shows now."""

    at: datetime
    moments: tuple[Moment, ...]


def open_calendar(work: Work) -> Done:
    """Have an address for a calendar; it is told here once, one from before ends.

    Raises:
        NotFound: where this deployment has no calendars.
        StepUpNeeded: if it was not proven just now who asks.
    """
    work.check(Act.KEEP_MAIL)
    if not work.house.post.rules.calendars:
        raise NotFound
    check_may_change(work)
    secret, me = new_token(), work.actor.id
    with work.unit.beyond():
        replaces = end_feed(work.unit.session, me)
        row = CalendarFeed(
            id=work.new_id(),
            actor_id=me,
            digest=token_digest(secret),
            made_at=work.now,
        )
        work.unit.session.add(row)
    _enter(work, EntryType.CALENDAR_OPENED, {"replaces": replaces})
    return Done("calendar", me, details={"secret": secret})


def end_calendar(work: Work) -> Done:
    """Let its address open nothing from now on.

    Raises:
        NotFound: if there is none.
    """
    work.check(Act.KEEP_MAIL)
    with work.unit.beyond():
        if not end_feed(work.unit.session, work.actor.id):
            raise NotFound
    _enter(work, EntryType.CALENDAR_ENDED, {})
    return Done("calendar", work.actor.id)


def _enter(work: Work, what: EntryType, fields: dict[str, bool]) -> None:
    entered = Happening(what, fields, about=work.actor.id)
    work.enter(work.own_organisation(), entered)


def whose_calendar(house: House, secret: str) -> UUID:
    """The row of the calendar that a secret opens.

    Raises:
        NotFound: for every other secret: unknown, replaced, ended.
    """
    digest = token_digest(secret)

    def look(unit: Unit) -> UUID:
        row = feed_with(unit.session, digest)
        if row is None or not house.post.rules.calendars:
            raise NotFound
        return row.id

    return house.store.read(look)


def calendar(house: House, secret: str) -> Calendar:
    """What waits for whoever's calendar this is, as they could look at it themselves.

    Raises:
        NotFound: for a secret that opens nothing, and for whoever acts no more.
    """
    row_id = whose_calendar(house, secret)

    def whose(unit: Unit) -> UUID | None:
        row = unit.session.get(CalendarFeed, row_id)
        return row.actor_id if row else None

    actor_id = house.store.read(whose)
    try:
        if actor_id is None:
            raise NotFound
        actor = house.store.read(lambda unit: on_duty(unit.session, actor_id))
        show = partial(_shown, feed_id=row_id)
        return perform(house, actor, show, name=Act.LIST_TASKS.value)
    except Refusal:
        raise NotFound from None


def _shown(work: Work, feed_id: UUID) -> Calendar:
    work.check(Act.LIST_TASKS)
    with work.unit.beyond():
        row = feed_of(work.unit.session, work.actor.id)
        if row is None or row.id != feed_id:
            raise NotFound
        row.read_at = work.now
        work.unit.session.add(row)
    moments = sorted(
        {each.uid: each for each in _moments(work, feed_id)}.values(),
        key=lambda each: (each.at, each.code, each.uid),
    )
    shown = {"list": "calendar", "shown": len(moments[:MOST])}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, shown))
    return Calendar(work.now, tuple(moments[:MOST]))


def _moments(work: Work, feed_id: UUID) -> Iterator[Moment]:
    """Offers that want an answer, what waits in plans, the clocks of cases held."""
    for said, code, at in (*_offers(work), *_tasks(work), *_clocks(work)):
        if at is not None:
            yield Moment(_uid(work, feed_id, said), code, at)


def _offers(work: Work) -> Iterator[tuple[str, str, datetime | None]]:
    session, here = work.unit.session, work.actor.organisation_id
    look = Look(work.now, MOST)
    for side in (Side.SENDER, Side.ADDRESSEE):
        for offer in waiting_of(session, here, side, UNANSWERED, look):
            covered = {row.case_id for row in cases_covered(session, offer.id)}
            if work.away().isdisjoint(covered):
                yield f"offer:{offer.id}", offer.code, offer.answer_by


def _tasks(work: Work) -> Iterator[tuple[str, str, datetime | None]]:
    for task in waiting_tasks(work):
        yield f"{task.kind}:{task.case_id}:{task.about}", task.code, task.due_at


def _clocks(work: Work) -> Iterator[tuple[str, str, datetime | None]]:
    held = cases_held(work.unit.session, work.actor.organisation_id)
    for case in open_cases(work, held)[:MOST]:
        for clock in () if work.kept_away(case.id) else running(work, case):
            if clock.state is ClockState.RUNNING:
                yield f"{clock.name}:{case.id}", case.code, clock.due_at


def _uid(work: Work, feed_id: UUID, said: str) -> str:
    """Tells nothing, and nothing in common with what another calendar says."""
    whole = feed_id.bytes + said.encode()
    return work.house.keyring.tag(work.unit, UID, whole).hex()[:32]
