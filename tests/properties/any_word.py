"""Anybody does anything about two people, who say yes and no; and everybody looks.

Beside the mechanism stands `spoken`, which knows what the person said and none of the
engine's rules. Whoever opens a field has to be covered by it at that moment.
"""

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from hypothesis import currently_in_test_context, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from referral.actions.questions import NewQuestion
from referral.actions.restriction import NewRestriction
from referral.actions.work import OnDuty
from tests.properties.acted import Acted, Said
from tests.properties.everybody_looks import (
    HOLDERS,
    STREET,
    WORKS_AT,
    Everybody,
    Look,
    mark,
)
from tests.properties.spoken import DRAWERS, TO_A_SERVICE, TO_AN_AUTHORITY
from tests.world import ALL_DRAWERS, World
from workflows.vocabulary import (
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    LegalGround,
    Purpose,
    ReferralKind,
    RestrictionEnd,
    RestrictionReason,
)

Opener = Callable[[Path], AbstractContextManager[World]]
nth = st.integers(0, 99)
rightly = st.just(value=True) | st.just(value=True) | st.booleans()
"""Mostly the one who may."""
GROUNDS = (LegalGround.DANGER_TO_LIFE, LegalGround.COURT_ORDER)
CANNOT = ConsentAnswer.CANNOT
words = st.builds(
    Said,
    st.sampled_from((*TO_A_SERVICE, *ConsentPurpose)),
    st.sampled_from(tuple(each for each in ConsentAnswer if each is not CANNOT)),
    st.sampled_from((None, "shelter", "haven", "authority")),
    st.just(ALL_DRAWERS) | st.frozensets(st.sampled_from(DRAWERS), min_size=1),
    st.none() | st.integers(1, 200),
)
in_place = st.builds(
    Said,
    st.sampled_from((*TO_A_SERVICE, *TO_AN_AUTHORITY)),
    st.just(CANNOT),
    st.sampled_from((None, "shelter", "haven", "authority")),
    st.just(ALL_DRAWERS),
    st.none() | st.integers(1, 200),
    st.sampled_from(GROUNDS),
)
kinds = st.sampled_from(ReferralKind)
HANDED_OVER = ("package", "copies")
EVERY_SO_MANY = 3
"""One look of so many is taken after an act, and fewer where nothing is likely."""
NIGHT = 1_000
"""From so many examples on, everybody looks everywhere after every act."""


def happened(what: str) -> None:
    """For the statistics of a random history."""
    if currently_in_test_context():
        event(what)


