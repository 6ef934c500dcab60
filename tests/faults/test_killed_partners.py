"""kill -9 of servers and workers while a partner drops, refuses and takes messages.

The partner breaks off before or after it has done what a message asks for, answers
503, or takes it; it keeps identifiers, as the how-to tells it to. Whatever happens,
what was acknowledged reaches it, each thing is done once, and in the order of its case.
"""

import json
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import Popen
from uuid import UUID

import pytest
from hypothesis import settings
from sqlmodel import select

from referral.clock import system_clock
from referral.mechanism import Mechanism
from referral.records.database import Unit
from referral.records.outbox import Outgoing
from referral.records.referrals import ReferralCase
from referral.records.webhooks import WebhookTurn
from tests.api.server import free_port, wait_until_up
from tests.delivery.receiver import Heard, Partner, partner, registered
from tests.delivery.waiting import until
from tests.faults.exactly_once import check_exactly_once, settled
from tests.faults.processes import SOAK, command, kill, process, reopened
from tests.faults.test_killed_worker import offers_over_http, signed_in
from tests.spec.test_leaving import keeper
from tests.world import World, a_world
from workflows.vocabulary import OutgoingState

NIGHT = settings().max_examples > SOAK
CYCLES = 100 if NIGHT else 2
"""How often a server and a worker are killed: `make soak` asks more of them."""
FAULTS = {"before": 0.15, "after": 0.15, "busy": 0.15}
"""How often the first try of a message is dropped before or after its effect, or
refused for now."""
PATIENCE = 2_700 if NIGHT else 600
"""Seconds for what is left at the end: the five minutes of a third try and what chance
adds to them; where a kill met a message twice, the half hour of a fourth."""


def misbehaves(dice: random.Random) -> dict[str, int | None]:
    """What a partner does with a message that it sees for the first time."""
    answers: list[int | None] = [None, -200, 503]
    weights = [*FAULTS.values(), 1 - sum(FAULTS.values())]
    return {"status": dice.choices([*answers, 204], weights)[0]}


@pytest.fixture
def told(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[World, Partner]]:
    """A mechanism on one of the stores, whose offers to the shelter are told."""
    folder, store = tmp_path / "partner", request.param
    folder.mkdir()
    dice = random.Random(10)  # noqa: S311 # how a partner fails

    def answers(_: Heard, times: int) -> int | None:
        return misbehaves(dice)["status"] if times == 1 else 204

    location = str(tmp_path / "data")
    if store == "postgresql":
        location = request.getfixturevalue("postgres_url")
    with a_world(location, tmp_path / "keys" / "kek") as world, partner(folder) as to:
        world.case()
        world.people["registrar"] = keeper(world, "registrar")
        registered(world, to)
        to.answers = answers
        yield world, to


def reaching(to: Partner) -> dict[str, str]:
    """The settings by which a process may reach the partner."""
    return {
        "REFERRAL_WEBHOOK_RANGES": json.dumps(["127.0.0.0/8", "::1/128"]),
        "REFERRAL_WEBHOOK_CA_FILE": str(to.ca_file),
    }


@contextmanager
def server(world: World, to: Partner, log: Path) -> Iterator[tuple[Popen[bytes], str]]:
    """`referral serve` on a world's store, once it answers."""
    port = str(free_port())
    words = command(world, "serve")
    with process(words, log, REFERRAL_PORT=port, **reaching(to)) as running:
        address = f"http://127.0.0.1:{port}"
        wait_until_up(address, running, log)
        yield running, address


@contextmanager
def worker(world: World, to: Partner, log: Path) -> Iterator[Popen[bytes]]:
    """`referral worker` on it, once it works."""
    before = log.read_bytes().count(b"working") if log.exists() else 0
    with process(command(world, "worker"), log, **reaching(to)) as running:
        until(lambda: log.read_bytes().count(b"working") > before)
        yield running


def cases_of(world: World) -> list[UUID]:
    """Two cases whose people agreed to be offered."""
    cases = [world.case().id for _ in range(2)]
    for case in cases:
        world.consent(case)
    return cases


def finish(world: World, to: Partner, acknowledged: list[UUID]) -> int:
    """Let a last worker do what is left; answers how many offers there are."""
    faults: list[BaseException] = []
    with Mechanism.open(world.location, world.key_file) as mechanism:
        mechanism.reaches(to.reach())
        mechanism.start_worker(faults.append)
        until(lambda: settled(mechanism), patience=PATIENCE)
        mechanism.stop_worker()
        assert faults == []
        made = check_exactly_once(mechanism, acknowledged)
        check_partner(mechanism, to, acknowledged)
    return made


