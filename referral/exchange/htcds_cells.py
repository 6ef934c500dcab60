"""Reading one cell of an HTCDS column, by the kind of its column.

A reader answers with the text that is kept, the codes of what it altered, and the
code of a fault if the cell cannot be read. It never raises and never guesses: a date
written with slashes may be two days, so it is none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from referral.exchange.htcds_columns import Column, Kind
from referral.exchange.htcds_values import OWN_CODES, value_in
from workflows.codes import country, is_language_group, language

MAX_YEARS = 120
MAX_CHILDREN = 50
SEPARATOR = ";"
"""Between the values of a multi-select, as kept."""

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DOTTED_DATE = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})\.?")
_WHOLE = re.compile(r"-?[0-9]{1,9}(\.0+)?")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?")
_YES = dict.fromkeys(("true", "yes", "1"), "true")
_NO = dict.fromkeys(("false", "no", "0"), "false")
_MAY_LIE_AHEAD = frozenset({"spl_PlannedEndDate"})


@dataclass(frozen=True, slots=True)
class Cell:
    """What is kept of a cell, codes of notes, and the code of a fault or ""."""

    text: str = ""
    notes: tuple[str, ...] = ()
    fault: str = ""


def read_cell(column: Column, text: str) -> Cell:
    """Read `text`, already without blanks around it, as a cell of `column`."""
    return _READERS[column.kind](column, text)


def judged(column: Column, cell: Cell, today: date) -> Cell:
    """The cell, or a fault if its date cannot be true on the day `today`."""
    if cell.fault or column.kind is not Kind.DATE:
        return cell
    day = date.fromisoformat(cell.text)
    if day > today and column.name not in _MAY_LIE_AHEAD:
        return Cell(fault="date_in_future")
    if years_between(day, today) > MAX_YEARS:
        birth = column.name == "prs_Birthdate"
        return Cell(fault="age_over_120" if birth else "date_too_old")
    return cell


def years_between(earlier: date, later: date) -> int:
    """Completed years: somebody born on 29 February comes of age on 1 March."""
    reached = (later.month, later.day) >= (earlier.month, earlier.day)
    return later.year - earlier.year - (not reached)


def _text(_column: Column, text: str) -> Cell:
    return Cell(text)


def _pick(column: Column, text: str) -> Cell:
    value = value_in(column.picklist, text)
    if value is not None:
        return Cell(value, ("spelling",) if value != text else ())
    if column.free_in_form:
        return Cell(text, ("kept_as_written",))
    return Cell(fault="unknown_value")


def _picks(column: Column, text: str) -> Cell:
    values = _parted(text, lambda part: value_in(column.picklist, part))
    if values is None:
        return Cell(fault="unknown_value")
    notes = _parting_notes(text, values)
    if any(value not in text for value in values):
        notes += ("spelling",)
    kept = list(dict.fromkeys(values))
    if column.single and len(kept) > 1:
        notes += ("several_values",)
    if not set(kept).isdisjoint(OWN_CODES.get(column.picklist, ())):
        notes += ("own_code",)
        kept = [*(value for value in kept if value != "Other"), "Other"]
    return Cell(SEPARATOR.join(kept), notes)


def _country(_column: Column, text: str) -> Cell:
    """Where one country is asked for, the standard's field is text, not a list."""
    code = country(text)
    if code is None:
        return Cell(text, ("kept_as_written",))
    return Cell(code, ("code_rewritten",) if code != text else ())


def _countries(_column: Column, text: str) -> Cell:
    codes = _parted(text, country)
    if codes is None:
        return Cell(fault="unknown_country")
    notes = _parting_notes(text, codes)
    if not set(codes) <= set(re.split(r"[;,\s]+", text)):
        notes += ("code_rewritten",)
    return Cell(SEPARATOR.join(dict.fromkeys(codes)), notes)


def _language(_column: Column, text: str) -> Cell:
    code = language(text)
    if code is not None:
        return Cell(code, ("code_rewritten",) if code != text else ())
    if is_language_group(text):
        return Cell(text.lower(), ("language_group",))
    return Cell(fault="unknown_language")


def _yes_no(_column: Column, text: str) -> Cell:
    kept = (_YES | _NO).get(text.casefold())
    if kept is None:
        return Cell(fault="not_yes_or_no")
    return Cell(kept, ("code_rewritten",) if kept != text.casefold() else ())


def _whole(column: Column, text: str) -> Cell:
    if not _WHOLE.fullmatch(text):
        return Cell(fault="not_a_number")
    number = int(float(text))
    if number < 0:
        return Cell(fault="negative_number")
    if column.name == "vic_AgeWhenTrafficked" and number > MAX_YEARS:
        return Cell(fault="age_over_120")
    if column.name == "prs_NumberOfChildren" and number > MAX_CHILDREN:
        return Cell(fault="number_too_large")
    return Cell(str(number), ("code_rewritten",) if str(number) != text else ())


def _degrees(column: Column, text: str) -> Cell:
    most = 180 if column.name.endswith("Longitude") else 90
    if not _DEGREES.fullmatch(text) or abs(float(text)) > most:
        return Cell(fault="not_degrees")
    return Cell(text)


def _date(_column: Column, text: str) -> Cell:
    written = _written_date(text)
    if written is None:
        return Cell(fault="date_unreadable")
    iso, notes = written
    try:
        date.fromisoformat(iso)
    except ValueError:
        return Cell(fault="date_impossible")
    return Cell(iso, notes)


def _written_date(text: str) -> tuple[str, tuple[str, ...]] | None:
    """`text` as YYYY-MM-DD, perhaps impossible, with notes; None if it is no date."""
    if _ISO_DATE.fullmatch(text):
        return text, ()
    dotted = _DOTTED_DATE.fullmatch(text)
    if dotted:
        day, month, year = dotted.groups()
        return f"{year}-{month:0>2}-{day:0>2}", ("date_rewritten",)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    has_time = len(text) > len("YYYY-MM-DD") and _ISO_DATE.match(text)
    return (moment.date().isoformat(), ("time_dropped",)) if has_time else None


def _parted(text: str, lookup: Callable[[str], str | None]) -> list[str] | None:
    """The values in `text`, or None if any is unknown.

    A label may hold the very marks that part values, so each piece is tried whole
    before it is parted further: by semicolons, then commas, then blanks.
    """
    whole = lookup(text)
    if whole is not None:
        return [whole]
    for mark in (SEPARATOR, ",", None):
        pieces = [piece.strip() for piece in text.split(mark) if piece.strip()]
        if pieces and pieces != [text]:
            read = [_parted(piece, lookup) for piece in pieces]
            known = [values for values in read if values is not None]
            return list(chain(*known)) if len(known) == len(read) else None
    return None


def _parting_notes(text: str, values: list[str]) -> tuple[str, ...]:
    notes: tuple[str, ...] = ()
    if len(values) > text.count(SEPARATOR) + 1:
        notes += ("separator",)
    if len(set(values)) < len(values):
        notes += ("repeated_value",)
    return notes


_READERS: dict[Kind, Callable[[Column, str], Cell]] = {
    Kind.TEXT: _text,
    Kind.PHONE: _text,
    Kind.PICK: _pick,
    Kind.PICKS: _picks,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.WHOLE: _whole,
    Kind.DEGREES: _degrees,
    Kind.COUNTRY: _country,
    Kind.COUNTRIES: _countries,
    Kind.LANGUAGE: _language,
}
