"""Silences against their limits, and the words a list may be narrowed by."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from referral.errors import Malformed
from referral.rules.filters import DAYS, Filtered, check_name, read_filter
from referral.rules.lanes import stretches
from referral.rules.silences import Noted, Patience, Silence
from workflows.vocabulary import EntryType, Lane, SilenceKind

AT = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)
PATIENCE = Patience(gap=10 * DAY, offer=DAY, question=3 * DAY)
BODY = UUID(int=7)


def noted(seq: int, days: int) -> Noted:
    return Noted(str(seq), seq, AT + days * DAY, EntryType.OFFER_MADE, Lane.SERVICE)


@pytest.mark.parametrize(
    ("silence", "began", "limit"),
    [
        (Silence(SilenceKind.GAP, AT, None, 1), 0, 10),
        (Silence(SilenceKind.OFFER_UNREAD, AT + 3 * DAY, None, 2), 2, 3),
        (Silence(SilenceKind.QUESTION_OPEN, AT + 5 * DAY, None, 2), 2, 5),
        (Silence(SilenceKind.QUESTION_OPEN, AT + 5 * DAY, None, 9), 5, 5),
        (Silence(SilenceKind.STEP_OVERDUE, AT + 5 * DAY, None), 5, 5),
        (
            Silence(SilenceKind.STEP_OVERDUE, AT + 5 * DAY, None, began=AT + DAY),
            *(1, 5),
        ),
        (Silence(SilenceKind.PURPOSE_MISSING, AT + 2 * DAY, None, 2), 2, 2),
        (Silence(SilenceKind.STILL_HELD, AT + 2 * DAY, None, 1), 2, 2),
    ],
)
def test_waiting_begins_somewhere_and_has_a_limit(
    silence: Silence, began: int, limit: int
) -> None:
    (found,) = stretches([silence], [noted(1, 0), noted(2, 2)], PATIENCE)
    assert (found.began, found.limit) == (AT + began * DAY, AT + limit * DAY)
    assert (found.kind, found.until, found.seq) == (silence.kind, None, silence.seq)


@pytest.mark.parametrize(
    ("of", "typed", "read"),
    [
        (Filtered.TIMELINE, {"lane": "clock", "kind": ""}, {"lane": "clock"}),
        (Filtered.TIMELINE, {"days": str(DAYS[0])}, {"days": "7"}),
        (Filtered.CASES, {"organisation": BODY.hex}, {"organisation": str(BODY)}),
        (Filtered.CASES, {"stage": "in_safety"}, {"stage": "in_safety"}),
        (Filtered.EXCEPTIONS, {"kind": "gap"}, {"kind": "gap"}),
        (Filtered.EXCEPTIONS, {}, {}),
    ],
)
def test_words_are_read(
    of: Filtered, typed: dict[str, str], read: dict[str, str]
) -> None:
    assert dict(read_filter(of, typed)) == read


@pytest.mark.parametrize(
    ("of", "typed", "fault"),
    [
        (Filtered.TIMELINE, {"lane": "roof"}, "/lane"),
        (Filtered.TIMELINE, {"kind": "gap"}, "/kind"),
        (Filtered.TIMELINE, {"days": "8"}, "/days"),
        (Filtered.TIMELINE, {"stage": "in_safety"}, "/"),
        (Filtered.CASES, {"stage": "Kestrel Alder"}, "/stage"),
        (Filtered.CASES, {"stage": "kësti"}, "/stage"),
        (Filtered.EXCEPTIONS, {"organisation": "ngo"}, "/organisation"),
        (Filtered.EXCEPTIONS, {"kind": "case_opened"}, "/kind"),
    ],
)
def test_what_is_no_word_of_a_list_is_refused(
    of: Filtered, typed: dict[str, str], fault: str
) -> None:
    with pytest.raises(Malformed) as refused:
        read_filter(of, typed)
    assert refused.value.faults == ((fault, "enum"),)


def test_a_name_is_some_words_and_not_many() -> None:
    assert check_name("  of   mine ") == "of mine"
    assert check_name("x" * 40) == "x" * 40
    for name, code in (
        ("", "missing"),
        (" \t", "missing"),
        ("x" * 41, "string_too_long"),
    ):
        with pytest.raises(Malformed) as refused:
            check_name(name)
        assert refused.value.faults == (("/name", code),)
