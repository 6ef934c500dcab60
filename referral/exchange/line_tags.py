"""Recognising a line that was imported before, without keeping what it said.

A tag is a keyed digest: with the key it tells equal from unequal, without it nothing.
All functions are pure; the key comes in as `mac`, a function from bytes to a digest.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping

from referral.exchange.htcds import settle
from referral.exchange.htcds_cells import SEPARATOR, read_cell
from referral.exchange.htcds_columns import COLUMNS, REFERENCE, Column, Kind, NotHeld
from referral.exchange.tabular import Row

Mac = Callable[[bytes], bytes]
"""A keyed digest, e.g. HMAC-SHA-256 under a key of the case register; 16 bytes up."""

CELL_TAG_BYTES = 8
"""Short on purpose: enough to compare two lines, too little to prove a value."""
SHARED_IDENTIFIERS = 2
"""Identifying cells that must agree where no identity number does."""
MIN_PLAIN_CELLS = 6
"""Filled cells below which two lines without identifying cells are not compared."""
MAX_DIFFERENCES = 2

_NUMBER = "prs_IdentityNumber"
_NAMING = ("prs_FirstName", "prs_SecondName", "prs_Birthdate", "prs_MobilePhone")


def line_tag(row: Row, mac: Mac) -> bytes:
    """The tag of a whole line: the same for the same cells in any order of columns."""
    cells = _plain_cells(row)
    reference = settle(row).get(REFERENCE)
    if reference:
        cells[REFERENCE] = _plain_text(reference)
    return mac(_message("line", sorted(cells.items())))


def reference_tag(reference: str, mac: Mac) -> bytes:
    """The tag of the number a case has where it comes from."""
    return mac(_message("reference", _plain_text(reference)))


def cell_tags(row: Row, mac: Mac) -> dict[str, bytes]:
    """Eight bytes for every filled column of the standard that is kept here."""
    return {
        name: mac(_message("cell", [name, text]))[:CELL_TAG_BYTES]
        for name, text in _plain_cells(row).items()
    }


def possible_match(new: Mapping[str, bytes], known: Mapping[str, bytes]) -> bool:
    """True if two lines' cell tags may be of one person; a person then decides.

    Either the identity numbers agree; or two of first name, second name, birth date
    and mobile number do; or neither line identifies anybody, and of six or more
    filled cells all but two at the most agree.
    """
    equal = {name for name, tag in new.items() if known.get(name) == tag}
    if _NUMBER in equal:
        return True
    if len(equal.intersection(_NAMING)) >= SHARED_IDENTIFIERS:
        return True
    filled = new.keys() | known.keys()
    if not filled.isdisjoint((_NUMBER, *_NAMING)):
        return False
    return len(filled) >= MIN_PLAIN_CELLS and len(filled - equal) <= MAX_DIFFERENCES


def _plain_cells(row: Row) -> dict[str, str]:
    """Column to its text as compared: spelling, script case and blanks levelled."""
    return {
        name: _plain(COLUMNS[name], text)
        for name, text in settle(row).items()
        if name in COLUMNS and not isinstance(COLUMNS[name].home, NotHeld)
    }


def _plain(column: Column, text: str) -> str:
    if column.kind is Kind.TEXT:
        return _plain_text(text)
    if column.kind is Kind.PHONE:
        return re.sub(r"\D", "", text).lstrip("0") or _plain_text(text)
    cell = read_cell(column, text)
    if cell.fault:
        return _plain_text(text)
    return _plain_text(SEPARATOR.join(sorted(cell.text.split(SEPARATOR))))


def _plain_text(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _message(label: str, content: object) -> bytes:
    """Unambiguous bytes: what is tagged for one use never equals another's."""
    return json.dumps([label, content], ensure_ascii=True).encode("ascii")
