"""The timeline at the desk: lanes that lead to entries, filters, and a red check."""

import re
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.pages.conftest import Desk, form
from tests.records.raw import open_to_changes, run
from tests.world import World

LANES = ("Stage", "Consent", "Disclosure", "Decision", "Clock", "Service", "Access")


def strips(page: str) -> dict[str, str]:
    """The picture of each lane or kind of silence, by its name."""
    rows = re.findall(r'<li class="desk-lanes__row [^"]*">(.*?)</li>', page, re.DOTALL)
    return {re.sub(r"<[^>]+>", "", row.split("<svg")[0]).strip(): row for row in rows}


def said(page: str) -> str:
    """What the entries of a page are called."""
    return " · ".join(re.findall(r'desk-entry__head"><span>([^<]*)<', page))


def entries(page: str) -> list[int]:
    return [int(seq) for seq in re.findall(r'id="entry-(\d+)"', page)]


def test_every_point_of_a_lane_leads_to_an_entry_that_is_there(desk: Desk) -> None:
    case, _ = desk.world.accepted()
    page = desk.get("coordinator", f"/desk/cases/{case.id}/timeline").text
    found = strips(page)
    assert [name.split()[0] for name in found] == list(LANES)
    assert found["Consent 1"].count("<circle") == 1
    linked = {int(seq) for seq in re.findall(r'href="#entry-(\d+)"', page)}
    assert linked
    assert linked <= set(entries(page))
    assert "style=" not in page
    assert "<script>" not in page


def test_a_gap_is_drawn_against_its_limit(desk: Desk) -> None:
    case = desk.world.case().id
    desk.world.clock.advance(days=30)
    page = desk.get("coordinator", f"/desk/cases/{case}/timeline").text
    strip = strips(page)["Nothing was recorded 1"]
    bars = re.findall(
        r'desk-strip__(wait|over)" x="([\d.]+)%" width="([\d.]+)%"', strip
    )
    (wait, x, width), (over, limit, red) = bars
    assert (wait, over) == ("wait", "over")
    assert float(x) + float(width) == pytest.approx(float(limit), abs=0.02)
    # ten days of thirty are within the limit, twenty are past it
    assert float(width) == pytest.approx(32, abs=0.1)
    assert float(red) == pytest.approx(64, abs=0.1)
    assert f'x1="{limit}%"' in strip


def test_a_timeline_is_narrowed_without_a_script(desk: Desk) -> None:
    world = desk.world
    case, _ = world.accepted()
    base = f"/desk/cases/{case.id}/timeline"
    whole = entries(desk.get("coordinator", base).text)
    consent = desk.get("coordinator", f"{base}?lane=consent&kind=&days=").text
    assert len(entries(consent)) == 1
    assert list(strips(consent)) == ["Consent 1"]
    asked = form(consent, "/timeline")
    assert asked.value("lane") == "consent"
    shelter = world.bodies["shelter"]
    of_shelter = entries(desk.get("coordinator", f"{base}?organisation={shelter}").text)
    assert of_shelter
    assert set(of_shelter) < set(whole)
    made = desk.get("coordinator", f"{base}?kind=offer_made").text
    assert len(entries(made)) == 1
    world.clock.advance(days=20)
    desk.door.tokens.clear()
    world.mechanism.record_facts(world["outreach"], case.id, {"region": "south"})
    lately = desk.get("coordinator", f"{base}?days=7").text
    assert "Facts recorded" in said(lately)
    assert "Offer made" not in said(lately)
    assert "days in which nothing was recorded" in lately, "it ended in these days"


@pytest.mark.parametrize(
    "words", ["lane=roof", "kind=x", "days=8", "organisation=ngo", "kept=nobody"]
)
def test_what_is_no_word_of_a_filter_is_refused(desk: Desk, words: str) -> None:
    case = desk.world.case().id
    answer = desk.get("coordinator", f"/desk/cases/{case}/timeline?{words}")
    assert answer.status_code in (404, 422)


def test_a_long_timeline_keeps_its_filter_from_page_to_page(desk: Desk) -> None:
    world = desk.world
    case = world.case().id
    for _ in range(105):
        world.clock.advance(hours=1)
        world.mechanism.read_case(world["outreach"], case)
    page = desk.get("coordinator", f"/desk/cases/{case}/timeline?lane=access").text
    (more,) = re.findall(r'href="([^"]*)" rel="next"', page)
    assert "lane=access&amp;after=" in more
    rest = desk.get("coordinator", more.replace("&amp;", "&")).text
    assert set(entries(rest)).isdisjoint(entries(page))
    assert "First contact recorded" not in said(page + rest)
    far = re.findall(r'href="[^"]*after=(\d+)#entry-(\d+)"', page)
    assert far, "points of other pages lead there"
    assert all(int(seq) == int(after) + 1 for after, seq in far)


SEALED = "payload"


def altered(world: World, case: UUID, change: str, seq: int) -> None:
    """Change an entry as whoever holds the file could."""
    open_to_changes(world)
    where = f"WHERE chain_id = X'{case.hex}' AND seq = {seq}"
    if change == SEALED:
        ((kept,),) = run(world, text(f"SELECT hex(payload) FROM entry {where}"))  # noqa: S608 # ours
        change = f"payload = X'{kept[:-2]}{'00' if kept[-2:] != '00' else '01'}'"
    run(world, text(f"UPDATE entry SET {change} {where}"))  # noqa: S608 # ours


@pytest.mark.parametrize("script", [True, False])
def test_a_check_is_green_where_nothing_was_changed(
    desk: Desk, *, script: bool
) -> None:
    case = desk.world.case().id
    base = f"/desk/cases/{case}/timeline"
    key = form(desk.get("coordinator", base).text, "/verification").fields
    asked = {"HX-Request": "true"} if script else {}
    page = desk.post("coordinator", f"{base}/verification", key, **asked).text
    assert "This timeline is whole." in page
    assert "desk-verdict--broken" not in page
    assert ("<html" in page) is not script


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("at = at - 1000", "Consent recorded"),
        (SEALED, "does not open"),
        ("lane = 'nowhere'", "This timeline does not hold."),
    ],
)
def test_a_check_is_red_and_shows_the_first_bad_entry(
    desk: Desk, change: str, told: str, *, script: bool
) -> None:
    world = desk.world
    case, _ = world.offered()
    base = f"/desk/cases/{case.id}/timeline"
    bad = world.entries(case.id).index("consent_recorded") + 1
    altered(world, case.id, change, bad)
    asked = {"HX-Request": "true"} if script else {}
    answer = desk.post("coordinator", f"{base}/verification", {}, **asked)
    assert answer.status_code == 200, answer.text
    assert "desk-verdict--broken" in answer.text
    assert f'href="{base}?after={bad - 1}#entry-{bad}"' in answer.text
    assert told in answer.text
    if "lane" not in change:
        there = desk.get("coordinator", f"{base}?after={bad - 1}")
        assert there.status_code == 200
        assert f'id="entry-{bad}"' in there.text


def test_an_altered_entry_is_shown_as_such_with_everything_else(desk: Desk) -> None:
    world = desk.world
    case, _ = world.offered()
    seq = world.entries(case.id).index("offer_made") + 1
    altered(world, case.id, SEALED, seq)
    page = desk.get("coordinator", f"/desk/cases/{case.id}/timeline").text
    assert "it is not what was written" in page
    assert "First contact recorded" in page
