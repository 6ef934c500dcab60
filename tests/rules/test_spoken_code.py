"""A code is read back however it was written down, and a slip is told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import Malformed
from referral.rules.spoken_code import CODE_LETTERS, in_groups, read_code

CODES = st.text(CODE_LETTERS, min_size=8, max_size=8).map(in_groups)


@given(CODES, st.sampled_from("- ._/—\u00a0"), st.booleans())
def test_a_code_is_read_in_any_case_and_grouping(
    code: str, between: str, small: bool
) -> None:
    typed = between.join(code.replace("-", ""))
    assert read_code(f" {typed.lower() if small else typed} ") == code


@pytest.mark.parametrize(
    "typed", ["K7QF4MDX", "k7qf 4mdx", "К7QF-4МDХ", "Κ7QF-4ΜDΧ", "Ｋ７ＱＦ-４ＭＤＸ"]
)
def test_other_keyboards_write_the_same_letters(typed: str) -> None:
    assert read_code(typed) == "K7QF-4MDX"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "eight_letters"),
        ("K7Q-4MD", "eight_letters"),
        ("K7QF-4MDXX", "eight_letters"),
        ("K70F-4MDX", "never_in_a_code"),
        ("K7OF-4MDX", "never_in_a_code"),
        ("К7ОF-4МDХ", "never_in_a_code"),
        ("KIQF-1MDX", "never_in_a_code"),
        ("Kestrel Alder", "eight_letters"),
        ("Ж7QF-4MDX", "no_code"),
        ("K7QF-4MD\u0967", "no_code"),
    ],
)
def test_what_is_no_code_is_told_apart_from_one_that_leads_nowhere(
    typed: str, fault: str
) -> None:
    with pytest.raises(Malformed) as refused:
        read_code(typed)
    assert refused.value.faults == (("/code", fault),)
    assert typed == "" or typed not in str(refused.value)
