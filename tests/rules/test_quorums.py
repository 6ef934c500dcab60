"""Which seats an act of several people has, and who fills them."""

from dataclasses import replace

import pytest

from referral.rules.approvals import Order, Requirement, Seat
from referral.rules.facts import Approver
from referral.rules.quorums import (
    cases_of,
    empty_seats,
    hours_of,
    requirement,
    seat_name,
    seats_for,
)
from tests.rules.situations import ADULT, NEUTRAL, SHIPPED
from workflows.parts import Quorum, QuorumVariant
from workflows.shapes import Ground
from workflows.vocabulary import (
    AgeClass,
    ApprovalKind,
    Confidence,
    Known,
    QuorumCase,
    Role,
)

GROUND = Ground(confidence=Confidence.MODEL, note="ours")
POLICE, DOCTOR = (Role.POLICE,), (Role.DOCTOR,)
EITHER = (Role.POLICE, Role.PROSECUTOR)
CHILD = replace(ADULT, age_class=AgeClass.CHILD)


def quorum(*seats: tuple[Role, ...], **more: object) -> Quorum:
    return Quorum.model_validate(
        {"name": "panel", "label": "Panel", "seats": seats, "ground": GROUND, **more}
    )


def somebody(name: str, *roles: Role) -> Approver:
    return Approver(name, frozenset(roles))


@pytest.mark.parametrize(
    ("age", "foreign", "expected"),
    [
        (AgeClass.ADULT, Known.YES, {QuorumCase.ADULT, QuorumCase.FOREIGN_NATIONAL}),
        (AgeClass.ADULT, Known.NO, {QuorumCase.ADULT, QuorumCase.NATIONAL}),
        (AgeClass.UNSURE, Known.UNKNOWN, {QuorumCase.CHILD}),
        (AgeClass.CHILD, Known.NO, {QuorumCase.CHILD, QuorumCase.NATIONAL}),
    ],
)
def test_which_words_hold_of_a_person(
    age: AgeClass, foreign: Known, expected: set[QuorumCase]
) -> None:
    person = replace(ADULT, age_class=age, foreign_national=foreign)
    assert cases_of(person) == expected


def test_the_first_variant_that_fits_replaces_the_seats() -> None:
    both = QuorumVariant(when=(QuorumCase.CHILD, QuorumCase.NATIONAL), seats=(DOCTOR,))
    child = QuorumVariant(when=(QuorumCase.CHILD,), seats=(POLICE, DOCTOR))
    panel = quorum(POLICE, variants=(both, child))
    assert seats_for(panel, ADULT) == (POLICE,)
    assert seats_for(panel, CHILD) == (POLICE, DOCTOR)
    national = replace(CHILD, foreign_national=Known.NO)
    assert seats_for(panel, national) == (DOCTOR,)


def test_a_seat_is_called_by_its_roles_and_twins_by_number() -> None:
    assert seat_name(EITHER) == "police_or_prosecutor"
    panel = quorum(POLICE, DOCTOR, POLICE, POLICE)
    assert empty_seats(panel, ADULT, ()) == ("police", "doctor", "police#2", "police#3")


@pytest.mark.parametrize(
    ("kind", "order", "asker"),
    [
        (ApprovalKind.QUORUM, Order.BEFORE, True),
        (ApprovalKind.TWO_KEYS, Order.BEFORE, True),
        (ApprovalKind.SECOND_PERSON, Order.BEFORE, False),
        (ApprovalKind.AFTERWARDS, Order.AFTERWARDS, False),
    ],
)
def test_what_each_kind_asks_for(
    kind: ApprovalKind, order: Order, *, asker: bool
) -> None:
    panel = quorum(POLICE, EITHER, kind=kind, at_least=1)
    assert requirement(panel, ADULT, 24) == Requirement(
        (
            Seat("police", frozenset({"police"})),
            Seat("police_or_prosecutor", frozenset({"police", "prosecutor"})),
        ),
        24,
        order,
        asker_may_approve=asker,
        at_least=1,
    )


def test_approvals_are_awaited_for_hours_or_days_or_for_ever() -> None:
    assert hours_of(NEUTRAL.pathway, "alarm") == 24
    assert hours_of(NEUTRAL.pathway, "confirmation") == 48
    assert hours_of(NEUTRAL.pathway, "decision") is None
    assert hours_of(NEUTRAL.pathway, None) is None
    assert hours_of(SHIPPED["kosovo"].pathway, "facility_restriction") == 7 * 24


def test_nobody_fills_two_seats_and_nobody_counts_twice() -> None:
    panel = quorum(POLICE, DOCTOR)
    both = somebody("ada", Role.POLICE, Role.DOCTOR)
    assert empty_seats(panel, ADULT, (both,)) == ("doctor",)
    assert empty_seats(panel, ADULT, (both, both)) == ("doctor",)
    assert empty_seats(panel, ADULT, (both, somebody("ben", Role.POLICE))) == ()


def test_whoever_can_sit_elsewhere_makes_room() -> None:
    panel = quorum(EITHER, POLICE)
    broad = somebody("ada", Role.POLICE, Role.PROSECUTOR)
    narrow = somebody("ben", Role.POLICE)
    assert empty_seats(panel, ADULT, (broad, narrow)) == ()
    assert empty_seats(panel, ADULT, (narrow, broad)) == ()
    other = somebody("cleo", Role.PROSECUTOR)
    assert empty_seats(panel, ADULT, (other,)) == ("police",)
    assert empty_seats(panel, ADULT, (somebody("dino"),)) == (
        "police_or_prosecutor",
        "police",
    )


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        (ApprovalKind.QUORUM, True),
        (ApprovalKind.TWO_KEYS, True),
        (ApprovalKind.SECOND_PERSON, False),
        (ApprovalKind.AFTERWARDS, False),
    ],
)
def test_whoever_asks_is_no_second_person(kind: ApprovalKind, *, counts: bool) -> None:
    panel = quorum(POLICE, kind=kind)
    asker, other = somebody("ada", Role.POLICE), somebody("ben", Role.POLICE)
    asking = replace(asker, asks=True)
    assert empty_seats(panel, ADULT, (asking,)) == (() if counts else ("police",))
    assert empty_seats(panel, ADULT, (asker, asking)) == (() if counts else ("police",))
    assert empty_seats(panel, ADULT, (asking, other)) == ()


def test_some_seats_suffice_where_the_pathway_says_so() -> None:
    team = quorum(POLICE, DOCTOR, (Role.EDUCATOR,), at_least=2)
    doctor, officer = somebody("ada", Role.DOCTOR), somebody("ben", Role.POLICE)
    assert empty_seats(team, ADULT, (doctor,)) == ("police", "educator")
    assert empty_seats(team, ADULT, (doctor, officer)) == ()
