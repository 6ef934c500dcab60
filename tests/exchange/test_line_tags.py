"""Recognising a line that was imported before, by keyed digests alone."""

import hashlib
import hmac

import pytest

from referral.exchange.line_tags import (
    cell_tags,
    line_tag,
    possible_match,
    reference_tag,
)
from referral.exchange.tabular import Row


def mac(message: bytes) -> bytes:
    return hmac.digest(b"a key of the tests", message, hashlib.sha256)


def other_mac(message: bytes) -> bytes:
    return hmac.digest(b"another key", message, hashlib.sha256)


def row(**cells: str) -> Row:
    return Row(2, cells)


def match(new: dict[str, str], known: dict[str, str]) -> bool:
    return possible_match(cell_tags(row(**new), mac), cell_tags(row(**known), mac))


def test_the_same_line_has_the_same_tag_wherever_it_stands() -> None:
    first = Row(2, {"prs_FirstName": "Kestrel", "prs_Email": "k@example.org"})
    second = Row(9, {"prs_Email": "k@example.org ", "prs_first_name": "Kestrel"})

    assert line_tag(first, mac) == line_tag(second, mac)


def test_another_cell_another_reference_or_another_key_gives_another_tag() -> None:
    line = row(prs_FirstName="Kestrel", source_reference="RC-1")

    tags = {
        line_tag(line, mac),
        line_tag(line, other_mac),
        line_tag(row(prs_FirstName="Kestrel", Reference="RC-2"), mac),
        line_tag(row(prs_FirstName="Kestrel"), mac),
        line_tag(row(prs_SecondName="Kestrel"), mac),
    }
    assert len(tags) == 5


def test_a_value_cannot_pose_as_another_column() -> None:
    whole = row(prs_FirstName='Kestrel"], ["prs_SecondName", "Alder')
    parted = row(prs_FirstName="Kestrel", prs_SecondName="Alder")

    assert line_tag(whole, mac) != line_tag(parted, mac)


def test_a_reference_is_recognised_in_any_case() -> None:
    assert reference_tag(" rc-1", mac) == reference_tag("RC-1", mac)
    assert reference_tag("RC-1", mac) != reference_tag("RC-2", mac)


def test_a_cell_tag_is_eight_bytes_and_holds_nothing_readable() -> None:
    tags = cell_tags(row(prs_FirstName="Kestrel", prs_Gender="Feminine"), mac)

    assert {name: len(tag) for name, tag in tags.items()} == {
        "prs_FirstName": 8,
        "prs_Gender": 8,
    }


def test_only_columns_that_are_kept_are_tagged() -> None:
    cells = {"per_RoleDetails": "x", "org_Name": "x", "Shoe": "38", "Reference": "1"}

    assert cell_tags(row(**cells), mac) == {}


@pytest.mark.parametrize(
    ("column", "one", "same"),
    [
        ("prs_FirstName", "  Čifčaf", "čifčaf"),
        ("prs_FirstName", "C\u030cifc\u030caf", "čifčaf"),
        ("prs_Birthdate", "17. 3. 2009.", "2009-03-17"),
        ("prs_MobilePhone", "+000 55-12", "0005512"),
        ("prs_MobilePhone", "none", "NONE"),
        ("prs_Citizenship", "RS, xkx", "XK;RS"),
        ("vic_TypeOfExploitation", "Forced begging", "ForcedBegging"),
        ("prs_Gender", "not a value", "Not a  value"),
    ],
)
def test_a_value_written_otherwise_has_the_same_tag(
    column: str, one: str, same: str
) -> None:
    assert cell_tags(row(**{column: one}), mac) == cell_tags(row(**{column: same}), mac)


def test_an_equal_identity_number_is_enough() -> None:
    assert match(
        {"prs_IdentityNumber": "ID-1", "prs_FirstName": "Kestrel"},
        {"prs_IdentityNumber": "id-1", "prs_FirstName": "Plover"},
    )


NAMED = {
    "prs_FirstName": "Kestrel",
    "prs_SecondName": "Alder",
    "prs_Birthdate": "2001-02-03",
    "prs_MobilePhone": "+000 55 0001",
}


@pytest.mark.parametrize("one", NAMED)
@pytest.mark.parametrize("other", NAMED)
def test_two_of_name_birth_date_and_mobile_number_are_needed(
    one: str, other: str
) -> None:
    known = NAMED | {"prs_Email": "k@example.org"}
    new = {one: NAMED[one], other: NAMED[other], "prs_IdentityNumber": "ID-2"}

    assert match(new, known) is (one != other)


PLAIN = {
    "prs_Gender": "Feminine",
    "prs_Citizenship": "AL",
    "vic_TypeOfExploitation": "ForcedBegging",
    "cas_Status": "Active",
    "hte_City": "market town",
    "cas_IncomingReferralDate": "2025-05-05",
}


def test_lines_without_names_match_when_all_but_two_of_six_cells_agree() -> None:
    assert match(PLAIN, PLAIN)
    assert match(PLAIN | {"hte_City": "capital", "cas_Status": "Closed"}, PLAIN)
    assert match(PLAIN, {k: v for k, v in PLAIN.items() if k != "hte_City"})


def test_lines_without_names_that_differ_in_three_cells_do_not_match() -> None:
    changed = {"hte_City": "capital", "cas_Status": "Closed", "prs_Citizenship": "RS"}

    assert not match(PLAIN | changed, PLAIN)


def test_lines_without_names_and_with_fewer_than_six_cells_do_not_match() -> None:
    few = dict(list(PLAIN.items())[:5])

    assert not match(few, few)
    assert not match({}, {})


def test_a_name_on_either_side_rules_out_the_comparison_by_plain_cells() -> None:
    assert not match(PLAIN | {"prs_FirstName": "Kestrel"}, PLAIN)
    assert not match(PLAIN, PLAIN | {"prs_Birthdate": "2001-02-03"})
