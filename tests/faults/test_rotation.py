"""Exchanging the key that wraps all others: while everybody works, and killed."""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self
from uuid import UUID, uuid4

import pytest
from hypothesis import settings

from referral.actions.identify import Identification
from referral.errors import ReferralError
from referral.mechanism import Mechanism
from referral.records.database import Unit
from referral.records.keyed_values import open_latest, store_value
from referral.records.keys import OwnerKind
from referral.vault.providers.file import FileKeys
from tests.faults.processes import SOAK, command, process
from tests.records.raw import act, keyring, run, store
from tests.world import CONTENT, WOMAN, World
from workflows.vocabulary import Compartment, Purpose

NIGHT = settings().max_examples > SOAK
CASES = 10_000 if NIGHT else 250
READERS = 8
KILLS = 20
ROOT = Path(__file__).parents[2]
DRAWERS = (Compartment.IDENTITY, Compartment.LOCATION)
PORTION = 250


def grown(world: World, cases: int) -> dict[UUID, str]:
    """Sealed values of as many cases, by their records, with what is in them."""
    planted = {uuid4(): f"bird {number}" for number in range(cases)}
    records = list(planted)

    def seal(portion: list[UUID]) -> Callable[[Unit], None]:
        def write(unit: Unit) -> None:
            for record in portion:
                for drawer in DRAWERS:
                    store_value(
                        unit,
                        keyring(world),
                        kind=OwnerKind.CASE,
                        owner=record,
                        record=record,
                        drawer=drawer,
                        content={"first_name": planted[record]},
                        author=None,
                        author_organisation=None,
                    )

        return write

    for at in range(0, cases, PORTION):
        act(world, seal(records[at : at + PORTION]))
    return planted


def epochs_in_use(world: World) -> dict[str, int]:
    rows = run(world, "SELECT epoch, count(*) FROM key_wrap GROUP BY epoch", keys=True)
    return dict(rows)


class Readers:
    """Eight who read without a pause, and compare."""

    def __init__(self, world: World, planted: dict[UUID, str]) -> None:
        self.world, self.planted = world, planted
        self.read, self.failed, self.different = 0, 0, 0
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._go, args=(n,)) for n in range(READERS)
        ]

    def _go(self, number: int) -> None:
        dice = random.Random(number)  # noqa: S311 # a repeatable choice
        records = list(self.planted)
        while not self._stop.is_set():
            record, drawer = dice.choice(records), dice.choice(DRAWERS)
            try:
                content = store(self.world).read(
                    lambda unit, r=record, d=drawer: open_latest(  # type: ignore[misc]
                        unit, keyring(self.world), r, r, d, Purpose.AUDIT
                    )
                )
            except Exception:  # noqa: BLE001 # whatever it was, it was not read
                self.failed += 1
                continue
            self.read += 1
            self.different += content != {"first_name": self.planted[record]}

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


@pytest.mark.timeout(1200)
def test_eight_readers_notice_nothing_while_another_process_rotates(
    world: World, tmp_path: Path
) -> None:
    planted = grown(world, CASES)
    kept, (old,) = world.case(), epochs_in_use(world)
    new = FileKeys(world.key_file).prepare().epoch
    wraps = epochs_in_use(world)[old]
    words = command(world, "keys", "rotate", "--json")

    log, opened, began = tmp_path / "log", [], time.monotonic()
    with Readers(world, planted) as readers, process(words, log) as rotating:
        while rotating.poll() is None:
            opened.append(
                world.mechanism.open_case(
                    world["outreach"], Identification(WOMAN, CONTENT)
                )
            )
        before_end = readers.read
    assert rotating.returncode == 0, log.read_text()
    seconds = time.monotonic() - began
    sys.stdout.write(f"{wraps} wraps, {before_end} reads, {seconds:.1f} s\n")

    assert (readers.failed, readers.different) == (0, 0)
    assert readers.read > READERS * 10
    assert set(epochs_in_use(world)) == {new}
    assert len(opened) > 0
    for done in (kept, opened[0], opened[-1]):
        held = world.mechanism.open_content(
            world["outreach"], done.id, Compartment.IDENTITY, Purpose.CARE
        )
        assert held["first_name"] == "Kestrel"
    assert world.mechanism.verify_all().broken == ()
    now = world.mechanism.keys()
    assert [(each.name, each.current) for each in now.epochs] == [
        (old, False),
        (new, True),
    ]
    assert now.file_key in (None, new)


def test_the_readers_would_notice_a_wrap_that_is_not_the_keys(world: World) -> None:
    """The control: one wrap is laid in another's place."""
    planted = grown(world, 2)
    lay = "UPDATE key_wrap SET wrapped = (SELECT max(wrapped) FROM key_wrap)"
    run(world, lay, keys=True)
    with Readers(world, planted) as readers:
        time.sleep(0.3)
    assert readers.failed > 0
    with suppress(ReferralError):
        world.case()


def rotating(world: World, *words: str) -> str:
    """The process that is killed; what it said."""
    place = [world.location, str(world.key_file)]
    done = subprocess.run(  # noqa: S603 # ours
        [sys.executable, "-m", "tests.faults.rotating", *place, *words],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.timeout(600)
def test_a_rotation_killed_at_any_of_twenty_points_is_finished_by_the_next(
    world: World,
) -> None:
    for _ in range(2):
        world.case()
    world.offered()
    grown(world, 10)
    world.mechanism.close()

    total = int(rotating(world, "count"))
    assert total > 2 * KILLS
    times = KILLS if NIGHT else 8 if world.location.startswith("/") else 5
    points = [1 + (total - 1) * n // (times - 1) for n in range(times)]
    done = rotating(world, "killed", *map(str, points)).split()
    assert [int(each) for each in done] == points
    with Mechanism.open(world.location, world.key_file) as world.mechanism:
        assert len(world.mechanism.keys().epochs) == times + 2
        assert len(epochs_in_use(world)) == 1
