"""Words of what leaves sealed, and of links for those outside."""

from enum import StrEnum


class PackageForm(StrEnum):
    """In which form a package leaves: a file for people, or a token for machines."""

    AGE = "age"
    JOSE = "jose"


class LinkState(StrEnum):
    """Where a link for somebody outside stands. It is computed, never stored."""

    OPEN = "open"
    USED = "used"
    ENDED = "ended"
    OVER = "over"
    LOCKED = "locked"
    KEYS_CHANGED = "keys_changed"


class LinkUse(StrEnum):
    """What a link still lets somebody outside do; each once."""

    ANSWER = "answer"
    PACKAGE = "package"
    ARRIVAL = "arrival"
