"""What the person was asked and what they said, and when such an answer is none.

In doubt the safer outcome wins: an answer that was not understood, or that contradicts
itself, lets nothing happen. A no never needs anything: it always stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from referral.errors import ConsentMissing, Malformed
from referral.rules.consent import check_stands
from referral.rules.facts import PersonFacts
from workflows.minimal_consent import minimal_consent
from workflows.vocabulary import (
    ChildView,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    ConsentWitness,
    GuardianStand,
    HowGiven,
    Known,
    LegalGround,
)

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
_AGREES = ITEMS[0]

_INTO_THEIR_LANGUAGE = frozenset({HowGiven.OWN_LANGUAGE_SHEET, HowGiven.SIGN_LANGUAGE})
"""Ways by which somebody is asked in their own language without an interpreter."""


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
    how_given: HowGiven = HowGiven.SPOKEN
    interpreter: bool = False
    witness: ConsentWitness | None = None
    """As what somebody was present beside whoever asked; never who."""
    expires_at: datetime | None = None
    ground: LegalGround | None = None
    guardian: GuardianStand | None = None
    child_view: ChildView | None = None


def check_answer(answer: Answer, person: PersonFacts, now: datetime) -> None:
    """Refuse an answer that could not count.

    Raises:
        Malformed: if dates or words contradict, items are unknown, or recipient is not
            one.
        ConsentMissing: if a child's yes stands alone, if nothing stands in, if a child
            was not heard or its guardian is in conflict with it, or if the person was
            asked in a language that is not theirs.
    """
    faults = [
        *_date_faults(answer, now),
        *_shape_faults(answer),
        *_contradictions(answer, person),
    ]
    if faults:
        raise Malformed("This consent cannot be read.", faults=tuple(faults))
    check_stands(answer.answer, answer.ground, person)
    _check_understood(answer, person)
    if answer.answer is ConsentAnswer.CANNOT and person.treated_as_child:
        _check_child(answer, person)


def _check_understood(answer: Answer, person: PersonFacts) -> None:
    """A yes is given to what was understood (Directive 2012/29/EU art 7)."""
    if answer.answer is not ConsentAnswer.YES:
        return
    helped = answer.interpreter or answer.how_given in _INTO_THEIR_LANGUAGE
    if person.interpreter_needed is Known.YES and not helped:
        raise ConsentMissing(
            "This person needs an interpreter: a yes without one, or without a sheet "
            "in their own language, does not count.",
            missing=("interpreter", "own_language_sheet"),
        )


def _check_child(answer: Answer, person: PersonFacts) -> None:
    """A child is heard whatever is decided (UNCRC art 12; CETS 197 art 10(4))."""
    if answer.child_view is None:
        raise ConsentMissing(
            "Record what the child wants, or that it could not be heard.",
            missing=("child_view",),
        )
    best_interests = answer.ground is LegalGround.CHILD_BEST_INTERESTS
    if not best_interests or person.emergency_ground is not None:
        return
    if answer.guardian is None:
        raise ConsentMissing(
            "Record how the child's guardian stands to this.", missing=("guardian",)
        )
    if answer.guardian is not GuardianStand.AGREES:
        raise ConsentMissing(
            "This guardian does not speak for the child here: another one, a court's "
            "order or a recorded emergency is needed.",
            missing=("another_guardian", "court_order", "emergency_ground"),
        )


def _date_faults(answer: Answer, now: datetime) -> Iterable[tuple[str, str]]:
    if answer.given_at > now:
        yield "/given_at", "in_the_future"
    if answer.expires_at is None:
        return
    if answer.expires_at <= answer.given_at:
        yield "/expires_at", "before_it_was_given"
    elif answer.expires_at <= now:
        yield "/expires_at", "over_already"


def _shape_faults(answer: Answer) -> Iterable[tuple[str, str]]:
    if answer.items - set(ITEMS):
        yield "/items", "unknown_item"
    if (answer.recipient_class is None) == (not answer.recipient_named):
        yield "/recipient", "one_recipient_or_one_class"
    if answer.ground is not None and answer.answer is not ConsentAnswer.CANNOT:
        yield "/ground", "ground_only_where_the_person_cannot_consent"


def _contradictions(answer: Answer, person: PersonFacts) -> Iterable[tuple[str, str]]:
    """Words of one answer that cannot all be true."""
    yes = answer.answer is ConsentAnswer.YES
    if answer.items and (_AGREES in answer.items) != yes:
        yield "/items", "contradicts_the_answer"
    if answer.child_view is not None and not person.treated_as_child:
        yield "/child_view", "only_of_a_child"
    interpreted = answer.witness is ConsentWitness.INTERPRETER
    if interpreted and not answer.interpreter:
        yield "/witness", "no_interpreter_was_there"


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a short question was asked."""

    language: str = ""
    how_given: HowGiven = HowGiven.SPOKEN
    interpreter: bool = False


def minimal(spoken: Spoken, now: datetime) -> tuple[Answer, ...]:
    """A yes to a bed and a contact, as one answer for each kind of service it reaches.

    What it is for, whom it reaches, what they may be told and for how many days stands
    in `workflows/catalogue/minimal_consent.toml`.
    """
    least = minimal_consent()
    return tuple(
        Answer(
            purpose=least.purpose,
            answer=ConsentAnswer.YES,
            given_at=now,
            compartments=frozenset(least.compartments),
            recipient_class=service,
            items=frozenset(least.items),
            language=spoken.language,
            how_given=spoken.how_given,
            interpreter=spoken.interpreter,
            expires_at=now + timedelta(days=least.ends.n),
        )
        for service in least.services
    )
