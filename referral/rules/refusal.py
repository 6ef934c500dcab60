"""An adult who wants nothing: what is left, and what a law has told to an office.

Less than the card of an offer: age as a duty, sex, region, and how many signs there
were. No field of a drawer, no language, no citizenship: in a small place these say who
somebody is, together (Modern Slavery Act 2015 s 52(3): alone or in combination).
"""

from collections.abc import Iterable
from typing import Any

from referral.errors import GuardNotMet, StepNotOnPath
from referral.rules.facts import PersonFacts
from referral.rules.pathway import CompiledPathway
from workflows.schema import Pathway
from workflows.vocabulary import AgeClass, Track

NAMELESS_FACTS = ("age_class", "sex", "region")
"""The coded facts that a refusal keeps, as `PersonFacts` names them."""
NAMELESS = (*NAMELESS_FACTS, "indicators")


def check_can_refuse(person: PersonFacts) -> None:
    """Pass silently for an adult.

    Raises:
        GuardNotMet: for a child and while age is unsure. What a child says is heard
            and recorded with the consents; it ends no protection (CETS 197 art 10(3)).
    """
    if person.age_class is not AgeClass.ADULT:
        raise GuardNotMet(
            "Only an adult can refuse everything. Record what the child says.",
            missing=("adult",),
        )


def nameless(person: PersonFacts) -> PersonFacts:
    """The facts without what could tell who it is, alone or together."""
    return PersonFacts(**{name: getattr(person, name) for name in NAMELESS_FACTS})


def refusal_record(person: PersonFacts, indicators: int) -> dict[str, Any]:
    """All that is kept of who refused. `indicators` is how many, never which."""
    return {
        "age_class": person.age_class.value,
        "sex": person.sex.value,
        "region": person.region,
        "indicators": indicators,
    }


def refusing_step(compiled: CompiledPathway) -> tuple[str, str]:
    """The step to a record without identifying fields, and the stage it leads to.

    Raises:
        StepNotOnPath: if the pathway has none.
    """
    track = compiled.pathway.track(Track.PROTECTION)
    nameless_stages = {stage.name for stage in track.stages if stage.anonymous}
    for step in track.steps:
        if step.to in nameless_stages:
            return step.name, step.to
    raise StepNotOnPath


def is_nameless(compiled: CompiledPathway, track: Track, stage: str) -> bool:
    """True for a stage in which nothing that identifies is kept."""
    found = compiled.pathway.track(track).stages
    return any(each.name == stage and each.anonymous for each in found)


def notifications(
    pathway: Pathway, stage: str, record: dict[str, Any]
) -> list[dict[str, Any]]:
    """What registers have to be told of a refusal, in words that name nobody."""
    told: Iterable[dict[str, Any]] = (
        {"register": each.name, "label": each.label, "owner": each.owner, **record}
        for each in pathway.registers
        if stage in each.notify_on
    )
    return list(told)
