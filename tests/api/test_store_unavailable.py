"""While the store cannot write, lists and headers go on and nothing else does."""

import pytest

from referral.records.database_sqlite import SqliteStore
from tests.api.conftest import Door


def stop_writing(door: Door) -> None:
    """The writer breaks; readers stay."""
    store = door.world.mechanism._house.store
    assert isinstance(store, SqliteStore)
    store._broken = OSError("the disk is gone")
    store._jobs.put(None)
    store._writer.join()


@pytest.mark.asvs("V16.5.2")
def test_lists_and_headers_go_on(door: Door) -> None:
    case, offer = door.world.offered()
    for who in ("outreach", "host", "coordinator"):
        door.token(who)
    stop_writing(door)
    shown = door.ask("outreach", "GET", "/v1/cases").json()["items"]
    assert [item["id"] for item in shown] == [str(case.id)]
    assert door.ask("coordinator", "GET", f"/v1/cases/{case.id}").status_code == 200
    assert door.ask("outreach", "GET", f"/v1/cases/{case.id}/steps").status_code == 200
    waiting = door.ask("host", "GET", "/v1/referrals").json()["items"]
    assert [item["id"] for item in waiting] == [str(offer.id)]
    assert door.ask("outreach", "GET", "/v1/services").status_code == 200


@pytest.mark.asvs("V16.5.3")
def test_what_cannot_be_noted_is_not_opened(door: Door) -> None:
    case, offer = door.world.accepted()
    for who in ("outreach", "host", "coordinator"):
        door.token(who)
    stop_writing(door)
    care = {"purpose": "care"}
    path = f"/v1/cases/{case.id}"
    for who, opened in (
        ("outreach", f"{path}/content/identity"),
        ("host", f"/v1/referrals/{offer.id}/package"),
        ("coordinator", f"{path}/timeline"),
    ):
        answered = door.ask(who, "GET", opened, params=care)
        assert answered.status_code == 503
        assert answered.headers["retry-after"]
        assert answered.json()["incident"]
        assert "Kestrel" not in answered.text


def test_a_write_is_refused_and_may_be_tried_again(door: Door) -> None:
    door.token("outreach")
    stop_writing(door)
    answered = door.ask("outreach", "POST", "/v1/cases", json={})
    assert answered.status_code == 503
    assert answered.json()["code"] == "store-unavailable"


def test_strangers_find_out_nothing_from_it(door: Door) -> None:
    case = door.world.case()
    door.token("stranger")
    stop_writing(door)
    assert door.ask("stranger", "GET", f"/v1/cases/{case.id}").status_code in (404, 503)
