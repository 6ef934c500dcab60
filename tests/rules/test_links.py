"""What a link still lets somebody outside do, and what has ended it: every state."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import AlreadyAnswered, Malformed, OffThePath
from referral.rules.links import (
    LASTS,
    LONGEST,
    SHORTEST,
    TRIES,
    LinkFacts,
    check_lasts,
    check_open,
    check_use,
    link_state,
    uses,
)
from referral.rules.offer import is_terminal
from workflows.vocabulary import LinkState, LinkUse, ReferralStage

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
FRESH = LinkFacts(expires_at=NOW + LASTS, stage=ReferralStage.OFFERED)
S, U = ReferralStage, LinkUse
LEFT = {
    S.OFFERED: {U.ANSWER},
    S.QUESTION: {U.ANSWER},
    S.ACCEPTED_BY_TELEPHONE: {U.ANSWER},
    S.ACCEPTED: {U.PACKAGE, U.ARRIVAL},
    S.HANDED_OVER: {U.PACKAGE},
    S.IN_SERVICE: {U.PACKAGE},
}
"""What is left, by where the offer stands; nothing in every other stage."""


@pytest.mark.parametrize("stage", ReferralStage)
def test_what_is_left_follows_from_where_the_offer_stands(stage: ReferralStage) -> None:
    facts = replace(FRESH, stage=stage)
    assert uses(facts) == LEFT.get(stage, set())
    assert uses(replace(facts, taken=True)) == LEFT.get(stage, set()) - {U.PACKAGE}
    ended = link_state(facts, NOW) is LinkState.ENDED
    assert ended == is_terminal(stage)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, LinkState.OPEN),
        ({"ended": True}, LinkState.ENDED),
        ({"wrong": TRIES - 1}, LinkState.OPEN),
        ({"wrong": TRIES}, LinkState.LOCKED),
        ({"keys_live": False}, LinkState.KEYS_CHANGED),
        ({"expires_at": NOW}, LinkState.OVER),
        ({"expires_at": NOW + timedelta(milliseconds=1)}, LinkState.OPEN),
        ({"stage": S.HANDED_OVER, "taken": True}, LinkState.USED),
        ({"stage": S.ACCEPTED, "taken": True}, LinkState.OPEN),
        ({"stage": S.DRAFT}, LinkState.USED),
        ({"stage": S.WITHDRAWN, "wrong": 9, "expires_at": NOW}, LinkState.ENDED),
        ({"wrong": 9, "keys_live": False, "expires_at": NOW}, LinkState.LOCKED),
        ({"keys_live": False, "expires_at": NOW}, LinkState.KEYS_CHANGED),
    ],
)
def test_the_gravest_of_what_has_ended_it_is_told(
    change: dict[str, object], state: LinkState
) -> None:
    facts = replace(FRESH, **change)  # type: ignore[arg-type] # fields by name
    assert link_state(facts, NOW) is state
    if state is LinkState.OPEN:
        check_open(facts, NOW)
        return
    with pytest.raises(OffThePath) as over:
        check_open(facts, NOW)
    assert over.value.missing == (f"link_{state.value}",)


@pytest.mark.parametrize("stage", ReferralStage)
def test_that_it_is_to_be_deleted_is_told_before_anything_else(
    stage: ReferralStage,
) -> None:
    facts = replace(FRESH, stage=stage, taken=True, recalled=True, expires_at=NOW)
    assert link_state(facts, NOW) is LinkState.ENDED
    with pytest.raises(OffThePath, match="Delete what you took") as told:
        check_open(facts, NOW)
    assert ("taken back" in told.value.sentence) == (stage is S.RECALLED)


FACTS = st.builds(
    LinkFacts,
    expires_at=st.sampled_from([NOW - LASTS, NOW, NOW + LASTS]),
    stage=st.sampled_from(ReferralStage),
    ended=st.booleans(),
    wrong=st.integers(0, TRIES + 1),
    taken=st.booleans(),
    keys_live=st.booleans(),
    recalled=st.booleans(),
)


@given(FACTS, st.sampled_from(LinkUse))
def test_nothing_is_done_with_one_that_has_ended(
    facts: LinkFacts, use: LinkUse
) -> None:
    ended = (
        facts.ended
        or facts.recalled
        or not facts.keys_live
        or facts.wrong >= TRIES
        or facts.expires_at <= NOW
    )
    if use in uses(facts) and not ended:
        check_use(facts, use, NOW)
        return
    done_before = link_state(facts, NOW) is LinkState.OPEN
    with pytest.raises(AlreadyAnswered if done_before else OffThePath):
        check_use(facts, use, NOW)


def test_it_lasts_an_hour_to_seven_days() -> None:
    for lasts in (SHORTEST, LASTS, LONGEST):
        check_lasts(lasts)
    for odd in (SHORTEST - timedelta(seconds=1), LONGEST + timedelta(seconds=1)):
        with pytest.raises(Malformed):
            check_lasts(odd)
