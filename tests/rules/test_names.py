"""The sound key against two lists of spellings, and against what others use."""

from functools import cache

import jellyfish
import pytest
from hypothesis import given
from hypothesis import strategies as st
from unidecode import unidecode

from referral.rules import names
from tests.data.spellings import DEVELOPMENT, HELD_OUT, found, spellings

RECALL, FALSE = 0.90, 0.005


def ours(one: str, other: str) -> bool:
    return bool(keys(one) & keys(other)) and (
        names.likeness(one, other) >= names.LEAST_LIKENESS
    )


keys = cache(names.keys)
plain = cache(unidecode)


@cache
def soundex(word: str) -> str:
    return jellyfish.soundex(plain(word))


@pytest.mark.parametrize("which", [DEVELOPMENT, HELD_OUT])
def test_nine_of_ten_spellings_are_found_and_few_that_are_others(which: str) -> None:
    recall, false = found(spellings(which), ours)
    assert recall >= RECALL
    assert false <= FALSE


def test_what_others_use_does_not_reach_the_bar() -> None:
    groups = spellings(HELD_OUT)
    by_sound = found(groups, lambda a, b: soundex(a) == soundex(b))
    by_letters = found(groups, lambda a, b: plain(a) == plain(b))
    assert by_letters.recall < by_sound.recall < RECALL


def test_the_lists_are_large_and_share_no_spelling() -> None:
    tuned, kept = spellings(DEVELOPMENT), spellings(HELD_OUT)
    assert len(kept) >= 150
    assert sum(map(len, kept)) >= 900
    assert {word for group in tuned for word in group}.isdisjoint(
        word for group in kept for word in group
    )


def test_a_name_is_taken_apart_into_words_of_small_letters() -> None:
    assert names.words("  Čuk-Hodžić, Ана (Мира) ") == ("čuk", "hodžić", "ана", "мира")
    assert names.words("--") == ()
    assert names.words("Č") == names.words("C\u030c")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hodžić", "hoxhiq"),
        ("hodžić", "хоџић"),
        ("đoković", "djokovic"),
        ("gjergj", "ѓерѓ"),
        ("сергій", "сергиј"),
    ],
)
def test_one_name_in_two_alphabets_sounds_alike(one: str, other: str) -> None:
    assert names.sounds(one) & names.sounds(other)
    assert names.may_be_same(one, other)


def test_a_long_word_may_have_one_wrong_sound_and_a_short_one_none() -> None:
    assert names.may_be_same("stojanovski", "stojanobski")
    assert not names.may_be_same("drita", "driza")


def test_two_words_of_one_sound_that_look_different_are_no_candidates() -> None:
    assert names.sounds("ema") & names.sounds("omu")
    assert not names.may_be_same("ema", "omu")


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_has_a_sound_and_comparing_is_symmetric(one: str, other: str) -> None:
    for word in (*names.words(one), *names.words(other)):
        assert 1 <= len(names.sounds(word)) <= names.MOST_SOUNDS
        assert names.may_be_same(word, word)
    assert names.likeness(one, other) == pytest.approx(names.likeness(other, one))
    assert names.may_be_same(one, other) == names.may_be_same(other, one)
