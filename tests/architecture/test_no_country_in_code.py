"""What a country says is data. Python knows no country by name or by code."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import (
    PRODUCT,
    Module,
    constants,
    inside,
    modules,
    planted,
)

NAMES = re.compile(
    r"(?<![a-z])(albania|bosnia|herzegovina|kosovo|montenegro|macedonia|serbia"
    r"|united[ _]kingdom|great[ _]britain)(?![a-z])",
    re.IGNORECASE,
)
CODES = {
    *("AL", "BA", "XK", "ME", "MK", "RS", "GB", "UK"),
    *("ALB", "BIH", "XKX", "MNE", "MKD", "SRB", "GBR"),
}
TABLES_OF_CODES = ("referral/exchange",)
"""Formats of others list every country's code; a whole list favours none."""


def countries(sources: list[Module]) -> list[str]:
    found = []
    for module in sources:
        for number, line in enumerate(module.text.splitlines(), start=1):
            if named := NAMES.search(line):
                found.append(f"{module.path}:{number}: names {named[0]}")
        if not inside(module.path, TABLES_OF_CODES):
            for node, text in constants(module):
                if text in CODES:
                    found.append(module.at(node, f"country code {text}"))
    return found


def test_no_python_file_of_the_product_knows_a_country() -> None:
    assert countries(modules(*PRODUCT)) == []


@pytest.mark.parametrize(
    "text",
    [
        "# as in Serbia\n",
        "path = 'pathways/bosnia_and_herzegovina.toml'\n",
        "if country == 'XK':\n    pass\n",
        "zone = {'AL': 1}\n",
    ],
)
def test_a_planted_country_is_found(tmp_path: Path, text: str) -> None:
    assert len(countries(planted(tmp_path, workflows__x=text))) == 1


def test_a_language_and_a_table_of_another_format_are_no_branch(tmp_path: Path) -> None:
    sources = planted(
        tmp_path,
        api__x="label = 'Serbian, Latin'\n",
        referral__exchange__codes="TABLE = {'AL': 'ALB'}\n",
    )
    assert countries(sources) == []
