"""What refuses a line: each kind of fault is one story, and none repeats a value."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral.exchange.htcds import LineReading, read_caseload, read_line
from referral.exchange.htcds_columns import COLUMNS, Kind, NotHeld
from referral.exchange.tabular import Row, read_table_bytes

TODAY = date(2026, 9, 1)

STORIES: dict[str, tuple[dict[str, str], list[tuple[str, str]]]] = {
    "a gender that no list has": (
        {"prs_Gender": "Kestrel"},
        [("prs_Gender", "unknown_value")],
    ),
    "one unknown form among known ones": (
        {"vic_TypeOfExploitation": "ForcedBegging;Kestrel"},
        [("vic_TypeOfExploitation", "unknown_value")],
    ),
    "two values where one is meant": (
        {"cas_Status": "Active;Closed"},
        [("cas_Status", "unknown_value")],
    ),
    "marks that part nothing": (
        {"vic_MethodsOfControl": ";,;"},
        [("vic_MethodsOfControl", "unknown_value")],
    ),
    "a citizenship that is no code": (
        {"prs_Citizenship": "AL;Kestrel"},
        [("prs_Citizenship", "unknown_country")],
    ),
    "a language that is no code": (
        {"prs_PrimaryLanguage": "Kestrel"},
        [("prs_PrimaryLanguage", "unknown_language")],
    ),
    "the thirty-first of February": (
        {"prs_Birthdate": "2010-02-31"},
        [("prs_Birthdate", "date_impossible")],
    ),
    "the thirteenth month": (
        {"prs_Birthdate": "01.13.2010"},
        [("prs_Birthdate", "date_impossible")],
    ),
    "slashes, which may be two days": (
        {"prs_Birthdate": "03/04/2010"},
        [("prs_Birthdate", "date_unreadable")],
    ),
    "a year alone": (
        {"prs_Birthdate": "2010"},
        [("prs_Birthdate", "date_unreadable")],
    ),
    "a day and an hour that is none": (
        {"prs_Birthdate": "2010-02-03T25:00:00"},
        [("prs_Birthdate", "date_unreadable")],
    ),
    "born tomorrow": (
        {"prs_Birthdate": "2026-09-02"},
        [("prs_Birthdate", "date_in_future")],
    ),
    "accepted tomorrow": (
        {"cas_IncomingReferralDate": "2026-09-02"},
        [("cas_IncomingReferralDate", "date_in_future")],
    ),
    "older than anybody": (
        {"prs_Birthdate": "1905-08-31"},
        [("prs_Birthdate", "age_over_120")],
    ),
    "trafficked at 121": (
        {"vic_AgeWhenTrafficked": "121"},
        [("vic_AgeWhenTrafficked", "age_over_120")],
    ),
    "a referral of another age": (
        {"cas_OutgoingReferralDate": "1899-12-31"},
        [("cas_OutgoingReferralDate", "date_too_old")],
    ),
    "accepted before being born": (
        {"prs_Birthdate": "2010-01-02", "cas_IncomingReferralDate": "2010-01-01"},
        [("cas_IncomingReferralDate", "date_before_birth")],
    ),
    "trafficked at an age not reached": (
        {"prs_Birthdate": "2015-01-01", "vic_AgeWhenTrafficked": "12"},
        [("vic_AgeWhenTrafficked", "age_contradicts_birthdate")],
    ),
    "less than no children": (
        {"prs_NumberOfChildren": "-1"},
        [("prs_NumberOfChildren", "negative_number")],
    ),
    "more children than can be": (
        {"prs_NumberOfChildren": "51"},
        [("prs_NumberOfChildren", "number_too_large")],
    ),
    "children in words": (
        {"prs_NumberOfChildren": "two"},
        [("prs_NumberOfChildren", "not_a_number")],
    ),
    "a latitude beyond the pole": (
        {"hte_Latitude": "90.5", "hte_Longitude": "180"},
        [("hte_Latitude", "not_degrees")],
    ),
    "a longitude in words": (
        {"prs_MailingLongitude": "east"},
        [("prs_MailingLongitude", "not_degrees")],
    ),
    "a box half ticked": (
        {"con_Consent": "perhaps"},
        [("con_Consent", "not_yes_or_no")],
    ),
    "two headers that contradict each other": (
        {"prs_FirstName": "Kestrel", "prs_First_Name": "Plover"},
        [("prs_FirstName", "contradiction")],
    ),
    "two references": (
        {"prs_FirstName": "Kestrel", "Reference": "1", "source_reference": "2"},
        [("source_reference", "contradiction")],
    ),
    "a reference that is a story": (
        {"prs_FirstName": "Kestrel", "source_reference": "x" * 201},
        [("source_reference", "reference_too_long")],
    ),
    "nothing but what is not kept": (
        {"org_Name": "House", "Shoe size": "38", "source_reference": "RC-1"},
        [("", "nothing_to_keep")],
    ),
    "everything at once": (
        {"prs_Gender": "Kestrel", "prs_Birthdate": "x", "con_Consent": "x"},
        [
            ("prs_Gender", "unknown_value"),
            ("prs_Birthdate", "date_unreadable"),
            ("con_Consent", "not_yes_or_no"),
        ],
    ),
}


def reading(cells: dict[str, str]) -> LineReading:
    return read_line(Row(17, cells), today=TODAY)


@pytest.mark.parametrize("story", STORIES)
def test_a_fault_refuses_the_whole_line_and_names_its_column(story: str) -> None:
    cells, faults = STORIES[story]
    line = reading({"prs_Email": "kestrel@example.org"} | cells)
    if story == "nothing but what is not kept":
        line = reading(cells)

    assert line.draft is None
    assert [(fault.column, fault.code) for fault in line.faults] == faults


@pytest.mark.parametrize("story", STORIES)
def test_no_sentence_repeats_what_stands_in_a_cell(story: str) -> None:
    cells, _ = STORIES[story]
    line = reading(cells)

    said = " ".join(
        [fault.sentence for fault in line.faults]
        + [note.sentence for note in line.notes]
    )
    for value in cells.values():
        assert len(value) < 3 or value not in said


def test_a_fault_points_to_its_row_and_column() -> None:
    named, whole = reading({"prs_Gender": "x"}), reading({})

    assert [fault.pointer for fault in named.faults] == ["row 17, column prs_Gender"]
    assert [fault.pointer for fault in whole.faults] == ["row 17"]
    assert named.faults[0].sentence == (
        "prs_Gender holds a value that is not in the HTCDS list gender."
    )


def test_a_planned_end_may_lie_ahead() -> None:
    assert reading({"spl_PlannedEndDate": "2027-01-01"}).draft
    assert reading({"spl_ActualEndDate": "2027-01-01"}).faults


def test_one_bad_line_leaves_the_others_readable() -> None:
    data = b"prs_FirstName,prs_Birthdate\nKestrel,1990-01-01\nPlover,x\nSiskin,\n"

    caseload = read_caseload(read_table_bytes(data), today=TODAY)

    assert [(line.row, bool(line.draft)) for line in caseload.lines] == [
        (2, True),
        (3, False),
        (4, True),
    ]


@settings(max_examples=400, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted(COLUMNS)),
        st.text(max_size=30)
        | st.sampled_from(["1990-01-01", "12", "AL;RS", "Other", "TRUE", "sq", "-3.5"]),
    )
)
def test_whatever_the_cells_say_a_line_is_a_draft_or_has_faults(
    cells: dict[str, str],
) -> None:
    line = reading(cells)

    assert (line.draft is None) == bool(line.faults)


@given(st.sampled_from(sorted(COLUMNS)))
def test_a_foreign_word_is_refused_or_kept_whole(name: str) -> None:
    line = reading({"prs_Email": "x"} | {name: "Kestrel-Plover"})
    texts = {Kind.TEXT, Kind.PHONE, Kind.COUNTRY}
    free = COLUMNS[name].kind in texts or COLUMNS[name].free_in_form

    if line.draft is None:
        assert not free
    elif free and not isinstance(COLUMNS[name].home, NotHeld):
        kept = [*line.draft.sealed.values(), *line.draft.htcds.values()]
        assert any("Kestrel-Plover" in drawer.values() for drawer in kept)
