"""A paper day at the desk: beside which field it is refused, and what it says."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from api.app import make_app
from referral.rules.results import Result, prove
from tests.api.conftest import Door
from tests.pages.conftest import Desk, form
from tests.pages.test_undo_pages import followed
from tests.spec.test_late_entry import OWN
from tests.world import a_world

LATE = "/desk/cases/late"
HERE = OWN.replace('time_zone = "UTC"', 'time_zone = "Europe/Belgrade"', 1)
SPRING = datetime(2026, 3, 29, 12, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 25, 12, tzinfo=UTC)


@cache
def proven() -> tuple[Result, ...]:
    found = prove(HERE)
    assert found.passes
    return (found,)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Desk]:
    """The desk of a mechanism whose clocks go forward and back, with a day's limit."""
    file = tmp_path / "own.toml"
    file.write_text(HERE, encoding="utf-8")
    with a_world(str(tmp_path / "data"), tmp_path / "kek", file, proven()) as world:
        app = make_app(world.mechanism, exit_url="https://example.org/")
        address = "https://desk.test"
        with TestClient(app, base_url=address, follow_redirects=False) as client:
            yield Desk(world, client, Door(world, client))


def typed(desk: Desk, on: str, hour: str, **more: str) -> httpx2.Response:
    """The form, filled in from a sheet of paper."""
    said = {"happened.on": on, "happened.hour": hour}
    said |= {name.replace("__", "."): value for name, value in more.items()}
    found = form(desk.get("outreach", LATE).text, LATE)
    kept = [pair for pair in found.fields if pair[0] not in said]
    return desk.post("outreach", LATE, [*kept, *said.items()])


def beside(answered: httpx2.Response) -> dict[str, str]:
    """What is said of which field."""
    assert answered.status_code == 422
    found = {}
    for part in answered.text.split('href="#')[1:]:
        anchor, _, rest = part.partition('"')
        found[anchor] = rest.partition(">")[2].partition("<")[0]
    return {anchor: said for anchor, said in found.items() if "-" in anchor}


def opened(desk: Desk) -> list[datetime]:
    """When what was opened is said to have happened, oldest first."""
    mechanism, me = desk.world.mechanism, desk.world["outreach"]
    found = []
    for case in mechanism.cases(me):
        first = mechanism.timeline(me, case.id)[0]
        assert first.occurred_at is not None
        found.append(first.occurred_at)
    return sorted(found)


def test_an_hour_on_the_wall_is_kept_as_a_moment_and_both_times_are_shown(
    local: Desk,
) -> None:
    local.world.clock.moment = SPRING
    done = typed(local, "29 3 2026", "13:05", facts__age_class="adult")
    page = followed(local, "outreach", done)
    assert "Saved with both times: when it was, and when it was typed in." in page
    assert opened(local) == [datetime(2026, 3, 29, 11, 5, tzinfo=UTC)]
    timeline = local.get("outreach", done.headers["location"] + "/timeline").text
    assert timeline.count("Typed in:") == 2
    assert "29 Mar 2026, 13:05" in timeline
    assert "29 Mar 2026, 14:00" in timeline


def test_an_hour_that_was_left_out_is_refused_beside_it(local: Desk) -> None:
    local.world.clock.moment = SPRING
    said = beside(typed(local, "2026-03-29", "02:30"))
    assert list(said) == ["happened-hour"]
    assert "this hour was left out" in said["happened-hour"]
    assert opened(local) == []


def test_an_hour_that_was_there_twice_is_asked_for(local: Desk) -> None:
    local.world.clock.moment = AUTUMN
    answered = typed(local, "2026-10-25", "02:30")
    said = beside(answered)
    assert list(said) == ["happened-later"]
    assert "which of the two" in answered.text
    assert 'id="happened-later"' in answered.text
    for later in ("false", "true"):
        done = typed(local, "2026-10-25", "02:30", happened__later=later)
        assert done.status_code == 303
    assert opened(local) == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("on", "hour", "field", "sentence"),
    [
        ("2026-03-29", "14:01", "happened-on", "lies in the future"),
        ("2027-01-01", "10:00", "happened-on", "lies in the future"),
        ("2025-03-01", "10:00", "happened-on", "more than a year ago"),
        ("0001-01-01", "00:10", "happened-on", "more than a year ago"),
        ("2026-02-30", "10:00", "happened-on", "a day that exists"),
        ("", "10:00", "happened-on", "Choose an answer or fill this in."),
        ("2026-03-28", "", "happened-hour", "Choose an answer or fill this in."),
        ("2026-03-28", "25:00", "happened-hour", ""),
    ],
)
def test_a_moment_that_cannot_be_is_refused_beside_its_field(
    local: Desk, on: str, hour: str, field: str, sentence: str
) -> None:
    local.world.clock.moment = SPRING
    answered = typed(local, on, hour, content__location__found_at="Lay-by nine")
    said = beside(answered)
    assert list(said) == [field]
    assert sentence in said[field]
    assert "Lay-by nine" in answered.text
    assert opened(local) == []


def test_an_empty_form_asks_for_day_and_hour_beside_each(local: Desk) -> None:
    local.world.clock.moment = SPRING
    assert list(beside(typed(local, "", ""))) == ["happened-on", "happened-hour"]


def test_a_clock_that_is_over_already_says_so_at_once(local: Desk) -> None:
    local.world.clock.moment = SPRING
    done = typed(local, "2026-03-28", "10:00")
    page = followed(local, "outreach", done)
    assert "A time was over already when it was typed in" in page
    standing = local.world.mechanism.exceptions(local.world["coordinator"])
    assert [line.kind for line in standing] == ["step_overdue"]
    in_time = typed(local, "2026-03-28", "14:01")
    assert "Saved with both times: when" in followed(local, "outreach", in_time)


def test_a_yes_that_has_ended_since_is_told_beside_its_box(local: Desk) -> None:
    local.world.clock.moment = SPRING
    agreed = {"minimal_consent__agrees": "true", "minimal_consent__interpreter": "true"}
    said = beside(typed(local, "2026-03-20", "10:00", facts__language="sqi", **agreed))
    assert list(said) == ["minimal_consent-agrees"]
    agreed["facts__age_class"] = "adult"
    done = typed(local, "2026-03-28", "10:00", facts__language="sqi", **agreed)
    assert done.status_code == 303
    (case,) = local.world.mechanism.cases(local.world["outreach"])
    consents = local.world.mechanism.consents(local.world["outreach"], case.id)
    assert {each.given_at for each in consents} == {
        datetime(2026, 3, 28, 9, tzinfo=UTC)
    }
    week = datetime(2026, 4, 4, 9, tzinfo=UTC)
    assert {each.expires_at for each in consents} == {week}


def test_whoever_records_nobody_types_nothing_in(desk: Desk) -> None:
    assert desk.get("auditor", LATE).status_code == 403
    assert desk.post("auditor", LATE, {"happened.on": "2026-03-01"}).status_code == 403
