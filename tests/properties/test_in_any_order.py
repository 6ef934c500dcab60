"""Anybody does anything in any order; what must hold holds after every act."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlmodel import col, select

from referral.actions.holds import NewHold
from referral.actions.work import OnDuty
from referral.errors import Erased
from referral.records.cases import Case
from referral.records.referrals import Referral
from referral.records.timeline import Entry
from tests.properties.model import IN_CHARGE, RIGHT, Model, texts
from tests.records.raw import run
from tests.world import ALL_DRAWERS, a_world
from workflows.loader import load_shipped
from workflows.vocabulary import (
    AgeClass,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    EntryType,
    ErasureReason,
    HoldGround,
    LegalGround,
    Outcome,
    Purpose,
    ReferralKind,
    Track,
)

OTHERS = ("assessor", "migration", "coordinator", "auditor")
STEPS = (
    "bring_to_safety",
    "notify_authority",
    "start_assessment",
    "identify",
    "start_reflection",
    "record_contact_lost",
    "close",
    "reopen",
)
people = st.sampled_from((*IN_CHARGE.values(), *OTHERS))
who = st.just(RIGHT) | people
nth = st.integers(0, 99)
kinds = st.sampled_from(ReferralKind)
STARTS = {track.name: track.start for track in load_shipped("convention")[0].tracks}
EVERY = 5
"""After so many acts the chains are verified."""
shelters = st.sampled_from(("shelter", "haven"))


def _about(look: Callable[..., object], case: UUID, me: OnDuty) -> object:
    return look(me, case)


class AnyOrder(RuleBasedStateMachine):
    """The mechanism, and beside it the little that must be true of it."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        made = a_world(str(folder / "data"), folder / "kek")
        self.world = self.stack.enter_context(made)
        self.mechanism = self.world.mechanism
        self.acts = 0
        self.model = Model(self.world)
        for name, kind in zip(("outreach", "officer"), ReferralKind, strict=True):
            self.model.open_case(name, AgeClass.ADULT)
            case = self.model.nth_case(-1)
            self.model.consent(RIGHT, case)
            for _ in range(2):
                self.model.offer(RIGHT, case, "shelter", kind)
            self.reply(RIGHT, self.model.nth_offer(-1), "accept")

    def teardown(self) -> None:
        with self.stack:
            self.model.check_ledgers()
            assert self.mechanism.verify_all().whole

    @rule(
        name=st.sampled_from(("officer", "outreach", "host", "stranger")),
        age=st.sampled_from((AgeClass.ADULT, AgeClass.ADULT, AgeClass.UNSURE)),
    )
    def open_case(self, name: str, age: AgeClass) -> None:
        self.model.open_case(name, age)

    @rule(
        name=who,
        n=nth,
        said=st.sampled_from((ConsentAnswer.YES, ConsentAnswer.YES, ConsentAnswer.NO)),
        purpose=st.sampled_from(ConsentPurpose),
        to=st.sampled_from((None, "shelter", "haven", "authority")),
        drawers=st.just(ALL_DRAWERS)
        | st.frozensets(st.sampled_from(Compartment), min_size=1),
    )
    def record_consent(
        self,
        name: str,
        n: int,
        said: ConsentAnswer,
        purpose: ConsentPurpose,
        to: str | None,
        drawers: frozenset[Compartment],
    ) -> None:
        self.model.consent(
            name,
            self.model.nth_case(n),
            answer=said,
            purpose=purpose,
            compartments=drawers,
            recipient_id=self.world.bodies[to] if to else None,
        )

    @rule(name=who, n=nth)
    def withdraw_consent(self, name: str, n: int) -> None:
        case, consent = self.model.consents[n % len(self.model.consents)]
        self.model.ask(
            self.model.holder(name, case),
            lambda me: self.mechanism.withdraw_consent(me, case, consent),
        )

    @rule(name=who, n=nth, to=shelters, kind=kinds)
    def make_offer(self, name: str, n: int, to: str, kind: ReferralKind) -> None:
        self.model.offer(name, self.model.nth_case(n), to, kind)

    @rule(name=who, n=nth)
    def accept(self, name: str, n: int) -> None:
        self.reply(name, self.model.nth_offer(n), "accept")

    @rule(name=who, n=nth, step=st.sampled_from(("arrived", "decline", "no_show")))
    def answer(self, name: str, n: int, step: str) -> None:
        self.reply(name, self.model.nth_offer(n), step)

    def reply(self, name: str, offer: UUID, step: str) -> None:
        name = self.model.addressee(name, offer)
        answer = self.mechanism.answer_offer
        done = self.model.ask(name, lambda me: answer(me, offer, step, reason="full"))
        if done is not None:
            event(f"answered: {step}")
            self.model.answered(name, offer, step)

    @rule(name=who, n=nth)
    def withdraw_offer(self, name: str, n: int) -> None:
        offer = self.model.nth_offer(n)
        self.model.ask(
            self.model.holder(name, self.model.offers[offer].case),
            lambda me: self.mechanism.answer_offer(me, offer, "withdraw"),
        )

    @rule(name=who, n=nth)
    def open_package(self, name: str, n: int) -> None:
        offer = self.model.nth_offer(n)
        name = self.model.addressee(name, offer)
        opened = self.model.ask(
            name, lambda me: self.mechanism.open_package(me, offer, Purpose.CARE)
        )
        if any("Qz" in text for text in texts(opened)):
            event("opened a package")
            query = select(col(Referral.stage)).where(col(Referral.id) == offer)
            ((stage,),) = run(self.world, query)
            assert stage in ("accepted", "handed_over")
            addressee = self.model.offers[offer].addressee
            assert self.model.organisation(name) == addressee

    @rule(name=who, n=nth, drawer=st.sampled_from(Compartment))
    def open_content(self, name: str, n: int, drawer: Compartment) -> None:
        case = self.model.nth_case(n)
        name = self.model.holder(name, case)
        purpose = Purpose.PROTECTION
        opened = self.model.ask(
            name, lambda me: self.mechanism.open_content(me, case, drawer, purpose)
        )
        if opened is not None:
            assert self.model.organisation(name) == self.model.cases[case].holder

    @rule(name=who, n=nth, step=st.sampled_from(STEPS))
    def take_step(self, name: str, n: int, step: str) -> None:
        case = self.model.nth_case(n)
        name = self.model.holder(name, case)
        to = self.world.bodies["authority"]
        done = self.model.ask(
            name,
            lambda _: self.world.step(
                case,
                step,
                name,
                reason="as agreed",
                outcome=Outcome.RECOVERED,
                recipient_id=to,
                legal_ground=LegalGround.DANGER_TO_LIFE,
            ),
        )
        if done is not None and step == "notify_authority":
            event("notified")
            self.model.cases[case].entitled.add(to)

    @rule(name=who, n=nth, agrees=st.just("coordinator") | people, held=st.booleans())
    def erase(self, name: str, n: int, agrees: str, held: bool) -> None:
        case, m, reason = self.model.nth_case(n), self.mechanism, ErasureReason.ORDERED
        name = self.model.holder(name, case)
        if held:
            hold = NewHold(HoldGround.COURT_ORDER, "law_requires")
            self.model.ask(agrees, lambda me: m.set_hold(me, case, hold))
        asked = self.model.ask(name, lambda me: m.ask_erasure(me, case, reason))
        if asked is None:
            return
        self.model.ask(agrees, lambda _: self.world.agree(asked.id, agrees))
        done = self.model.ask(
            agrees, lambda me: m.answer_joint(me, asked.id, "execute")
        )
        if done is not None:
            assert agrees != name
            assert not held or self.model.cases[case].erased is False
            event("erased")
            self.model.cases[case].erased = True

    @rule(name=who, n=nth)
    def look_at_a_case(self, name: str, n: int) -> None:
        case, m = self.model.nth_case(n), self.mechanism
        for look in (m.read_case, m.timeline, m.consents, m.verify_case, m.steps):
            asked = self.model.holder(name, case)
            self.model.ask(asked, partial(_about, look, case))
        for name_ in ("assessor", "migration"):
            self.model.ask(name_, lambda me: m.disclosures(me, case, Purpose.LEGAL))

    @rule(name=people)
    def look_at_lists(self, name: str) -> None:
        for look in (self.mechanism.cases, self.mechanism.offers):
            self.model.ask(name, look)

    @rule(n=nth, drawer=st.sampled_from(Compartment))
    def open_what_was_erased(self, n: int, drawer: Compartment) -> None:
        case = self.model.nth_case(n)
        told, m = self.model.cases[case], self.mechanism
        me = self.world[self.model.holder(RIGHT, case)]
        if told.erased:
            with pytest.raises(Erased):
                m.open_content(me, case, drawer, Purpose.PROTECTION)

    @rule(hours=st.integers(1, 40 * 24))
    def time_passes(self, hours: int) -> None:
        self.world.clock.advance(hours=hours)

    @invariant()
    def every_chain_holds(self) -> None:
        self.acts += 1
        if self.acts % EVERY == 0:
            assert self.mechanism.verify_all().whole

    @invariant()
    def the_entries_lead_to_the_present_stages(self) -> None:
        steps = (
            select(col(Entry.chain_id), col(Entry.track), col(Entry.to_stage))
            .where(col(Entry.type) == EntryType.STEP_TAKEN)
            .order_by(col(Entry.chain_id), col(Entry.seq))
        )
        told = {(case, track): stage for case, track, stage in run(self.world, steps)}
        now = select(*(col(getattr(Case, name)) for name in ("id", *Track)))
        for case, *stages in run(self.world, now):
            for track, stage in zip(Track, stages, strict=True):
                assert told.get((case, track), STARTS[track]) == stage

    @invariant()
    def versions_never_fall_and_the_holder_is_who_should_be(self) -> None:
        query = select(col(Case.id), col(Case.version), col(Case.holder_id))
        rows: list[tuple[UUID, int, UUID]] = run(self.world, query)
        assert len(rows) == len(self.model.cases)
        for case_id, version, holder in rows:
            told = self.model.cases[case_id]
            assert version >= told.version
            told.version = version
            assert holder == told.holder


AnyOrder.TestCase.settings = settings(
    max_examples=max(6, settings().max_examples // 8),
    stateful_step_count=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestInAnyOrder = AnyOrder.TestCase
