"""The person's own view over the API: a number in the body, and nothing else."""

from uuid import UUID

import pytest
from starlette.requests import Request

from api.source import source_of
from referral.rules.own_code import FREE_TRIES, grouped, whole_number
from tests.api.conftest import Door

WRONG = grouped(whole_number(987654321098765))


def number_for(door: Door, case: UUID, who: str = "outreach") -> str:
    """The number as the worker's answer tells it, once."""
    given = door.ask(who, "POST", f"/v1/cases/{case}/own-code")
    assert given.status_code == 201
    return str(given.json()["number"])


def test_who_shows_the_number_needs_no_session(door: Door) -> None:
    case, _ = door.world.accepted()
    number = number_for(door, case.id)

    seen = door.client.post("/v1/own/view", json={"code": number})
    ticket = seen.json()["ticket"]
    (answer,) = seen.json()["answers"]
    asked = {"ticket": ticket, "consent_id": answer["id"]}
    back = door.client.post("/v1/own/withdrawals", json=asked)
    left = door.client.post(
        "/v1/own/messages", json={"ticket": ticket, "text": "Come at noon."}
    )
    after = door.client.post("/v1/own/view", json={"ticket": ticket})

    assert (seen.status_code, back.status_code, left.status_code) == (200, 200, 201)
    assert after.json()["answers"][0]["state"] == "taken_back"
    assert [body["kind"] for body in after.json()["bodies"]] == ["ngo"]
    found = door.ask(
        "outreach", "GET", f"/v1/cases/{case.id}/messages", params={"purpose": "care"}
    )
    assert [each["text"] for each in found.json()["items"]] == ["Come at noon."]
    again = door.client.post("/v1/own/withdrawals", json=asked)
    assert (again.status_code, again.json()["code"]) == (409, "consent-withdrawn")


def test_unknown_revoked_and_erased_are_one_answer_and_guessing_waits(
    door: Door,
) -> None:
    case = door.world.case().id
    old = number_for(door, case)
    number = number_for(door, case)
    door.ask("outreach", "DELETE", f"/v1/cases/{case}/own-code")

    told = [
        door.client.post("/v1/own/view", json={"code": each})
        for each in (WRONG, old, number)
    ]
    told += [
        door.client.post("/v1/own/view", json={"code": WRONG})
        for _ in range(FREE_TRIES - len(told) + 1)
    ]

    assert {(a.status_code, a.content) for a in told[:-1]} == {(404, told[0].content)}
    assert (told[-1].status_code, told[-1].json()["code"]) == (429, "too-many-tries")
    assert told[-1].headers["retry-after"]


@pytest.mark.asvs("V14.2.1")
def test_a_number_stands_in_no_address(door: Door) -> None:
    for path in ("/v1/own/view", f"/v1/own/{WRONG}", f"/v1/own/view?code={WRONG}"):
        answer = door.client.get(path.replace(" ", ""))
        assert answer.status_code in (401, 405)


def test_safe_contact_is_told_to_the_service_that_is_told_how_to_reach_them(
    door: Door,
) -> None:
    world = door.world
    case = world.case().id
    rule = {"channels": ["call"], "since": "21:00", "code_word": "Heron"}
    done = door.ask(
        "outreach", "POST", f"/v1/cases/{case}/safe-contact", json=rule, version=1
    )
    assert done.status_code == 200
    world.consent(case)
    offer = world.offer(case)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")

    now = door.ask(
        "outreach", "GET", f"/v1/cases/{case}/safe-contact", params={"purpose": "care"}
    ).json()
    (told,) = door.ask(
        "host", "GET", f"/v1/referrals/{offer.id}/package", params={"purpose": "care"}
    ).json()["items"]

    assert now["code_word"] == "Heron"
    assert {w["channel"]: w["open"] for w in now["ways"]} == {
        "call": True,
        "text_message": False,
        "email": False,
        "in_person": True,
        "own_page": True,
    }
    said = told["content"]["contact"]["safe_contact_rule"]
    assert said == "call; 21:00-00:00; first say: Heron; never leave a message"


def asked_from(peer: str, *forwarded: str | None) -> str:
    """Where a request comes from, by who is connected and the lines that it says."""
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded if line]
    scope = {"type": "http", "client": (peer, 1), "headers": headers}
    return source_of(Request(scope))


@pytest.mark.asvs("V4.1.3", "V15.3.4")
def test_what_a_client_writes_of_its_address_counts_for_nothing() -> None:
    told = "203.0.113.9, 198.51.100.7"
    assert asked_from("127.0.0.1", told) == "198.51.100.7"
    assert asked_from("::1", told) == "198.51.100.7"
    assert asked_from("::ffff:203.0.113.9", None) == "203.0.113.9"
    assert asked_from("192.0.2.1", told) == "192.0.2.1"
    assert asked_from("127.0.0.1", None) == "127.0.0.1"
    assert asked_from("127.0.0.1", "203.0.113.9, unknown") == "127.0.0.1"
    one_more = ("203.0.113.9", "203.0.113.8, 198.51.100.7")
    assert asked_from("127.0.0.1", *one_more) == "198.51.100.7"
    assert asked_from("127.0.0.1", "203.0.113.9", "198.51.100.7") == "198.51.100.7"


def test_a_line_of_ipv6_has_one_address_to_guess_from() -> None:
    first, same = "2001:db8:0:aa01::1", "2001:db8:0:aaff:1:2:3:4"
    assert asked_from(first, None) == asked_from("::1", same)
    assert asked_from(first, None) != asked_from("2001:db8:0:ab01::1", None)
    assert asked_from("fe80::1%eth0", None) == asked_from("fe80::2", None)
