"""A first contact: which list reads its signs, what is left, and when a draft ends."""

from datetime import UTC, datetime, timedelta

import pytest

from referral.rules.facts import PersonFacts
from referral.rules.first_contact import (
    Asked,
    draft_ends,
    ends_soon,
    left_for_later,
)
from referral.rules.signs import pack_for, read_signs
from referral.rules.tasks import Told, tasks
from workflows.vocabulary import (
    AgeClass,
    ConsentAnswer,
    Exploitation,
    PlannedKind,
    Reading,
    TaskKind,
)

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
ADULT = PersonFacts(age_class=AgeClass.ADULT)
SIGNS, NEEDS, CONSENT = (
    PlannedKind.SIGNS_LATER,
    PlannedKind.NEEDS_LATER,
    PlannedKind.CONSENT_LATER,
)


@pytest.mark.parametrize(
    ("age", "forms", "name"),
    [
        (AgeClass.ADULT, (), "adult_labour"),
        (AgeClass.ADULT, (Exploitation.BEGGING,), "adult_labour"),
        (AgeClass.ADULT, (Exploitation.SEXUAL,), "adult_sexual"),
        (AgeClass.CHILD, (), "child_labour"),
        (AgeClass.UNSURE, (Exploitation.SEXUAL,), "child_sexual"),
    ],
)
def test_in_doubt_somebody_is_a_child_and_unknown_is_read_as_labour(
    age: AgeClass, forms: tuple[Exploitation, ...], name: str
) -> None:
    pack = pack_for(age, forms)
    assert pack is not None
    assert pack.name == name


def test_signs_are_read_and_no_sign_says_nothing() -> None:
    adult, labour = AgeClass.ADULT, (Exploitation.FORCED_LABOUR,)
    assert read_signs(adult, labour, ()) is None
    found = read_signs(adult, (), ("EX01", "EX02"))
    assert found is not None
    assert found.pack == "adult_labour"
    assert any(each.codes for each in found.findings)
    sexual = (Exploitation.SEXUAL,)
    assert (read := read_signs(adult, sexual, ("EX01",))) is not None
    assert read.reading is Reading.LIST_MISSING


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        (Asked(in_haste=True, signs=False, needs=False), [SIGNS, NEEDS, CONSENT]),
        (Asked(in_haste=True, signs=True, needs=False), [NEEDS, CONSENT]),
        (Asked(in_haste=True, signs=True, needs=True), [CONSENT]),
        (Asked(True, True, True, (ConsentAnswer.YES,)), []),
        (Asked(in_haste=False, signs=False, needs=False), []),
        (Asked(False, False, False, (ConsentAnswer.NO,)), []),
        (
            Asked(False, True, True, (ConsentAnswer.YES, ConsentAnswer.LATER)),
            [CONSENT],
        ),
    ],
)
def test_only_haste_and_a_later_leave_something(
    asked: Asked, left: list[PlannedKind]
) -> None:
    assert list(left_for_later(asked)) == left


def test_a_draft_warns_in_its_last_day_and_ends_after_three() -> None:
    ends = draft_ends(NOW)
    assert ends == NOW + timedelta(days=3)
    assert not ends_soon(ends, ends - timedelta(hours=24, milliseconds=1))
    assert ends_soon(ends, ends - timedelta(hours=24))
    assert ends_soon(ends, ends + timedelta(hours=1))


@pytest.mark.parametrize("closed", [False, True])
def test_what_was_left_waits_without_a_time_until_the_case_is_closed(
    *, closed: bool
) -> None:
    left = ((TaskKind.SIGNS_LATER, "a"), (TaskKind.CONSENT_LATER, "b"))
    told = Told(closed=closed, planned=True, later=left)
    found = tasks(told, NOW, timedelta(days=7))
    kinds = {each.kind: each.about for each in found}
    assert kinds == ({} if closed else dict(left))
    assert all((each.due_at, each.overdue) == (None, False) for each in found)
