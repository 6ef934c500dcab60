"""A disk that takes nothing more, a disk for reading alone, a database that went away.

Each is answered by a problem document that says nothing of content; nothing is half
written, and it goes on without a restart.
"""

import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from starlette.testclient import TestClient

from api.app import make_app
from referral.errors import StoreUnavailable
from referral.mechanism import Mechanism
from referral.mechanism.opening import migrate_postgres
from tests.api.conftest import Door
from tests.faults.test_full_disk import (
    LARGE,
    fill_up,
    sizes,
    small_disk,
    until_full,
)
from tests.pages.conftest import Desk
from tests.postgres import OWNER, SERVER, SUPERUSER, as_role, libpq
from tests.world import CONTENT, World, a_world

__all__ = ["small_disk"]

PAGE = 4096
POINTS = 12
FULL, INCIDENT = 507, 16
"""Insufficient Storage, and how long the number of an incident is."""
OPENED = {"facts": {"age_class": "adult"}, "content": {}}
PURPOSE = {"purpose": "care"}
DRAWER = {"drawer": "identity"}
WORDS = ["Kestrel", *(str(v) for d in CONTENT.values() for v in d.values())]


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes: a write then fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def log_size(world: World) -> int:
    """How long the records' write-ahead log is now."""
    return Path(world.location, "records.db-wal").stat().st_size


def write(
    door: Door, case_id: UUID, *, at: Callable[[], AbstractContextManager[None]]
) -> int:
    """Record something long about a case while something is wrong; the status."""
    version = door.version("outreach", case_id)
    with at():
        listed = door.ask("outreach", "GET", "/v1/cases")
        before = sizes(door.world)
        answered = door.ask(
            "outreach",
            "POST",
            f"/v1/cases/{case_id}/content",
            json={"narrative": {"account": "They took my papers. " * 400}},
            version=version,
        )
    assert listed.status_code == 200
    for each in (answered, listed):
        assert not any(word in each.text for word in WORDS)
    if answered.status_code == FULL:
        assert answered.headers["content-type"] == "application/problem+json"
        assert answered.json()["code"] == "store-full"
        assert len(answered.json()["incident"]) == INCIDENT
        assert "retry-after" not in answered.headers
        assert sizes(door.world) == before
    return answered.status_code


def test_wherever_a_write_fails_it_is_told_and_nothing_is_half_written(
    door: Door,
) -> None:
    world = door.world
    case = world.case().id
    assert write(door, case, at=nullcontext) == 200
    seen = set()
    for point in range(POINTS):
        ends = log_size(world) + point * 12 * PAGE
        seen.add(write(door, case, at=partial(files_end_at, ends)))
        assert write(door, case, at=nullcontext) == 200
        assert world.mechanism.verify_all().broken == ()
    assert seen == {200, FULL}


def remount(place: Path, how: str) -> None:
    """Make a disk one for reading alone, or writable again."""
    words = ["mount", "-o", f"remount,{how}", str(place)]
    subprocess.run(words, check=True)  # noqa: S603 - ours


def test_a_disk_for_reading_alone_is_refused_at_the_start_and_found_again(
    small_disk: Path, tmp_path: Path
) -> None:
    place, key_file = str(small_disk / "data"), tmp_path / "kek"
    with a_world(place, key_file) as world:
        case = world.case()
        clock = world.clock
    remount(small_disk, "ro")
    with pytest.raises(StoreUnavailable) as refused:
        Mechanism.open(place, key_file, clock=clock)
    assert not any(word in str(refused.value) for word in WORDS)
    remount(small_disk, "rw")
    with Mechanism.open(place, key_file, clock=clock) as again:
        assert again.read_case(world["outreach"], case.id).facts
        assert again.verify_all().broken == ()


@contextmanager
def opened(world: World) -> Iterator[Desk]:
    """The pages and the API over a world."""
    client = TestClient(
        make_app(world.mechanism),
        base_url="https://desk.test",
        raise_server_exceptions=False,
        follow_redirects=False,
    )
    with client:
        yield Desk(world, client, Door(world, client))


@pytest.fixture
def postgres_door(postgres_url: str, tmp_path: Path) -> Iterator[Door]:
    """The API over a mechanism on PostgreSQL."""
    with (
        a_world(postgres_url, tmp_path / "kek") as world,
        TestClient(make_app(world.mechanism), raise_server_exceptions=False) as client,
    ):
        yield Door(world, client)


def answers_on_a_full_disk(desk: Desk, case: UUID) -> None:
    """What a worker and a machine are told, and what still works."""
    ask, account = desk.door.ask, "They took my papers. " * 400
    typed = {"_version": str(desk.door.version("outreach", case))}
    path, page = f"/v1/cases/{case}/content/identity", f"/desk/cases/{case}"
    for told in (
        ask("outreach", "POST", "/v1/cases", json=OPENED),
        ask("outreach", "GET", path, params=PURPOSE),
        desk.post("outreach", f"{page}/content", {"narrative.account": account}),
        desk.post("outreach", f"{page}/drawers/identity", PURPOSE),
        desk.post("outreach", f"{page}/steps/bring_to_safety", typed),
    ):
        assert told.status_code in (FULL, 409, 422), told.text
        assert not any(word in told.text for word in WORDS)
        assert told.status_code == FULL or "steps" in str(told.url)
    drawn = desk.post("outreach", f"{page}/drawers/identity", PURPOSE).text
    assert "Nothing can be saved now" in drawn
    assert "Keep your note on paper" in drawn
    assert "Number of this incident" in drawn
    for there in ("/desk", page, "/desk/cases"):
        assert desk.get("outreach", there).status_code == 200
    assert ask("outreach", "GET", f"/v1/cases/{case}").status_code == 200


