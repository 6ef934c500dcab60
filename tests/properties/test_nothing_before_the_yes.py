"""Before a yes nothing that the addressee is answered tells who the person is."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from referral.errors import GuardNotMet, Refusal
from tests.spec.test_handovers import proposed
from tests.spec.test_offer_cells import done
from tests.world import CONTENT, World, a_world
from workflows.vocabulary import Compartment, Purpose

NAMES = ("Kestrel", "Alder", "1998-04-05", "+000 11 22", "lay-by nine")
TOKENS = [
    str(value)
    for fields in CONTENT.values()
    for value in fields.values()
    if value != "mornings"
]
"""What is recorded of the person; a way to be reached tells nothing by itself."""
STEPS = (
    *("accept", "decline", "confirm", "dispute", "arrived", "no_show", "return"),
    *("start_service", "complete", "close_provider", "withdraw"),
)
YESES = ("accept", "confirm")
people = st.sampled_from(("host", "outreach", "coordinator", "warden"))
texts = st.sampled_from(("No stairs.", *(f"It is {name} indeed." for name in NAMES)))


def tokens_in(told: str) -> list[str]:
    """The tokens that something holds."""
    return [token for token in TOKENS if token.casefold() in told.casefold()]


class BeforeTheYes(RuleBasedStateMachine):
    """Two offers of one person, and everybody who has to do with them."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        made = a_world(str(folder / "data"), folder / "kek")
        self.world: World = self.stack.enter_context(made)
        self.case = self.world.case().id
        self.world.consent(self.case)
        self.offers = [self.world.offer(self.case).id for _ in range(2)]
        self.said_yes = False

    def teardown(self) -> None:
        self.stack.close()

    def try_it(self, who: str, offer: UUID, step: str) -> bool:
        try:
            done(self.world, self.world[who], offer, step)
        except Refusal:
            return False
        return True

    @rule(who=people, n=st.integers(0, 1), step=st.sampled_from(STEPS))
    def answer(self, who: str, n: int, step: str) -> None:
        if self.try_it(who, self.offers[n], step) and step in YESES:
            assert who == "host"
            self.said_yes = True

    @rule(who=people, n=st.integers(0, 1))
    def ask(self, who: str, n: int) -> None:
        self.try_it(who, self.offers[n], "question")

    @rule(n=st.integers(0, 1))
    def say_yes_by_telephone(self, n: int) -> None:
        self.try_it("coordinator", self.offers[n], "telephone_yes")

    @rule(n=st.integers(0, 1), text=texts)
    def reply(self, n: int, text: str) -> None:
        sender = self.world["outreach"]
        try:
            self.world.mechanism.reply_offer(sender, self.offers[n], text)
        except Refusal as refusal:
            named = isinstance(refusal, GuardNotMet)
            assert not named or text != "No stairs."
        else:
            assert text == "No stairs."

    @rule(who=people, n=st.integers(0, 1), text=texts)
    def arrange(self, who: str, n: int, text: str) -> None:
        """What the sender writes; the addressee knows nobody's name to write."""
        if who == "host":
            text = "No stairs."
        with suppress(Refusal):
            proposed(self.world, self.offers[n], who, meeting_point=text, note=text)

    @rule(hours=st.sampled_from((1, 3, 6, 200)))
    def time_passes(self, hours: int) -> None:
        self.world.clock.advance(hours=hours)
        self.world.mechanism.fire_due()

    def told(self) -> Iterator[str]:
        """Everything that the addressee can ask for."""
        m, host = self.world.mechanism, self.world["host"]
        for look in (m.work_list, m.notices, m.cases):
            yield repr(look(host))
        for offer in self.offers:
            yield repr(m.read_offer(host, offer))
            yield self.asked(partial(m.open_package, host, offer, Purpose.CARE))
            yield from self.arranged(offer)
        identity = Compartment.IDENTITY
        yield self.asked(lambda: m.read_case(host, self.case))
        yield self.asked(
            lambda: m.open_content(host, self.case, identity, Purpose.CARE)
        )

    def arranged(self, offer: UUID) -> Iterator[str]:
        """What the addressee opens of a hand-over."""
        m, host = self.world.mechanism, self.world["host"]
        state = m.handover(host, offer)
        for each in (state.agreed, state.proposed):
            if each is not None:
                yield self.asked(partial(self.opened, offer, each.id))

    def opened(self, offer: UUID, handover: UUID) -> str:
        """The texts of one proposal; they do not show in its repr."""
        m, host = self.world.mechanism, self.world["host"]
        found = m.open_handover(host, offer, handover, Purpose.CARE)
        return str(found.content.texts())

    def asked(self, ask: Callable[[], object]) -> str:
        try:
            return repr(ask())
        except Refusal as refusal:
            return repr(refusal)

    @invariant()
    def nothing_tells(self) -> None:
        if not self.said_yes:
            assert tokens_in("".join(self.told())) == []


BeforeTheYes.TestCase.settings = settings(
    max_examples=max(3, settings().max_examples // 16),
    stateful_step_count=12,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestBeforeTheYes = BeforeTheYes.TestCase


def test_after_a_yes_the_same_look_finds_them() -> None:
    """The look can see: what it must not find before, it finds afterwards."""
    machine = BeforeTheYes()
    try:
        machine.answer("host", 0, "accept")
        assert set(tokens_in("".join(machine.told()))) >= {"Kestrel", "Alder"}
    finally:
        machine.teardown()
