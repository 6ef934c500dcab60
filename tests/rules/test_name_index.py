"""Names in memory: found as comparing finds them, replaced, forgotten, never told."""

import copy
import pickle
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.rules.name_index import LONGEST_WORD, MOST_WORDS, Named, NameIndex
from referral.rules.names import may_be_same
from referral.rules.numbers import comparable
from tests.data.spellings import DEVELOPMENT, spellings
from workflows.vocabulary import NumberKind

ONE, TWO = UUID(int=1), UUID(int=2)


def name(text: str, born: str = "", version: int = 1) -> Named:
    return Named.of([text], born, version)


def found(index: NameIndex, asked: str) -> list[UUID]:
    return [one.case_id for one in index.find(asked)]


def test_every_word_that_is_asked_must_be_there_and_the_nearest_comes_first() -> None:
    index = NameIndex()
    index.put(ONE, name("Cemal Hodjic"))
    index.put(TWO, name("Džemal Petar Hodžić", "1990-02-03"))
    assert found(index, "Џемал Хоџић") == [TWO, ONE]
    assert found(index, "Petar Hodžić") == [TWO]
    assert found(index, "Milica Hodžić") == []
    assert found(index, " - ") == []
    assert index.find("Petar")[0].born == 1990


def test_a_newer_name_replaces_an_older_one_and_not_the_other_way() -> None:
    index = NameIndex()
    index.put(ONE, name("Ana Delić", version=2))
    index.put(ONE, name("Mira Krstić", version=1))
    assert (found(index, "Ana"), found(index, "Mira")) == ([ONE], [])
    index.put(ONE, name("Mira Krstić", version=3))
    assert (found(index, "Ana"), found(index, "Mira")) == ([], [ONE])
    assert (index.version(ONE), index.version(TWO), len(index)) == (3, 0, 1)
    index.put(ONE, name("", version=4))
    assert (found(index, "Mira"), len(index)) == ([], 0)


def test_what_is_forgotten_leaves_nothing_behind() -> None:
    index = NameIndex()
    for case in (ONE, TWO):
        index.put(case, name("Ana Ana Delić"))
    index.drop(ONE)
    assert found(index, "Ana Delić") == [TWO]
    index.drop(TWO)
    assert not index._cases
    assert not index._sounds
    index.put(ONE, name("Ana"))
    index.clear()
    assert found(index, "Ana") == []


def test_it_tells_nobody_what_it_holds() -> None:
    index = NameIndex()
    index.put(ONE, name("Ana"))
    assert "ana" not in f"{index!r} {index} {name('Ana')!r}".lower()
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not written down"):
            leave(index)


def test_one_record_takes_no_more_than_its_share() -> None:
    kept = name(" ".join(["a" * 99] * 99))
    assert len(kept.words) == MOST_WORDS
    assert len(kept.words[0]) == LONGEST_WORD
    assert Named.of([None, 7, "Ana"], "unknown", 1) == Named(("ana",), 0, 1)


WORDS = [word for group in spellings(DEVELOPMENT) for word in group]


@given(st.sampled_from(WORDS), st.sampled_from(WORDS))
def test_it_finds_exactly_what_comparing_two_words_finds(one: str, other: str) -> None:
    index = NameIndex()
    index.put(ONE, name(one))
    assert bool(found(index, other)) == may_be_same(one, other)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (NumberKind.PHONE, "+383 44 123 456", "044/123-456"),
        (NumberKind.PHONE, "00381 64 123 45 67", "(064) 1234567"),
        (NumberKind.DOCUMENT, "ab 123-456", "AB123456"),
        (NumberKind.DOCUMENT, "АБ 12345", "аб12345"),  # noqa: RUF001 - Cyrillic
    ],
)
def test_a_number_is_the_same_however_it_is_written(
    kind: NumberKind, one: str, other: str
) -> None:
    assert comparable(kind, one) == comparable(kind, other) is not None


def test_a_number_that_is_none_or_too_short_is_not_compared() -> None:
    assert comparable(NumberKind.PHONE, "12345") is None
    assert comparable(NumberKind.PHONE, "none yet") is None
    assert comparable(NumberKind.DOCUMENT, "A-12") is None
