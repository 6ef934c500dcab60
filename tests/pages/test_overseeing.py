"""What a coordinator looks over: places, clocks, months, procedures, a path."""

import csv
import re
from io import StringIO

import pytest

from api.pages.monthly import harmless
from referral.actions.protect import StepRequest
from tests.pages.conftest import Desk, form
from tests.world import World
from workflows.loader import load_shipped
from workflows.vocabulary import LegalGround, PlaceKind

MARCH, APRIL, MAY = (
    f'<span class="desk-code">2026-0{month}</span>' for month in (3, 4, 5)
)
PAGES = ("/desk/overview", "/desk/report", "/desk/report/table", "/desk/what-if")


def cells(page: str, row: str) -> list[str]:
    """The figures of one row of a table."""
    found = re.search(rf'<th scope="row">{row}.*?</tr>', page, re.DOTALL)
    assert found, row
    told = re.findall(r"<td[^>]*>(.*?)</td>", found[0], re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in told]


@pytest.mark.parametrize("path", PAGES)
def test_only_a_coordinator_looks_over_everything(desk: Desk, path: str) -> None:
    assert desk.get("coordinator", path).status_code == 200
    for who in ("outreach", "host", "auditor", "assessor"):
        assert desk.get(who, path).status_code == 403, who


def test_places_are_counted_by_region_and_kind_with_their_age(desk: Desk) -> None:
    world, m = desk.world, desk.world.mechanism
    shelter, haven = world.services["shelter"], world.services["haven"]
    m.tell_capacity(world["warden"], haven, PlaceKind.SHELTER, 4, 4)
    world.clock.advance(hours=25)
    m.tell_capacity(world["host"], shelter, PlaceKind.SHELTER, 8, 3)
    page = desk.get("coordinator", "/desk/overview").text
    free, taken, unknown, oldest = cells(page, "[^<]*Place in a shelter")
    assert (free, taken, unknown) == ("3", "5", "4")
    assert oldest.startswith("2 Mar 2026")
    assert page.count("desk-part--free") == 2, "a key and a bar"


def test_clocks_are_counted_by_how_long_they_have(desk: Desk) -> None:
    world = desk.world
    world.offered()
    world.clock.advance(hours=1)
    page = desk.get("coordinator", "/desk/overview").text
    assert cells(page, "Answer to an offer")[:3] == ["0", "1", "1"]
    world.clock.advance(hours=6)
    desk.door.tokens.clear()
    page = desk.get("coordinator", "/desk/overview").text
    assert cells(page, "Answer to an offer")[:3] == ["1", "0", "0"]


def identified(world: World, count: int) -> None:
    for _ in range(count):
        world.case()
    world.clock.advance(minutes=1)


def test_a_month_is_counted_and_small_figures_are_kept_back(desk: Desk) -> None:
    world = desk.world
    identified(world, 3)
    world.offered()
    world.clock.advance(days=30)
    identified(world, 6)
    page = desk.get("coordinator", "/desk/report").text
    march, april = cells(page, MARCH), cells(page, APRIL)
    assert march == april == ["kept back"], "one would tell the other by the sum"
    assert cells(page, "All") == ["10"]
    identified(world, 9)
    world.clock.advance(days=30)
    identified(world, 20)
    desk.door.tokens.clear()
    page = desk.get("coordinator", "/desk/report").text
    assert cells(page, MAY) == ["20"]


def test_a_report_is_asked_for_again_by_its_number(desk: Desk) -> None:
    world = desk.world
    identified(world, 7)
    first = desk.get("coordinator", "/desk/report").text
    (again,) = set(re.findall(r'href="(/desk/report\?run=[^"]+)"', first))
    world.clock.advance(days=1)
    desk.door.tokens.clear()
    identified(world, 5)
    assert cells(desk.get("coordinator", again).text, MARCH) == ["7"]
    assert cells(desk.get("coordinator", "/desk/report").text, MARCH) == ["12"]
    asked = desk.get("coordinator", "/desk/report?month=2026-02").text
    assert form(asked, "/report").value("month") == "2026-02"
    for wrong in ("run=x", "month=2026-13", "month=2030-01", "run=" + "9" * 41):
        assert desk.get("coordinator", f"/desk/report?{wrong}").status_code in (
            404,
            422,
        )


def test_the_file_says_the_same_and_runs_nothing(desk: Desk) -> None:
    identified(desk.world, 7)
    answer = desk.get("coordinator", "/desk/report/table")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].endswith('"report-2026-03.csv"')
    rows = list(csv.reader(StringIO(answer.text)))
    assert rows[1][0] == "People identified"
    assert rows[1][-2:] == ["7", "7"]
    assert all(len(row) == 8 for row in rows[:-1])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\ta", "\ra"])
def test_a_cell_that_would_run_is_made_text(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("plain = text") == "plain = text"


def test_another_version_tells_which_cases_would_have_gone_otherwise(
    desk: Desk,
) -> None:
    world, m = desk.world, desk.world.mechanism
    case = world.case()
    step = StepRequest("bring_to_safety", legal_ground=LegalGround.DANGER_TO_LIFE)
    m.take_step(world["outreach"], case.id, step)
    quiet = world.case()
    before = world.entries(case.id)
    page = desk.get("coordinator", "/desk/what-if").text
    assert "in use" in page
    same = f"/desk/what-if?version={m.pathway_digest}"
    assert "None of these cases" in desk.get("coordinator", same).text

    text = load_shipped("convention")[1].replace('"2026.1"', '"2026.2"', 1)
    changed = text.replace('name = "bring_to_safety"', 'name = "bring_to_a_bed"')
    assert changed != text
    m.ask_publication(world["coordinator"], changed)
    newest, *_ = m.pathway_versions(world["coordinator"])
    assert (newest.version, newest.in_use) == ("2026.2", False)
    shown = desk.get(
        "coordinator", f"/desk/what-if?version={newest.digest}&days=7"
    ).text
    assert "1 case took a step that there would not have been" in shown
    assert f'href="/desk/cases/{case.id}/timeline"' in shown
    assert str(quiet.details["code"]) not in shown
    assert "2 cases were looked at." in shown
    assert world.entries(case.id)[: len(before)] == before
    m_after = m.read_case(world["coordinator"], case.id)
    assert m_after.version == m.read_case(world["outreach"], case.id).version
    for wrong in ("version=00", f"version={newest.digest}&days=8"):
        answer = desk.get("coordinator", f"/desk/what-if?{wrong}")
        assert answer.status_code == 422


def test_a_case_is_shown_where_it_stands_to_whoever_may_see_that(desk: Desk) -> None:
    case, _ = desk.world.accepted()
    there = f"/desk/cases/{case.id}/pathway"
    assert f'href="{there}"' in desk.get("outreach", f"/desk/cases/{case.id}").text
    page = desk.get("outreach", there).text
    assert "▶" in page
    assert "What may happen next" in page
    assert "stands here" in page
    assert 'role="img"' in page
    host = desk.get("host", there).text
    assert "Help and protection" in host
    assert "Where it stands is not yours to see" not in host
    assert desk.get("stranger", there).status_code == 404
