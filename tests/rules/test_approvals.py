import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    NotPermitted,
    OffThePath,
    StaleCase,
    WrongRole,
)
from referral.rules.approvals import (
    LONGEST_HOURS,
    JointAct,
    Member,
    Order,
    Requirement,
    Seat,
    Standing,
    approve,
    ask,
    confirmation,
    execute,
    quorum,
    refuse,
    second_approver,
    standing,
    suspends,
    two_keys,
    withdraw,
)
from referral.rules.approvals_words import from_words, to_words

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CONTENT = "a" * 64
PROSECUTOR = Member("one", "court", frozenset({"prosecutor"}))
OFFICER = Member("two", "police", frozenset({"police"}))
BOTH = Member("three", "court", frozenset({"prosecutor", "police"}))
STRANGER = Member("four", "bystanders", frozenset({"case_manager"}))
KEYS = two_keys("prosecutor", "police", 24)
SECOND = second_approver(["case_manager", "coordinator"], 48)
AFTER = confirmation(["coordinator", "case_manager"], 6)


def asked(requirement: Requirement = KEYS, by: str = "one") -> JointAct:
    return ask(
        JointAct("j", "leave_facility", "case", CONTENT, requirement, by, NOW),
    )


def after(**time: int) -> datetime:
    return NOW + timedelta(**time)


def test_two_keys_of_two_actors_open_and_the_act_is_done_once() -> None:
    joint = approve(asked(), PROSECUTOR, "prosecutor", CONTENT, after(hours=1))
    assert standing(joint, after(hours=1)) is Standing.WAITING
    with pytest.raises(GuardNotMet) as refused:
        execute(joint, CONTENT, after(hours=1))
    assert refused.value.missing == ("police",)
    joint = approve(joint, OFFICER, "police", CONTENT, after(hours=2))
    assert standing(joint, after(hours=2)) is Standing.READY
    assert joint.complete_at == after(hours=2)
    joint = execute(joint, CONTENT, after(hours=3))
    assert standing(joint, after(hours=300)) is Standing.EXECUTED
    assert joint.executed_at == after(hours=3)
    with pytest.raises(AlreadyAnswered, match="executed before"):
        execute(joint, CONTENT, after(hours=4))


def test_one_actor_holding_both_roles_turns_one_key_only() -> None:
    joint = approve(asked(), BOTH, "police", CONTENT, NOW)
    with pytest.raises(AlreadyAnswered, match="another actor must"):
        approve(joint, BOTH, "prosecutor", CONTENT, NOW)


def test_a_seat_is_taken_once_and_only_by_its_own_words() -> None:
    joint = approve(asked(), PROSECUTOR, "prosecutor", CONTENT, NOW)
    with pytest.raises(AlreadyAnswered, match="seat has approved"):
        approve(joint, BOTH, "prosecutor", CONTENT, NOW)
    with pytest.raises(WrongRole) as refused:
        approve(joint, STRANGER, "police", CONTENT, NOW)
    assert refused.value.missing == ("police",)
    with pytest.raises(WrongRole) as unknown:
        approve(joint, STRANGER, "judge", CONTENT, NOW)
    assert unknown.value.missing == ("prosecutor", "police")


def test_who_asks_is_never_the_second_approver() -> None:
    joint = asked(SECOND, by="four")
    with pytest.raises(NotPermitted) as refused:
        approve(joint, STRANGER, "second", CONTENT, NOW)
    assert refused.value.missing == ("another_actor",)
    other = replace(STRANGER, actor_id="five")
    assert approve(joint, other, "second", CONTENT, NOW).empty_seats == ()


def test_what_is_executed_is_what_was_approved() -> None:
    with pytest.raises(StaleCase):
        approve(asked(), OFFICER, "police", "b" * 64, NOW)
    joint = approve(asked(), OFFICER, "police", CONTENT, NOW)
    joint = approve(joint, PROSECUTOR, "prosecutor", CONTENT, NOW)
    with pytest.raises(StaleCase):
        execute(joint, "b" * 64, NOW)


@pytest.mark.parametrize(
    ("passed", "is_now"),
    [
        (timedelta(hours=24, milliseconds=-1), Standing.READY),
        (timedelta(hours=24), Standing.EXPIRED),
    ],
)
def test_approvals_lapse_at_the_end_of_their_hours(
    passed: timedelta, is_now: Standing
) -> None:
    joint = approve(asked(), OFFICER, "police", CONTENT, NOW)
    joint = approve(joint, PROSECUTOR, "prosecutor", CONTENT, NOW)
    assert standing(joint, NOW + passed) is is_now
    if is_now is Standing.READY:
        assert execute(joint, CONTENT, NOW + passed).executed_at == NOW + passed
    else:
        with pytest.raises(AlreadyAnswered) as refused:
            execute(joint, CONTENT, NOW + passed)
        assert refused.value.missing == ("expired",)


def test_one_no_ends_it_and_the_asker_may_take_the_asking_back() -> None:
    refused = refuse(asked(), OFFICER, "police", CONTENT, NOW)
    assert standing(refused, NOW) is Standing.REFUSED
    assert not suspends(refused, NOW)
    with pytest.raises(AlreadyAnswered):
        approve(refused, PROSECUTOR, "prosecutor", CONTENT, NOW)
    with pytest.raises(NotPermitted) as no:
        withdraw(asked(), "two", NOW)
    assert no.value.missing == ("asker",)
    taken_back = withdraw(asked(), "one", NOW)
    assert standing(taken_back, NOW) is Standing.WITHDRAWN
    with pytest.raises(AlreadyAnswered):
        withdraw(taken_back, "one", NOW)


