"""Handing on a timeline over HTTP."""

from tests.api.conftest import Door
from tests.spec.handing_on import KEY, REASON, SHORT, unpack

FULL = {"profile": "full", "reason": REASON, "recipients": [KEY]}
OPEN = {"profile": "redacted", "reason": REASON}


def test_it_is_asked_for_agreed_to_and_drawn_once(door: Door) -> None:
    path = f"/v1/cases/{door.world.case().id}/timeline/exports"
    alone = door.ask("outreach", "POST", f"{path}/file", json=FULL)
    assert (alone.status_code, alone.json()["missing"]) == (409, ["second"])
    asked = door.ask("outreach", "POST", path, json=FULL)
    assert asked.status_code == 201
    joint = asked.headers["location"]
    early = door.ask("outreach", "POST", f"{joint}/file")
    assert (early.status_code, early.json()["missing"]) == (409, ["second"])

    seen = door.ask("coordinator", "GET", joint).json()
    assert seen["content"]["recipients"] == [KEY]
    answer = {"content_sha256": seen["content_sha256"]}
    door.ask("coordinator", "POST", f"{joint}/approve", json=answer, version=1)
    given = door.ask("outreach", "POST", f"{joint}/file")
    assert given.status_code == 200
    assert given.headers["cache-control"] == "no-store"
    assert given.headers["content-disposition"].endswith('.tar"')
    timeline = door.ask("coordinator", "GET", path.removesuffix("/exports")).json()
    (entry,) = [e for e in timeline["items"] if e["type"] == "timeline_exported"]
    assert given.headers["receipts"].endswith(entry["h"])
    found = unpack(given.content)
    assert found.manifest_sha256 == given.headers["manifest-sha256"]
    assert found.manifest.sealed_for == (SHORT,)
    assert set(found.files) > {"timeline.pdf", "timeline.json"}
    assert door.ask("outreach", "POST", f"{joint}/file").status_code == 409


def test_what_identifies_nobody_is_drawn_at_once(door: Door) -> None:
    path = f"/v1/cases/{door.world.case().id}/timeline/exports"
    given = door.ask("auditor", "POST", f"{path}/file", json=OPEN)
    assert given.status_code == 200
    assert given.headers["content-disposition"].endswith('.tar"')
    assert unpack(given.content).told
    needless = door.ask("coordinator", "POST", path, json=OPEN)
    assert needless.status_code == 409
    assert needless.json()["type"] == "/problems/off-the-path"


def test_fields_of_single_entries_are_named(door: Door) -> None:
    path = f"/v1/cases/{door.world.case().id}/timeline/exports"
    names = ("immediate_danger", "age_class")
    shown = [{"entry": 1, "fields": [name]} for name in names]
    single = {**OPEN, "shown": shown, "single": True, "recipients": [KEY]}
    asked = door.ask("outreach", "POST", path, json=single)
    assert asked.status_code == 201
    seen = door.ask("coordinator", "GET", asked.headers["location"]).json()
    assert seen["content"]["shown"] == {"1": ["age_class", "immediate_danger"]}


def test_a_request_that_cannot_be_read_says_where(door: Door) -> None:
    path = f"/v1/cases/{door.world.case().id}/timeline/exports"
    for change, pointer in (
        ({"recipients": ["age1" + "q" * 58]}, "/recipients"),
        ({"recipients": []}, "/recipients"),
        ({"profile": "redacted", "shown": [{"entry": 99, "fields": ["x"]}]}, "/shown"),
    ):
        answer = door.ask("outreach", "POST", path, json={**FULL, **change})
        assert answer.status_code == 422
        assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
