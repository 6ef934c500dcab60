"""A year in each mechanism, by real acts: nobody is lost."""

import pytest
from hypothesis import settings

from tests.faults.processes import SOAK
from tests.simulated.year import a_year
from workflows.loader import shipped_names

NIGHT = settings().max_examples > SOAK
CASES = 500 if NIGHT else 3


@pytest.mark.timeout(0 if NIGHT else 300)
@pytest.mark.parametrize("pathway", shipped_names())
def test_every_case_ends_closed_or_is_somebodys_with_a_clock(pathway: str) -> None:
    found = a_year(pathway, CASES)
    assert found.cases == CASES
    assert (found.lost, found.faults) == ([], [])
    assert found.whole
    assert sum(found.did.values()) > CASES * 5
    assert {"consent", "offer"} <= set(found.did)
