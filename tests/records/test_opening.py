"""Finding a store again: with its own key, and only then."""

import json
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from referral.actions.administer import NewOrganisation
from referral.clock import system_clock
from referral.errors import (
    KeyMissing,
    Malformed,
    PathwayMissing,
    ReferralError,
    SealBroken,
    StoreUnavailable,
)
from referral.mechanism import Mechanism
from referral.records.opening import open_store
from referral.vault.providers.file import FileKek
from tests.records.raw import FILE_KEY, KEYS, RECORDS, rewrite, run
from tests.world import World, a_world
from workflows.loader import PathwayInvalid
from workflows.vocabulary import Compartment, OrganisationKind, Purpose, Regime


def writers() -> int:
    """Writer threads that are alive: one a store that was not closed."""
    return sum(thread.name == "writer" for thread in threading.enumerate())


def test_a_mechanism_that_was_closed_opens_with_everything_in_it(world: World) -> None:
    case = world.case()
    world.mechanism.close()

    with Mechanism.open(world.location, world.key_file, clock=world.clock) as mechanism:
        drawer = Compartment.IDENTITY
        held = mechanism.open_content(
            world["outreach"], case.id, drawer, Purpose.PROTECTION
        )
        assert held["first_name"] == "Kestrel"
        assert mechanism.ready()
        assert mechanism.verify_all().broken == ()
        assert mechanism.system() == world.system


def test_another_key_file_does_not_open_it(world: World, tmp_path: Path) -> None:
    other = tmp_path / "other"
    FileKek.create(other)
    world.mechanism.close()

    with pytest.raises(KeyMissing, match="not the one this store was made with"):
        Mechanism.open(world.location, other)


def test_an_empty_place_holds_no_mechanism(location: str, tmp_path: Path) -> None:
    FileKek.create(tmp_path / "kek")

    with pytest.raises(KeyMissing, match="no mechanism was made at") as missing:
        Mechanism.open(location, tmp_path / "kek")
    assert "postgres@" not in str(missing.value)
    assert not (tmp_path / "data").exists()


def test_a_mechanism_is_made_once(world: World) -> None:
    running = writers()

    with (
        pytest.raises(Malformed, match="opened before"),
        a_world(world.location, world.key_file),
    ):
        raise AssertionError
    assert writers() == running


def test_an_unknown_pathway_makes_no_mechanism(location: str, tmp_path: Path) -> None:
    office = NewOrganisation("o", "O", OrganisationKind.COORDINATOR, Regime.GDPR)

    with pytest.raises(PathwayInvalid):
        Mechanism.create(location, tmp_path / "kek", office, pathway="nowhere")
    assert not (tmp_path / "kek").exists()


def test_a_store_whose_pathway_is_gone_says_so_and_lets_go(world: World) -> None:
    run(world, "DELETE FROM case_file")
    rewrite(world, "DELETE FROM pathway_text")
    world.mechanism.close()
    running = writers()

    with pytest.raises(PathwayMissing):
        Mechanism.open(world.location, world.key_file)
    assert writers() == running


def test_a_store_without_its_first_table_is_let_go_again(world: World) -> None:
    run(world, "DROP TABLE mechanism")
    world.mechanism.close()
    running = writers()

    with pytest.raises(StoreUnavailable):
        Mechanism.open(world.location, world.key_file)
    assert writers() == running


def test_the_files_of_the_embedded_store_are_closed_to_others(
    embedded_world: World,
) -> None:
    embedded_world.mechanism.close()
    folder = Path(embedded_world.location)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {RECORDS: 0o600, KEYS: 0o600, FILE_KEY: 0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def _without(folder: Path) -> None:
    (folder / FILE_KEY).unlink()


def _emptied(folder: Path) -> None:
    (folder / FILE_KEY).write_text("")


def _not_ours(folder: Path) -> None:
    (folder / FILE_KEY).write_text('["something", "else"]')


def _without_a_part(folder: Path) -> None:
    _edit(folder, lambda kept: kept.pop("wrapped"))


def _with_a_turned_digit(folder: Path) -> None:
    def turn(kept: dict[str, str]) -> None:
        first = "0" if kept["wrapped"][0] != "0" else "1"
        kept["wrapped"] = first + kept["wrapped"][1:]

    _edit(folder, turn)


def _of_another_tenant(folder: Path) -> None:
    tenant = "00000000-0000-4000-8000-000000000000"
    _edit(folder, lambda kept: kept.update(tenant=tenant))


def _edit(folder: Path, change: Callable[[dict[str, str]], object]) -> None:
    path = folder / FILE_KEY
    kept = json.loads(path.read_text())
    change(kept)
    path.write_text(json.dumps(kept))


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (_without, KeyMissing),
        (_emptied, KeyMissing),
        (_not_ours, KeyMissing),
        (_without_a_part, KeyMissing),
        (_with_a_turned_digit, SealBroken),
        (_of_another_tenant, SealBroken),
    ],
)
def test_a_damaged_file_key_opens_nothing_and_is_not_made_anew(
    embedded_world: World,
    damage: Callable[[Path], None],
    fault: type[ReferralError],
) -> None:
    embedded_world.mechanism.close()
    folder = Path(embedded_world.location)
    damage(folder)
    left = (folder / FILE_KEY).exists()

    with pytest.raises(fault):
        Mechanism.open(folder, embedded_world.key_file)
    assert (folder / FILE_KEY).exists() == left


def test_records_beside_the_file_key_of_another_deployment_are_refused(
    embedded_world: World,
) -> None:
    """Both made with one key file: the records are moved under the other's key."""
    run(embedded_world, "UPDATE mechanism SET id = zeroblob(16)")
    embedded_world.mechanism.close()
    running = writers()

    with pytest.raises(StoreUnavailable, match="different deployments"):
        Mechanism.open(embedded_world.location, embedded_world.key_file)
    assert writers() == running


def test_an_address_that_nobody_answers_is_a_fault(tmp_path: Path) -> None:
    key = FileKek.create(tmp_path / "kek")

    with pytest.raises(StoreUnavailable):
        open_store(f"postgresql:///none?host={tmp_path}", key, system_clock)
