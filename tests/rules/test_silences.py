"""Silences: one of each kind seen, and none where everything was done in time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from referral.rules.silences import (
    OFFER_ENDS,
    OPENINGS,
    Overdue,
    Silence,
    Told,
    standing,
)
from tests.rules.silent import (
    COPY,
    DAY,
    HOUR,
    MADE,
    OFFER,
    OFFICE,
    OPENED,
    SHELTER,
    START,
    entry,
    found,
    kinds,
)
from workflows.silences import length
from workflows.vocabulary import EntryType, Lane, Purpose, SilenceKind


def test_ten_days_are_no_gap_and_a_moment_more_is_one() -> None:
    told = Told([OPENED])
    assert found(told, 10 * DAY) == []
    (gap,) = found(told, 10 * DAY + timedelta(milliseconds=1))
    assert gap == Silence(SilenceKind.GAP, START, None, seq=1, after=1)


def test_a_gap_of_the_past_stays_between_the_entries_where_it_lay() -> None:
    later = entry(2, 11 * DAY, EntryType.FACTS_RECORDED)
    (gap,) = found(Told([OPENED, later]), 12 * DAY)
    assert (gap.since, gap.until) == (START, START + 11 * DAY)
    assert (gap.after, standing([gap])) == (1, ())


@pytest.mark.parametrize(
    "kind",
    [
        EntryType.TIMELINE_READ,
        EntryType.CARD_SHOWN,
        EntryType.OFFER_OVERDUE,
        EntryType.QUESTION_ASKED,
    ],
)
def test_looking_a_timer_and_asking_are_no_work(kind: EntryType) -> None:
    lane = Lane.CLOCK if kind is EntryType.OFFER_OVERDUE else Lane.ACCESS
    if kind is EntryType.QUESTION_ASKED:
        lane = Lane.DECISION
    between_them = entry(2, 6 * DAY, kind, lane=lane)
    assert SilenceKind.GAP in kinds(Told([OPENED, between_them]), 11 * DAY)
    work = entry(2, 6 * DAY, EntryType.FACTS_RECORDED)
    assert kinds(Told([OPENED, work]), 11 * DAY) == []


def test_a_closed_case_may_be_silent_for_ever_and_an_opened_one_not() -> None:
    closed = entry(2, DAY, EntryType.STEP_TAKEN, closes=True)
    assert found(Told([OPENED, closed]), 900 * DAY) == []
    again = entry(3, 800 * DAY, EntryType.STEP_TAKEN, closes=False)
    (gap,) = found(Told([OPENED, closed, again]), 900 * DAY)
    assert gap.since == START + 800 * DAY


def test_what_fell_due_lies_at_the_moment_it_fell_due() -> None:
    facts = entry(2, 3 * DAY, EntryType.FACTS_RECORDED)
    late = Overdue("take_up", START + 2 * DAY)
    (silence,) = found(Told([OPENED, facts], overdue=[late]), 4 * DAY)
    assert (silence.kind, silence.clock) == (SilenceKind.STEP_OVERDUE, "take_up")
    assert (silence.since, silence.after) == (START + 2 * DAY, 1)
    done = replace(late, until=START + 3 * DAY)
    (over,) = found(Told([OPENED, facts], overdue=[done]), 4 * DAY)
    assert over.until == START + 3 * DAY
    kept = replace(late, until=START + 2 * DAY)
    assert found(Told([OPENED, facts], overdue=[kept]), 4 * DAY) == []
    assert found(Told([OPENED], overdue=[late]), DAY) == []


def test_an_offer_nobody_looks_at_is_unread_after_a_day() -> None:
    told = Told([OPENED, MADE], offers=[OFFER])
    assert found(told, DAY + HOUR) == []
    (unread,) = found(told, DAY + HOUR + timedelta(seconds=1))
    assert (unread.kind, unread.seq) == (SilenceKind.OFFER_UNREAD, 2)
    assert (unread.organisation, unread.after) == (SHELTER, 2)


def test_half_of_the_time_to_answer_is_waited_for_where_that_is_shorter() -> None:
    soon = replace(OFFER, answer_by=START + 7 * HOUR)
    (unread,) = found(Told([OPENED, MADE], offers=[soon]), 5 * HOUR)
    assert unread.since == START + 4 * HOUR
    late = replace(OFFER, answer_by=START + 90 * DAY)
    (unread,) = found(Told([OPENED, MADE], offers=[late]), 2 * DAY)
    assert unread.since == START + HOUR + DAY


@pytest.mark.parametrize("kind", sorted(OFFER_ENDS))
def test_an_answer_ends_it_and_so_does_a_look_of_the_addressee(kind: EntryType) -> None:
    answered = entry(3, 2 * HOUR, kind, about="offer", organisation=SHELTER)
    assert found(Told([OPENED, MADE, answered], offers=[OFFER]), 3 * DAY) == []
    looked = entry(3, 2 * HOUR, EntryType.CARD_SHOWN, about="offer")
    by_them = replace(looked, organisation=SHELTER)
    assert found(Told([OPENED, MADE, by_them], offers=[OFFER]), 3 * DAY) == []
    by_us = replace(looked, organisation=OFFICE)
    (unread,) = found(Told([OPENED, MADE, by_us], offers=[OFFER]), 3 * DAY)
    assert unread.until is None
    late = replace(by_them, at=START + 3 * DAY)
    (unread,) = found(Told([OPENED, MADE, late], offers=[OFFER]), 4 * DAY)
    assert unread.until == START + 3 * DAY


@pytest.mark.parametrize("kind", sorted(OPENINGS))
def test_an_opening_without_a_purpose_stands_until_it_was_explained(
    kind: EntryType,
) -> None:
    blank = entry(2, HOUR, kind, organisation=SHELTER)
    (silence,) = found(Told([OPENED, blank]), DAY)
    assert (silence.kind, silence.seq) == (SilenceKind.PURPOSE_MISSING, 2)
    assert silence.organisation == SHELTER
    assert found(Told([OPENED, replace(blank, purpose=Purpose.CARE)]), DAY) == []
    asked = entry(3, DAY, EntryType.QUESTION_ASKED, about="e2")
    answered = entry(4, 2 * DAY, EntryType.QUESTION_ANSWERED, about="e3")
    (open_,) = found(Told([OPENED, blank, asked]), 3 * DAY)
    assert open_.until is None
    (over,) = found(Told([OPENED, blank, asked, answered]), 3 * DAY)
    assert over.until == START + 2 * DAY


def test_looking_at_a_list_or_a_timeline_asks_for_no_purpose() -> None:
    read = entry(2, HOUR, EntryType.TIMELINE_READ)
    assert found(Told([OPENED, read]), DAY) == []


RELEASED = entry(2, HOUR, EntryType.DISCLOSURE_RELEASED, about="copy")
TAKEN_BACK = entry(3, DAY, EntryType.CONSENT_WITHDRAWN, about="yes")


def test_a_copy_held_after_its_consent_was_taken_back_is_named() -> None:
    told = Told([OPENED, RELEASED, TAKEN_BACK], copies=[COPY])
    (held,) = found(told, 2 * DAY)
    assert (held.kind, held.organisation) == (SilenceKind.STILL_HELD, SHELTER)
    assert (held.since, held.seq, held.after) == (START + DAY, 3, 3)
    other = replace(COPY, rests_on=frozenset({"another"}))
    assert found(replace(told, copies=[other]), 2 * DAY) == []
    unreleased = Told([OPENED, TAKEN_BACK], copies=[COPY])
    assert found(unreleased, 2 * DAY) == []


def test_a_copy_destroyed_in_the_same_act_was_never_still_held() -> None:
    gone = entry(4, DAY, EntryType.DISCLOSURE_DESTROYED, about="copy")
    entries = [OPENED, RELEASED, TAKEN_BACK, gone]
    assert found(Told(entries, copies=[COPY]), 2 * DAY) == []
    later = replace(gone, at=START + 2 * DAY)
    (held,) = found(Told([*entries[:3], later], copies=[COPY]), 3 * DAY)
    assert held.until == START + 2 * DAY


def test_a_copy_that_was_opened_is_held_until_its_recipient_says_otherwise() -> None:
    read = entry(
        3, HOUR, EntryType.DISCLOSURE_OPENED, about="copy", purpose=Purpose.CARE
    )
    gone = entry(5, DAY, EntryType.DISCLOSURE_DESTROYED, about="copy")
    entries = [OPENED, RELEASED, read, replace(TAKEN_BACK, seq=4), gone]
    (held,) = found(Told(entries, copies=[COPY]), 2 * DAY)
    assert (held.kind, held.until) == (SilenceKind.STILL_HELD, None)
    said = entry(6, 3 * DAY, EntryType.DELETION_CONFIRMED, about="copy")
    (past,) = found(Told([*entries, said], copies=[COPY]), 4 * DAY)
    assert past.until == START + 3 * DAY


@pytest.mark.parametrize(
    "ends", [EntryType.QUESTION_ANSWERED, EntryType.QUESTION_WITHDRAWN]
)
def test_a_question_is_open_after_five_days(ends: EntryType) -> None:
    asked = entry(2, DAY, EntryType.QUESTION_ASKED, about="e1")
    assert found(Told([OPENED, asked]), 6 * DAY) == []
    (silence,) = found(Told([OPENED, asked]), 6 * DAY + HOUR)
    assert (silence.kind, silence.seq) == (SilenceKind.QUESTION_OPEN, 2)
    answered = entry(3, 2 * DAY, ends, about="e2")
    assert found(Told([OPENED, asked, answered]), 9 * DAY) == []
    late = replace(answered, at=START + 8 * DAY)
    (silence,) = found(Told([OPENED, asked, late]), 9 * DAY)
    assert silence.until == START + 8 * DAY


MAKES: list[tuple[SilenceKind, Callable[[], Told]]] = [
    (SilenceKind.GAP, lambda: Told([OPENED])),
    (SilenceKind.STEP_OVERDUE, lambda: Told([OPENED], [Overdue("x", START)])),
    (SilenceKind.OFFER_UNREAD, lambda: Told([OPENED, MADE], offers=[OFFER])),
    (
        SilenceKind.PURPOSE_MISSING,
        lambda: Told([OPENED, entry(2, HOUR, EntryType.CONTENT_OPENED)]),
    ),
    (
        SilenceKind.STILL_HELD,
        lambda: Told([OPENED, RELEASED, TAKEN_BACK], copies=[COPY]),
    ),
    (
        SilenceKind.QUESTION_OPEN,
        lambda: Told([OPENED, entry(2, HOUR, EntryType.QUESTION_ASKED)]),
    ),
]


def test_there_is_a_control_for_every_kind() -> None:
    assert {kind for kind, _ in MAKES} == set(SilenceKind)
    for kind, make in MAKES:
        assert kind in kinds(make(), 11 * DAY), kind


def test_the_lengths_of_the_catalogue_are_days_and_hours() -> None:
    assert length(SilenceKind.GAP) == timedelta(days=10)
    assert length(SilenceKind.OFFER_UNREAD) == timedelta(hours=24)
    with pytest.raises(KeyError):
        length(SilenceKind.STILL_HELD)
