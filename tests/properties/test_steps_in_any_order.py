"""Anybody tries any step of any pathway, in any order; the promises hold at run time.

The engine alone, without a store: `test_in_any_order` does the same through one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from referral.errors import Refusal
from referral.rules.deadlines import protected_until
from referral.rules.explain import explain
from referral.rules.facts import Approver, Asker, CaseFacts, ConsentInForce, Given
from referral.rules.pathway import CompiledPathway, Move, take
from tests.rules.situations import ADULT, NOW, SHIPPED, askers
from workflows.vocabulary import (
    AgeClass,
    ConsentPurpose,
    DecisionReason,
    Entitlement,
    FormalFinding,
    Known,
    LegalGround,
    Outcome,
    Relation,
    RiskLevel,
    Role,
    Track,
)

ANYBODY = Asker(frozenset(Role), frozenset(Relation))
PEOPLE = st.lists(
    st.builds(
        Approver,
        st.sampled_from(("ada", "ben", "cleo", "dino")),
        st.frozensets(st.sampled_from(Role), max_size=3),
    ),
    max_size=4,
)
EVERYBODY = tuple(Approver(role.value, frozenset({role})) for role in Role)
FACTS: Mapping[str, Sequence[Any]] = {
    "age_class": list(AgeClass),
    "unaccompanied": list(Known),
    "guardian_appointed": [True, False],
    "risk_level": list(RiskLevel),
    "foreign_national": list(Known),
    "cooperates_with_authorities": list(Known),
    "family_assessed": [True, False],
    "family_suspected": list(Known),
}
TRIED = 200
"""Names to draw from; a pathway has fewer steps, so each is drawn often."""


class AnyStep(RuleBasedStateMachine):
    """One case on one pathway."""

    @initialize(name=st.sampled_from(sorted(SHIPPED)))
    def a_case_is_opened(self, name: str) -> None:
        self.path: CompiledPathway = SHIPPED[name]
        starts = {track.name: track.start for track in self.path.pathway.tracks}
        self.start = starts
        self.facts = CaseFacts(stages=starts, person=ADULT)
        self.now: datetime = NOW
        self.moves: list[Move] = []

    @rule(name=st.sampled_from(sorted(FACTS)), n=st.integers(0, 5))
    def something_becomes_known(self, name: str, n: int) -> None:
        value = FACTS[name][n % len(FACTS[name])]
        person = replace(self.facts.person, **{name: value})
        self.facts = replace(self.facts, person=person)

    @rule(purpose=st.sampled_from(ConsentPurpose), yes=st.booleans())
    def the_person_says_yes_or_takes_it_back(
        self, purpose: ConsentPurpose, *, yes: bool
    ) -> None:
        kept = tuple(each for each in self.facts.consents if each.purpose != purpose)
        fresh = (ConsentInForce(purpose.value, purpose, frozenset()),) if yes else ()
        no = self.facts.declined | {purpose}
        self.facts = replace(
            self.facts,
            consents=(*kept, *fresh),
            declined=no - {purpose} if yes else no,
        )

    @rule(days=st.integers(1, 100))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(
        n=st.integers(0, TRIED),
        asker=st.just(ANYBODY) | askers,
        agree=st.just(list(EVERYBODY)) | PEOPLE,
        ground=st.none() | st.sampled_from(LegalGround),
    )
    def somebody_tries_a_step(
        self,
        n: int,
        asker: Asker,
        agree: list[Approver],
        ground: LegalGround | None,
    ) -> None:
        here = [
            name
            for name, (track, step) in self.path.steps.items()
            if self.facts.stages[track.name] in step.from_stages
        ]
        names = here if n % 4 else list(self.path.steps)
        step = names[n % len(names)]
        told = {
            each.step: each for each in explain(self.path, self.facts, asker, self.now)
        }[step]
        given = Given(
            at=self.now,
            reason="as recorded",
            outcome=Outcome.RECOVERED,
            recipient_id="body",
            legal_ground=ground,
            reason_code=DecisionReason.INFORMATION_MISSING,
            approvers=tuple(agree),
        )
        try:
            move = take(self.path, step, self.facts, asker, given)
        except Refusal:
            lifted = not told.refusals or ground in told.lifted_by
            assert not lifted or told.seats
            return
        assert told.allowed or ground in told.lifted_by
        self.check_promises(move, agree)
        self.moved(move)

    def check_promises(self, move: Move, agree: list[Approver]) -> None:
        """What the guarantees promise, at the moment a step is really taken."""
        step = self.path.pathway.step(move.step)
        person, track = self.facts.person, self.path.pathway.track(move.track)
        wishes = any(c.purpose is ConsentPurpose.RETURN for c in self.facts.consents)
        stay = Entitlement.LAWFUL_STAY
        lost = stay in track.stage(move.from_stage).entitles and stay not in (
            track.stage(move.to_stage).entitles
        )
        if (lost and not self.excepted(move)) or step.departs:
            ended = self.path.identification_ended(self.facts.stages)
            assert wishes or (ended and not self.reflects())
        if step.discloses or step.interview or step.departs:
            alone = person.age_class is not AgeClass.ADULT and (
                person.unaccompanied is not Known.NO
            )
            assert not alone or person.guardian_appointed
        found = track.stage(move.to_stage).finding
        if found is FormalFinding.NOT_WANTED:
            assert ConsentPurpose.IDENTIFICATION in self.facts.declined
        if step.quorum:
            named = self.path.pathway.quorum(step.quorum)
            every = (named.seats, *(each.seats for each in named.variants))
            fewest = named.at_least or min(len(seats) for seats in every)
            assert len({each.actor_id for each in agree}) >= fewest

    def excepted(self, move: Move) -> bool:
        """True for a ground of art 13(3), which has a decision and a review."""
        return bool(self.path.pathway.step(move.step).exceptions)

    def reflects(self) -> bool:
        """True while recovery and reflection runs."""
        ends = self.facts.reflection_ends
        return ends is not None and self.now < ends

    def moved(self, move: Move) -> None:
        """What the store would keep of a step."""
        self.moves.append(move)
        stages = {**self.facts.stages, move.track: move.to_stage}
        ends = self.facts.reflection_ends
        if self.path.starts_reflection(move.track, move.step):
            clock, zone = self.path.pathway.reflection_clock(), self.path.pathway
            ends = protected_until(clock, self.now, zone.time_zone)
        ended = self.path.identification_ended(stages)
        self.facts = replace(
            self.facts, stages=stages, reflection_ends=ends, identification_ended=ended
        )

    @invariant()
    def the_entries_lead_to_the_present_stage(self) -> None:
        stages = dict(self.start)
        for move in self.moves:
            assert stages[move.track] == move.from_stage
            stages[move.track] = move.to_stage
        assert stages == self.facts.stages

    @invariant()
    def an_open_case_is_entitled_to_help_whatever_else_stands(self) -> None:
        if not self.path.is_closed(self.facts):
            track = self.path.pathway.track(Track.PROTECTION)
            stage = track.stage(self.facts.stages[Track.PROTECTION])
            assert Entitlement.ASSISTANCE in stage.entitles

    @invariant()
    def working_with_the_authorities_changes_no_help(self) -> None:
        said = set()
        for known in Known:
            person = replace(self.facts.person, cooperates_with_authorities=known)
            facts = replace(self.facts, person=person)
            answers = explain(self.path, facts, ANYBODY, self.now)
            said.add(
                tuple(
                    (each.step, each.allowed)
                    for each in answers
                    if each.track is Track.PROTECTION
                )
            )
        assert len(said) == 1


AnyStep.TestCase.settings = settings(
    max_examples=max(40, settings().max_examples), stateful_step_count=40
)
TestStepsInAnyOrder = AnyStep.TestCase
