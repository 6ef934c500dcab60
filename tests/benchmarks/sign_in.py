"""Whether the time of an answer tells that a name exists: wrong name, wrong password.

Both are compared with hashes that cost next to nothing, so that what is measured is
everything around the derivation, which is the same for both; a day goes by between two
tries, so that nobody has to wait.
"""

import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from statistics import median

from sqlmodel import update

from referral.actions import sign_in
from referral.actions.administer import NewActor
from referral.errors import NotSignedIn
from referral.records.actors import Password
from referral.vault.secrets import hash_password
from tests.benchmarks._harness import interleaved, report, show
from tests.records.raw import run
from tests.world import a_world
from workflows.vocabulary import Role

BAR = 1.0
"""Milliseconds between the medians."""
SAMPLES = 300


def main() -> None:
    """Interleave both, one try a round, and compare their medians."""
    quick = hash_password("four words nobody guesses", memory_kib=64)
    sign_in.nobodys_hash = lambda: quick  # type: ignore[assignment,attr-defined] # as said
    with (
        tempfile.TemporaryDirectory() as folder,
        a_world(str(Path(folder, "data")), Path(folder, "keys", "kek")) as world,
    ):
        new = NewActor(world.bodies["ngo"], "keeper", frozenset({Role.CASE_MANAGER}))
        world.mechanism.admit_actor(world.system, new, "four words nobody guesses")
        run(world, update(Password).values(hashed=quick))

        def tried(name: str) -> None:
            world.clock.advance(days=1, minutes=1)
            with suppress(NotSignedIn):
                world.mechanism.sign_in(name, "wrong wrong wrong")

        taken = interleaved(
            {"known": lambda: tried("keeper"), "unknown": lambda: tried("nobody")},
            rounds=int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES,
            calls=1,
        )
    show(taken)
    apart = abs(median(taken["known"]) - median(taken["unknown"])) * 1_000
    report("wrong name against wrong password", apart, BAR, "ms")


main()
