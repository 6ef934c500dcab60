"""What makes an answer of the person count, and for what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from referral.errors import ConsentMissing, Malformed
from referral.rules.facts import ConsentInForce, PersonFacts
from workflows.vocabulary import (
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    LegalGround,
)

ANY_SERVICE = "any_service"
"""The recipient class of a person who agrees to any service of the mechanism."""

ITEMS = (
    "agrees",
    "told_purpose",
    "told_use",
    "told_research_use",
    "told_right_to_request_data",
    "told_storage_time",
    "told_how_to_withdraw",
)
"""The seven items behind a consent (Human Trafficking Case Data Standard 2.0)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person was asked and what they said."""

    purpose: ConsentPurpose
    answer: ConsentAnswer
    given_at: datetime
    compartments: frozenset[Compartment] = frozenset()
    recipient_class: str | None = None
    recipient_named: bool = False
    items: frozenset[str] = frozenset()
    language: str = ""
    how_given: str = "spoken"
    interpreter: bool = False
    expires_at: datetime | None = None
    ground: LegalGround | None = None


def check_answer(answer: Answer, person: PersonFacts, now: datetime) -> None:
    """Refuse an answer that could not count.

    Raises:
        Malformed: if dates contradict, items are unknown, or recipient is not one.
        ConsentMissing: if a child's yes stands alone, or nothing stands in.
    """
    faults = [*_date_faults(answer, now), *_shape_faults(answer)]
    if faults:
        raise Malformed("This consent cannot be read.", faults=tuple(faults))
    if answer.answer is ConsentAnswer.YES and person.treated_as_child:
        raise ConsentMissing(
            "A child's yes does not stand alone: record that the child cannot consent, "
            "and the ground that stands in.",
            missing=("guardian_or_legal_ground",),
        )
    if answer.answer is ConsentAnswer.CANNOT:
        _check_ground(answer, person)


def _check_ground(answer: Answer, person: PersonFacts) -> None:
    if answer.ground is None:
        raise ConsentMissing(
            "Where the person cannot consent, a legal ground must stand in.",
            missing=("legal_ground",),
        )
    best_interests = answer.ground is LegalGround.CHILD_BEST_INTERESTS
    if best_interests and not person.treated_as_child:
        raise ConsentMissing(
            "This ground stands in for a child only.", missing=("legal_ground",)
        )
    if best_interests and not (person.guardian_appointed or person.emergency_ground):
        raise ConsentMissing(
            "A child needs a guardian, or a recorded emergency.",
            missing=("guardian_appointed", "emergency_ground"),
        )


def _date_faults(answer: Answer, now: datetime) -> Iterable[tuple[str, str]]:
    if answer.given_at > now:
        yield "/given_at", "in_the_future"
    if answer.expires_at is not None and answer.expires_at <= answer.given_at:
        yield "/expires_at", "before_it_was_given"


def _shape_faults(answer: Answer) -> Iterable[tuple[str, str]]:
    if answer.items - set(ITEMS):
        yield "/items", "unknown_item"
    if (answer.recipient_class is None) == (not answer.recipient_named):
        yield "/recipient", "one_recipient_or_one_class"
    if answer.ground is not None and answer.answer is not ConsentAnswer.CANNOT:
        yield "/ground", "ground_only_where_the_person_cannot_consent"


def counts(answer: ConsentAnswer) -> bool:
    """True if this answer, or the ground beside it, lets something happen."""
    return answer in (ConsentAnswer.YES, ConsentAnswer.CANNOT)


def covering(
    consents: Iterable[ConsentInForce],
    purposes: frozenset[ConsentPurpose],
    recipient_id: str,
    service_type: str | None,
) -> tuple[ConsentInForce, ...]:
    """The consents that reach this recipient for one of these purposes."""
    classes = {ANY_SERVICE, service_type} - {None} if service_type else set()
    return tuple(
        consent
        for consent in consents
        if consent.purpose in purposes
        and (consent.recipient_id == recipient_id or consent.recipient_class in classes)
    )
