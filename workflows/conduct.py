"""The code of conduct that people accept before they open anything: shape and model."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated
from unicodedata import category

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from workflows.loader import read, text_of
from workflows.places import Problem
from workflows.shapes import Ground, Language, Shape
from workflows.tables import Table, table

FILE = Path(__file__).parent / "conduct.toml"
MOST_LANGUAGES, MOST_SENTENCES, LONGEST = 8, 20, 300
"""Languages, sentences of each, characters of a sentence: people read it."""
FALLBACK = "en"


def _plain(said: str) -> str:
    """The sentence itself, refused if it is empty, or if it hides or turns letters."""
    if not said.strip() or any(category(each)[0] == "C" for each in said):
        raise PydanticCustomError("string_pattern_mismatch", "it is no plain text")
    return said


Sentence = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST),
    AfterValidator(_plain),
]
"""One sentence: plain text without control or direction-changing characters."""
Sentences = Annotated[
    tuple[Sentence, ...], Field(min_length=1, max_length=MOST_SENTENCES)
]


class CodeOfConduct(Shape):
    """The file."""

    sentences: Mapping[Language, Sentences] = Field(
        min_length=1, max_length=MOST_LANGUAGES, description="What it says, by language"
    )
    ground: Ground | None = Field(default=None, description="What it rests on")


@cache
def model() -> CodeOfConduct:
    """The model that comes with the package."""
    return read_code(text_of(FILE), FILE.name)


def read_code(text: str, file: str) -> CodeOfConduct:
    """The code of conduct that `text` holds, a file of the model's shape.

    Raises:
        PathwayInvalid: with every fault that could be made out.
    """
    return read(CodeOfConduct, text, file, conduct_problems)


def is_model(code: CodeOfConduct) -> bool:
    """True if it says what the model says."""
    return dict(code.sentences) == dict(model().sentences)


def says_as_much(sentences: Mapping[str, Sequence[str]]) -> bool:
    """True if no language says more sentences than another: nothing was left out."""
    return len({len(said) for said in sentences.values()}) <= 1


def in_language(sentences: Mapping[str, Sequence[str]], wanted: str) -> str:
    """The language to read it in: the wanted one, else English, else the first."""
    for code in (wanted, FALLBACK):
        if code in sentences:
            return code
    return next(iter(sentences), FALLBACK)


def conduct_problems(data: Table) -> list[Problem]:
    """Languages that do not say as many sentences as the others."""
    said = {
        str(code): found
        for code, found in table(data, "sentences").items()
        if isinstance(found, list)
    }
    if says_as_much(said):
        return []
    told = "every language says as many sentences as the others"
    return [Problem(("sentences",), told)]
