"""A shelter abroad that was sent a letter, answered, and took what was agreed."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.promises.tokens import found_in, token
from tests.properties.acts_packages import by_two
from tests.spec.outside import newly_abroad

if TYPE_CHECKING:
    from tests.pages.conftest import Desk


def of_packages(desk: "Desk", case: UUID) -> tuple[UUID, UUID]:
    """Sent by the API, answered on the pages for those outside.

    Returns:
        The offer, and a key that is sealed to.
    """
    world = desk.world
    there = newly_abroad(world, by_two)
    offer = world.offer(case, "abroad", by="host").id
    path = f"/v1/referrals/{offer}/link"
    sent = desk.door.ask("host", "POST", path, json={"hours": 72})
    assert sent.status_code == 201, sent.text  # made
    letter, password = sent.json()["letter"], sent.json()["password"]
    address, code, _ = there.read(letter)
    for plain in (letter, address, password):
        assert found_in(plain) == set()
    halves = {"code": code, "password": password}
    _wrong(desk, {**halves, "password": token("letter password")})
    _wrong(desk, {**halves, "code": token("letter code")})
    seen = desk.post(None, "/letter", halves)
    ticket = {"ticket": _ticket(seen.text)}
    _wrong(desk, {"ticket": token("letter ticket")})
    desk.post(None, "/letter/no", {**ticket, "reason": token("letter reason")})
    yes = desk.post(None, "/letter/yes", ticket)
    assert yes.status_code == 200, yes.text  # answered
    file = desk.post(None, "/letter/package", {"ticket": _ticket(yes.text)})
    assert file.status_code == 200  # taken
    assert found_in(file.content) == set()
    assert found_in(str(dict(file.headers))) == set()
    return offer, there.key


def _wrong(desk: "Desk", halves: dict[str, Any]) -> None:
    answer = desk.post(None, "/letter", halves)
    assert answer.status_code >= 400  # refused
    assert found_in(answer.text) == set()


def _ticket(page: str) -> str:
    """What stands in the forms of an open letter."""
    return page.partition('name="ticket" value="')[2].partition('"')[0]
