"""Filters that somebody keeps: their own, sealed, and nothing of them in an address."""

import re
from uuid import uuid4

import pytest

from referral.errors import Malformed, NotFound
from referral.rules.filters import MOST_KEPT, Filtered
from tests.pages.conftest import Desk, form
from tests.records.raw import run
from tests.world import World

NAME = "Mornings of the North"


def kept_link(page: str) -> str:
    (found,) = re.findall(rf'href="([^"]*kept=[^"]*)"[^>]*>{NAME}<', page)
    return str(found)


def test_a_filter_is_kept_used_and_forgotten(desk: Desk) -> None:
    case, _ = desk.world.accepted()
    base = f"/desk/cases/{case.id}/timeline"
    narrowed = f"{base}?lane=consent"
    done = desk.fill("coordinator", narrowed, "/desk/filters", times=2, name=NAME)
    where = done.headers["location"]
    assert re.fullmatch(rf"{base}\?kept=[0-9a-f-]{{36}}", where)
    page = desk.get("coordinator", where).text
    assert "filter_kept" in done.headers["set-cookie"]
    assert kept_link(page) == where
    assert page.count('id="entry-') == 1
    assert NAME not in desk.get("outreach", base).text
    assert desk.get("outreach", where).status_code == 404
    gone = desk.fill("coordinator", base, "/end")
    assert gone.headers["location"] == base
    assert NAME not in desk.get("coordinator", base).text
    assert desk.get("coordinator", where).status_code == 404


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("outreach", "/desk/cases?days=30"),
        ("coordinator", "/desk/cases?stage=first_contact"),
        ("coordinator", "/desk/exceptions?kind=gap"),
    ],
)
def test_other_lists_keep_theirs(desk: Desk, who: str, path: str) -> None:
    done = desk.fill(who, path, "/desk/filters", name=NAME)
    assert done.status_code == 303
    page = desk.get(who, done.headers["location"])
    assert page.status_code == 200
    assert NAME in page.text
    assert NAME not in desk.get("coordinator", "/desk/deliveries").text


def test_a_filter_without_a_name_is_asked_for_one(desk: Desk) -> None:
    case = desk.world.case().id
    narrowed = f"/desk/cases/{case}/timeline?lane=consent"
    for name in ("", "  ", "x" * 41):
        again = desk.fill("coordinator", narrowed, "/desk/filters", name=name)
        assert again.status_code == 422
        assert 'href="#name"' in again.text
        assert form(again.text, "/desk/filters").value("words.lane") == "consent"


@pytest.mark.parametrize(
    "typed",
    [
        {"of": "roof", "name": NAME},
        {"of": "cases", "name": NAME, "words.lane": "consent"},
        {"of": "timeline", "case_id": "nowhere", "name": NAME, "words.lane": "consent"},
        {"of": "timeline", "name": NAME, "words.lane": "consent"},
        {"of": "timeline", "name": NAME, "words": "consent"},
    ],
)
def test_what_no_page_of_ours_sends_keeps_nothing(
    desk: Desk, typed: dict[str, str]
) -> None:
    answer = desk.post("coordinator", "/desk/filters", typed)
    assert 400 <= answer.status_code < 500  # refused
    assert run(desk.world, "SELECT count(*) FROM kept_filter") == [(0,)]


def test_a_filter_of_a_case_of_others_leads_nowhere(desk: Desk) -> None:
    case = desk.world.case().id
    typed = {"of": "timeline", "case_id": str(case), "name": "", "words.lane": "clock"}
    assert desk.post("stranger", "/desk/filters", typed).status_code == 404


def test_what_is_kept_is_sealed_and_ends_with_its_keeper(world: World) -> None:
    m, me = world.mechanism, world["coordinator"]
    kept = m.keep_filter(me, Filtered.EXCEPTIONS, f"  {NAME} ", {"kind": "gap"})
    (view,) = m.kept_filters(me, Filtered.EXCEPTIONS)
    assert (view.id, view.name, dict(view.words)) == (kept.id, NAME, {"kind": "gap"})
    assert NAME not in repr(view)
    ((box,),) = run(world, "SELECT box FROM kept_filter")
    assert NAME.encode() not in bytes(box)
    assert m.kept_filters(world["auditor"], Filtered.EXCEPTIONS) == ()
    with pytest.raises(NotFound):
        m.forget_filter(world["auditor"], Filtered.EXCEPTIONS, kept.id)
    with pytest.raises(NotFound):
        m.forget_filter(me, Filtered.CASES, kept.id)
    with pytest.raises(NotFound):
        m.forget_filter(me, Filtered.EXCEPTIONS, uuid4())


def test_nobody_keeps_more_than_they_find_their_way_in(embedded_world: World) -> None:
    m, me = embedded_world.mechanism, embedded_world["coordinator"]
    for n in range(MOST_KEPT):
        m.keep_filter(me, Filtered.CASES, f"number {n}", {"days": "7"})
    with pytest.raises(Malformed) as refused:
        m.keep_filter(me, Filtered.TIMELINE, "one more", {"days": "7"})
    assert refused.value.faults == (("/name", "too_long"),)
    with pytest.raises(Malformed):
        m.keep_filter(me, Filtered.TIMELINE, "empty", {})


def test_a_list_of_cases_is_narrowed_to_what_its_reader_sees_anyway(
    desk: Desk,
) -> None:
    world = desk.world
    mine, theirs = world.case(), world.case(by="officer")
    for done in (mine, theirs):
        world.consent(done.id, by="outreach" if done is mine else "officer")
    world.clock.advance(days=10)
    desk.door.tokens.clear()
    newer = world.case()

    def listed(who: str, words: str) -> set[str]:
        page = desk.get(who, f"/desk/cases?{words}").text
        every = {"mine": mine, "theirs": theirs, "newer": newer}
        return {n for n, one in every.items() if str(one.details["code"]) in page}

    assert listed("coordinator", "") == {"mine", "theirs", "newer"}
    assert listed("coordinator", "days=7") == {"newer"}
    police = world.bodies["police"]
    assert listed("coordinator", f"organisation={police}") == {"theirs"}
    stage = world.mechanism.read_case(world["coordinator"], mine.id).stages[
        "protection"
    ]
    assert listed("outreach", f"stage={stage}") == {"mine", "newer"}
    assert listed("coordinator", "stage=nowhere") == set()
    # where a case of somebody else stands is not to be found out by asking for it
    case, offer = world.accepted()
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    seen = world.mechanism.read_case(world["coordinator"], case.id).stages["protection"]
    shown = desk.get("host", f"/desk/cases?stage={seen}").text
    assert str(case.details["code"]) not in shown
    assert desk.get("host", f"/desk/cases?organisation={police}").status_code == 422
