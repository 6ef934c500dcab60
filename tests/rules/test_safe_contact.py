"""Nothing is said to the person but as, and when, they said it is safe."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import Malformed, OffThePath
from referral.rules.safe_contact import (
    OPEN_WITHOUT_RULE,
    SafeContact,
    check_rule,
    may_contact,
    notice_to_person,
)
from workflows.vocabulary import ContactChannel

ZONE = "Europe/Tirane"
CALL, TEXT = ContactChannel.CALL, ContactChannel.TEXT_MESSAGE
rules = st.builds(
    SafeContact,
    st.frozensets(st.sampled_from(ContactChannel), min_size=1),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(["", "Heron"]),
    st.booleans(),
)
moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    """A moment of March 2026 in the mechanism's zone."""
    local = datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo(ZONE))
    return local.astimezone(UTC)


def test_within_the_hours_by_the_agreed_channel_and_no_other() -> None:
    rule = SafeContact(frozenset({TEXT}), time(9), time(12), "Heron")

    assert may_contact(rule, TEXT, at(9), ZONE).now
    assert may_contact(rule, TEXT, at(11, 59), ZONE).now
    for closed in (at(8, 59), at(12), at(23)):
        assert not may_contact(rule, TEXT, closed, ZONE).now
    assert may_contact(rule, TEXT, at(12), ZONE).next_at == at(9, day=3)
    assert may_contact(rule, TEXT, at(3), ZONE).next_at == at(9)
    other = may_contact(rule, CALL, at(10), ZONE)
    assert (other.now, other.next_at) == (False, None)


def test_hours_past_midnight() -> None:
    rule = SafeContact(frozenset({CALL}), time(22), time(2))

    assert may_contact(rule, CALL, at(23), ZONE).now
    assert may_contact(rule, CALL, at(1, 59), ZONE).now
    assert may_contact(rule, CALL, at(2), ZONE).next_at == at(22)


def test_the_hours_are_those_of_the_wall_when_clocks_change() -> None:
    rule = SafeContact(frozenset({CALL}), time(9), time(10))
    before, after = at(9, day=28), at(9, day=30)

    assert may_contact(rule, CALL, before, ZONE).now
    assert may_contact(rule, CALL, after, ZONE).now
    assert after - before == timedelta(hours=47)


def test_without_a_rule_nothing_goes_out() -> None:
    open_now = {
        channel
        for channel in ContactChannel
        if may_contact(None, channel, at(10), ZONE).now
    }

    assert open_now == OPEN_WITHOUT_RULE


@given(rules, st.sampled_from(ContactChannel), moments)
def test_the_door_opens_when_the_rule_says_so_and_never_else(
    rule: SafeContact, channel: ContactChannel, moment: datetime
) -> None:
    answer = may_contact(rule, channel, moment, ZONE)
    words = {"moment": moment, "zone": ZONE}

    if answer.now:
        notice = notice_to_person(rule, channel, "come", **words)  # type: ignore[arg-type]
        assert (notice.first_say, notice.leave_messages) == (
            rule.code_word,
            rule.leave_messages,
        )
        assert "come" not in repr(notice)
        return
    with pytest.raises(OffThePath):
        notice_to_person(rule, channel, "come", **words)  # type: ignore[arg-type]
    if answer.next_at is not None:
        assert moment < answer.next_at <= moment + timedelta(days=2)
        assert may_contact(rule, channel, answer.next_at, ZONE).now


@given(rules)
def test_a_rule_reads_back_and_prints_nothing(rule: SafeContact) -> None:
    assert SafeContact.from_words(rule.words()) == rule
    assert "Heron" not in repr(rule)
    assert ("Heron" in rule.sentence()) == (rule.code_word == "Heron")
    check_rule(rule)


@pytest.mark.parametrize(
    "rule",
    [
        SafeContact(),
        SafeContact(frozenset({CALL}), code_word=" Heron"),
        SafeContact(frozenset({CALL}), code_word="H" * 41),
        SafeContact(frozenset({CALL}), code_word="two\nlines"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(rule: SafeContact) -> None:
    with pytest.raises(Malformed):
        check_rule(rule)