class ConsentGoverns(RuleBasedStateMachine):
    """A mechanism, and what the person said."""

    def __init__(self, opener: Opener) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        self.world = self.stack.enter_context(opener(Path(folder)))
        self.mechanism = self.world.mechanism
        self.everybody = Everybody(self.world)
        self.acted = Acted(self.world, self.everybody)
        self.acts = 0

    @initialize(kind=kinds, hours=st.sampled_from((None, None, 48)))
    def two_people_are_helped(self, kind: ReferralKind, hours: int | None) -> None:
        m, shelter = self.mechanism, self.world.services["shelter"]
        m.set_address(self.world["host"], shelter, STREET, "17")
        for holder, to in (("ngo", "shelter"), ("police", "haven")):
            case = self.acted.open(holder)
            self.acted.answer(case, HOLDERS[holder], Said(hours=hours))
            self.acted.offer(case, to, kind, HOLDERS[holder])
            assert self.acted.accept(*self.acted.offered(-1), HOLDERS[to])

    @rule(n=nth, right=rightly, said=st.lists(words | in_place, min_size=1, max_size=4))
    def the_person_answers(self, n: int, right: bool, said: list[Said]) -> None:
        case = self.acted.case(n)
        who = self.acted.holder(case, n, right=right)
        for each in said:
            if self.acted.answer(case, who, each):
                happened(f"answered: {each.answer.value}")

    @rule(n=nth, right=rightly)
    def takes_back(self, n: int, right: bool) -> None:
        found = self.acted.word(n)
        if found is None:
            return
        case, word = found
        who, m = self.acted.holder(case, n, right=right), self.mechanism
        if self.acted.held(case, who, lambda me: m.withdraw_consent(me, case, word.id)):
            happened("taken back")
            word.taken_back = True
            self.acted.lost(case, word)

    @rule(n=nth, to=st.sampled_from(("shelter", "haven")), right=rightly, kind=kinds)
    def is_offered(self, n: int, to: str, right: bool, kind: ReferralKind) -> None:
        case = self.acted.case(n)
        who = self.acted.holder(case, n, right=right)
        if self.acted.offer(case, to, kind, who):
            happened("offered")
            copy = self.everybody.cases[case].copies[-1]
            if n % 2 and copy.offer:
                assert self.acted.accept(case, copy, copy.offer, HOLDERS[to])
                happened("accepted at once")

    @rule(n=nth, right=rightly)
    def is_accepted(self, n: int, right: bool) -> None:
        case, copy, offer = self.acted.offered(-1 if n % 2 else n)
        who = HOLDERS[copy.body] if right else tuple(WORKS_AT)[n % len(WORKS_AT)]
        if self.acted.accept(case, copy, offer, who):
            happened("accepted")

    @rule(n=nth, word=st.sampled_from(("arrived", "decline", "no_show", "withdraw")))
    def goes_on(self, n: int, word: str) -> None:
        case, copy, offer = self.acted.offered(n)
        told, m = self.everybody.cases[case], self.mechanism
        who = HOLDERS[told.holder if word == "withdraw" else copy.body]
        step = partial(m.answer_offer, referral_id=offer, step=word, reason="full")
        if self.acted.do(who, step) is None:
            return
        happened(word)
        kind, sender = self.acted.made[offer]
        if word != "arrived":
            copy.ended = True
        elif kind is ReferralKind.RESPONSIBILITY:
            assert told.holder == sender
            told.holder = copy.body

    @rule(n=nth, word=st.sampled_from(("approve", "approve", "refuse", "review")))
    def a_second_person_looks(self, n: int, word: str) -> None:
        found, m = self.acted.word(n, grounds=True), self.mechanism
        if found is None or found[1].joint is None:
            return
        (case, ground), joint = found, found[1].joint

        def answer(me: OnDuty) -> object:
            if word == "review":
                return m.answer_joint(me, joint, word)
            return self.world.agree(joint, "coordinator", word)

        if self.acted.do("coordinator", answer) is not None:
            happened(f"ground: {word}")
            ground.confirmed = ground.confirmed or word == "approve"
            if word == "refuse":
                ground.refused = True
                self.acted.lost(case, ground)

    @rule(n=nth, right=rightly)
    def an_authority_is_told(self, n: int, right: bool) -> None:
        case = self.acted.case(n)
        who = self.acted.holder(case, n, right=right)
        to = self.world.bodies["authority"]
        notify = partial(self.world.step, case, "notify_authority", who)
        if self.acted.held(case, who, lambda _: notify(recipient_id=to)):
            happened("an authority was told")
            self.acted.sealed(case, "authority", TO_AN_AUTHORITY).open = True

    @rule(n=nth, right=rightly, drawer=st.none() | st.sampled_from(DRAWERS))
    def is_restricted_or_used_again(
        self, n: int, right: bool, drawer: Compartment | None
    ) -> None:
        case = self.acted.case(n)
        told = self.everybody.cases[case]
        if told.restricted and n % 2:
            self._lifted(case, next(iter(told.restricted)))
            return
        who, m = self.acted.holder(case, n, right=right), self.mechanism
        new = NewRestriction(RestrictionReason.ACCURACY_CONTESTED, drawer)
        done = self.acted.do(who, lambda me: m.restrict_use(me, case, new))
        if done is not None:
            happened("restricted")
            told.restricted[done.id] = drawer

    def _lifted(self, case: UUID, held: UUID) -> None:
        m, end = self.mechanism, RestrictionEnd.ACCURACY_SETTLED
        lift = partial(
            m.lift_restriction, case_id=case, restriction_id=held, reason=end
        )
        if self.acted.do("coordinator", lift):
            happened("used again")
            del self.everybody.cases[case].restricted[held]

    @rule(n=nth, hours=st.none() | st.integers(1, 72))
    def is_asked_about_or_told_the_way(self, n: int, hours: int | None) -> None:
        if hours is None:
            self._asked_about(self.acted.case(n))
            return
        _, copy, offer = self.acted.offered(n)
        until = self.world.clock() + timedelta(hours=hours)
        shelter, m = self.world.services["shelter"], self.mechanism
        grant = partial(
            m.grant_address, referral_id=offer, service_id=shelter, until=until
        )
        done = self.acted.do("host", grant)
        if done is not None:
            happened("told the way")
            assert copy.open
            self.everybody.grants[done.id] = (self.acted.made[offer][1], until)

    def _asked_about(self, case: UUID) -> None:
        told, m = self.everybody.cases[case], self.mechanism
        text = mark(told.number, "asked", "text")
        new = NewQuestion(1, self.world.bodies[told.holder], text)
        ask = partial(m.ask_question, case_id=case, new=new)
        if not told.asked and self.acted.do("coordinator", ask):
            happened("asked about")
            told.asked = ("office", told.holder)

    @rule(hours=st.sampled_from((1, 5, 24, 48, 73, 200)))
    def time_passes(self, hours: int) -> None:
        self.world.clock.advance(hours=hours)

    @invariant()
    def whoever_opens_a_field_is_covered_by_the_persons_word(self) -> None:
        self.acts += 1
        purpose = Purpose.RISK_TO_LIFE if self.acts % 4 == 0 else Purpose.CARE
        touched, self.acted.touched = self.acted.touched, None
        for case in [touched] if touched else self.everybody.cases:
            every = enumerate(self.everybody.looks(case, purpose))
            chosen = [one for at, one in every if self.is_chosen(one, at)]
            self.everybody.all_look(case, chosen)

    def is_chosen(self, one: Look, at: int) -> bool:
        """What was handed over, and some of the rest each time."""
        if settings().max_examples > NIGHT or (one.likely and one.door in HANDED_OVER):
            return True
        every = EVERY_SO_MANY if one.likely else 20 * EVERY_SO_MANY
        return (at + self.acts) % every == 0

    def teardown(self) -> None:
        with self.stack:
            for case in self.everybody.cases:
                every = self.everybody.looks(case, Purpose.PROTECTION)
                chosen = [e for at, e in enumerate(every) if self.is_chosen(e, at)]
                lists = list(self.everybody.lists(case))
                self.everybody.all_look(case, [*chosen, *lists[self.acts % 9 :: 9]])
            self.everybody.looks_for_the_place()
            assert self.everybody.opened
            assert self.mechanism.verify_all().whole
