"""Words that would be statements, if anybody joined them to one: they stay words."""

import pytest

from referral.actions.search import Question
from tests.records.raw import count
from tests.world import World
from workflows.vocabulary import Compartment, Purpose

HOSTILE = (
    "'; DROP TABLE entry; --",
    "Kestrel' OR '1'='1",
    'Kestrel"; DELETE FROM case_file; --',
    "Kestrel\\'; SELECT 1; --",
    "%_Kestrel%_",
    "$1 :name ?1 %(name)s {0}",
)


@pytest.mark.asvs("V1.2.4")
def test_a_word_that_would_be_a_statement_is_kept_found_and_does_nothing(
    world: World,
) -> None:
    mechanism, who = world.mechanism, world["outreach"]
    for word in HOSTILE:
        name = {Compartment.IDENTITY: {"first_name": word}}
        case = world.case(content=name)
        opened = mechanism.open_content(
            who, case.id, Compartment.IDENTITY, Purpose.CARE
        )
        assert opened["first_name"] == word
        before = count(world, "entry")
        found = mechanism.search(who, Question(word), Purpose.CARE)
        assert case.id in {hit.case.id for hit in found.hits}
        assert count(world, "entry") > before
    assert len(mechanism.cases(who)) == len(HOSTILE)
    assert mechanism.verify_all().whole
