"""What persons in the stories about consent said, and to whom."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from referral.rules.consent import ANY_SERVICE, Recipient, Recorded, covering, in_force
from referral.rules.consent_answer import Answer
from referral.rules.facts import ConsentInForce, PersonFacts
from workflows.vocabulary import (
    AgeClass,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    LegalGround,
)

YES, NO, LATER = ConsentAnswer.YES, ConsentAnswer.NO, ConsentAnswer.LATER
NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
ADULT = PersonFacts(age_class=AgeClass.ADULT)
CHILD = PersonFacts(age_class=AgeClass.CHILD)
WARDED = replace(CHILD, guardian_appointed=True)
REFERRAL = frozenset({ConsentPurpose.REFERRAL})
HERON = Recipient("heron", "safe_accommodation")
PLOVER = Recipient("plover", "safe_accommodation")


def answer(**changes: Any) -> Answer:
    """A yes to referral to any service, unless changed."""
    words: dict[str, Any] = {
        "purpose": ConsentPurpose.REFERRAL,
        "answer": ConsentAnswer.YES,
        "given_at": NOW,
        "recipient_class": ANY_SERVICE,
        **changes,
    }
    return Answer(**words)


def said(
    answer: ConsentAnswer = ConsentAnswer.YES,
    to: str = ANY_SERVICE,
    *,
    purpose: ConsentPurpose = ConsentPurpose.REFERRAL,
    ground: LegalGround | None = None,
    withdrawn: bool = False,
    expired: bool = False,
) -> Recorded:
    """An answer in the records, to a class or to an organisation named for a bird."""
    named = to in ("heron", "plover", "owl")
    consent = ConsentInForce(
        id=f"{answer} {to} {purpose}",
        purpose=purpose,
        compartments=frozenset({Compartment.IDENTITY}),
        recipient_id=to if named else None,
        recipient_class=None if named else to,
        ground=ground,
    )
    return Recorded(consent, answer, withdrawn=withdrawn, expired=expired)


def reaches(
    *answers: Recorded, recipient: Recipient = HERON, person: PersonFacts = ADULT
) -> bool:
    """True if a referral to the recipient may rest on these answers."""
    return bool(covering(in_force(answers, person), REFERRAL, recipient))
