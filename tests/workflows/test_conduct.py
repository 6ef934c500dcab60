"""The model of a code of conduct, and what a file of that shape may say."""

import pytest

from workflows.conduct import (
    FILE,
    CodeOfConduct,
    in_language,
    is_model,
    model,
    read_code,
)
from workflows.loader import PathwayInvalid, text_of
from workflows.sheets import NOT_NEUTRAL
from workflows.vocabulary import Confidence

TEXT = text_of(FILE)


def test_the_model_says_that_it_is_one_in_both_languages_of_the_desk() -> None:
    code = model()
    assert set(code.sentences) == {"en", "sq"}
    assert 6 <= len(code.sentences["en"]) <= 8
    assert code.ground is not None
    assert code.ground.confidence is Confidence.MODEL
    assert "[MODEL]" in TEXT
    assert is_model(code)
    assert is_model(CodeOfConduct(sentences=code.sentences))
    assert not is_model(CodeOfConduct(sentences={"en": code.sentences["en"]}))
    said = " ".join(one for each in code.sentences.values() for one in each)
    assert not NOT_NEUTRAL.search(said)
    assert NOT_NEUTRAL.search(f"{said} trafficking")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[sentences]\nen = ["One."]\nsq = ["Një.", "Dy."]', "as many sentences"),
        ("[sentences]\n", "at least 1"),
        ("[sentences]\nen = []", "at least 1"),
        ('[sentences]\nen = ["  "]', "not written as it must be"),
        ('[sentences]\nen = ["One\\u202etwo."]', "not written as it must be"),
        (f'[sentences]\nen = ["{"x" * 301}"]', "at most 300"),
        ('[sentences]\nEnglish = ["One."]', "not written as it must be"),
        ('sentences = ["One."]', "should be"),
        ('title = "x"\n[sentences]\nen = ["One."]', "'title' is not known here"),
        ("[sentences]\n" + 'aa = ["x"]\n' * 2, "Cannot overwrite"),
    ],
)
def test_a_file_that_cannot_be_one_is_refused_with_its_place(
    text: str, told: str
) -> None:
    with pytest.raises(PathwayInvalid) as invalid:
        read_code(text, "own.toml")
    assert told in "\n".join(invalid.value.faults)


def test_a_reader_gets_their_language_else_english_else_the_first() -> None:
    said = {"sq": ["Një."], "en": ["One."]}
    assert in_language(said, "sq") == "sq"
    assert in_language(said, "mk") == "en"
    assert in_language({"sq": ["Një."]}, "mk") == "sq"
    assert in_language({}, "mk") == "en"