def test_on_a_real_full_disk_a_worker_is_told_what_to_do_now(
    small_disk: Path, tmp_path: Path
) -> None:
    filling = small_disk / "filling"
    with (
        a_world(str(small_disk / "data"), tmp_path / "kek") as world,
        opened(world) as desk,
    ):
        case = world.case().id
        desk.door.token("outreach")
        before = sizes(world)
        with pytest.raises(OSError, match="No space left"):
            fill_up(filling)
        # what the log of writes has room for already is not refused
        until_full(world, *(partial(world.case, content=LARGE) for _ in "1"))
        before = sizes(world)
        answers_on_a_full_disk(desk, case)
        assert sizes(world) == before
        filling.unlink()
        again = desk.door.ask("outreach", "POST", "/v1/cases", json=OPENED)
        assert again.status_code == 201
        assert world.mechanism.verify_all().broken == ()


def test_a_document_that_finds_no_room_on_its_way_is_refused_so(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is laid on the disk of temporary files first, encrypted."""
    monkeypatch.setattr("tempfile.tempdir", str(small_disk))
    with (
        a_world(str(tmp_path / "data"), tmp_path / "kek") as world,
        opened(world) as desk,
    ):
        path = f"/v1/cases/{world.case().id}/attachments"
        sent = partial(desk.door.ask, "outreach", "POST", path, params=DRAWER)
        kilobytes = {2_400: 201, 5_000: FULL, 8_000: FULL, 2_200: 201}
        for size, status in kilobytes.items():
            before = sizes(world)
            told = sent(content=b"%PDF-1.7 " + bytes(size * 1_024))
            assert told.status_code == status, size
            assert status == 201 or told.json()["code"] == "store-full"
            assert (sizes(world) == before) == (status == FULL)


def test_a_database_for_reading_alone_takes_no_writes_and_is_found_again(
    postgres_door: Door,
) -> None:
    """As after a fail-over to a machine that only follows."""
    door, world = postgres_door, postgres_door.world
    case = world.case().id
    opening = f"/v1/cases/{case}/content/identity"
    door.token("outreach")
    before = sizes(world)
    name = libpq(world.location).split("/")[3].split("?")[0]
    alone = f"ALTER DATABASE {name} SET default_transaction_read_only"
    operator(door, f"{alone} = on")
    door.ask("outreach", "GET", "/v1/cases")  # finds its connection cut
    for told in (
        door.ask("outreach", "POST", "/v1/cases", json=OPENED),
        door.ask("outreach", "GET", opening, params=PURPOSE),
    ):
        assert told.status_code == FULL, told.text
        assert told.json()["code"] == "store-full"
        assert not any(word in told.text for word in WORDS)
    assert door.ask("outreach", "GET", "/v1/cases").status_code == 200
    assert sizes(world) == before
    operator(door, "SET default_transaction_read_only = off", f"{alone} = off")
    door.ask("outreach", "GET", "/v1/cases")
    assert door.ask("outreach", "GET", opening, params=PURPOSE).status_code == 200


def operator(door: Door, *statements: str) -> None:
    """What happens to the database, and every connection cut."""
    address = libpq(as_role(door.world.location, SUPERUSER))
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = %s",
            [SERVER],
        )


def test_a_database_that_takes_no_writes_answers_lists_alone(
    postgres_door: Door,
) -> None:
    door = postgres_door
    case = door.world.case().id
    opening = f"/v1/cases/{case}/content/identity"
    door.token("outreach")
    before = sizes(door.world)
    operator(
        door, f"REVOKE INSERT, UPDATE ON ALL TABLES IN SCHEMA public FROM {SERVER}"
    )
    door.ask("outreach", "GET", "/v1/cases")  # finds its connection cut
    for answered in (
        door.ask("outreach", "POST", "/v1/cases", json=OPENED),
        door.ask("outreach", "GET", opening, params=PURPOSE),
    ):
        assert answered.status_code == 503
        assert answered.json()["code"] == "store-unavailable"
        assert not any(word in answered.text for word in WORDS)
    assert door.ask("outreach", "GET", "/v1/cases").status_code == 200
    assert sizes(door.world) == before
    migrate_postgres(door.world.location, as_role(door.world.location, OWNER))
    assert door.ask("outreach", "GET", opening, params=PURPOSE).status_code == 200
    assert door.world.mechanism.verify_all().broken == ()


def test_a_lost_connection_is_a_503_and_the_next_request_is_answered(
    postgres_door: Door,
) -> None:
    door = postgres_door
    case = door.world.case()
    door.token("outreach")
    for _ in range(3):
        operator(door)
        answers = [door.ask("outreach", "GET", f"/v1/cases/{case.id}") for _ in "123"]
        assert {each.status_code for each in answers} <= {200, 503}
        assert answers[-1].status_code == 200
    assert door.world.mechanism.verify_all().broken == ()
