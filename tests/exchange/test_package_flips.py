"""Every byte of a package that is changed is found, wherever it lies."""

from pathlib import Path

import pytest
from hypothesis import settings

from referral.errors import PackageUnusable
from referral.exchange.packages import Given, put
from tests.exchange.hostile import IDENTITY, SIGNER, package
from tests.exchange.packaged import identity_file
from tests.faults.processes import SOAK

NIGHT = settings().max_examples > SOAK
PACKAGES, STEP = (50, 1) if NIGHT else (4, 97)
"""Every byte of fifty packages at night; else a share of four."""


@pytest.mark.parametrize("number", range(PACKAGES))
def test_a_changed_byte_opens_nothing(number: int, tmp_path: Path) -> None:
    signers, path = tmp_path / "allowed_signers", tmp_path / "package.tar"
    signers.write_text(SIGNER.allowed() + "\n")
    given = Given(path, signers, identity_file(tmp_path, IDENTITY))
    whole = bytearray(package().file())
    path.write_bytes(whole)
    put(given, tmp_path / "opened")
    before = sorted(tmp_path.iterdir())
    for at in range(number % STEP, len(whole), STEP):
        with path.open("r+b") as file:
            file.seek(at)
            file.write(bytes([whole[at] ^ (1 << at % 8)]))
        with pytest.raises(PackageUnusable):
            put(given, tmp_path / "again")
        with path.open("r+b") as file:
            file.seek(at)
            file.write(whole[at : at + 1])
    assert sorted(tmp_path.iterdir()) == before
    put(given, tmp_path / "again")
