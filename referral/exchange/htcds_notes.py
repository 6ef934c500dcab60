"""What a reading has to say about a file: faults that refuse a line, and notes.

Every sentence is written here and filled with the name of a column or of a list,
never with a value: what stands in a cell is about a person.
"""

from dataclasses import dataclass

FAULTS = {
    "unknown_value": "{column} holds a value that is not in the HTCDS list {list}.",
    "unknown_country": "{column} holds a value that is no ISO 3166-1 code (nor XK).",
    "unknown_language": "{column} holds a value that is no ISO 639 language code.",
    "date_impossible": "{column} holds a day that no calendar has.",
    "date_unreadable": "{column} is no date: write YYYY-MM-DD or DD.MM.YYYY.",
    "date_in_future": "{column} lies in the future.",
    "date_too_old": "{column} lies more than 120 years back.",
    "date_before_birth": "{column} lies before prs_Birthdate.",
    "age_over_120": "{column} gives an age over 120.",
    "age_contradicts_birthdate": "{column} gives an age not reached yet.",
    "not_a_number": "{column} is no whole number.",
    "negative_number": "{column} is less than nothing.",
    "number_too_large": "{column} is larger than can be true.",
    "not_degrees": "{column} is no longitude or latitude in decimal degrees.",
    "not_yes_or_no": "{column} is neither TRUE nor FALSE.",
    "contradiction": "{column} is filled in twice, under two headers, differently.",
    "reference_too_long": "{column} is longer than 200 characters.",
    "nothing_to_keep": "No column of the line that is kept here is filled.",
}
"""Code of a fault to its sentence. Any of them refuses the whole line."""

NOTES = {
    # about the file
    "header_read_as": "Column {written} was read as {column}.",
    "unknown_column": "Column {written} is not an HTCDS 2.0 field: not read.",
    "deprecated_column": "{column} is deprecated in HTCDS 2.0; it was read.",
    "column_not_held": "{column} was not read: {reason}.",
    "sheets_not_read": "Only the first visible sheet of the workbook was read.",
    # about a line
    "trimmed": "Blanks around the value of {column} were left out.",
    "spelling": "{column} was spelt otherwise than in the HTCDS list {list}.",
    "separator": "{column} holds several values that were not parted by semicolons.",
    "repeated_value": "{column} names a value more than once; it was kept once.",
    "several_values": "{column} holds several values; HTCDS 2.0 has room for one.",
    "own_code": "{column} holds a code beyond the HTCDS list {list}; kept, with Other.",
    "code_rewritten": "{column} was rewritten to the code that is kept here.",
    "kept_as_written": "{column} holds free text in place of a code; kept as written.",
    "language_group": "{column} names no single language: kept, and not made use of.",
    "date_rewritten": "{column} was rewritten as YYYY-MM-DD, day before month.",
    "time_dropped": "{column} holds a time of day, which was left out.",
    "sex_not_carried_over": "{column} does not say the sex; it is recorded as other.",
}
"""Code of a note to its sentence. Nothing is altered in silence."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something was altered or left out in reading `column`."""

    column: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why the line at `row` cannot be read; column "" means the whole line."""

    row: int
    column: str
    code: str
    sentence: str

    @property
    def pointer(self) -> str:
        """Where to look, as a refusal names it."""
        column = f", column {self.column}" if self.column else ""
        return f"row {self.row}{column}"


def note(column: str, code: str, **words: str) -> Note:
    """A note with its sentence; `words` are names of columns and lists, no values."""
    return Note(column, code, NOTES[code].format(column=column, **words))


def fault(row: int, column: str, code: str, **words: str) -> CellFault:
    """A fault with its sentence; `words` are names of lists, no values."""
    return CellFault(row, column, code, FAULTS[code].format(column=column, **words))
