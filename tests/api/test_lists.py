"""The inbox and the coordinator's list over HTTP."""

from tests.api.conftest import Door
from tests.delivery.waiting import until


def test_an_overdue_offer_stands_in_the_inbox_and_on_the_list(door: Door) -> None:
    world = door.world
    _, offer = world.offered()
    world.mechanism.start_worker()
    world.clock.advance(hours=7)

    def notices() -> list[str]:
        items = door.ask("host", "GET", "/v1/notices").json()["items"]
        return [item["kind"] for item in items]

    until(lambda: len(notices()) == 3)
    assert notices()[0] == "offer_overdue"
    unread, item = door.ask("coordinator", "GET", "/v1/exceptions").json()["items"]
    assert (unread["kind"], unread["organisation"]) == ("offer_unread", "Shelter")
    assert (item["kind"], item["referral_id"]) == ("offer_overdue", str(offer.id))
    assert item["organisation"] == "Shelter"
    shown = door.ask("host", "GET", f"/v1/referrals/{offer.id}").json()
    assert shown["reminded_at"] is not None
    assert shown["overdue_at"] is not None
    assert door.ask("warden", "GET", "/v1/notices").json() == {"items": []}


def test_the_list_is_the_coordinators_alone(door: Door) -> None:
    for name in ("host", "outreach", "officer", "assessor", "auditor"):
        assert door.ask(name, "GET", "/v1/exceptions").status_code == 403
    assert door.ask("coordinator", "GET", "/v1/notices").status_code == 403
