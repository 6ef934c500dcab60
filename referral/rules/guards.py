"""The conditions a step may name: one small function a word.

A guard reads the facts of the case and what the actor handed in, and answers yes or
no. Beside it stands one sentence: what is missing, and who can provide it.

One guard reads whether the person works with the authorities: some permits of stay ask
for it. No step of help may name it (Directive 2011/36/EU art 11(3); CETS 197
art 12(6)); the guarantees refuse a pathway in which one does.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from referral.rules.conditions import (
    adult,
    cooperates,
    family_safe,
    identification_declined,
    nothing_agreed,
    risk_high,
    risk_low_or_medium,
)
from referral.rules.facts import CaseFacts, ConsentInForce, Given
from workflows.checks import INPUT_GUARDS
from workflows.vocabulary import (
    AgeClass,
    ConsentPurpose,
    Guard,
    Known,
    LegalGround,
    RiskLevel,
    StepInput,
)

Condition = Callable[[CaseFacts, Given], bool]

STANDS_IN: Mapping[ConsentPurpose, frozenset[LegalGround]] = MappingProxyType(
    {
        ConsentPurpose.ASSISTANCE: frozenset(
            {LegalGround.CHILD_BEST_INTERESTS, LegalGround.DANGER_TO_LIFE}
        ),
        ConsentPurpose.IDENTIFICATION: frozenset(LegalGround),
        ConsentPurpose.RETURN: frozenset({LegalGround.CHILD_BEST_INTERESTS}),
    }
)
"""Which grounds may stand in for consent, by purpose.

A return rests on the person's own wish: no court order and no danger replaces it.
"""


@dataclass(frozen=True, slots=True)
class GuardRule:
    """A guard's function, and what to say where it does not hold."""

    holds: Condition
    sentence: str


def _ground_stands(
    ground: LegalGround, purpose: ConsentPurpose, facts: CaseFacts
) -> bool:
    childs = ground is LegalGround.CHILD_BEST_INTERESTS
    return ground in STANDS_IN[purpose] and (
        facts.person.treated_as_child or not childs
    )


def _covers(
    consent: ConsentInForce, purpose: ConsentPurpose, facts: CaseFacts, given: Given
) -> bool:
    if consent.purpose is not purpose:
        return False
    named, meant = consent.recipient_id, given.recipient_id
    if named is not None and meant is not None and named != meant:
        return False
    return consent.ground is None or _ground_stands(consent.ground, purpose, facts)


def _agreed(purpose: ConsentPurpose, facts: CaseFacts, given: Given) -> bool:
    return any(_covers(consent, purpose, facts, given) for consent in facts.consents)


def _agreed_or_ground(purpose: ConsentPurpose, facts: CaseFacts, given: Given) -> bool:
    ground = given.legal_ground
    return _agreed(purpose, facts, given) or (
        ground is not None and _ground_stands(ground, purpose, facts)
    )


def consent_to_assistance(facts: CaseFacts, given: Given) -> bool:
    """The person agrees to help, or a ground stands in (Dir. 2011/36/EU art 11(5))."""
    return _agreed_or_ground(ConsentPurpose.ASSISTANCE, facts, given)


def consent_to_identification(facts: CaseFacts, given: Given) -> bool:
    """The person agrees to formal identification by the recipient, or a ground does."""
    return _agreed_or_ground(ConsentPurpose.IDENTIFICATION, facts, given)


def consent_to_return(facts: CaseFacts, given: Given) -> bool:
    """The person asked to return (CETS 197 art 16); no ground handed in replaces it."""
    return _agreed(ConsentPurpose.RETURN, facts, given)


def child_has_guardian(facts: CaseFacts, _given: Given) -> bool:
    """An unaccompanied child has a guardian, or an emergency is recorded.

    CETS 197 art 10(4); Directive 2011/36/EU arts 14 and 16. Doubt about the age or
    about who is with the child counts as yes.
    """
    person = facts.person
    return (
        person.age_class is AgeClass.ADULT
        or person.unaccompanied is Known.NO
        or person.guardian_appointed
        or person.emergency_ground is not None
    )


def risk_assessed(facts: CaseFacts, _given: Given) -> bool:
    """The danger to the person was assessed (Directive 2011/36/EU art 12(3))."""
    return facts.person.risk_level is not RiskLevel.UNASSESSED


def foreign_national(facts: CaseFacts, _given: Given) -> bool:
    """The person is, or may be, a foreign national: doubt counts for protection."""
    return facts.person.foreign_national is not Known.NO


def identification_not_open(facts: CaseFacts, _given: Given) -> bool:
    """Identification has ended; one never asked for counts as open (art 10(2))."""
    return facts.identification_ended


def reflection_not_running(facts: CaseFacts, given: Given) -> bool:
    """Recovery and reflection never began, or is over at the moment of the step."""
    return facts.reflection_ends is None or given.at >= facts.reflection_ends


def stay_not_protected(facts: CaseFacts, given: Given) -> bool:
    """Neither identification nor reflection protects the stay (CETS 197 10(2), 13)."""
    return identification_not_open(facts, given) and reflection_not_running(
        facts, given
    )


def no_open_offer(facts: CaseFacts, _given: Given) -> bool:
    """No offer of this case still waits for an answer or for its service to end."""
    return facts.open_offers == 0


def reason_given(_facts: CaseFacts, given: Given) -> bool:
    """The actor wrote a reason."""
    return bool(given.reason and given.reason.strip())


