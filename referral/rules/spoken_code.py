"""The code of a case or an offer: how it is drawn, written, and read back.

Eight letters and digits without a meaning, such as `K7QF-4MDX`: 40 bits. They are read
aloud and copied by hand, so four that are taken for one another are never drawn. There
is no check digit: of a million million codes nearly none is in use, so a slip of the
hand leads nowhere; what no code can be is told apart from it before anything is asked.
"""

import unicodedata

from referral.errors import Malformed

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O."""
_NEVER = "01IO"
LENGTH = 8
EXAMPLE = "K7QF-4MDX"
_GROUP = LENGTH // 2
_DRAWN_ALIKE = str.maketrans(
    "АВЕКМНРСТУХЅЈОІΑΒΕΖΗΚΜΝΡΤΥΧΟΙ", "ABEKMHPCTYXSJOIABEZHKMNPTYXOI"
)
"""Capital letters of Cyrillic and Greek keyboards by the Latin ones they look like."""


def in_groups(letters: str) -> str:
    """Eight letters as they are printed: two groups of four."""
    return f"{letters[:_GROUP]}-{letters[_GROUP:]}"


def read_code(typed: str) -> str:
    """The code that somebody typed, in whatever case, grouping or keyboard.

    Raises:
        Malformed: if it is no code, and why: how long it is, or what no code has in it.
    """
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_DRAWN_ALIKE)
    letters = "".join(each for each in plain if each.isalnum())
    if set(letters) - set(CODE_LETTERS) - set(_NEVER):
        raise _not_a_code("The code has something in it that no code has.", "no_code")
    if set(letters) & set(_NEVER):
        raise _not_a_code("No code has 0, 1, I or O in it.", "never_in_a_code")
    if len(letters) != LENGTH:
        raise _not_a_code("A code has eight letters and digits.", "eight_letters")
    return in_groups(letters)


def _not_a_code(sentence: str, fault: str) -> Malformed:
    return Malformed(sentence, faults=(("/code", fault),))
