"""kill -9 between an act and what it brings about: every reminder appears once."""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import pytest

from referral.actions.refer import Offer
from referral.mechanism import Mechanism
from referral.records.actors import SignIn
from referral.records.database import Unit
from referral.vault.secrets import new_token, token_digest
from tests.api.server import free_port, wait_until_up
from tests.delivery.waiting import until
from tests.faults.exactly_once import check_exactly_once, settled
from tests.faults.processes import (
    KILLS,
    command,
    kill,
    process,
    reopened,
    soon,
    worker,
)
from tests.world import World, a_world
from workflows.vocabulary import ReferralKind

OFFERS = 3
ANSWER_WITHIN = 1.2
"""Seconds: the reminder falls due at half of them, while the process may be killed."""
TOO_LATE, TRIES = 422, 20
"""A server that just came up may take longer than an answer may: it is asked anew."""


@pytest.fixture
def postgres_world(postgres_url: str, tmp_path: Path) -> Iterator[World]:
    with a_world(postgres_url, tmp_path / "keys" / "kek") as made:
        yield made


def finish(mechanism: Mechanism, acknowledged: list[UUID]) -> int:
    """Let a last worker do what is left, then count."""
    faults: list[BaseException] = []
    mechanism.start_worker(faults.append)
    # A job that went down with its process is trusted for a minute.
    until(lambda: settled(mechanism), patience=100)
    mechanism.stop_worker()
    assert faults == []
    return check_exactly_once(mechanism, acknowledged)


def signed_in(mechanism: Mechanism, actor_id: UUID) -> str:
    """The token of a session."""
    token = new_token()

    def begin(unit: Unit) -> None:
        digest, now = token_digest(token), unit.now
        row = SignIn(digest=digest, actor_id=actor_id, began_at=now, seen_at=now)
        unit.session.add(row)

    mechanism._house.store.act(begin)
    return token


def offers_over_http(
    address: str, token: str, case_id: UUID, service: UUID
) -> list[UUID]:
    """Make offers; answers those that were acknowledged."""
    made: list[UUID] = []
    headers = {"Authorization": f"Bearer {token}"}
    with httpx2.Client(base_url=address, headers=headers, timeout=60) as client:
        for _ in range(TRIES):
            found = client.get(f"/v1/cases/{case_id}")
            keys = {"If-Match": found.headers["etag"], "Idempotency-Key": uuid4().hex}
            body = {
                "service_id": str(service),
                "kind": "service",
                "answer_by": soon(ANSWER_WITHIN).isoformat(),
            }
            path = f"/v1/cases/{case_id}/referrals"
            answered = client.post(path, headers=keys, json=body)
            if answered.status_code == TOO_LATE and "/answer_by" in answered.text:
                continue
            assert answered.status_code == 201, answered.text
            made.append(UUID(answered.json()["id"]))
            if len(made) == OFFERS:
                return made
    raise AssertionError(f"only {len(made)} of {OFFERS} in {TRIES} tries")


@pytest.mark.timeout(0 if KILLS > 3 else 240)
def test_a_server_killed_on_the_embedded_store_reminds_once(
    embedded_world: World, tmp_path: Path
) -> None:
    world = embedded_world
    case = world.case()
    world.consent(case.id)
    mechanism = reopened(world)
    token = signed_in(mechanism, world["outreach"].id)
    mechanism.close()
    log, acknowledged = tmp_path / "log", list[UUID]()
    dice = random.Random(1)  # noqa: S311 # when to kill
    for _ in range(KILLS):
        port = free_port()
        serve = command(world, "serve")
        with process(serve, log, REFERRAL_PORT=str(port)) as running:
            address = f"http://127.0.0.1:{port}"
            wait_until_up(address, running, log)
            acknowledged += offers_over_http(
                address, token, case.id, world.services["shelter"]
            )
            time.sleep(dice.uniform(0, 2 * ANSWER_WITHIN))
            kill(running)
    with Mechanism.open(world.location, world.key_file) as reopening:
        assert finish(reopening, acknowledged) == KILLS * OFFERS
    assert b'"fault"' not in log.read_bytes()


@pytest.mark.timeout(0 if KILLS > 3 else 240)
def test_a_worker_killed_on_postgresql_reminds_once(
    postgres_world: World, tmp_path: Path
) -> None:
    world = postgres_world
    case = world.case()
    world.consent(case.id)
    log, acknowledged = tmp_path / "log", list[UUID]()
    dice = random.Random(2)  # noqa: S311 # when to kill
    with reopened(world) as mechanism:
        for _ in range(KILLS):
            with worker(world, log) as running:
                acknowledged += offers(mechanism, world, case.id)
                time.sleep(dice.uniform(0, 2 * ANSWER_WITHIN))
                kill(running)
        assert finish(mechanism, acknowledged) == KILLS * OFFERS
    assert b'"fault"' not in log.read_bytes()


def offers(
    mechanism: Mechanism, world: World, case_id: UUID, count: int = OFFERS
) -> list[UUID]:
    """Offers of a case to the shelter, to be answered very soon."""
    made: list[UUID] = []
    for _ in range(count):
        service, kind = world.services["shelter"], ReferralKind.SERVICE
        offer = Offer(service, kind, answer_by=soon(ANSWER_WITHIN))
        made.append(mechanism.make_offer(world["outreach"], case_id, offer).id)
    return made


@pytest.mark.timeout(240)
def test_two_workers_do_nothing_twice_and_a_third_takes_over_from_a_dead_one(
    postgres_world: World, tmp_path: Path
) -> None:
    world = postgres_world
    case = world.case()
    world.consent(case.id)
    logs = [tmp_path / name for name in ("one", "two", "three")]
    with reopened(world) as mechanism:
        with worker(world, logs[0]) as first, worker(world, logs[1]) as second:
            acknowledged = offers(mechanism, world, case.id, count=20)
            time.sleep(ANSWER_WITHIN)
            kill(first)
            with worker(world, logs[2]):
                acknowledged += offers(mechanism, world, case.id, count=10)
                until(lambda: settled(mechanism), patience=100)
                second.terminate()
                assert second.wait(timeout=30) == 0
        assert check_exactly_once(mechanism, acknowledged) == len(acknowledged)
    assert logs[1].read_text().splitlines()[-1] == "stopped"
    assert not any(b'"fault"' in log.read_bytes() for log in logs)


@pytest.mark.timeout(240)
def test_a_worker_that_is_stopped_and_started_again_goes_on(
    postgres_world: World, tmp_path: Path
) -> None:
    world, log = postgres_world, tmp_path / "log"
    case = world.case()
    world.consent(case.id)
    with reopened(world) as mechanism:
        acknowledged: list[UUID] = []
        for _ in range(2):
            with worker(world, log) as running:
                acknowledged += offers(mechanism, world, case.id)
                running.terminate()
                assert running.wait(timeout=30) == 0
        with worker(world, log):
            until(lambda: settled(mechanism), patience=100)
        assert check_exactly_once(mechanism, acknowledged) == len(acknowledged)
