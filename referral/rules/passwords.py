"""Which passwords are taken: long ones that nobody guesses first.

No rules of composition (NIST SP 800-63B, 3.1.1.2): length counts, and that it stands on
no list of what is tried first.
"""

import re
from collections.abc import Collection, Container
from datetime import timedelta

from referral.errors import Malformed

SHORTEST, LONGEST = 15, 128
FIRST_LASTS = timedelta(days=3)
"""For how long a first password opens the door. ASVS 5.0 V6.4.1 wants it short and
gives no number; our own: a weekend passes. A setting, in days."""
_FEW = 5
"""So many different characters make a password; fewer are a pattern."""
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
)
_COMMON = frozenset(
    {
        *("correcthorsebatterystaple", "passwordpassword", "password", "passphrase"),
        *("iloveyou", "letmein", "welcome", "administrator", "admin", "changeme"),
        *("thisismypassword", "mypassword", "mypasswordis", "secret", "trustno"),
        *("thequickbrownfox", "thequickbrownfoxjumpsoverthelazydog", "loremipsum"),
        *("loremipsumdolorsitamet", "maytheforcebewithyou", "openseasame"),
        *("opensesame", "fjalekalim", "fjalekalimi", "mirësevini", "miresevini"),
        *("lozinka", "mojalozinka", "mojasifra", "sifra", "parola", "passwort"),
        *("motdepasse", "contrasena", "tobeornottobe", "abcdefg", "monkey", "dragon"),
    }
)
"""What is tried first, with nothing but its letters."""
_OURS = ("referral", "engine", "desk", "case", "mechanism", "password", "shelter")
"""Words of this system; a password of nothing else is guessed by whoever knows it."""
_NO_LETTER = re.compile(r"[\W\d_]+")


def check_password(
    password: str, about: Collection[str], breached: Container[str]
) -> None:
    """Pass silently for a password that may be taken.

    Args:
        password: What was chosen.
        about: Words that whoever attacks this account knows: names, codes.
        breached: Passwords that others have lost.

    Raises:
        Malformed: if it is too short, too long, or tried early by whoever guesses.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        fault = ("/password", "15_to_128_characters")
        raise Malformed("A password has 15 to 128 characters.", faults=(fault,))
    if is_guessed(password, about) or password in breached:
        raise Malformed(
            "Others have used this password, or it follows a pattern. Take a longer "
            "one that nobody guesses: four words that have nothing to do with "
            "each other.",
            faults=(("/password", "guessed_early"),),
        )


def check_another(old: str, new: str) -> None:
    """Pass silently for a new password that is not the old one.

    Raises:
        Malformed: if it is.
    """
    if old == new:
        fault = ("/new", "the_same")
        raise Malformed("Take another one than before.", faults=(fault,))


def is_guessed(password: str, about: Collection[str]) -> bool:
    """True for a pattern, a common password, and words that anybody knows."""
    plain = password.casefold()
    letters = _NO_LETTER.sub("", plain)
    return (
        len(set(plain)) < _FEW
        or _is_repeated(plain)
        or _is_row(plain)
        or (bool(letters) and _is_known(letters, about))
    )


def _is_known(letters: str, about: Collection[str]) -> bool:
    """True for letters that are tried first, however they are written."""
    return (
        letters in _COMMON
        or _is_repeated(letters)
        or not _without((*_OURS, *about), letters)
    )


def _is_repeated(text: str) -> bool:
    """True for one part, written again and again."""
    return text in (text + text)[1:-1]


def _is_row(text: str) -> bool:
    """True for keys that lie side by side, in either direction."""
    return any(text in row + row or text[::-1] in row + row for row in _ROWS)


def _without(words: Collection[str], letters: str) -> str:
    """What is left of letters without words that anybody knows, the longest first."""
    known = (_NO_LETTER.sub("", word.casefold()) for word in words)
    for word in sorted(filter(None, known), key=len, reverse=True):
        letters = letters.replace(word, "")
    return letters