def test_a_panel_needs_every_seat_the_askers_own_included() -> None:
    panel = quorum(
        [
            Seat("investigator", frozenset({"police"})),
            Seat("advocate", frozenset({"prosecutor"})),
            Seat("social_worker", frozenset({"case_manager", "social_worker"})),
        ],
        72,
    )
    joint = asked(panel, by="one")
    joint = approve(joint, PROSECUTOR, "advocate", CONTENT, NOW)
    joint = approve(joint, OFFICER, "investigator", CONTENT, NOW)
    assert joint.empty_seats == ("social_worker",)
    joint = approve(joint, STRANGER, "social_worker", CONTENT, NOW)
    assert standing(joint, NOW) is Standing.READY


def test_where_a_life_is_at_risk_the_act_goes_first_and_is_confirmed() -> None:
    joint = asked(AFTER, by="one")
    assert joint.executed_at == NOW
    assert standing(joint, NOW) is Standing.TO_CONFIRM
    with pytest.raises(OffThePath, match="cannot be taken back"):
        withdraw(joint, "one", NOW)
    with pytest.raises(AlreadyAnswered):
        execute(joint, CONTENT, NOW)
    confirmed = approve(joint, STRANGER, "confirmation", CONTENT, after(hours=5))
    assert standing(confirmed, after(hours=7)) is Standing.CONFIRMED
    assert not suspends(confirmed, after(hours=7))


def test_an_act_not_confirmed_in_time_is_an_exception_that_suspends() -> None:
    joint = asked(AFTER, by="one")
    just_before = after(hours=6) - timedelta(milliseconds=1)
    assert not suspends(joint, just_before)
    assert standing(joint, after(hours=6)) is Standing.OVERDUE
    assert suspends(joint, after(hours=6))
    with pytest.raises(AlreadyAnswered) as late:
        approve(joint, STRANGER, "confirmation", CONTENT, after(hours=6))
    assert late.value.missing == ("overdue",)
    no = refuse(joint, STRANGER, "confirmation", CONTENT, just_before)
    assert suspends(no, just_before)


def test_one_word_cannot_open_both_keys() -> None:
    with pytest.raises(ValueError, match="name of its own"):
        two_keys("police", "police", 24)


@pytest.mark.parametrize(
    ("seats", "hours", "told"),
    [
        ((), 1, "needs seats"),
        ((Seat("a", frozenset()),), 1, "without words"),
        ((Seat("a", frozenset({"x"})),), 0, "hours"),
        ((Seat("a", frozenset({"x"})),), LONGEST_HOURS + 1, "hours"),
    ],
)
def test_a_requirement_that_could_never_be_met_is_refused(
    seats: tuple[Seat, ...], hours: int, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        Requirement(seats, hours)


def test_where_four_of_six_suffice_the_fourth_makes_it_ready() -> None:
    words = [f"seat_{n}" for n in range(6)]
    panel = replace(
        quorum([Seat(word, frozenset({word})) for word in words], 1), at_least=4
    )
    joint = asked(panel)
    for n, word in enumerate(words[:4]):
        assert standing(joint, NOW) is Standing.WAITING
        assert joint.empty_seats == tuple(words[n:])
        assert joint.complete_at is None
        who = Member(f"m{n}", "body", frozenset({word}))
        joint = approve(joint, who, word, CONTENT, after(minutes=n))
    assert standing(joint, NOW) is Standing.READY
    assert joint.complete_at == after(minutes=3)
    fifth = Member("m5", "body", frozenset({"seat_5"}))
    joint = approve(joint, fifth, "seat_5", CONTENT, after(minutes=9))
    assert joint.complete_at == after(minutes=3)
    for n in (0, 7):
        with pytest.raises(ValueError, match="at most all"):
            replace(panel, at_least=n)
    assert replace(panel, at_least=6).enough == 6


def test_where_no_limit_is_set_it_waits_and_is_never_called_in_time() -> None:
    joint = asked(replace(KEYS, hours=None))
    assert joint.ends_at is None
    assert standing(joint, after(days=4000)) is Standing.WAITING
    with pytest.raises(ValueError, match="within hours"):
        replace(AFTER, hours=None)


def test_who_acted_first_cannot_confirm_it() -> None:
    with pytest.raises(ValueError, match="acted first"):
        replace(AFTER, asker_may_approve=True)
    assert AFTER.order is Order.AFTERWARDS


def test_the_longest_wait_is_a_year() -> None:
    assert replace(KEYS, hours=LONGEST_HOURS).hours == LONGEST_HOURS


def test_a_joint_act_begins_without_answers() -> None:
    answered = approve(asked(), OFFICER, "police", CONTENT, NOW)
    for begun in (answered, asked(AFTER), withdraw(asked(), "one", NOW)):
        with pytest.raises(ValueError, match="begins without answers"):
            ask(begun)


def test_it_reads_back_as_it_was_written() -> None:
    joint = approve(asked(), OFFICER, "police", CONTENT, after(hours=1))
    for each in (
        asked(),
        joint,
        refuse(joint, PROSECUTOR, "prosecutor", CONTENT, NOW),
        withdraw(joint, "one", NOW),
        asked(AFTER),
    ):
        assert from_words(json.loads(json.dumps(to_words(each)))) == each
