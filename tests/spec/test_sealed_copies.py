"""The hash of a sealed copy: kept by both sides, of use to nobody else."""

from hashlib import sha256
from typing import Any

from referral.records.database import Unit
from referral.records.keyed_values import open_latest
from referral.records.referrals import disclosures_of
from referral.vault.framing import canonical
from tests.records.raw import act, keyring
from tests.spec.evidence import chain_of
from tests.world import World
from workflows.vocabulary import Compartment, Purpose


def test_both_sides_keep_the_hash_of_what_was_handed_over(world: World) -> None:
    case, offer = world.accepted()
    (package,) = world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)

    said = dict(chain_of(world, case.id))
    hashes = {
        said[f"disclosure_{word}"]["manifest_hash"]
        for word in ("prepared", "released", "opened")
    }
    assert hashes == {package["manifest_hash"]}


def test_whoever_reads_the_hash_cannot_try_names_until_one_fits(world: World) -> None:
    case, _ = world.offered()

    def sealed(unit: Unit) -> tuple[dict[str, Any], bytes]:
        (row,) = disclosures_of(unit.session, case.id)
        drawer = Compartment.OPERATIONAL
        words = open_latest(
            unit, keyring(world), case.id, row.id, drawer, Purpose.AUDIT
        )
        return dict(words), row.manifest_hash

    manifest, told = act(world, sealed)
    assert sha256(canonical(manifest)).digest() == told
    assert len(bytes.fromhex(manifest.pop("salt"))) == 32
    assert sha256(canonical(manifest)).digest() != told
