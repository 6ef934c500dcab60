"""The small partner and its contract suite, each in a process, over real HTTP."""

import json
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from pyrage import decrypt, x25519

from tests.api.mechanism import made
from tests.api.server import Client, serving
from tests.demo import Served, served
from tests.documents.partner_house import PROGRAMS, House, Lena, run, signed_in

HERE = Path(__file__).parent
BROKEN = tomllib.loads((HERE / "broken_partners.toml").read_text("utf-8"))["broken"]
SEALS = "import pyrage, sys; r = pyrage.x25519.Recipient.from_str(sys.argv[1]); "
SEALS += "sys.stdout.buffer.write(pyrage.encrypt(sys.stdin.buffer.read(), [r]))"

DIED = 9
DELETES_NOTHING = ("file.unlink(missing_ok=True)", "file.touch()")

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def server(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A demo that is being served; each test makes its own offers in it."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(demo, folder / "demo")
    with served(folder / "demo", folder / "log") as running:
        yield running


@pytest.mark.parametrize("broken", BROKEN, ids=[each["what"] for each in BROKEN])
def test_what_is_broken_is_named(
    broken: dict[str, Any], server: Served, tmp_path: Path
) -> None:
    house = House(server, tmp_path, changes=broken["changes"])
    code, wrong = house.looked_at(*broken["parts"])
    assert code == 1
    assert any(broken["named"] in line for line in wrong), wrong


def test_names_kept_in_clear_are_found(server: Served, tmp_path: Path) -> None:
    house = House(server, tmp_path, seal=["cat"], changes=[DELETES_NOTHING])
    code, wrong = house.looked_at("fits", "manners")
    assert code == 1
    assert [line for line in wrong if "it keeps no name in clear" in line] == wrong


def test_what_was_agreed_is_sealed_to_the_houses_reader_and_deleted_at_the_end(
    server: Served, tmp_path: Path
) -> None:
    reader = x25519.Identity.generate()
    seal = [sys.executable, "-c", SEALS, str(reader.to_public())]
    house, lena = House(server, tmp_path, seal=seal), Lena(server)
    met = lena.offers()
    said = house.rounds(2)
    assert lena.stage(met) == "accepted"
    (file,) = house.sealed(met)
    assert file.stat().st_mode & 0o777 == 0o600
    opened = json.loads(decrypt(file.read_bytes(), [reader]))
    assert opened["content"]["identity"] == {"first_name": "Kestrel"}
    house.say(
        *(f"{met.code} {word}" for word in ("arrived", "start")),
        f"{met.code} completion outcome moved_on",
    )
    said += house.rounds(3)
    assert lena.stage(met) == "completed"
    assert not file.exists()
    assert "Kestrel" not in said
    assert not any(b"Kestrel" in path.read_bytes() for path in house.kept.iterdir())


def test_a_file_that_was_taken_on_is_left_to_people(
    server: Served, tmp_path: Path
) -> None:
    house, lena = House(server, tmp_path, seal=["cat"]), Lena(server)
    met = lena.offers()
    house.rounds(2)
    (taken,) = house.sealed(met)
    taken.rename(tmp_path / "taken")
    lena.take_back(met)
    assert lena.stage(met) == "recalled"
    assert "was taken on" in house.rounds(1)
    assert "was taken on" in house.rounds(1), "until somebody says so"


def test_it_may_die_at_every_step_and_nothing_is_done_twice(
    server: Served, tmp_path: Path
) -> None:
    house, lena = House(server, tmp_path), Lena(server)
    met = lena.offers()
    house.say(
        *(f"{met.code} {word}" for word in ("arrived", "start")),
        f"{met.code} completion outcome aim_reached",
    )
    driver = tmp_path / "partner/dying.py"
    shutil.copy(HERE / "dying.py", driver)
    words = [sys.executable, str(driver), str(house.settings)]
    ends = [run([*words, str(step)], **house.told).returncode for step in range(1, 25)]
    assert set(ends) <= {0, DIED}
    assert ends.count(DIED) > 8
    house.rounds(4)
    assert lena.stage(met) == "completed"
    clara = signed_in(server, "clara")
    lines = clara.get(f"{met.case}/timeline", limit=200).json()["items"]
    kinds = [line["type"] for line in lines]
    for kind in ("offer_accepted", "arrival_confirmed", "service_completed"):
        assert kinds.count(kind) == 1, kind
    assert kinds.count("deletion_confirmed") == 1
    assert json.loads((house.kept / "memory.json").read_text())["begun"] == {}


def test_a_second_factor_is_not_gone_round(server: Served) -> None:
    me = signed_in(server, "olga")
    secret = me.post("/v1/me/app").json()["secret"]
    confirmed = me.post("/v1/me/app/code", {"code": pyotp.TOTP(secret).now()})
    assert confirmed.status_code == 200, confirmed.text
    words = [sys.executable, str(PROGRAMS / "contract.py"), "--only", "strangers"]
    words += ["--demo", server.address, "--key-file", str(server.key_file)]
    refused = run([*words, "--sender", "olga"])
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "olga is not let in" in refused.stderr
    far = run([*words, "--demo", "https://desk.example.org"])
    assert (far.returncode, far.stdout) == (1, "")
    assert "demo on this machine" in far.stderr


def test_where_a_second_factor_is_asked_a_password_alone_runs_no_suite(
    tmp_path: Path,
) -> None:
    store, key_file = str(tmp_path / "data"), tmp_path / "keys" / "kek"
    (tmp_path / "key").write_text(made(store, key_file)[0])
    asks = {"REFERRAL_SECOND_FACTOR": "required"}
    with serving(store, key_file, tmp_path / "log", **asks) as address:
        words = [sys.executable, str(PROGRAMS / "contract.py"), "--sender", "worker"]
        words += ["--demo", address, "--key-file", str(tmp_path / "key")]
        refused = run(words)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "A password alone opens nothing here" in refused.stderr


def test_the_same_answer_comes_after_the_server_was_killed(
    copied: Path, tmp_path: Path
) -> None:
    key = (copied / "partner-key").read_text().strip()
    headers = {"Idempotency-Key": "a-key-of-ours", "If-Match": '"1"'}
    with served(copied, tmp_path / "log") as server:
        path = f"{Lena(server).offers().offer}/accept"
        first = Client(server.address, key).again(path, headers)
        server.kill()
    assert first.status_code == 200, first.text
    with served(copied, tmp_path / "log") as server:
        again = Client(server.address, key).again(path, headers)
        other = Client(server.address, key).again(path, {**headers, "If-Match": '"2"'})
    assert (again.content, again.headers["receipts"]) == (
        first.content,
        first.headers["receipts"],
    )
    assert (other.status_code, other.json()["code"]) == (422, "malformed")
