"""What the person has said, and what follows from it: told apart from `referral.rules`.

Written from the decisions (ADR 0010, 0028, 0057, 0061) and from nothing that decides in
the engine, so that a rule that is wrong there is not wrong here in the same way.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from workflows.vocabulary import (
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    LegalGround,
    Purpose,
)

Drawers = frozenset[Compartment]
DRAWERS = tuple(each for each in Compartment if each is not Compartment.OPERATIONAL)
"""Every drawer that holds something about the person."""
TO_A_SERVICE = frozenset({ConsentPurpose.REFERRAL, ConsentPurpose.ASSISTANCE})
TO_AN_AUTHORITY = frozenset({ConsentPurpose.IDENTIFICATION})
RESCUE = frozenset(
    {
        *(Compartment.IDENTITY, Compartment.CONTACT),
        *(Compartment.LOCATION, Compartment.HEALTH),
    }
)
"""All that a danger to life opens until somebody else has looked."""
CONFIRMED_WITHIN = timedelta(hours=72)
NO_RESTRICTION_FOR = (Purpose.RISK_TO_LIFE, Purpose.LEGAL, Purpose.PERSON_ASKED)
PASSED_ON_FOR = (LegalGround.DANGER_TO_LIFE, LegalGround.COURT_ORDER)


@dataclass(eq=False)
class Word:
    """One answer of the person, or a ground in its place."""

    id: UUID
    purpose: ConsentPurpose
    said: ConsentAnswer
    drawers: Drawers
    to: str | None
    """The one organisation it is about; None for every service."""
    at: datetime
    ends: datetime | None = None
    ground: LegalGround | None = None
    joint: UUID | None = None
    taken_back: bool = False
    confirmed: bool = False
    refused: bool = False

    def over(self, now: datetime) -> bool:
        """True once its own time has run out."""
        return self.ends is not None and self.ends <= now

    def gone(self, now: datetime) -> bool:
        """True if it was taken back, or if its ground does not stand."""
        if self.taken_back or self.refused:
            return True
        if self.ground is None or self.confirmed:
            return False
        first = self.ground is LegalGround.DANGER_TO_LIFE
        return not first or now >= self.at + CONFIRMED_WITHIN

    def opens(self, now: datetime) -> Drawers:
        """The drawers that it lets be told, by itself."""
        agreed = self.said in (ConsentAnswer.YES, ConsentAnswer.CANNOT)
        if not agreed or self.over(now) or self.gone(now):
            return frozenset()
        early = self.ground is not None and not self.confirmed
        return self.drawers & RESCUE if early else self.drawers

    def forbids(self, now: datetime, yes: "Word", *, later: bool) -> bool:
        """True if this word takes the one it is about out of what a yes allows."""
        if self.over(now):
            return False
        closer = self.to is not None and yes.to is None
        if self.said in (ConsentAnswer.YES, ConsentAnswer.CANNOT):
            return self.gone(now) and closer
        return not self.taken_back and (closer or later)


@dataclass
class Copy:
    """What was sealed for one organisation."""

    body: str
    purposes: frozenset[ConsentPurpose]
    fields: frozenset[tuple[str, str]]
    rests: dict[Compartment, list[Word]]
    """The words that covered each drawer when it was sealed."""
    offer: UUID | None = None
    open: bool = False
    ended: bool = False
    perhaps: bool = False
    """True if a word was taken back that it may, but need not, rest on."""

    def loses(self, word: Word) -> None:
        """One of the words is over for good."""
        if any(words == [word] for words in self.rests.values()):
            self.ended = True
        elif any(word in words for words in self.rests.values()):
            self.perhaps = True


@dataclass
class Spoken:
    """One case: who holds it, what the person said, what was sealed for whom."""

    number: int
    holder: str
    words: list[Word] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    restricted: dict[UUID, Compartment | None] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    """The two sides of a question about it."""

    def standing(self) -> list[Word]:
        """The last word for each purpose and recipient, in the order of saying."""
        last: dict[tuple[ConsentPurpose, str | None], Word] = {}
        for word in self.words:
            last.pop((word.purpose, word.to), None)
            last[word.purpose, word.to] = word
        return list(last.values())

    def agreeing(
        self, body: str, purposes: frozenset[ConsentPurpose], now: datetime
    ) -> Iterator[Word]:
        """The words on which an organisation may be told something now."""
        about = [
            word
            for word in self.standing()
            if word.purpose in purposes and word.to in (body, None)
        ]
        for at, yes in enumerate(about):
            no = any(
                other.forbids(now, yes, later=then > at)
                for then, other in enumerate(about)
                if other is not yes
            )
            reaches = yes.to == body or purposes is TO_A_SERVICE
            if reaches and not no and yes.opens(now):
                yield yes

    def covering(
        self, body: str, purposes: frozenset[ConsentPurpose], now: datetime
    ) -> dict[Compartment, list[Word]]:
        """By drawer, the words that let an organisation be told of it now."""
        found: dict[Compartment, list[Word]] = {}
        for word in self.agreeing(body, purposes, now):
            for drawer in word.opens(now):
                found.setdefault(drawer, []).append(word)
        return found

    def keeps(self, drawers: Drawers) -> bool:
        """True if one of the drawers is only kept, and used no more."""
        only = set(self.restricted.values())
        return None in only or not only.isdisjoint(drawers)

    def may_open(self, copy: Copy, purpose: Purpose, now: datetime) -> bool:
        """True if a copy opens for whom it was sealed."""
        if copy.ended or not copy.open:
            return False
        drawers = frozenset(copy.rests)
        if self.keeps(drawers) and purpose not in NO_RESTRICTION_FOR:
            return False
        return drawers <= self.covering(copy.body, copy.purposes, now).keys()

    def holder_opens(
        self, drawer: Compartment, purpose: Purpose, *, enforcement: bool
    ) -> bool:
        """True if whoever holds the case opens a drawer of it."""
        if enforcement and drawer is Compartment.HEALTH:
            return False
        kept = self.keeps(frozenset({drawer}))
        return not kept or purpose in NO_RESTRICTION_FOR
