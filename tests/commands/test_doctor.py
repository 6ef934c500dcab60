"""`referral doctor` on clock, keys, backups and files: what is wrong, what is not."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from api.commands.findings import Finding
from referral.actions.administer import NewOrganisation
from referral.clock import SetClock, system_clock
from referral.mechanism import Mechanism
from tests.backed_up import Shelf
from tests.commands.conftest import referral
from tests.commands.test_backup import settings
from workflows.vocabulary import OrganisationKind, Regime

OFFICE = NewOrganisation("office", "Office", OrganisationKind.COORDINATOR, Regime.GDPR)
TWO_HOLDERS = {"REFERRAL_KEY_COPIES": "1"}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


def found(store: Path, **variables: str) -> dict[str, Finding]:
    """What the doctor says, by name."""
    told = referral("doctor", "--json", store=store, **variables)
    findings = json.loads(told.stdout)["findings"]
    wrong = any(each["state"] == "wrong" for each in findings)
    assert told.returncode == int(wrong)
    return {each["name"]: Finding(**each) for each in findings}


def made(folder: Path, ago: timedelta, *, invented: bool = False) -> Path:
    """A mechanism whose only entries are so old."""
    clock = SetClock(system_clock() - ago)
    data, key = folder / "data", folder / "keys" / "kek"
    Mechanism.create(data, key, OFFICE, clock=clock, invented=invented)[0].close()
    return folder


def backed_up(store: Path, shelf: Shelf, ago: timedelta) -> None:
    clock = SetClock(system_clock() - ago)
    with Mechanism.open(store / "data", store / "keys" / "kek", clock=clock) as there:
        shelf.take(there)


@pytest.mark.parametrize(
    ("ago", "state", "said"),
    [
        (timedelta(minutes=1), "well", "after the newest entry"),
        (timedelta(hours=-1), "wrong", "behind the newest entry"),
        (timedelta(days=40), "warning", "nothing was entered for 40 days"),
        (timedelta(days=500), "wrong", "or the clock is ahead"),
    ],
)
def test_the_clock_is_compared_with_the_newest_entry(
    tmp_path: Path, ago: timedelta, state: str, said: str
) -> None:
    clock = found(made(tmp_path, ago))["clock"]
    assert (clock.state, said in clock.told) == (state, True)


def test_the_age_of_the_last_backup(tmp_path: Path, shelf: Shelf) -> None:
    store = made(tmp_path, timedelta(days=3))
    never = found(store)["backup"]
    assert (never.state, "none was ever made" in never.told) == ("wrong", True)
    for ago, state in (
        (timedelta(hours=30), "wrong"),
        (timedelta(minutes=50), "warning"),
        (timedelta(minutes=1), "well"),
    ):
        backed_up(store, shelf, ago)
        last = found(store)["backup"]
        assert (last.state, "sealed to 2" in last.told) == (state, True)


def test_of_invented_people_nothing_is_demanded(tmp_path: Path) -> None:
    store = made(tmp_path, timedelta(minutes=1), invented=True)
    said = found(store)
    assert said["backup"].state == said["holders of the key"].state == "warning"


def test_one_holder_is_too_few(tmp_path: Path, shelf: Shelf) -> None:
    store = made(tmp_path, timedelta(minutes=1))
    ada = shelf.recipient("ada")
    one = {"REFERRAL_BACKUP_RECIPIENTS": f"{ada} {ada.upper()}"}
    said = found(store, **one)
    assert said["holders of the key"].state == "wrong"
    assert said["holders of backups"].state == "wrong"
    said = found(store, **settings(shelf), **TWO_HOLDERS)
    assert said["holders of the key"].state == "well"
    assert said["holders of backups"].state == "well"


def test_files_that_others_can_read_are_named(tmp_path: Path, shelf: Shelf) -> None:
    store = made(tmp_path, timedelta(minutes=1))
    backed_up(store, shelf, timedelta())
    set_ = settings(shelf)
    parts = ("permissions of data", "permissions of backups")
    assert {found(store, **set_)[name].state for name in parts} == {"well"}
    records = store / "data" / "records.db"
    sealed = next(shelf.records.rglob("*.age"))
    for file in (records, sealed):
        file.chmod(0o640)
    said = found(store, **set_)
    for name, file in zip(parts, (records, sealed), strict=True):
        assert said[name].state == "wrong"
        assert str(file) in said[name].told
    assert said["place of backups"].state == "warning"
    assert "on the volume of the data" in said["place of backups"].told


def test_old_keys_and_unfinished_rotations_are_told(
    tmp_path: Path, shelf: Shelf
) -> None:
    store = made(tmp_path, timedelta(days=400))
    assert found(store)["key's age"].state == "warning"
    backed_up(store, shelf, timedelta(days=399))
    clock = SetClock(system_clock() - timedelta(days=50))
    with Mechanism.open(store / "data", store / "keys" / "kek", clock=clock) as there:
        for _ in range(2):
            there.prepare_key()
            there.rotate_keys(there.system())
    said = found(store, **settings(shelf))
    assert said["key's age"].state == "well"
    assert (said["old key"].state, "retire" in said["old key"].told) == (
        "warning",
        True,
    )
    assert said["backups of keys"].state == "wrong"
    assert "rotation" not in said


def test_parts_of_backups_that_do_not_say_what_they_are_are_named(
    tmp_path: Path, shelf: Shelf
) -> None:
    store = made(tmp_path, timedelta(days=2))
    backed_up(store, shelf, timedelta(days=1))
    set_ = settings(shelf)
    names = {"damaged backups", "damaged backups of keys"}
    assert names.isdisjoint(found(store, **set_))

    for manifest in shelf.folder.rglob("backup.json"):
        manifest.write_text("{")
    said = found(store, **set_)
    (part,) = [each.name for each in shelf.keys.iterdir()]
    for name in names:
        assert said[name].state == "wrong"
        assert part in said[name].told