def outcome_given(_facts: CaseFacts, given: Given) -> bool:
    """The actor said how the case ends."""
    return given.outcome is not None


def recipient_named(_facts: CaseFacts, given: Given) -> bool:
    """The actor named the organisation that receives."""
    return bool(given.recipient_id)


def legal_ground_given(_facts: CaseFacts, given: Given) -> bool:
    """The actor named a legal ground."""
    return given.legal_ground is not None


def reason_code_given(_facts: CaseFacts, given: Given) -> bool:
    """The actor chose a coded reason for a negative decision."""
    return given.reason_code is not None


def identification_requested(facts: CaseFacts, given: Given) -> bool:
    """The person asked for formal identification; no ground handed in replaces it."""
    return _agreed(ConsentPurpose.IDENTIFICATION, facts, given)


GUARDS: Mapping[Guard, GuardRule] = MappingProxyType(
    {
        Guard.CONSENT_TO_ASSISTANCE: GuardRule(
            consent_to_assistance,
            "The person's consent to assistance is missing: whoever speaks with the "
            "person records it, or names the legal ground that stands in.",
        ),
        Guard.CONSENT_TO_IDENTIFICATION: GuardRule(
            consent_to_identification,
            "The person's consent to formal identification by this authority is "
            "missing: the holder records it, or names a legal ground.",
        ),
        Guard.CONSENT_TO_RETURN: GuardRule(
            consent_to_return,
            "The person has not asked to return: only their own wish, recorded by the "
            "holder, opens this step.",
        ),
        Guard.CHILD_HAS_GUARDIAN: GuardRule(
            child_has_guardian,
            "The person is or may be an unaccompanied child without a guardian: the "
            "guardianship body appoints one, or the holder records an emergency.",
        ),
        Guard.RISK_ASSESSED: GuardRule(
            risk_assessed,
            "The risk to the person is not assessed: the case manager records it.",
        ),
        Guard.FOREIGN_NATIONAL: GuardRule(
            foreign_national,
            "The person is recorded as no foreign national: whoever knows otherwise "
            "corrects the record.",
        ),
        Guard.IDENTIFICATION_NOT_OPEN: GuardRule(
            identification_not_open,
            "Formal identification has not ended: the competent authority decides, or "
            "the person says they do not want it.",
        ),
        Guard.REFLECTION_NOT_RUNNING: GuardRule(
            reflection_not_running,
            "The recovery and reflection period is still running: it has to pass.",
        ),
        Guard.NO_OPEN_OFFER: GuardRule(
            no_open_offer,
            "An offer of this case is still open: its sender withdraws it, or its "
            "addressee answers or ends the service.",
        ),
        Guard.STAY_NOT_PROTECTED: GuardRule(
            stay_not_protected,
            "The stay is protected while identification is open or the reflection "
            "period runs: the competent authority decides, and the period has to pass.",
        ),
        Guard.REASON_GIVEN: GuardRule(
            reason_given, "A reason is missing: whoever takes this step writes it."
        ),
        Guard.OUTCOME_GIVEN: GuardRule(
            outcome_given, "An outcome is missing: whoever takes this step chooses it."
        ),
        Guard.RECIPIENT_NAMED: GuardRule(
            recipient_named,
            "The recipient is missing: whoever takes this step names the organisation.",
        ),
        Guard.LEGAL_GROUND_GIVEN: GuardRule(
            legal_ground_given,
            "A legal ground is missing: whoever takes this step names it.",
        ),
        Guard.REASON_CODE_GIVEN: GuardRule(
            reason_code_given,
            "A coded reason is missing: whoever takes this step chooses it.",
        ),
        Guard.ADULT: GuardRule(
            adult, "The person is or may be a child: this step is for adults."
        ),
        Guard.NOTHING_AGREED: GuardRule(
            nothing_agreed,
            "The person agreed to something: the holder records its withdrawal.",
        ),
        Guard.IDENTIFICATION_REQUESTED: GuardRule(
            identification_requested,
            "The person has not asked for formal identification: only their own wish, "
            "recorded by the holder, opens this step.",
        ),
        Guard.IDENTIFICATION_DECLINED: GuardRule(
            identification_declined,
            "The person has not declined formal identification: whoever speaks with "
            "them records their no, or that they take their yes back.",
        ),
        Guard.RISK_HIGH: GuardRule(
            risk_high,
            "The risk is not assessed as high: those who assess it together say so.",
        ),
        Guard.RISK_LOW_OR_MEDIUM: GuardRule(
            risk_low_or_medium,
            "The risk is not assessed as low or medium: those who assess it together "
            "say so.",
        ),
        Guard.COOPERATES: GuardRule(
            cooperates,
            "It is not recorded that the person works with the authorities: the holder "
            "records it; help never waits for it.",
        ),
        Guard.FAMILY_SAFE: GuardRule(
            family_safe,
            "The family is not assessed, or a relative may have taken part: the social "
            "worker assesses it.",
        ),
    }
)
"""Every guard word, its function and its sentence."""

INPUT_OF: Mapping[StepInput, Guard] = MappingProxyType(
    {needed: guard for guard, needed in INPUT_GUARDS.items()}
)
"""The guard that asks for each input."""


def unmet(guards: Iterable[Guard], facts: CaseFacts, given: Given) -> tuple[Guard, ...]:
    """The guards that do not hold, in the order given."""
    return tuple(word for word in guards if not GUARDS[word].holds(facts, given))
