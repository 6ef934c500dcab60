"""Taking over a caseload, line by line, and never twice."""

import pytest

from referral.actions.import_cases import ImportReport, LineOutcome
from referral.errors import Malformed, WrongRole
from referral.exchange.htcds import demo_table
from referral.exchange.tabular import Row, Table
from tests.records.raw import count
from tests.spec.evidence import chain_of, everything, nothing_left, refused
from tests.world import World
from workflows.vocabulary import Compartment, Purpose

KESTREL = {
    "prs_FirstName": "Kestrel",
    "prs_SecondName": "Alder",
    "prs_Birthdate": "1998-04-05",
    "prs_Gender": "Feminine",
}
LINNET = {"prs_FirstName": "Linnet", "prs_SecondName": "Birch"}
BAD = {"prs_FirstName": "Siskin", "prs_Birthdate": "the day before"}


def table(*lines: dict[str, str]) -> Table:
    """A file with one header and these lines."""
    columns = list(dict.fromkeys(name for line in lines for name in line))
    rows = [Row(n, line) for n, line in enumerate(lines, start=2)]
    return Table(columns, rows)


def take(world: World, *lines: dict[str, str]) -> ImportReport:
    """Import a file into the outreach workers' caseload."""
    return world.mechanism.import_cases(world["outreach"], table(*lines))


def outcomes(report: ImportReport) -> list[str]:
    """What became of each line."""
    return [line.outcome.value for line in report.lines]


def test_every_line_of_a_caseload_is_accounted_for_and_a_second_run_adds_nothing(
    embedded_world: World,
) -> None:
    world, file = embedded_world, demo_table()
    world.clock.advance(days=365)  # no line was accepted after today
    shown: list[tuple[int, int]] = []
    report = world.mechanism.import_cases(
        world["outreach"], file, lambda done, total: shown.append((done, total))
    )

    assert report.count(LineOutcome.IMPORTED) == len(file.rows) == 200
    assert [line.row for line in report.lines] == [row.number for row in file.rows]
    assert shown == [(n, 200) for n in range(1, 201)]
    assert count(world, "case_file") == 200
    again = world.mechanism.import_cases(world["outreach"], file)
    assert again.count(LineOutcome.ALREADY_IMPORTED) == 200
    assert [line.code for line in again.lines] == [line.code for line in report.lines]
    assert count(world, "case_file") == 200
    assert world.mechanism.verify_all().broken == ()


def test_an_imported_line_opens_a_case_at_its_beginning(world: World) -> None:
    report = take(
        world, {**KESTREL, "vic_TraffickingStatus": "ActualVictimOfTrafficking"}
    )

    assert outcomes(report) == ["imported"]
    (view,) = world.mechanism.cases(world["outreach"])
    assert view.code == report.lines[0].code
    assert view.stages["identification"] == "not_requested"
    held = world.mechanism.open_content(
        world["outreach"], view.id, Compartment.IDENTITY, Purpose.CARE
    )
    assert (held["first_name"], held["second_name"]) == ("Kestrel", "Alder")
    assert chain_of(world, view.id)[0][0] == "case_imported"
    assert "Kestrel" not in repr(chain_of(world, view.id))
    said = [kind for kind, _ in chain_of(world, world.bodies["ngo"])]
    assert "import_finished" in said


def test_a_changed_line_without_a_number_is_a_possible_match(world: World) -> None:
    first = take(world, KESTREL, LINNET)
    changed = take(world, {**KESTREL, "prs_Gender": "Masculine"})

    assert outcomes(changed) == ["possible_match"]
    assert changed.lines[0].code == first.lines[0].code
    assert count(world, "case_file") == 2
    changed = take(world, {**LINNET, "prs_Gender": "Masculine"})
    assert changed.lines[0].code == first.lines[1].code


def test_a_changed_line_with_its_number_has_changed_since(world: World) -> None:
    numbered = {**KESTREL, "source_reference": "RC-1"}
    take(world, numbered)

    changed = {**numbered, "prs_FirstName": "Plover", "prs_SecondName": "Rowan"}
    assert outcomes(take(world, changed)) == ["changed_since"]
    assert outcomes(take(world, numbered)) == ["already_imported"]
    assert outcomes(take(world, {**numbered, "source_reference": "RC-2"})) == [
        "imported"
    ]
    assert count(world, "case_file") == 2


def test_a_refused_line_leaves_nothing_and_stops_no_other(world: World) -> None:
    report = take(world, KESTREL, BAD, LINNET)

    assert outcomes(report) == ["imported", "refused", "imported"]
    refused_line = report.lines[1]
    assert refused_line.code is None
    assert refused_line.faults
    assert "Siskin" not in repr(report)
    assert count(world, "case_file") == 2
    before = len(everything(world)["import_line"])
    assert outcomes(take(world, BAD)) == ["refused"]
    assert len(everything(world)["import_line"]) == before == 2


def test_two_lines_with_one_number_in_one_file_become_one_case(world: World) -> None:
    numbered = {**KESTREL, "source_reference": "RC-1"}
    other = {**LINNET, "source_reference": "RC-1"}

    report = take(world, numbered, numbered, other)
    assert outcomes(report) == ["imported", "already_imported", "changed_since"]
    assert len({line.code for line in report.lines}) == 1


def test_the_same_line_twice_in_one_file_becomes_one_case(world: World) -> None:
    assert outcomes(take(world, LINNET, LINNET)) == ["imported", "already_imported"]


def test_another_organisations_lines_are_not_compared(world: World) -> None:
    take(world, KESTREL)
    theirs = world.mechanism.import_cases(world["stranger"], table(KESTREL))

    assert outcomes(theirs) == ["imported"]
    assert count(world, "case_file") == 2


@pytest.mark.parametrize("name", ["officer", "auditor", "assessor"])
def test_who_manages_no_cases_imports_none(embedded_world: World, name: str) -> None:
    world = embedded_world

    with refused(world, WrongRole, world[name].organisation_id):
        world.mechanism.import_cases(world[name], table(KESTREL))


def test_a_file_without_one_known_column_leaves_nothing(world: World) -> None:
    with nothing_left(world, Malformed):
        take(world, {"Kestrel": "Alder"})


def test_what_only_the_standard_has_a_name_for_is_kept_in_its_drawer(
    embedded_world: World,
) -> None:
    world = embedded_world
    take(world, {**KESTREL, "cas_CaseOwner": "Heronford"})

    (view,) = world.mechanism.cases(world["outreach"])
    told = world.mechanism.open_content(
        world["outreach"], view.id, Compartment.NARRATIVE, Purpose.CARE
    )
    assert [said.get("htcds") for said in told["statements"]] == [
        {"cas_CaseOwner": "Heronford"}
    ]
