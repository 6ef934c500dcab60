"""Which seats an act of several people has for this person, and who fills them.

A seat is filled by an actor who holds one of its roles. Nobody fills two: the seats
are matched with the actors, so that two professions of one person count once.
"""

from collections.abc import Sequence

from referral.rules.approvals import Order, Requirement, Seat
from referral.rules.facts import Approver, PersonFacts
from workflows.parts import Quorum, Seats
from workflows.schema import Pathway
from workflows.vocabulary import ApprovalKind, ClockUnit, Known, QuorumCase


def cases_of(person: PersonFacts) -> frozenset[QuorumCase]:
    """The words by which other seats may apply to this person.

    Age unsure counts as child. Nationality counts as recorded: where it is not
    known, neither word holds and the quorum's own seats apply.
    """
    age = QuorumCase.CHILD if person.treated_as_child else QuorumCase.ADULT
    nationality = {
        Known.YES: {QuorumCase.FOREIGN_NATIONAL},
        Known.NO: {QuorumCase.NATIONAL},
    }
    return frozenset({age} | nationality.get(person.foreign_national, set()))


def seats_for(quorum: Quorum, person: PersonFacts) -> Seats:
    """The seats that apply: those of the first variant that fits, else its own."""
    cases = cases_of(person)
    for variant in quorum.variants:
        if cases.issuperset(variant.when):
            return variant.seats
    return quorum.seats


def seat_name(roles: Sequence[str]) -> str:
    """What a seat is called: its roles, `police_or_prosecutor`."""
    return "_or_".join(str(role) for role in roles)


_HOURS = {ClockUnit.HOUR: 1, ClockUnit.DAY: 24}


def hours_of(pathway: Pathway, clock: str | None) -> int | None:
    """How long approvals are awaited by a clock; None where it is unset.

    Approvals are awaited in hours, a day as twenty-four of them; the checks of a file
    let no other unit through.
    """
    named = pathway.clocks.get(clock) if clock else None
    return None if named is None else named.n * _HOURS[named.unit]


ANOTHER_PERSON = frozenset({ApprovalKind.SECOND_PERSON, ApprovalKind.AFTERWARDS})
"""Kinds that somebody else has to agree to: whoever asks takes no seat."""


def requirement(quorum: Quorum, person: PersonFacts, hours: int | None) -> Requirement:
    """What a joint act of this quorum needs; seats alike are told apart by number."""
    seats = seats_for(quorum, person)
    afterwards = quorum.kind is ApprovalKind.AFTERWARDS
    return Requirement(
        tuple(
            Seat(name, frozenset(str(role) for role in roles))
            for name, roles in zip(_numbered(seats), seats, strict=True)
        ),
        hours,
        Order.AFTERWARDS if afterwards else Order.BEFORE,
        asker_may_approve=quorum.kind not in ANOTHER_PERSON,
        at_least=quorum.at_least,
    )


def _numbered(seats: Seats) -> list[str]:
    names: list[str] = []
    for roles in seats:
        name = seat_name(roles)
        again = sum(each.split("#")[0] == name for each in names)
        names.append(f"{name}#{again + 1}" if again else name)
    return names


def empty_seats(
    quorum: Quorum, person: PersonFacts, approvers: Sequence[Approver]
) -> tuple[str, ...]:
    """The seats that nobody fills yet; none if enough are filled.

    Args:
        quorum: The quorum a step names.
        person: Whose case it is: other seats may apply.
        approvers: Who agreed so far; an actor listed twice counts once, and whoever
            asks fills no seat where another person has to agree.
    """
    seats = seats_for(quorum, person)
    actors = {each.actor_id: each.roles for each in approvers}
    for each in approvers if quorum.kind in ANOTHER_PERSON else ():
        if each.asks:
            actors.pop(each.actor_id, None)
    filled = _matched(seats, [roles for _, roles in sorted(actors.items())])
    if len(filled) >= (quorum.at_least or len(seats)):
        return ()
    names = _numbered(seats)
    return tuple(names[n] for n in range(len(seats)) if n not in filled)


def _matched(seats: Seats, actors: Sequence[frozenset[str]]) -> frozenset[int]:
    """The seats of a largest matching with the actors, earlier seats first."""
    taken: dict[int, int] = {}

    def place(seat: int, seen: set[int]) -> bool:
        for actor, roles in enumerate(actors):
            if actor in seen or not roles & set(seats[seat]):
                continue
            seen.add(actor)
            if actor not in taken or place(taken[actor], seen):
                taken[actor] = seat
                return True
        return False

    return frozenset(n for n in range(len(seats)) if place(n, set()))
