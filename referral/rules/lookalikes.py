"""Names that look like another's: who reads one must not take it for the other.

Two names look alike if their skeletons are the same: compatibility forms undone, marks
and case taken away, and letters that are drawn alike made one. Sources: Unicode
Standard Annex 15 (NFKC) and Technical Standard 39 (confusables, mixed scripts); the
table holds the letters of the scripts that are written in the region, and digits.
"""

import unicodedata
from collections.abc import Iterable

from referral.errors import Malformed

LONGEST_NAME = 80
"""Characters of a name. Our own number."""
_SAME = (
    *("aаαɑ", "bвь", "cсϲ", "dԁ", "eеєε", "fϝ", "gɡց", "hнһη", "iіιı", "jјϳ", "kкκ"),
    *("lӏ1|", "mмμ", "nпո", "oоοօ0", "pрρ", "qԛգ", "rгr", "sѕ5", "tтτ", "uυս", "vνѵ"),
    *("wԝшω", "xхχ", "yуүγ", "zζ2"),
)
"""Letters that are drawn alike in small or in capital form, the first for all."""
_TO_ONE = {ord(each): row[0] for row in _SAME for each in row}
_TALL = {ord(each): "l" for each in "IІΙӀ"}
"""Capital letters that are drawn like a small l."""
_LIKE_TWO = (("rn", "m"), ("vv", "w"))
"""Pairs of letters that are drawn like one."""
_NEUTRAL = ("DIGIT", "FULLWIDTH", "MODIFIER", "COMBINING")
"""Names of characters that belong to no script."""


def skeletons(name: str) -> frozenset[str]:
    """What a name is drawn like; names that share one look alike."""
    plain = unicodedata.normalize("NFKD", name)
    return frozenset(map(_skeleton, (plain, plain.translate(_TALL))))


def _skeleton(plain: str) -> str:
    drawn = "".join(each for each in plain.casefold() if each.isalnum() or each == "|")
    found = drawn.translate(_TO_ONE)
    for pair, one in _LIKE_TWO:
        found = found.replace(pair, one)
    return found


def mixes_scripts(name: str) -> bool:
    """True if one word of a name has letters of several scripts."""
    words = unicodedata.normalize("NFKC", name).replace("-", " ").split()
    return any(len(_scripts(word)) > 1 for word in words)


def _scripts(word: str) -> set[str]:
    names = (
        unicodedata.name(each, "").split(" ")[0] for each in word if each.isalpha()
    )
    return {name for name in names if name not in _NEUTRAL}


def hides_something(name: str) -> bool:
    """True if a name has marks that nobody sees, or that turn the line around."""
    return any(unicodedata.category(each)[0] == "C" for each in name)


def check_name(pointer: str, name: str, others: Iterable[str]) -> None:
    """Refuse a name that hides something, mixes scripts, or looks like another.

    Args:
        pointer: The field it stands in.
        name: What somebody would be known by.
        others: What everybody else is known by, on duty or not.

    Raises:
        Malformed: saying which of these it is, and never whom it looks like.
    """
    if len(name) > LONGEST_NAME:
        fault = (pointer, "string_too_long")
        raise Malformed("This name is too long.", faults=(fault,))
    if hides_something(name) or not any(skeletons(name)):
        fault = (pointer, "hidden_characters")
        raise Malformed("This name has characters nobody sees.", faults=(fault,))
    if mixes_scripts(name):
        fault = (pointer, "mixed_scripts")
        raise Malformed("This name mixes letters of two alphabets.", faults=(fault,))
    if skeletons(name) & frozenset[str]().union(*map(skeletons, others)):
        fault = (pointer, "looks_like_another")
        raise Malformed("This looks like a name that is taken.", faults=(fault,))
