"""G6 and G8: what is told rests on a yes, and the yes can be taken back."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from referral.errors import Refusal, WithoutConsent
from referral.rules.acts import Act
from referral.rules.approvals import (
    JointAct,
    Member,
    Requirement,
    Standing,
    approve,
    ask,
    standing,
    suspends,
)
from referral.rules.consent import Recipient, in_force
from referral.rules.disclosure import FIELDS, plan
from referral.rules.facts import ConsentInForce, PersonFacts
from referral.rules.guarantee import Finding
from referral.rules.permissions import PERMISSIONS
from referral.rules.quorums import requirement
from referral.rules.reading import Read
from referral.rules.situations import (
    ANSWERS,
    CONSENTING,
    DOMAINS,
    NOW,
    RECIPIENT,
    Fact,
    Said,
    person_of,
    recorded,
)
from referral.rules.worlds import Situation, World
from workflows.parts import GroundConfirmation, Quorum
from workflows.schema import Step
from workflows.vocabulary import (
    ApprovalKind,
    ClockUnit,
    Compartment,
    ConsentPurpose,
    Guard,
    Track,
)

PURPOSES: Mapping[Track, frozenset[ConsentPurpose]] = {
    Track.PROTECTION: frozenset(
        {ConsentPurpose.ASSISTANCE, ConsentPurpose.REFERRAL, ConsentPurpose.RETURN}
    ),
    Track.IDENTIFICATION: frozenset({ConsentPurpose.IDENTIFICATION}),
    Track.STAY: frozenset({ConsentPurpose.IDENTIFICATION, ConsentPurpose.RETURN}),
}
"""What a step of each track may tell somebody for."""
RESTS_ON_A_YES = frozenset(
    {
        Guard.CONSENT_TO_ASSISTANCE,
        Guard.CONSENT_TO_IDENTIFICATION,
        Guard.IDENTIFICATION_REQUESTED,
        Guard.CONSENT_TO_RETURN,
    }
)
HANDED_OVER = Recipient(RECIPIENT)


def nothing_is_told_without_consent(world: World) -> Iterator[Finding]:
    """A disclosing step needs a consent for its purpose, recipient and drawers."""
    for track, step in world.steps():
        if not step.discloses:
            continue
        purposes = PURPOSES[track]
        for situation in world.at(step, *ANSWERS):
            if not world.takes(step, situation):
                continue
            if not _covered(step, situation.facts().consents, purposes):
                told = "it discloses without a consent that covers it, or a ground"
                yield Finding(step.name, told, situation, step.name)


def _covered(
    step: Step,
    consents: tuple[ConsentInForce, ...],
    purposes: frozenset[ConsentPurpose],
) -> bool:
    """True if a consent reaches, and one for less would let less be told."""
    needs = {drawer: frozenset(FIELDS.get(drawer, ())) for drawer in step.discloses}
    try:
        plan(needs, consents, HANDED_OVER, purposes)
    except WithoutConsent:
        return False
    return all(
        drawer not in _told(needs, consents, purposes, drawer) for drawer in needs
    )


def _told(
    needs: Mapping[Compartment, frozenset[str]],
    consents: tuple[ConsentInForce, ...],
    purposes: frozenset[ConsentPurpose],
    without: Compartment,
) -> frozenset[Compartment]:
    """What is told if no consent covers one drawer."""
    less = [
        replace(each, compartments=each.compartments - {without}) for each in consents
    ]
    try:
        return frozenset(plan(needs, less, HANDED_OVER, purposes).fields)
    except WithoutConsent:
        return frozenset()


def a_ground_is_confirmed_by_another(world: World) -> Iterator[Finding]:
    """Where a ground stands in, somebody else confirms it, before or in time.

    Offers disclose in every mechanism, so every mechanism says who confirms.
    """
    confirming = world.pathway.ground_confirmation
    world.looked += 1
    if confirming is None:
        told = "a ground may stand in for consent, and nobody is named who confirms it"
        yield Finding("ground_confirmation", told)
        return
    yield from _confirms(world, confirming)


def _confirms(world: World, named: GroundConfirmation) -> Iterator[Finding]:
    due = world.pathway.clocks.get(named.due)
    if due is None or due.unit is not ClockUnit.HOUR:
        told = "a ground is confirmed within hours that the pathway names"
        yield Finding(named.due, told)
        return
    for name, kind in (
        (named.before, ApprovalKind.SECOND_PERSON),
        (named.afterwards, ApprovalKind.AFTERWARDS),
    ):
        quorum = world.pathway.quorum(name)
        if quorum.kind is not kind:
            yield Finding(name, f"it is no {kind.value} approval")
            continue
        for person in _people():
            world.looked += 1
            for told in confirmation_faults(quorum, requirement(quorum, person, due.n)):
                yield Finding(name, told)


def _people() -> Iterator[PersonFacts]:
    for age, foreign in product(DOMAINS[Fact.AGE], DOMAINS[Fact.FOREIGN]):
        first = {fact: values[0] for fact, values in DOMAINS.items()}
        yield person_of({**first, Fact.AGE: age, Fact.FOREIGN: foreign})


def confirmation_faults(quorum: Quorum, needed: Requirement) -> Iterator[str]:
    """What a confirmation lets happen that it must not, tried with one person."""
    everything = frozenset(word for seat in needed.seats for word in seat.words)
    alone = Member("asker", "body", everything)
    joint = ask(JointAct("j", "disclose", "case", "0", needed, "asker", NOW))
    for seat in needed.seats:
        if _answers(joint, alone, seat.name):
            yield "whoever uses the ground may confirm it"
    if quorum.kind is ApprovalKind.AFTERWARDS:
        ends = joint.ends_at
        if ends is None or not suspends(joint, ends) or suspends(joint, NOW):
            yield "without confirmation the right is not suspended"
    elif standing(joint, NOW) is not Standing.WAITING:
        yield "it goes ahead before anybody confirmed it"


def _answers(joint: JointAct, who: Member, seat: str) -> bool:
    try:
        approve(joint, who, seat, joint.content, NOW)
    except Refusal:
        return False
    return True


def a_withdrawn_yes_opens_nothing(world: World) -> Iterator[Finding]:
    """Whatever was agreed, for whomever: withdrawn, it is in force no more."""
    for fact, purpose in ANSWERS.items():
        for values in product(*(DOMAINS[each] for each in (fact, *CONSENTING[4:]))):
            world.looked += 1
            first = {each: options[0] for each, options in DOMAINS.items()}
            known = dict(zip((fact, *CONSENTING[4:]), values, strict=True))
            answer = recorded(purpose, values[0], withdrawn=True)
            if answer and in_force([answer], person_of({**first, **known})):
                yield Finding(purpose, "a withdrawn consent is still in force")


def whoever_records_a_yes_may_take_it_back(world: World) -> Iterator[Finding]:
    """The table of acts: who may record a consent may withdraw it, as near to a case.

    No stage is asked for, so it is possible at every stage.
    """
    recording, withdrawing = (
        PERMISSIONS[act] for act in (Act.RECORD_CONSENT, Act.WITHDRAW_CONSENT)
    )
    for role, relations in recording.items():
        world.looked += 1
        if not relations <= withdrawing.get(role, frozenset()):
            yield Finding(role, "it may record a consent and not withdraw it")


def what_rests_on_a_yes_ends_with_it(world: World) -> Iterator[Finding]:
    """No step that a yes opened can be taken once it is withdrawn, unless on a ground.

    Every position is looked at, those of closed cases included.
    """
    gone: dict[Read, object] = dict.fromkeys(ANSWERS, Said.NOTHING)
    for _, step in world.steps():
        asked = not RESTS_ON_A_YES.isdisjoint(step.guards)
        for situation in world.at(step) if asked else ():
            if world.takes(step, situation.with_values(gone)):
                told = "it can be taken though every consent was withdrawn"
                yield Finding(step.name, told, _without(situation, gone), step.name)


def _without(situation: Situation, gone: dict[Read, object]) -> Situation:
    return situation.with_values(gone)
