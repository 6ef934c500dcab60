"""Numbers of documents and telephones in the one form they are compared in."""

import unicodedata

from workflows.vocabulary import NumberKind

PHONE_DIGITS = 8
"""The last digits of a telephone number: the same with and without country code."""
SHORTEST = {NumberKind.DOCUMENT: 5, NumberKind.PHONE: 6}
"""Below this a number is too easily guessed to be looked up."""


def comparable(kind: NumberKind, text: str) -> bytes | None:
    """A number as it is compared, or None if it is too short to be one."""
    plain = unicodedata.normalize("NFKC", text).upper()
    if kind is NumberKind.PHONE:
        kept = "".join(each for each in plain if each in "0123456789")[-PHONE_DIGITS:]
    else:
        kept = "".join(each for each in plain if each.isalnum())
    return kept.encode() if len(kept) >= SHORTEST[kind] else None
