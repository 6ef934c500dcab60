"""Whatever happened in whatever order: silences are seen once, and stay."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from referral.rules.silences import Overdue, Told, between, silences
from tests.rules.silent import (
    COPY,
    DAY,
    HOUR,
    OFFER,
    OPENED,
    OURS,
    SHELTER,
    START,
    entry,
)
from workflows.vocabulary import EntryType, Purpose

ABOUT = {
    EntryType.OFFER_MADE: "offer",
    EntryType.CARD_SHOWN: "offer",
    EntryType.OFFER_DECLINED: "offer",
    EntryType.DISCLOSURE_RELEASED: "copy",
    EntryType.DISCLOSURE_DESTROYED: "copy",
    EntryType.CONSENT_WITHDRAWN: "yes",
    EntryType.QUESTION_ASKED: "e1",
    EntryType.QUESTION_ANSWERED: "e2",
    EntryType.CONTENT_OPENED: None,
    EntryType.FACTS_RECORDED: None,
    EntryType.TIMELINE_READ: None,
}
STEPS = st.tuples(
    st.sampled_from(sorted(ABOUT)),
    st.timedeltas(timedelta(0), 15 * DAY),
    st.sampled_from([None, Purpose.CARE]),
)


@st.composite
def told(draw: st.DrawFn) -> tuple[Told, datetime]:
    """Any entries in order of time, and a moment after them."""
    entries, at = [OPENED], START
    for kind, passes, purpose in draw(st.lists(STEPS, max_size=12)):
        at += passes
        about = ABOUT[kind]
        new = entry(len(entries) + 1, at - START, kind, about=about)
        entries.append(replace(new, purpose=purpose, organisation=SHELTER))
    late = [Overdue("take_up", START + DAY)] if draw(st.booleans()) else []
    now = at + draw(st.timedeltas(timedelta(0), 15 * DAY))
    return Told(entries, late, [OFFER], [COPY]), now


@given(told(), st.lists(st.integers(1, 13), max_size=4))
def test_pages_of_any_length_show_every_silence_once(
    case: tuple[Told, datetime], ends: list[int]
) -> None:
    whole = silences(case[0], OURS, case[1])
    after, pages = 0, []
    for last in sorted(set(ends)):
        pages += between(whole, after, last)
        after = last
    pages += between(whole, after, None)
    assert pages == sorted(pages, key=lambda each: each.after)
    assert sorted(map(repr, pages)) == sorted(map(repr, whole))


@given(told())
def test_what_is_over_stays_as_it_was(case: tuple[Told, datetime]) -> None:
    """Time alone changes nothing of a silence that has ended."""
    before = silences(case[0], OURS, case[1])
    after = silences(case[0], OURS, case[1] + 400 * DAY)
    assert {each for each in before if each.until} <= set(after)
    began = {(each.kind, each.since, each.seq) for each in before}
    assert began <= {(each.kind, each.since, each.seq) for each in after}


@given(st.lists(st.timedeltas(timedelta(0), 10 * DAY), max_size=12))
def test_no_silence_where_everything_is_done_in_time(waits: list[timedelta]) -> None:
    """Work within the patience, looks with a purpose, answers at once."""
    entries, at = [OPENED], START
    for kind in (EntryType.OFFER_MADE, EntryType.CARD_SHOWN):
        seq = len(entries) + 1
        new = entry(seq, HOUR, kind, about="offer", organisation=SHELTER)
        entries.append(new)
    for wait in waits:
        at += wait
        for kind in (EntryType.FACTS_RECORDED, EntryType.CONTENT_OPENED):
            new = entry(len(entries) + 1, at - START, kind, purpose=Purpose.CARE)
            entries.append(new)
    kept = [Overdue("take_up", START + DAY, until=START + DAY)]
    told = Told(sorted(entries, key=lambda e: e.at), kept, [OFFER], [COPY])
    assert silences(told, OURS, at + 10 * DAY) == ()
