"""What a finder is told: the whole table of role, regime, kind and turn."""

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from referral.rules.acts import Act
from referral.rules.deciding import may
from referral.rules.decisions import Shown
from referral.rules.facts import Asker
from referral.rules.feedback import LEARNS, TELLS, TURNS, Told, feedback, learns, turn
from referral.rules.permissions_header import WITHHELD_FROM
from workflows.vocabulary import (
    FeedbackWord,
    ReferralKind,
    ReferralStage,
    Regime,
    Relation,
    Role,
)

FINDER = frozenset({Relation.FINDER})
HEARS = {Role.FIRST_RESPONDER, Role.CASE_MANAGER, Role.SERVICE_PROVIDER}
"""By hand: who works with people."""
TAKEN_OVER = (
    Regime.LAW_ENFORCEMENT,
    ReferralKind.RESPONSIBILITY,
    FeedbackWord.ACCEPTED,
)
YES = {ReferralStage.ACCEPTED, ReferralStage.HANDED_OVER, ReferralStage.IN_SERVICE}
ENDS = {
    ReferralStage.COMPLETED,
    ReferralStage.RETURNED,
    ReferralStage.RECALLED,
    ReferralStage.PROVIDER_CLOSED,
}


@dataclass(frozen=True)
class Moved:
    """A move of an offer, late in the evening by UTC."""

    from_stage: str | None
    to_stage: str | None
    at: datetime = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


def expected(
    role: Role, regime: Regime, kind: ReferralKind, word: FeedbackWord
) -> bool:
    if role not in HEARS:
        return False
    return regime is Regime.GDPR or (regime, kind, word) == TAKEN_OVER


@pytest.mark.parametrize("role", list(Role))
def test_who_is_told_which_word(role: Role) -> None:
    for cell in itertools.product(Regime, ReferralKind, FeedbackWord):
        regime, kind, word = cell
        asker = Asker(frozenset({role}), FINDER, regime)
        assert learns(asker, kind, word) == expected(role, *cell), cell
        for relation in set(Relation) - FINDER:
            other = Asker(frozenset({role}), frozenset({relation}), regime)
            assert not learns(other, kind, word), relation
        away = Asker(frozenset({role}), FINDER, regime, in_conflict=True)
        assert not learns(away, kind, word)


def test_who_holds_the_case_again_looks_at_the_case_itself() -> None:
    both = frozenset({Relation.FINDER, Relation.HOLDER})
    asker = Asker(frozenset({Role.CASE_MANAGER}), both, Regime.GDPR)
    assert may(Act.READ_FEEDBACK, asker)
    for kind, word in itertools.product(ReferralKind, FeedbackWord):
        assert not learns(asker, kind, word)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.KEY_OFFICER])
def test_who_keeps_the_system_hears_nothing_whatever_else_they_are(role: Role) -> None:
    asker = Asker(frozenset({role, Role.CASE_MANAGER}), FINDER, Regime.GDPR)
    for kind, word in itertools.product(ReferralKind, FeedbackWord):
        assert not learns(asker, kind, word)


def test_no_word_tells_a_regime_what_its_header_withholds() -> None:
    assert set(TELLS) == set(FeedbackWord)
    assert set(LEARNS) == set(Regime)
    for regime, kinds in LEARNS.items():
        assert set(kinds) == set(ReferralKind)
        for words in kinds.values():
            for word in words:
                assert TELLS[word] not in WITHHELD_FROM[regime]
    assert Shown.PLACEMENT in WITHHELD_FROM[Regime.LAW_ENFORCEMENT]


@pytest.mark.parametrize("after", list(ReferralStage))
@pytest.mark.parametrize("before", list(ReferralStage))
def test_every_way_of_an_offer_is_a_turn_or_none(
    before: ReferralStage, after: ReferralStage
) -> None:
    word = turn(before, after)
    if after is ReferralStage.ACCEPTED:
        assert word is FeedbackWord.ACCEPTED
    elif after is ReferralStage.HANDED_OVER:
        assert word is FeedbackWord.ARRIVED
    elif after is ReferralStage.NO_SHOW:
        assert word is FeedbackWord.DID_NOT_ARRIVE
    elif after in ENDS and before in YES:
        assert word is FeedbackWord.ENDED
    else:
        assert word is None
    assert set(TURNS) - ENDS == {
        *(ReferralStage.ACCEPTED, ReferralStage.HANDED_OVER, ReferralStage.NO_SHOW)
    }


def test_turns_are_told_in_order_by_the_day_of_the_mechanism() -> None:
    asker = Asker(frozenset({Role.CASE_MANAGER}), FINDER, Regime.GDPR)
    moves = [
        (ReferralKind.SERVICE, Moved("offered", "accepted")),
        (ReferralKind.SERVICE, Moved(None, "draft")),
        (ReferralKind.SERVICE, Moved("accepted", "handed_over")),
        (ReferralKind.SERVICE, Moved("offered", "declined")),
    ]
    day = date(2026, 3, 3)
    assert feedback(asker, moves, "Europe/Tirane") == (
        Told(FeedbackWord.ACCEPTED, day),
        Told(FeedbackWord.ARRIVED, day),
    )
    police = Asker(frozenset({Role.FIRST_RESPONDER}), FINDER, Regime.LAW_ENFORCEMENT)
    assert feedback(police, moves, "UTC") == ()
