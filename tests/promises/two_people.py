"""Two people whose every sealed field holds a token, walked to an opened package."""

from referral.actions.identify import Identification
from referral.rules.facts import PersonFacts
from tests.world import World
from workflows.catalogues import SEALED_FIELDS
from workflows.vocabulary import AgeClass, Compartment, Known, Purpose

FIELDS = [(drawer, name) for drawer, names in SEALED_FIELDS.items() for name in names]
TWICE = 2


def planted(person: int) -> dict[Compartment, dict[str, str]]:
    """Every sealed field of one person, each with a token of its own."""
    content: dict[Compartment, dict[str, str]] = {}
    for number, (drawer, name) in enumerate(FIELDS):
        content.setdefault(drawer, {})[name] = f"Qz{person}x{number:02}ToKeN"
    return content


def tokens() -> list[str]:
    found = [
        token
        for person in range(TWICE + 1)
        for fields in planted(person).values()
        for token in fields.values()
    ]
    assert len(found) >= 40
    return found


def walked(world: World) -> None:
    """Two people, one corrected, one all the way to an opened package."""
    facts = PersonFacts(AgeClass.ADULT, language="sqi", interpreter_needed=Known.YES)
    mechanism, worker = world.mechanism, world["outreach"]
    cases = [
        mechanism.open_case(worker, Identification(facts, planted(person)))
        for person in range(TWICE)
    ]
    for case in cases:
        world.consent(case.id)
        offer = world.offer(case.id)
        mechanism.answer_offer(world["host"], offer.id, "accept")
        mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    first = cases[0].id
    mechanism.record_content(worker, first, planted(TWICE))
    for drawer in SEALED_FIELDS:
        mechanism.open_content(worker, first, drawer, Purpose.CARE)
    mechanism.timeline(world["coordinator"], first)


def found_in(raw: bytes) -> list[str]:
    """The tokens that stand in some bytes, in UTF-8 or UTF-16."""
    return [
        token
        for token in tokens()
        if token.encode() in raw or token.encode("utf-16-le") in raw
    ]
