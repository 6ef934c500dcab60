"""Acts on a mechanism, each kept in what the person said and what was sealed on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from referral.actions.identify import Identification
from referral.actions.work import Done, OnDuty, RequestKey
from tests.properties.everybody_looks import HOLDERS, WORKS_AT, Everybody, marked
from tests.properties.spoken import (
    PASSED_ON_FOR,
    TO_A_SERVICE,
    TO_AN_AUTHORITY,
    Copy,
    Drawers,
    Spoken,
    Word,
)
from tests.world import ALL_DRAWERS, WOMAN, World
from workflows.catalogues import SEALED_FIELDS, service_types
from workflows.vocabulary import (
    AgeClass,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    LegalGround,
    ReferralKind,
)

ADULT = replace(WOMAN, age_class=AgeClass.ADULT)
TOLD = (Compartment.IDENTITY, Compartment.CONTACT)
"""What the step that notifies an authority tells."""
NEEDS: Mapping[frozenset[ConsentPurpose], Mapping[Compartment, tuple[str, ...]]] = {
    TO_A_SERVICE: service_types()["safe_accommodation"].fields,
    TO_AN_AUTHORITY: {drawer: tuple(SEALED_FIELDS[drawer]) for drawer in TOLD},
}
Rests = dict[Compartment, list[Word]]


@dataclass(frozen=True)
class Said:
    """An answer that somebody is about to record."""

    purpose: ConsentPurpose = ConsentPurpose.REFERRAL
    answer: ConsentAnswer = ConsentAnswer.YES
    to: str | None = None
    drawers: Drawers = ALL_DRAWERS
    hours: int | None = None
    """After how many it runs out."""
    ground: LegalGround | None = None


@dataclass
class Acted:
    """A world, everybody in it, and what came of every act."""

    world: World
    everybody: Everybody
    touched: UUID | None = None
    """The case that the last act was about."""
    accepted: dict[UUID, RequestKey] = field(default_factory=dict)
    """The key under which an offer was accepted; whoever did keeps it."""
    made: dict[UUID, tuple[ReferralKind, str]] = field(default_factory=dict)
    """Of each offer its kind, and who sent it."""

    def case(self, n: int) -> UUID:
        """One of the cases."""
        cases = list(self.everybody.cases)
        self.touched = cases[n % len(cases)]
        return self.touched

    def word(self, n: int, *, grounds: bool = False) -> tuple[UUID, Word] | None:
        """One of the answers, or of the grounds, with its case."""
        words = [
            (case, word)
            for case, told in self.everybody.cases.items()
            for word in told.words
            if word.joint is not None or not grounds
        ]
        found = words[n % len(words)] if words else None
        self.touched = found[0] if found else None
        return found

    def offered(self, n: int) -> tuple[UUID, Copy, UUID]:
        """One of the offers: its case, its copy, and itself."""
        every = [
            (case, copy, copy.offer)
            for case, told in self.everybody.cases.items()
            for copy in told.copies
            if copy.offer is not None
        ]
        found = every[n % len(every)]
        self.touched = found[0]
        return found

    def holder(self, case: UUID, n: int, *, right: bool) -> str:
        """Who works where the case is held; or anybody."""
        there = HOLDERS[self.everybody.cases[case].holder]
        return there if right else tuple(WORKS_AT)[n % len(WORKS_AT)]

    def do(self, who: str, act: Callable[[OnDuty], Any]) -> Any:  # any answer
        """An act; None if it was refused. Neither tells what is sealed."""
        done, said = self.everybody.ask(who, act)
        assert "Qz" not in said, "an act tells what is sealed"
        return done

    def held(self, case: UUID, who: str, act: Callable[[OnDuty], Any]) -> Any:
        """An act that is the holder's alone."""
        done = self.do(who, act)
        assert done is None or WORKS_AT[who] == self.everybody.cases[case].holder
        return done

    def open(self, holder: str) -> UUID:
        """A case in which every field tells what it is."""
        number = len(self.everybody.cases)
        found = Identification(ADULT, marked(number))
        me = self.world[HOLDERS[holder]]
        case = self.world.mechanism.open_case(me, found).id
        self.everybody.cases[case] = Spoken(number, holder)
        return case

    def answer(self, case: UUID, who: str, said: Said) -> Done | None:
        """Record an answer of the person."""
        now = self.world.clock()
        until = now + timedelta(hours=said.hours) if said.hours else None
        done: Done | None = self.held(
            case,
            who,
            lambda _: self.world.consent(
                case,
                who,
                purpose=said.purpose,
                answer=said.answer,
                compartments=said.drawers,
                recipient_id=self.world.bodies[said.to] if said.to else None,
                expires_at=until,
                ground=said.ground,
            ),
        )
        if done is not None:
            joint = done.details.get("joint_act")
            word = Word(
                id=done.id,
                purpose=said.purpose,
                said=said.answer,
                drawers=said.drawers,
                to=said.to,
                at=now,
                ends=until,
                ground=said.ground,
                joint=UUID(joint) if joint else None,
            )
            self.everybody.cases[case].words.append(word)
        return done

    def lost(self, case: UUID, word: Word) -> None:
        """What rested on a word is over: to say yes once more brings nothing back."""
        for copy in self.everybody.cases[case].copies:
            copy.loses(word)
            if copy.ended and copy.offer in self.accepted:
                self.say_yes(copy.offer, HOLDERS[copy.body])

    def offer(self, case: UUID, to: str, kind: ReferralKind, who: str) -> UUID | None:
        """Offer a case to one of the shelters."""
        done = self.held(case, who, lambda _: self.world.offer(case, to, who, kind))
        if done is None:
            return None
        self.made[done.id] = (kind, WORKS_AT[who])
        self.sealed(case, to, TO_A_SERVICE).offer = done.id
        offer: UUID = done.id
        return offer

    def sealed(self, case: UUID, to: str, purposes: frozenset[ConsentPurpose]) -> Copy:
        """What was sealed just now, which the person's word has to cover."""
        told, needs = self.everybody.cases[case], NEEDS[purposes]
        covered = told.covering(to, purposes, self.world.clock())
        rests = {drawer: words for drawer, words in covered.items() if drawer in needs}
        assert rests, "nothing covers it"
        check_passed_on(told, rests)
        fields = {(d.value, name) for d in rests for name in needs[d]}
        copy = Copy(to, purposes, frozenset(fields), rests)
        told.copies.append(copy)
        return copy

    def accept(self, case: UUID, copy: Copy, offer: UUID, who: str) -> bool:
        """Say yes to an offer: true if that released what was sealed."""
        told, before = self.everybody.cases[case], offer in self.accepted
        if self.say_yes(offer, who) is None or before:
            return False
        assert WORKS_AT[who] == copy.body
        assert not copy.ended
        covered = told.covering(copy.body, copy.purposes, self.world.clock())
        assert copy.rests.keys() <= covered.keys(), "it covers less by now"
        check_passed_on(told, {drawer: covered[drawer] for drawer in copy.rests})
        copy.open = True
        return True

    def say_yes(self, offer: UUID, who: str) -> Any:  # an answer
        """Accept; who did it before asks again with the key of then."""
        key = self.accepted.get(offer)
        key = key or RequestKey(f"accept-{offer}", b"the same" * 4)
        m = self.world.mechanism
        accept = "accept"
        done = self.do(who, lambda me: m.answer_offer(me, offer, accept, request=key))
        if done is not None:
            self.accepted[offer] = key
        return done


def check_passed_on(told: Spoken, rests: Rests) -> None:
    """What is only kept is passed on where a life or a court demands it."""
    demanded = all(
        any(word.ground in PASSED_ON_FOR for word in words) for words in rests.values()
    )
    assert demanded or not told.keeps(frozenset(rests)), "it is only kept"
