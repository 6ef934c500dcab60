"""What a drawer may hold: the fields that it has, filled in with text."""

from collections.abc import Mapping
from typing import Any

from referral.errors import Malformed
from referral.rules.disclosure import FIELDS
from workflows.vocabulary import Compartment

Drawers = Mapping[Compartment, Mapping[str, Any]]
"""Fields by drawer; names as in `referral.rules.disclosure.FIELDS`."""


def check_content(content: Drawers) -> None:
    """Refuse fields that no drawer has, and values that are not text.

    Imported fields that have no field of ours stay together under `htcds`.
    """
    faults = [
        (f"/content/{drawer.value}/{name}", fault)
        for drawer, fields in content.items()
        for name, value in fields.items()
        if (fault := _content_fault(drawer, name, value))
    ]
    if faults:
        raise Malformed("Some fields cannot be read.", faults=tuple(faults))


def _content_fault(drawer: Compartment, name: str, value: object) -> str | None:
    if name == "htcds":
        texts = list(value.values()) if isinstance(value, Mapping) else [value]
    elif name in FIELDS.get(drawer, ()):
        texts = [value]
    else:
        return "unknown_field"
    return None if all(map(_is_text, texts)) else "not_text"


def _is_text(value: object) -> bool:
    """True for text that has bytes: half a character has none."""
    try:
        return isinstance(value, str) and value.encode() is not None
    except UnicodeEncodeError:
        return False


def filled_in(content: Drawers) -> Drawers:
    """Content without empty fields and empty drawers."""
    filled = {
        drawer: {name: value for name, value in fields.items() if value}
        for drawer, fields in content.items()
    }
    return {drawer: fields for drawer, fields in filled.items() if fields}
