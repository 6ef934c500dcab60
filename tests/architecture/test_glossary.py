"""Every public word is explained where people look for it."""

import re
from collections.abc import Iterable
from enum import StrEnum

import pytest

from tests.architecture.source import ROOT
from workflows import vocabulary

NOUNS = (
    *("person", "case", "indicator", "assessment", "identification", "decision"),
    *("consent", "compartment", "disclosure", "referral", "offer", "hand-over"),
    *("service", "service type", "organisation", "holder", "actor", "role"),
    *("pathway", "track", "stage", "step", "guard", "ground", "clock", "timeline"),
    *("entry", "checkpoint", "witness", "refusal", "fault", "seal", "open", "re-seal"),
)
WORD = re.compile(r"^- `(\w+)`: (.+)$", re.MULTILINE)
SHORTEST_EXPLANATION = 3
"""Characters; `no`: no. is honest, an empty line is not."""


def sections(text: str) -> dict[str, str]:
    """What stands below each heading of the third level."""
    parts = re.split(r"^###? (.+)$", text, flags=re.MULTILINE)
    return {
        name.strip(): body for name, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def unexplained(text: str, lists: Iterable[type[StrEnum]]) -> list[str]:
    """Nouns, lists and words of lists that the glossary does not explain."""
    known = sections(text)
    missing = [noun for noun in NOUNS if not known.get(noun, "").strip()]
    for words in lists:
        body = known.get(words.__name__, "")
        explained = dict(WORD.findall(body))
        missing += [] if words.__name__ in known else [words.__name__]
        missing += [
            f"{words.__name__}.{word}"
            for word in words
            if len(explained.get(word.value, "")) < SHORTEST_EXPLANATION
        ]
        missing += [
            f"{words.__name__}.{word} is no word any more"
            for word in sorted(set(explained) - {word.value for word in words})
        ]
    return missing


def closed_lists() -> list[type[StrEnum]]:
    found = [
        value
        for value in vars(vocabulary).values()
        if isinstance(value, type) and StrEnum in value.__bases__
    ]
    assert len(found) > 20
    return found


def test_the_glossary_explains_every_noun_and_every_word_of_a_closed_list() -> None:
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    assert unexplained(text, closed_lists()) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (("### holder", "### owner"), "holder"),
        (("### Track", "### Strand"), "Track"),
        (("- `stay`: ", "- stay: "), "Track.stay"),
        (("- `stay`: ", "- `residence`: "), "Track.residence is no word any more"),
    ],
)
def test_a_word_that_is_missing_or_gone_is_found(
    change: tuple[str, str], finding: str
) -> None:
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    assert finding in unexplained(text.replace(*change), closed_lists())