def check_partner(mechanism: Mechanism, to: Partner, acknowledged: list[UUID]) -> None:
    """Nothing acknowledged is lost, everything was done once, in order of each case."""
    rows, turns, cases = mechanism._house.store.read(_messages)
    assert {row.state for row in rows} == {OutgoingState.DELIVERED}
    done = [one.msg_id for one in to.effects]
    assert len(done) == len(set(done))
    assert set(done) == {f"msg_{row.id.hex}" for row in rows}
    waiting = [one for one in to.effects if one.event["type"] == "item.waiting"]
    items = [one.event["data"]["item"] for one in waiting]
    assert set(map(str, acknowledged)) <= set(items)
    order = {msg_id: place for place, msg_id in enumerate(done)}
    for case in set(cases.values()):
        of_case = [row for row in rows if cases[row.about] == case]
        by_turn = sorted(of_case, key=lambda row: turns[row.id])
        places = [order[f"msg_{row.id.hex}"] for row in by_turn]
        assert places == sorted(places), "out of order within a case"
    assert to.refused == []


def _messages(
    unit: Unit,
) -> tuple[list[Outgoing], dict[UUID, int], dict[UUID, UUID]]:
    """What went to the partner, each one's turn, and the case of each offer."""
    turns = unit.session.exec(select(WebhookTurn)).all()
    rows = [unit.session.get(Outgoing, each.outgoing_id) for each in turns]
    covered = unit.session.exec(select(ReferralCase)).all()
    return (
        [row for row in rows if row is not None],
        {each.outgoing_id: each.turn for each in turns},
        {each.referral_id: each.case_id for each in covered},
    )


@pytest.mark.timeout(0)
@pytest.mark.parametrize("told", ["embedded"], indirect=True)
def test_a_server_that_is_killed_loses_and_doubles_nothing(
    told: tuple[World, Partner], tmp_path: Path
) -> None:
    world, to = told
    cases, log = cases_of(world), tmp_path / "log"
    mechanism = reopened(world)
    token = signed_in(mechanism, world["outreach"].id)
    mechanism.close()
    dice, acknowledged = random.Random(4), list[UUID]()  # noqa: S311 # when to kill
    for cycle in range(CYCLES):
        if cycle % 10 == 9:  # before the session runs out
            with Mechanism.open(world.location, world.key_file) as opened:
                token = signed_in(opened, world["outreach"].id)
        with server(world, to, log) as (running, address):
            service = world.services["shelter"]
            acknowledged += offers_over_http(address, token, cases[cycle % 2], service)
            time.sleep(dice.uniform(0, 3))
            kill(running)
    assert finish(world, to, acknowledged) == len(acknowledged)
    assert len(to.heard) > len(to.effects), "nothing had to be sent twice: no trial"
    assert b'"fault"' not in log.read_bytes()


@pytest.mark.timeout(0)
@pytest.mark.parametrize("told", ["postgresql"], indirect=True)
def test_two_servers_and_two_workers_of_which_one_each_is_killed(
    told: tuple[World, Partner], tmp_path: Path
) -> None:
    world, to = told
    cases, log = cases_of(world), tmp_path / "log"
    mechanism = reopened(world)
    token = signed_in(mechanism, world["outreach"].id)
    mechanism.close()
    dice, acknowledged = random.Random(5), list[UUID]()  # noqa: S311 # when to kill
    logs = [tmp_path / f"worker-{number}" for number in range(2)]
    with ExitStack() as stack:
        kept, at = stack.enter_context(server(world, to, log))
        stack.enter_context(worker(world, to, logs[0]))
        for cycle in range(CYCLES):
            if cycle % 10 == 9:
                with Mechanism.open(world.location, world.key_file) as opened:
                    token = signed_in(opened, world["outreach"].id)
            with (
                server(world, to, log) as (running, address),
                worker(world, to, logs[1]) as working,
            ):
                service = world.services["shelter"]
                for where, case in ((address, cases[0]), (at, cases[1])):
                    acknowledged += offers_over_http(where, token, case, service)
                time.sleep(dice.uniform(0, 3))
                kill(running)
                kill(working)
        assert kept.poll() is None, "the other one served on"
    assert finish(world, to, acknowledged) == len(acknowledged)
    assert len(to.heard) > len(to.effects), "nothing had to be sent twice: no trial"
    assert not any(b'"fault"' in each.read_bytes() for each in (log, *logs))
    assert system_clock() > world.clock()
