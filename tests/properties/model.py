"""What must be true of a mechanism, kept beside it; and who asks it for what."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any
from uuid import UUID

from referral.actions.identify import Identification
from referral.actions.work import OnDuty
from referral.errors import Refusal
from referral.rules.facts import PersonFacts
from tests.properties.handed_out import HandedOut
from tests.world import World
from workflows.catalogues import SEALED_FIELDS
from workflows.vocabulary import AgeClass, Known, ReferralKind, Regime

RIGHT = "the right one"
"""Stands for a worker of the organisation that is entitled to an act."""
IN_CHARGE = {
    "police": "officer",
    "ngo": "outreach",
    "shelter": "host",
    "haven": "warden",
    "bystanders": "stranger",
}


def texts(value: object) -> Iterator[str]:
    """Every text in an answer, however deep, also what a repr hides."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for item in fields(value):
            yield from texts(getattr(value, item.name))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from (*texts(key), *texts(one))
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from texts(one)
    else:
        yield str(value)


@dataclass
class Told:
    """One case: its mark, who holds it, and who was ever entitled to content of it."""

    number: int
    holder: UUID
    entitled: set[UUID]
    version: int = 1
    erased: bool = False

    @property
    def mark(self) -> str:
        """Every sealed text of the case begins with this."""
        return f"Qz{self.number:03}-"


@dataclass
class Offered:
    """One offer."""

    case: UUID
    addressee: UUID
    sender: UUID
    kind: ReferralKind


@dataclass
class Model:
    """A world, and what we know of its cases and offers."""

    world: World
    cases: dict[UUID, Told] = field(default_factory=dict)
    offers: dict[UUID, Offered] = field(default_factory=dict)
    consents: list[tuple[UUID, UUID]] = field(default_factory=list)
    handed: HandedOut = field(default_factory=HandedOut)

    def nth_case(self, n: int) -> UUID:
        """One of the cases."""
        return list(self.cases)[n % len(self.cases)]

    def nth_offer(self, n: int) -> UUID:
        """One of the offers."""
        return list(self.offers)[n % len(self.offers)]

    def organisation(self, name: str) -> UUID:
        """Where somebody works."""
        return self.world[name].organisation_id

    def person_of(self, organisation: UUID) -> str:
        """Somebody who works there."""
        codes = {body: code for code, body in self.world.bodies.items()}
        return IN_CHARGE[codes[organisation]]

    def holder(self, name: str, case: UUID) -> str:
        """Who asks about a case."""
        return self.person_of(self.cases[case].holder) if name == RIGHT else name

    def addressee(self, name: str, offer: UUID) -> str:
        """Who asks about an offer."""
        return self.person_of(self.offers[offer].addressee) if name == RIGHT else name

    def ask(self, name: str, act: Callable[[OnDuty], Any]) -> Any:  # any answer
        """Do an act; None if it is refused. Either way nobody is told too much."""
        try:
            answer = act(self.world[name])
        except Refusal as refusal:
            said = [refusal.sentence, *refusal.missing, repr(refusal)]
            self.check_told(name, said)
            return None
        said = list(texts(answer))
        self.check_told(name, said)
        marks = {told.mark: case for case, told in self.cases.items()}
        self.handed.note(self.organisation(name), answer, "\n".join(said), marks)
        return answer

    def check_told(self, name: str, said: Iterable[str]) -> None:
        """No mark reaches an organisation that was never entitled to the case."""
        whole = "\n".join(said)
        enforcement = self.world[name].regime is Regime.LAW_ENFORCEMENT
        for case in self.cases.values():
            assert not (case.erased and case.mark in whole), f"{name} was told"
            entitled = self.organisation(name) in case.entitled
            assert entitled or case.mark not in whole, f"{name} was told too much"
            assert not (enforcement and f"{case.mark}health" in whole), name

    def check_ledgers(self) -> None:
        """Every ledger says what was handed out; of who was erased, nobody can."""
        for case, told in self.cases.items():
            offers = [each for each, made in self.offers.items() if made.case == case]
            found = self.world.mechanism.ledger(self.world["coordinator"], case)
            assert found.unexplained == ()
            if not told.erased:
                self.handed.check(case, offers, found.lines)

    def open_case(self, name: str, age: AgeClass) -> None:
        """A case in which every sealed field carries its mark."""
        here, number = self.organisation(name), len(self.cases)
        told = Told(number, here, {here})
        content = {
            drawer: {one: f"{told.mark}{drawer.value}-{one}" for one in names}
            for drawer, names in SEALED_FIELDS.items()
        }
        facts = PersonFacts(
            age_class=age, foreign_national=Known.YES, unaccompanied=Known.NO
        )
        found = Identification(facts, content)
        done = self.world.mechanism.open_case(self.world[name], found)
        self.cases[done.id] = told

    def consent(self, name: str, case: UUID, **words: Any) -> None:
        """An answer of the person, if whoever asks may record it."""
        name = self.holder(name, case)
        done = self.ask(name, lambda _: self.world.consent(case, name, **words))
        if done is not None:
            self.consents.append((case, done.id))

    def offer(self, name: str, case: UUID, to: str, kind: ReferralKind) -> None:
        """An offer, if whoever asks may make it."""
        name = self.holder(name, case)
        done = self.ask(name, lambda _: self.world.offer(case, to, name, kind))
        if done is not None:
            here = self.organisation(name)
            assert self.cases[case].holder == here
            self.offers[done.id] = Offered(case, self.world.bodies[to], here, kind)

    def answered(self, name: str, offer: UUID, step: str) -> None:
        """What follows when an addressee has answered."""
        made = self.offers[offer]
        assert self.organisation(name) == made.addressee != made.sender
        if step == "accept":
            self.cases[made.case].entitled.add(made.addressee)
        if step == "arrived" and made.kind is ReferralKind.RESPONSIBILITY:
            self.cases[made.case].holder = made.addressee
