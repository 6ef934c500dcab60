"""Keeping places free: for an offer, or for whoever asks; two hours, and no longer.

Places are taken in one statement of the store, so that nobody promises what somebody
else has promised already. A hold ends with its time, with its offer, or on arrival.
After a yes it stays until then.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from referral.actions.service_facts import (
    check_may_be_asked,
    free_again,
    stated_terms,
    told_of,
)
from referral.actions.work import Done, Work
from referral.errors import GuardNotMet, Malformed, NotFound
from referral.records.chains import Happening
from referral.records.organisations import Service, service
from referral.records.referrals import Referral
from referral.records.service_offers import last_hold, unnamed_holds_at
from referral.records.services import (
    Capacity,
    PlaceHold,
    ServiceTerms,
    capacities,
    capacity_of,
    end_hold,
    holds_of,
    holds_over,
    own_holds,
    take,
)
from referral.rules.acts import Act
from referral.rules.capacity import FRESH_FOR, HELD_FOR, MOST_AT_ONCE
from referral.rules.matching import Wanted, kind_to_hold
from workflows.vocabulary import EntryType, HoldState, PlaceKind

PROMISED_FOR = timedelta(days=7)
"""How long a place stays held after a yes, if nobody says who arrived: our number."""
MOST_HOLDS = 10
"""Holds without an offer that one organisation has at once: our own number."""
_SWEPT = 100


def hold_places(work: Work, service_id: UUID, kind: PlaceKind, places: int) -> Done:
    """Keep places free for two hours, for somebody of whom nothing is told.

    Raises:
        Malformed: for no place, or more than twenty; for one's own service.
        NotFound: if the service does not take part.
        GuardNotMet: if it may not be asked, has told nothing for a day, has not so
            many places left, or if one's organisation holds ten already.
    """
    work.check(Act.HOLD_PLACES)
    if not 1 <= places <= MOST_AT_ONCE:
        fault = ("/places", "not_between_one_and_most")
        raise Malformed("So many places are not held at once.", faults=(fault,))
    asked = service(work.unit.session, service_id)
    if asked is None or not asked.active:
        raise NotFound
    if asked.organisation_id == work.actor.organisation_id:
        fault = ("/service_id", "own_service")
        raise Malformed("One's own places are not held.", faults=(fault,))
    check_may_be_asked(work, asked)
    _check_few(work)
    held = _taken(work, asked, kind, places)
    if held is None:
        raise _refused(work, asked, kind)
    return Done("hold", held.id, details={"ends_at": held.ends_at.isoformat()})


def _check_few(work: Work) -> None:
    mine = own_holds(work.unit.session, work.actor.organisation_id)
    if sum(each.referral_id is None for each in mine) >= MOST_HOLDS:
        raise GuardNotMet(
            "Your organisation holds ten places for nobody named: end one first.",
            missing=("fewer_holds",),
        )


def _refused(work: Work, asked: Service, kind: PlaceKind) -> GuardNotMet:
    row = capacity_of(work.unit.session, asked.id, kind)
    if row is None or work.now - row.confirmed_at > FRESH_FOR:
        return GuardNotMet(
            "The service has not told its places of this kind within a day: ask it.",
            missing=("places_confirmed",),
        )
    return GuardNotMet("Not so many places are left.", missing=("place_free",))


def _taken(
    work: Work,
    asked: Service,
    kind: PlaceKind,
    places: int,
    referral: Referral | None = None,
) -> PlaceHold | None:
    """Take places, after those whose time is over were given back; None if not left."""
    session = work.unit.session
    whose = referral.sender_id if referral else work.actor.organisation_id
    row = capacity_of(session, asked.id, kind)
    if row is None:
        return None
    with work.unit.beyond():
        for _, each in holds_over(session, work.now, _SWEPT, row.id):
            end_hold(session, each, HoldState.RUN_OUT, work.now)
    if not take(session, row.id, places, work.now - FRESH_FOR):
        return None
    hold = PlaceHold(
        id=work.new_id(),
        capacity_id=row.id,
        organisation_id=whose,
        referral_id=referral.id if referral else None,
        places=places,
        state=HoldState.HELD,
        held_at=work.now,
        held_by=work.actor.id,
        ends_at=work.now + HELD_FOR,
    )
    session.add(hold)
    fields = {"place_kind": kind.value, "places": places, "service": str(asked.id)}
    held = Happening(EntryType.PLACES_HELD, fields, about=hold.id)
    work.enter(work.own_organisation(), held)
    return hold


def release_hold(work: Work, hold_id: UUID) -> Done:
    """End a hold of one's own organisation that belongs to no offer.

    Raises:
        NotFound: if there is none that stands.
    """
    work.check(Act.HOLD_PLACES)
    hold = work.unit.session.get(PlaceHold, hold_id)
    mine = hold is not None and hold.organisation_id == work.actor.organisation_id
    if hold is None or not mine or hold.referral_id is not None:
        raise NotFound
    if end_hold(work.unit.session, hold.id, HoldState.RELEASED, work.now) is None:
        raise NotFound
    _enter_end(work, hold)
    return Done("hold", hold.id)


def _enter_end(work: Work, hold: PlaceHold) -> None:
    fields = {"state": hold.state.value, "places": hold.places}
    ended = Happening(EntryType.PLACES_HOLD_ENDED, fields, about=hold.id)
    work.enter(work.own_organisation(), ended)


def hold_for_offer(
    work: Work, referral: Referral, asked: Service, wanted: Wanted
) -> int:
    """Hold what an offer needs, if the service told that it is there.

    An offer goes out without a hold too: whether there is a place is the service's
    own answer. What one's own organisation holds there already is used first.

    Returns:
        How many places are held for it.
    """
    session = work.unit.session
    mine = _unnamed(work, asked)
    rows = capacities(session, [asked.id]).get(asked.id, [])
    terms = stated_terms(session.get(ServiceTerms, asked.id))
    kind = kind_to_hold(told_of(rows, free_again(work)), terms, wanted, work.now)
    if kind is None:
        return 0
    for hold in mine:
        row = session.get(Capacity, hold.capacity_id)
        if row is not None and row.kind is kind and hold.places >= wanted.places:
            _use(work, hold, referral, wanted.places)
            return wanted.places
    held = _taken(work, asked, kind, wanted.places, referral)
    return held.places if held else 0


def _use(work: Work, hold: PlaceHold, referral: Referral, places: int) -> None:
    """Let an offer have what it needs of a hold; the rest stays held as it was."""
    if hold.places > places:
        rest = PlaceHold(
            **hold.model_dump(exclude={"id", "places"}),
            id=work.new_id(),
            places=hold.places - places,
        )
        work.unit.session.add(rest)
        fields = {"state": rest.state.value, "places": rest.places}
        parted = Happening(EntryType.PLACES_HELD, fields, about=rest.id)
        work.enter(work.own_organisation(), parted)
    hold.places, hold.referral_id = places, referral.id
    work.unit.session.add(hold)


def give_back_own(work: Work, referral: Referral) -> None:
    """An offer is undone: what was held before it was pressed is held as it was."""
    session = work.unit.session
    with work.unit.beyond():
        for hold in holds_of(session, referral.id):
            if hold.held_at < referral.offered_at:
                hold.referral_id = None
                session.add(hold)
        session.flush()


def keep_promised(work: Work, referral: Referral) -> None:
    """A yes was said: what the offer holds stays held until somebody arrives.

    What had run out by then is held again, if it is still there.
    """
    session = work.unit.session
    with work.unit.beyond():
        last = last_hold(session, referral.id)
        place = session.get(Capacity, last.capacity_id) if last else None
        asked = service(session, referral.service_id)
        if last is None or place is None or asked is None:
            return
        if last.state is not HoldState.HELD or last.ends_at <= work.now:
            last = _taken(work, asked, place.kind, last.places, referral)
        if last is not None:
            last.ends_at = work.now + PROMISED_FOR
            session.add(last)
        session.flush()


def not_promised(work: Work, referral: Referral) -> None:
    """The yes was none: what the offer holds is held as for any other that waits."""
    session = work.unit.session
    with work.unit.beyond():
        for hold in holds_of(session, referral.id):
            hold.ends_at = min(hold.ends_at, work.now + HELD_FOR)
            session.add(hold)
        session.flush()


def end_unnamed_holds(work: Work, asked: Service) -> None:
    """A service takes nobody: what is held there without an offer is given back."""
    session, released = work.unit.session, HoldState.RELEASED
    with work.unit.beyond():
        found = unnamed_holds_at(session, asked.id)
        ended = [end_hold(session, each, released, work.now) for each in found]
    for hold in ended:
        if hold is not None:
            _enter_end(work, hold)


def _unnamed(work: Work, asked: Service) -> list[PlaceHold]:
    """What one's own organisation holds at a service without an offer."""
    session = work.unit.session
    theirs = {row.id for row in capacities(session, [asked.id]).get(asked.id, [])}
    return [
        hold
        for hold in own_holds(session, work.actor.organisation_id)
        if hold.referral_id is None
        and hold.capacity_id in theirs
        and hold.ends_at > work.now
    ]


def end_holds(work: Work, referrals: Collection[UUID], state: HoldState) -> None:
    """End what is held for offers: given back, or occupied because somebody arrived."""
    session = work.unit.session
    with work.unit.beyond():
        ended = [
            found
            for referral in referrals
            for hold in holds_of(session, referral)
            if (found := end_hold(session, hold.id, state, work.now))
        ]
    for hold in ended:
        _enter_end(work, hold)


def enter_run_out(work: Work, hold_id: UUID) -> bool:
    """The system ends, once, a hold whose time is over."""
    hold = work.unit.session.get(PlaceHold, hold_id)
    if hold is None or hold.ends_at > work.now:
        return False
    if end_hold(work.unit.session, hold.id, HoldState.RUN_OUT, work.now) is None:
        return False
    _enter_end(work, hold)
    return True
