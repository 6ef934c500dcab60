"""Everybody tries to open everything, and sees what the person's word allows; no more.

Every sealed text of a case tells its case, its drawer and its field, so that what is
answered tells what it holds.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from referral.actions.work import OnDuty
from referral.errors import Refusal
from tests.properties.model import texts
from tests.properties.spoken import DRAWERS, Copy, Spoken
from tests.world import World
from workflows.catalogues import SEALED_FIELDS
from workflows.vocabulary import Compartment, IdentityProof, Purpose, Regime

Seen = frozenset[tuple[str, str]]
"""Drawers and fields of one case."""
NOTHING: Seen = frozenset()
WORKS_AT = {
    "officer": "police",
    "outreach": "ngo",
    "host": "shelter",
    "warden": "haven",
    "assessor": "authority",
    "migration": "migration",
    "coordinator": "office",
    "auditor": "office",
    "stranger": "bystanders",
}
"""Everybody who looks, and for whom."""
HOLDERS = {body: name for name, body in WORKS_AT.items()}
_MARK = re.compile(r"Qz(\d{3})-([a-z]+)-([a-z_]+)")
STREET = "Qstreet Lane"
OLDER = (Compartment.IDENTITY, Compartment.HEALTH)
"""Drawers of which older versions are asked for, too: one door, one check."""
AT_ONCE = 8
"""How many look at the same time: what they write is committed together."""


def mark(number: int, drawer: str, name: str) -> str:
    """What stands in a field of a case."""
    return f"Qz{number:03}-{drawer}-{name}"


def marked(number: int) -> dict[Compartment, dict[str, str]]:
    """Every sealed field of a case, each with its mark."""
    return {
        drawer: {name: mark(number, drawer.value, name) for name in names}
        for drawer, names in SEALED_FIELDS.items()
    }


def whole(drawer: Compartment) -> Seen:
    """Every field of a drawer."""
    return frozenset((drawer.value, name) for name in SEALED_FIELDS[drawer])


@dataclass(frozen=True)
class Look:
    """One door that one person tries, and what is behind it for them."""

    who: str
    door: str
    act: Callable[[OnDuty], Any]
    behind: Seen
    perhaps: bool = False
    """True if it may be closed instead."""
    likely: bool = False
    """True if it belongs to whoever holds the case, or was told something of it."""


@dataclass
class Everybody:
    """All people of a world, and what each of them may see."""

    world: World
    cases: dict[UUID, Spoken] = field(default_factory=dict)
    grants: dict[UUID, tuple[str, datetime]] = field(default_factory=dict)
    """To whom the shelter's address was granted, and until when."""
    opened: int = 0
    """How often something was seen."""

    def ask(self, who: str, act: Callable[[OnDuty], Any]) -> tuple[Any, str]:
        """An answer, None if it is a refusal, and everything that was said."""
        try:
            answer = act(self.world[who])
        except Refusal as no:
            return None, "\n".join((no.sentence, *no.missing, repr(no)))
        return answer, "\n".join(texts(answer))

    def all_look(self, case: UUID, looks: Iterable[Look]) -> None:
        """Several people try doors at the same time."""
        with ThreadPoolExecutor(AT_ONCE) as people:
            for opened in people.map(partial(self.look, case), looks):
                self.opened += opened

    def look(self, case: UUID, one: Look) -> bool:
        """Try one door: true if something was seen.

        Raises:
            AssertionError: if more is seen than may be, or less.
        """
        _, said = self.ask(one.who, one.act)
        found = {(int(n), drawer, name) for n, drawer, name in _MARK.findall(said)}
        number = self.cases[case].number
        seen = {(drawer, name) for n, drawer, name in found if n == number}
        where = f"{one.who} at {one.door}"
        assert all(n == number for n, *_ in found), f"another case: {where}"
        assert seen <= one.behind, f"too much: {where}: {sorted(seen - one.behind)}"
        assert one.perhaps or seen == one.behind, f"too little: {where}"
        assert seen in (set(), set(one.behind)), f"a part: {where}"
        return bool(seen)

    def looks(self, case: UUID, purpose: Purpose) -> Iterator[Look]:
        """Every door for everybody, as the person's word has it now."""
        for who in WORKS_AT:
            yield from self._as_holder(case, who, purpose)
            yield from self._as_recipient(case, who, purpose)
            yield self._question(case, who)

    def _as_holder(self, case: UUID, who: str, purpose: Purpose) -> Iterator[Look]:
        told, m = self.cases[case], self.world.mechanism
        here = WORKS_AT[who] == told.holder
        enforcement = self.world[who].regime is Regime.LAW_ENFORCEMENT
        closed = {Compartment.HEALTH} if enforcement else set()
        for drawer in DRAWERS:
            opens = here and told.holder_opens(drawer, purpose, enforcement=enforcement)
            behind = whole(drawer) if opens else NOTHING

            def now(me: OnDuty, drawer: Compartment = drawer) -> object:
                return m.open_content(me, case, drawer, purpose)

            def then(me: OnDuty, drawer: Compartment = drawer) -> object:
                return m.open_as_of(me, case, drawer, purpose, 1)

            yield Look(who, f"drawer {drawer.value}", now, behind, likely=here)
            if drawer in OLDER:
                yield Look(who, f"older {drawer.value}", then, behind, perhaps=True)
        every = {each for d in set(DRAWERS) - closed for each in whole(d)}

        def data(me: OnDuty) -> object:
            return m.person_data(me, case, IdentityProof.KNOWN_IN_PERSON)

        yield Look(who, "person data", data, frozenset(every) if here else NOTHING)

    def _as_recipient(self, case: UUID, who: str, purpose: Purpose) -> Iterator[Look]:
        told, m, body = self.cases[case], self.world.mechanism, WORKS_AT[who]
        for copy in told.copies:
            if copy.offer is None:
                continue
            offer = copy.offer

            def package(me: OnDuty, offer: UUID = offer) -> object:
                return m.open_package(me, offer, purpose)

            behind = self._behind(told, copy, who, purpose)
            likely = body == copy.body
            yield Look(who, "package", package, behind, copy.perhaps, likely)
        sent = [each for each in told.copies if each.offer is None]
        ours = {f for each in sent for f in self._behind(told, each, who, purpose)}
        unsure = any(each.perhaps for each in sent)

        def copies(me: OnDuty) -> object:
            return m.disclosures(me, case, purpose)

        likely = bool(sent) and body == "authority"
        yield Look(who, "copies", copies, frozenset(ours), unsure, likely)

    def _behind(self, told: Spoken, copy: Copy, who: str, purpose: Purpose) -> Seen:
        now = self.world.clock()
        here = WORKS_AT[who] == copy.body
        return copy.fields if here and told.may_open(copy, purpose, now) else NOTHING

    def _question(self, case: UUID, who: str) -> Look:
        told, m = self.cases[case], self.world.mechanism
        asked = frozenset({("asked", "text")})
        behind = asked if WORKS_AT[who] in told.asked else NOTHING
        return Look(
            who, "questions", lambda me: m.case_questions(me, case), behind, True
        )

    def looks_for_the_place(self) -> None:
        """Where the shelter is opens for itself, and for whom it was granted."""
        now, service = self.world.clock(), self.world.services["shelter"]
        granted = {to for to, until in self.grants.values() if now < until}
        read, care = self.world.mechanism.read_address, Purpose.CARE
        for who, body in WORKS_AT.items():
            _, said = self.ask(who, lambda me: read(me, service, care))
            may = body == "shelter" or body in granted
            assert may or STREET not in said, f"{who} at the address"

    def lists(self, case: UUID) -> Iterator[Look]:
        """What everybody is shown without opening anything: it holds no field."""
        m = self.world.mechanism
        listed: Mapping[str, Callable[[OnDuty], Any]] = {
            "timeline": lambda me: m.timeline(me, case),
            "ledger": lambda me: m.ledger(me, case),
            "case": lambda me: m.read_case(me, case),
            "offers": m.offers,
            "deletions": m.deletions,
        }
        for who in WORKS_AT:
            for door, act in listed.items():
                yield Look(who, door, act, NOTHING)
