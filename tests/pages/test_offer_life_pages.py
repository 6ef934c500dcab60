"""What is said about an offer, on its page: every form of an offer's life, once."""

from uuid import UUID

from tests.pages.conftest import Desk, form


def pressed(desk: Desk, who: str, offer: UUID, end: str, **said: str) -> str:
    """Send one form of an offer's page; the page that follows."""
    path = f"/desk/offers/{offer}"
    found = form(desk.get(who, path).text, end)
    answered = desk.post(who, found.action, [*found.fields, *said.items()])
    assert answered.status_code == 303, answered.text
    return desk.get(who, path).text


def test_the_life_of_an_offer_is_walked_on_its_page(desk: Desk) -> None:
    world = desk.world
    _, offer = world.offered()
    assert "Any stairs?" in pressed(
        desk, "host", offer.id, "/question", text="Any stairs?"
    )
    pressed(desk, "outreach", offer.id, "/reply", text="None.")
    spoken = pressed(
        desk, "coordinator", offer.id, "/telephone-yes", said_by="The night shift"
    )
    assert "The night shift" in spoken
    pressed(desk, "host", offer.id, "/dispute", reason="misunderstood")
    pressed(desk, "coordinator", offer.id, "/telephone-yes", said_by="The day shift")
    pressed(desk, "host", offer.id, "/confirm")
    pressed(desk, "host", offer.id, "/arrived")
    pressed(desk, "host", offer.id, "/start")
    ended = pressed(desk, "host", offer.id, "/completion", outcome="aim_reached")
    assert "What it was for was reached" in ended
    assert "aim_reached" not in desk.get("outreach", f"/desk/offers/{offer.id}").text


def test_what_is_not_right_is_told_beside_its_field(desk: Desk) -> None:
    world = desk.world
    _, offer = world.offered()
    page = form(desk.get("host", f"/desk/offers/{offer.id}").text, "/question")
    empty = desk.post("host", page.action, page.fields)
    assert (empty.status_code, "error" in empty.text) == (422, True)
    world.mechanism.question_offer(world["host"], offer.id, "Any stairs?")
    path = f"/desk/offers/{offer.id}"
    told = form(desk.get("outreach", path).text, "/reply")
    typed = [pair for pair in told.fields if pair[0] != "text"]
    named = desk.post("outreach", told.action, [*typed, ("text", "No. Ask Kestrel.")])
    assert named.status_code == 409
    assert "would tell who the person is" in named.text
    assert form(named.text, "/reply").value("text") == "No. Ask Kestrel.", "as typed"


def test_a_service_hands_back_or_closes_on_its_page(desk: Desk) -> None:
    world = desk.world
    for end, said, shown in (
        ("/return", {"reason": "place_lost"}, "Handed back"),
        ("/close", {}, "The service has closed"),
    ):
        _, offer = world.accepted()
        assert shown in pressed(desk, "host", offer.id, end, **said)
