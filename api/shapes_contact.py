"""A first contact as its steps are typed, and as one whole."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import Field

from api.shapes import Code, Indicator, NewCase, Shape
from api.values import Flag
from referral.actions.first_contact import FirstContact
from referral.rules.consent import ANY_SERVICE
from referral.rules.consent_answer import Answer
from workflows.asks import Ask, AskTo, first_asks
from workflows.minimal_consent import minimal_consent
from workflows.vocabulary import (
    ChildView,
    ConsentAnswer,
    ConsentPurpose,
    Disagreement,
    GuardianStand,
    HowGiven,
    LegalGround,
)

Said = tuple[tuple[Answer, UUID | None], ...]


class StandsIn(NewCase):
    """A first contact in which a legal ground may stand in for a yes."""

    ground: LegalGround | None = None
    child_view: ChildView | None = None
    guardian: GuardianStand | None = None


class InHaste(StandsIn):
    """A bed is needed now: what is asked in one short page."""

    def contact(self, now: datetime) -> FirstContact:
        """As the action takes it; a ground asks for what a minimal yes would."""
        said = ((self._instead(now), None),) if self.ground else ()
        return FirstContact(self.identification(), said, in_haste=True)

    def _instead(self, now: datetime) -> Answer:
        least = minimal_consent()
        return Answer(
            purpose=least.purpose,
            answer=ConsentAnswer.CANNOT,
            given_at=now,
            compartments=frozenset(least.compartments),
            recipient_class=ANY_SERVICE,
            language=self.facts.language or "",
            expires_at=now + timedelta(days=least.ends.n),
            ground=self.ground,
            guardian=self.guardian,
            child_view=self.child_view,
        )


class WholeContact(StandsIn):
    """All steps together: what a case is opened from."""

    said: dict[Code, ConsentAnswer] = Field(default={}, max_length=12)
    """What the person said, by the name of the question."""
    how_given: HowGiven = HowGiven.SPOKEN
    interpreter: Flag = False
    disagrees: Disagreement | None = None

    def contact(
        self, now: datetime, authority: UUID | None, draft: UUID, version: int
    ) -> FirstContact:
        """As the action takes it.

        Args:
            now: When it was said.
            authority: Who identifies, where the mechanism has one such body.
            draft: The draft that this finishes.
            version: Which version of it was looked at.
        """
        return FirstContact(
            self.identification(),
            tuple(self._answers(now, authority)),
            self.disagrees,
            draft=draft,
            draft_version=version,
        )

    def _answers(
        self, now: datetime, authority: UUID | None
    ) -> Iterator[tuple[Answer, UUID | None]]:
        for ask in first_asks():
            said = self.said.get(ask.name)
            named = authority if ask.to is AskTo.AUTHORITY else None
            if said is not None and (named or ask.to is AskTo.ANY_SERVICE):
                yield self._answer(ask, said, now, named=named is not None), named

    def _answer(
        self, ask: Ask, said: ConsentAnswer, now: datetime, *, named: bool
    ) -> Answer:
        yes, cannot = said is ConsentAnswer.YES, said is ConsentAnswer.CANNOT
        lasts = yes or cannot
        return Answer(
            purpose=ConsentPurpose(ask.purpose),
            answer=said,
            given_at=now,
            compartments=frozenset(ask.compartments) if lasts else frozenset(),
            recipient_class=None if named else ANY_SERVICE,
            recipient_named=named,
            items=frozenset(ask.items) if yes else frozenset(),
            language=self.facts.language or "",
            how_given=self.how_given,
            interpreter=self.interpreter,
            expires_at=now + timedelta(days=ask.ends.n) if lasts else None,
            ground=self.ground if cannot else None,
            guardian=self.guardian if cannot else None,
            child_view=self.child_view if cannot else None,
        )


class SignsSeen(Shape):
    """Signs that are written down after a case was opened."""

    indicators: list[Indicator] = Field(default=[], max_length=80)
    disagrees: Disagreement | None = None
