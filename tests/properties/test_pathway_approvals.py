"""Anybody approves, refuses, takes back and executes, in any order, at any time."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from referral.errors import Refusal
from referral.rules import approvals
from referral.rules.approvals import JointAct, Member, Order, Requirement, Standing
from referral.rules.approvals_words import from_words, to_words

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
WORDS = ("police", "prosecutor", "case_manager")
CONTENT, OTHER = "a" * 64, "b" * 64
MEMBERS = [
    Member(f"actor-{n}", f"body-{n % 2}", frozenset(words))
    for n, words in enumerate(
        [("police",), ("prosecutor",), ("police", "prosecutor"), ("case_manager",), ()]
    )
]
REQUIREMENTS = [
    approvals.two_keys("police", "prosecutor", 24),
    approvals.second_approver(["police", "case_manager"], 48),
    approvals.confirmation(["prosecutor", "case_manager"], 6),
    approvals.quorum(
        [approvals.Seat(word, frozenset({word})) for word in WORDS], hours=72
    ),
]
members = st.sampled_from(MEMBERS)
contents = st.sampled_from([CONTENT, CONTENT, CONTENT, OTHER])
OVER = frozenset(Standing) - approvals.OPEN


class JointActs(RuleBasedStateMachine):
    """One joint act; whoever may do whatever they like to it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.executions = 0

    @initialize(requirement=st.sampled_from(REQUIREMENTS), who=members)
    def somebody_asks(self, requirement: Requirement, who: Member) -> None:
        joint = JointAct("j", "act", "case", CONTENT, requirement, who.actor_id, START)
        self.joint = approvals.ask(joint)
        self.executions = int(self.joint.executed_at is not None)
        self.over: Standing | None = None

    @rule(minutes=st.sampled_from([1, 359, 60, 1439, 1440]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(who=members, seat=st.sampled_from([*WORDS, "second", "confirmation"]))
    def somebody_approves(self, who: Member, seat: str) -> None:
        self._try(
            lambda: approvals.approve(self.joint, who, seat, CONTENT, self.now),
        )

    @rule(who=members, seat=st.sampled_from([*WORDS, "second"]), content=contents)
    def somebody_saw_something(self, who: Member, seat: str, content: str) -> None:
        before = self.joint
        self._try(lambda: approvals.approve(before, who, seat, content, self.now))
        assert content == CONTENT or self.joint == before

    @rule(who=members, seat=st.sampled_from(WORDS))
    def somebody_refuses(self, who: Member, seat: str) -> None:
        self._try(lambda: approvals.refuse(self.joint, who, seat, CONTENT, self.now))

    @rule(who=members)
    def somebody_takes_it_back(self, who: Member) -> None:
        self._try(lambda: approvals.withdraw(self.joint, who.actor_id, self.now))

    @rule(content=contents)
    def it_is_executed(self, content: str) -> None:
        seen = approvals.standing(self.joint, self.now)
        if self._try(lambda: approvals.execute(self.joint, content, self.now)):
            assert seen is Standing.READY
            assert content == CONTENT
            self.executions += 1

    def _try(self, act: object) -> bool:
        assert callable(act)
        try:
            self.joint = act()
        except Refusal:
            return False
        return True

    @invariant()
    def it_is_executed_once_at_most(self) -> None:
        assert self.executions <= 1

    @invariant()
    def every_seat_is_filled_by_an_actor_of_its_own_who_may(self) -> None:
        given = self.joint.approvals
        assert len({each.actor_id for each in given}) == len(given)
        assert len({each.seat for each in given}) == len(given)
        by_id = {member.actor_id: member for member in MEMBERS}
        for each in given:
            seat = self.joint.requirement.seat(each.seat)
            assert seat.words & by_id[each.actor_id].words
            assert not self.joint.late(each.at)

    @invariant()
    def nothing_is_done_before_every_seat_approved_in_time(self) -> None:
        joint = self.joint
        if joint.requirement.order is Order.BEFORE and joint.executed_at:
            assert joint.empty_seats == ()
            assert joint.complete_at is not None
            assert joint.complete_at <= joint.executed_at
            assert not joint.late(joint.executed_at)

    @invariant()
    def who_asks_approves_only_where_the_rule_says_so(self) -> None:
        if not self.joint.requirement.asker_may_approve:
            approved = {each.actor_id for each in self.joint.approvals}
            assert self.joint.asked_by not in approved

    @invariant()
    def what_is_over_stays_as_it_is(self) -> None:
        is_now = approvals.standing(self.joint, self.now)
        assert self.over in (None, is_now)
        if is_now in OVER:
            self.over = is_now

    @invariant()
    def it_reads_back_as_it_was_written(self) -> None:
        assert from_words(to_words(self.joint)) == self.joint


TestJointActs = JointActs.TestCase
