"""Reading a file somebody else made: what is read, and what is refused."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral.errors import Malformed
from referral.exchange import tabular
from referral.exchange.tabular import column_letter, read_table, read_table_bytes


def refused(data: bytes) -> tuple[tuple[str, str], ...]:
    with pytest.raises(Malformed) as refusal:
        read_table_bytes(data)
    return refusal.value.faults


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_header_alone_decides_what_parts_the_columns(mark: str) -> None:
    rows = f"first{mark}second\none{mark}two, three; four\n"
    if mark in ",;":
        rows = f'first{mark}second\none{mark}"two, three; four"\n'

    table = read_table_bytes(rows.encode())

    assert table.columns == ["first", "second"]
    assert table.rows[0].cells == {"first": "one", "second": "two, three; four"}


def test_a_separator_inside_quotation_marks_of_the_header_does_not_count() -> None:
    table = read_table_bytes(b'"a,b,c";d\n1;2\n')

    assert table.columns == ["a,b,c", "d"]


def test_a_byte_order_mark_is_no_part_of_the_first_header() -> None:
    assert read_table_bytes(b"\xef\xbb\xbfa,b\n1,2\n").columns == ["a", "b"]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    data = b'a,b\n1,"two\nlines"\n\n3,4\n,\n5,6\n'

    numbers = [row.number for row in read_table_bytes(data).rows]

    assert numbers == [2, 4, 6]


def test_lines_may_end_as_any_system_ends_them() -> None:
    for end in ("\n", "\r\n", "\r"):
        table = read_table_bytes(end.join(("a,b", "1,2", "3,4")).encode())
        assert [row.number for row in table.rows] == [2, 3]


def test_a_column_without_a_name_is_called_by_its_letter() -> None:
    assert read_table_bytes(b"a,,c\n1,2,3\n").columns == ["a", "(column B)", "c"]


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [column_letter(i) for i in (0, 25, 26, 399)] == ["A", "Z", "AA", "OJ"]


def test_a_row_shows_its_number_and_hides_its_cells() -> None:
    table = read_table_bytes(b"name\nKestrel\n")

    assert "Kestrel" not in repr(table)
    assert "number=2" in repr(table.rows[0])


UNREADABLE = {
    "an empty file": (b"", ("row 1", "no_header")),
    "a blank header": (b",,\n1,2,3\n", ("row 1", "no_header")),
    "not utf-8": (b"a,b\n\xe8,1\n", ("file", "not_utf8")),
    "an old workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        ("file", "old_or_locked_workbook"),
    ),
    "a broken zip": (b"PK\x03\x04 no workbook", ("file", "not_a_workbook")),
    "a row too long": (b"a,b\n1,2\n1,2,3\n", ("row 3", "ragged_row")),
    "a row too short": (b"a,b\n1\n", ("row 2", "ragged_row")),
    "a header twice": (b"a,b, A \n1,2,3\n", ("row 1, column C", "duplicate_column")),
    "a quotation mark left open": (b'a,b\n1,2\n3,"4\n', ("row 3", "broken_quotes")),
    "a control character": (b"a,b\n1,\x00\n", ("row 2, column B", "control_character")),
    "a long cell": (b"a\n" + b"x" * 32_001, ("row 2, column A", "cell_too_long")),
    "a far too long cell": (b"a\n" + b"x" * 200_000, ("row 2", "cell_too_long")),
    "401 columns": (b"a" + b",a" * 400, ("row 1", "too_many_columns")),
    "50001 rows": (b"a\n" + b"1\n" * 50_001, ("file", "too_many_rows")),
    "over 20 MiB": (b"a\n" + b"\n" * 20 * 1024 * 1024, ("file", "file_too_large")),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_file_that_cannot_be_read_is_refused_with_a_pointer(what: str) -> None:
    data, fault = UNREADABLE[what]

    assert refused(data) == (fault,)


def test_fifty_thousand_rows_are_read() -> None:
    assert len(read_table_bytes(b"a\n" + b"1\n" * 50_000).rows) == 50_000


def test_all_faults_are_told_at_once_up_to_fifty() -> None:
    faults = refused(b"a,b\n" + b"1\n" * 80)

    assert len(faults) == tabular.MAX_FAULTS
    assert faults[:2] == (("row 2", "ragged_row"), ("row 3", "ragged_row"))


def test_a_refusal_repeats_nothing_of_the_file() -> None:
    for data in (
        b"Kestrel,Kestrel\n1,2\n",
        b"a,b\nKestrel\n",
        b"Kestrel \xff",
        b'a\n"Kestrel',
        b"a,b\nKestrel\x07,1\n",
    ):
        with pytest.raises(Malformed) as refusal:
            read_table_bytes(data)
        error: BaseException | None = refusal.value
        while error is not None:
            assert "Kestrel" not in repr(error)
            error = error.__cause__ or error.__context__


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Malformed) as refusal:
        read_table(tmp_path / "missing.csv")

    assert refusal.value.missing == ("file_unreadable",)


def test_a_file_is_read_from_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "caseload.csv"
    path.write_bytes(b"a;b\n1;2\n")

    assert read_table(path).rows[0].cells == {"a": "1", "b": "2"}


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=400)
    | st.text(alphabet='ab,;\t"\n\r\x00é', max_size=200).map(str.encode)
)
def test_whatever_bytes_come_they_are_read_or_refused(data: bytes) -> None:
    with suppress(Malformed):
        assert read_table_bytes(data).columns
