"""For whom an answer of the person counts, and for what."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from referral.errors import ConsentMissing
from referral.rules.facts import ConsentInForce, PersonFacts
from workflows.vocabulary import (
    ConsentAnswer,
    ConsentPurpose,
    LegalGround,
)

ANY_SERVICE = "any_service"
"""The recipient class of a person who agrees to any service of the mechanism."""


def check_stands(
    answer: ConsentAnswer, ground: LegalGround | None, person: PersonFacts
) -> None:
    """Refuse a yes, or a ground in its place, that does not stand for this person.

    Raises:
        ConsentMissing: if a child's yes stands alone, or nothing stands in.
    """
    if answer is ConsentAnswer.YES and person.treated_as_child:
        raise ConsentMissing(
            "A child's yes does not stand alone: record that the child cannot consent, "
            "and the ground that stands in.",
            missing=("guardian_or_legal_ground",),
        )
    if answer is ConsentAnswer.CANNOT:
        _check_ground(ground, person)


def _check_ground(ground: LegalGround | None, person: PersonFacts) -> None:
    if ground is None:
        raise ConsentMissing(
            "Where the person cannot consent, a legal ground must stand in.",
            missing=("legal_ground",),
        )
    best_interests = ground is LegalGround.CHILD_BEST_INTERESTS
    if best_interests and not person.treated_as_child:
        raise ConsentMissing(
            "This ground stands in for a child only.", missing=("legal_ground",)
        )
    if best_interests and not (person.guardian_appointed or person.emergency_ground):
        raise ConsentMissing(
            "A child needs a guardian, or a recorded emergency.",
            missing=("guardian_appointed", "emergency_ground"),
        )


def counts(answer: ConsentAnswer) -> bool:
    """True if this answer, or the ground beside it, lets something happen."""
    return answer in (ConsentAnswer.YES, ConsentAnswer.CANNOT)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One answer as it stands in the records."""

    consent: ConsentInForce
    answer: ConsentAnswer
    withdrawn: bool = False
    expired: bool = False

    @property
    def reach(self) -> str:
        """Whom it speaks of: an organisation, a service type, or any service."""
        return self.consent.recipient_id or self.consent.recipient_class or ""

    @property
    def closeness(self) -> int:
        """How closely it names its recipient: 2 an organisation, 0 any service."""
        if self.consent.recipient_id is not None:
            return 2
        return int(self.reach != ANY_SERVICE)

    @property
    def refuses(self) -> bool:
        """True for a no, and for a yes that was taken back."""
        over = ConsentAnswer.YES if self.withdrawn else ConsentAnswer.NO
        return self.answer is over

    def allows(self, person: PersonFacts) -> bool:
        """True if something may rest on it, no other answer considered."""
        if self.withdrawn or self.expired or not counts(self.answer):
            return False
        try:
            check_stands(self.answer, self.consent.ground, person)
        except ConsentMissing:
            return False
        return True

    def stops(self, other: "Recorded", *, newer: bool) -> bool:
        """True if this answer takes its own recipient out of another one.

        A no stops what is older than it; and like a withdrawn yes it stops what
        speaks of its recipient only within a wider circle.
        """
        if self.expired or counts(self.answer) != self.withdrawn:
            return False
        closer = self.closeness > other.closeness
        return closer or (newer and not self.withdrawn)


def in_force(
    answers: Iterable[Recorded], person: PersonFacts
) -> tuple[ConsentInForce, ...]:
    """What may rest on a person's answers now, given in the order of recording.

    The newest answer for a purpose and a recipient replaces the older ones for good:
    when it is withdrawn or runs out, no older yes comes back.
    """
    latest: dict[tuple[ConsentPurpose, str], Recorded] = {}
    for answer in answers:
        about = answer.consent.purpose, answer.reach
        latest.pop(about, None)
        latest[about] = answer
    standing = list(latest.values())
    return tuple(
        replace(mine.consent, not_to=_taken_out(mine, n, standing))
        for n, mine in enumerate(standing)
        if mine.allows(person) and not _stopped(mine, standing[n + 1 :])
    )


def declined(
    answers: Iterable[Recorded], person: PersonFacts
) -> frozenset[ConsentPurpose]:
    """The purposes a person does not want, by their own answers in order of recording.

    Their last word on a purpose is a no, or a yes that they took back, and nothing for
    it is in force towards anybody. A no counts for a child too, who is heard (UNCRC
    art 12); what stands in for a person says nothing of their wish.
    """
    said = list(answers)
    held = {consent.purpose for consent in in_force(said, person)}
    last = {
        each.consent.purpose: each
        for each in said
        if each.answer is not ConsentAnswer.CANNOT
    }
    return frozenset(
        purpose
        for purpose, each in last.items()
        if purpose not in held and not each.expired and each.refuses
    )


def _stopped(mine: Recorded, later: Iterable[Recorded]) -> bool:
    """True if a later no for the same purpose speaks of every service."""
    return any(
        other.reach == ANY_SERVICE
        and other.consent.purpose is mine.consent.purpose
        and other.stops(mine, newer=True)
        for other in later
    )


def _taken_out(
    mine: Recorded, n: int, standing: Iterable[Recorded]
) -> frozenset[tuple[ConsentPurpose, str]]:
    return frozenset(
        (other.consent.purpose, other.reach)
        for m, other in enumerate(standing)
        if other.stops(mine, newer=m > n)
    )


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who would be told, and as what."""

    id: str
    service_type: str | None = None
    """None for an authority that is notified."""
    own_consent: bool = False
    """True for a kind of service that a consent to any service does not reach."""
    enforcement: bool = False
    """True under the law-enforcement regime: only a consent that names it reaches."""

    def classes(self) -> frozenset[str]:
        """The recipient classes of consents that reach it."""
        if self.service_type is None or self.enforcement:
            return frozenset()
        wider = frozenset() if self.own_consent else frozenset({ANY_SERVICE})
        return wider | {self.service_type}

    def spoken_of(self) -> frozenset[str]:
        """Every way in which a no may speak of it."""
        return frozenset({self.id, self.service_type or ANY_SERVICE, ANY_SERVICE})


def covering(
    consents: Iterable[ConsentInForce],
    purposes: frozenset[ConsentPurpose],
    recipient: Recipient,
) -> tuple[ConsentInForce, ...]:
    """The consents that reach this recipient for one of these purposes."""
    classes, spoken_of = recipient.classes(), recipient.spoken_of()
    stops = {(purpose, word) for purpose in purposes for word in spoken_of}
    return tuple(
        consent
        for consent in consents
        if consent.purpose in purposes
        and (consent.recipient_id == recipient.id or consent.recipient_class in classes)
        and stops.isdisjoint(consent.not_to)
    )
