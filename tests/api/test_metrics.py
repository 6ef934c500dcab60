"""Numbers for whoever watches the machine, and nothing but numbers."""

from pathlib import Path

import httpx2

from api.metrics import metrics, written
from referral.actions.post_office import PostRules
from tests.delivery.partners import until_given_up
from tests.delivery.post_office import PostOffice
from tests.properties.acts_webhooks import made
from tests.world import World
from workflows.vocabulary import DeliveryStanding

DELIVERIES = "referral_deliveries_undelivered"


def lines(text: str) -> dict[str, int]:
    """The numbers by their names."""
    told = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: int(number) for name, _, number in (x.rpartition(" ") for x in told)}


def test_numbers_are_those_of_the_lists_and_name_nobody(embedded_world: World) -> None:
    world = embedded_world
    world.case()
    made(world, "shelter")
    world.offered()
    until_given_up(world)
    world.offered()
    listed = world.mechanism.deliveries(world["auditor"]).items
    with metrics(world.mechanism, 0) as port:
        assert port is not None
        answer = httpx2.get(f"http://127.0.0.1:{port}/metrics")
        assert httpx2.get(f"http://127.0.0.1:{port}/").status_code == 404
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    told = lines(answer.text)
    assert told["referral_store_up"] == 1
    for to in ("inbox", "webhook"):
        for standing in DeliveryStanding:
            name = f'{DELIVERIES}{{destination="{to}",standing="{standing}"}}'
            found = [x for x in listed if (x.destination, x.standing) == (to, standing)]
            assert told[name] == len(found)
    assert sum(told.values()) == 1 + len(listed)
    for word in ("Shelter", "127.0.0.1", "offer"):
        assert word not in answer.text


def test_a_store_that_does_not_answer_is_a_number_too(embedded_world: World) -> None:
    world = embedded_world
    with metrics(world.mechanism, 0) as port:
        world.mechanism.close()
        answer = httpx2.get(f"http://127.0.0.1:{port}/metrics")
    assert lines(answer.text) == {"referral_store_up": 0}
    assert lines(written({}))["referral_store_up"] == 1


def test_without_a_port_nobody_listens(embedded_world: World) -> None:
    with metrics(embedded_world.mechanism, None) as port:
        assert port is None


def test_mails_that_find_no_server_are_counted(world: World, tmp_path: Path) -> None:
    world.mechanism.tell_by(PostRules({"mail": PostOffice(tmp_path).carrier()}))
    world.mechanism.ask_mail_address(world["host"], "host@mail.example")
    waiting, retrying = (("mail", word) for word in ("waiting", "retrying"))
    assert world.mechanism.delivery_counts() == {waiting: 1}
    assert world.mechanism.post_due() == 0
    assert world.mechanism.delivery_counts() == {retrying: 1}
    line = f'{DELIVERIES}{{destination="mail",standing="retrying"}}'
    assert lines(written(world.mechanism.delivery_counts()))[line] == 1
