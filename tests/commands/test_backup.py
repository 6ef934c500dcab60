"""`referral backup` and `referral restore`, run as an operator runs them."""

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.api.server import REFERRAL
from tests.backed_up import HOLDERS, Shelf
from tests.commands.conftest import referral
from tests.records.raw import engines


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


def settings(shelf: Shelf) -> dict[str, str]:
    """What the operator has set."""
    return {
        "REFERRAL_BACKUP_FOLDER": str(shelf.records),
        "REFERRAL_BACKUP_KEYS_FOLDER": str(shelf.keys),
        "REFERRAL_BACKUP_RECIPIENTS": " ".join(map(shelf.recipient, HOLDERS)),
    }


def machine(folder: Path, from_: Path) -> Path:
    """An empty machine with a copy of the key."""
    shutil.copytree(from_ / "keys", folder / "keys")
    return folder


def test_a_backup_is_made_and_restored_onto_an_empty_machine(
    copied: Path, shelf: Shelf, tmp_path: Path
) -> None:
    set_ = settings(shelf)
    made = referral("backup", store=copied, **set_)
    assert made.returncode == 0, made.stderr
    assert "sealed to 2" in made.stdout
    (folder,) = shelf.records.glob("2*")

    new = machine(tmp_path / "new", copied)
    words = ("restore", str(folder), "--identity", str(shelf.identity("ben")))
    done = referral(*words, store=new, **set_)
    assert done.returncode == 0, done.stderr
    for said in (
        folder.name,
        "old: what was written since is lost",
        "Compare receipts",
    ):
        assert said in done.stdout
    assert referral("timeline", "verify", store=new).returncode == 0
    again = referral(*words, store=new, **set_)
    assert again.returncode == 1
    assert "there is something already" in again.stderr


def test_machines_are_told_the_same(copied: Path, shelf: Shelf, tmp_path: Path) -> None:
    to = [f"--recipient={shelf.recipient(name)}" for name in HOLDERS]
    made = referral("backup", "--to", str(shelf.records), *to, "--json", store=copied)
    said = json.loads(made.stdout)
    assert (said["recipients"], said["deleted"]) == (2, [])
    folder = shelf.records / said["name"]
    assert (shelf.records / "keys" / said["name"] / "keys.db.age").exists()

    new = machine(tmp_path / "new", copied)
    words = ("restore", str(folder), "--identity", str(shelf.identity()), "--json")
    found = json.loads(referral(*words, store=new).stdout)
    assert found["backup"] == said["name"]
    assert found["entries"] == said["heads"]["entries"]
    assert (found["heads"], found["entry"]) == (said["heads"]["sha256"], said["entry"])
    assert found["broken"] == []
    assert found["seconds_old"] >= 0


def break_the_log(store: Path) -> None:
    """Another hash in the tree over all timelines; no timeline is touched."""
    (engine, _), (keys, _) = engines(str(store / "data"), store / "keys" / "kek")
    keys.dispose()
    with engine.begin() as connection:
        sql = connection.exec_driver_sql
        guard = "SELECT sql FROM sqlite_master WHERE name = 'log_node_no_update'"
        trigger = sql(guard).scalar_one()
        sql("DROP TRIGGER log_node_no_update")
        sql("UPDATE log_node SET hash = randomblob(32) WHERE level = 0 AND place = 3")
        sql(trigger)
    engine.dispose()


def test_a_log_that_does_not_hold_is_told_when_it_is_restored(
    copied: Path, shelf: Shelf, tmp_path: Path
) -> None:
    set_ = settings(shelf)
    break_the_log(copied)
    assert referral("backup", store=copied, **set_).returncode == 0
    (folder,) = shelf.records.glob("2*")

    words = ("restore", str(folder), "--identity", str(shelf.identity("ben")))
    told = referral(*words, store=machine(tmp_path / "new", copied), **set_)
    assert told.returncode == 1, told.stderr
    assert "NOT whole" not in told.stdout
    lines = [line for line in told.stdout.splitlines() if line.startswith("log, ")]
    assert lines

    again = machine(tmp_path / "again", copied)
    found = referral(*words, "--json", store=again, **set_)
    assert found.returncode == 1
    said = json.loads(found.stdout)
    assert said["broken"] == []
    assert len(said["log"]) == len(lines)


def test_what_is_missing_is_asked_for(copied: Path, shelf: Shelf) -> None:
    told = referral("backup", store=copied)
    assert (told.returncode, "REFERRAL_BACKUP_FOLDER" in told.stderr) == (1, True)
    one = f"--recipient={shelf.recipient('ada')}"
    told = referral("backup", "--to", str(shelf.records), one, store=copied)
    assert (told.returncode, "two people or more" in told.stderr) == (1, True)
    told = referral("backup", "--to", str(shelf.records), "--keep", "0", store=copied)
    assert told.returncode == 2
    told = referral("restore", str(shelf.records), store=copied)
    assert (told.returncode, "--identity" in told.stderr) == (2, True)
    identity = ("--identity", str(shelf.identity()))
    told = referral("restore", str(shelf.records / "none"), *identity, store=copied)
    assert (told.returncode, "records part is not there" in told.stderr) == (1, True)


def test_it_goes_on_every_minute_and_ends_when_asked(
    copied: Path, shelf: Shelf, tmp_path: Path
) -> None:
    place = [
        "--store",
        str(copied / "data"),
        "--key-file",
        str(copied / "keys" / "kek"),
    ]
    words = [REFERRAL, *place, "backup", "--to", str(shelf.records), "--every", "1"]
    words += [f"--recipient={shelf.recipient(name)}" for name in HOLDERS]
    log = tmp_path / "log"
    with log.open("wb") as written:
        running = subprocess.Popen(words, stdout=written, stderr=written)  # noqa: S603
        for _ in range(300):
            if list(shelf.records.glob("2*")) and "receipt" in log.read_text():
                break
            time.sleep(0.1)
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 0, log.read_text()
    assert len(list(shelf.records.glob("2*"))) == 1
    assert log.read_text().endswith("stopped\n")


def test_ending_a_key_ends_the_backups_of_its_keys(copied: Path, shelf: Shelf) -> None:
    from tests.commands.test_keys import a_coordinator_agrees, words  # noqa: PLC0415

    set_ = settings(shelf)
    (old,) = [e["epoch"] for e in words(copied, "status")["epochs"]]  # type: ignore[attr-defined]
    assert referral("backup", store=copied, **set_).returncode == 0
    for step in ("init", "rotate"):
        words(copied, step)
    words(copied, "retire", old)
    a_coordinator_agrees(copied)
    assert len(list(shelf.keys.glob("2*"))) == 1
    ended = referral("keys", "retire", old, store=copied, **set_)
    assert ended.returncode == 0, ended.stderr
    assert list(shelf.keys.glob("2*")) == []
