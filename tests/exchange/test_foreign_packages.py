"""Fourteen pairs of a maker and an opener; in each, one of the two is not ours."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.exchange import foreign
from tests.exchange.foreign_files import FILES, File
from tests.exchange.foreign_tokens import PAIRS, Token
from tests.exchange.making import SIGNER
from tests.exchange.packaged import found_in_package
from tests.faults.processes import SOAK

NIGHT = settings().max_examples > SOAK
PACKAGES = 100 if NIGHT else 2
"""Through each pair."""


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as place:
        yield Path(place)


@pytest.mark.parametrize("pair", FILES)
def test_a_file_opens_whoever_made_it(pair: str) -> None:
    for number in range(PACKAGES):
        with tempfile.TemporaryDirectory() as place:
            one = File(Path(place), number)
            found = FILES[pair](one)
            own = {e.name: e.content for e in one.contents.members}
            assert {name: found[name] for name in own} == own


@pytest.mark.parametrize("pair", PAIRS)
def test_a_token_opens_whoever_made_it(pair: str, folder: Path) -> None:
    opens, curve = PAIRS[pair]
    for _ in range(PACKAGES):
        one = Token(folder, curve)
        found = opens(one)
        own = {e.name: e.content for e in one.contents.members}
        assert {name: found[name] for name in own} == own


def test_there_are_at_least_twelve_pairs() -> None:
    assert len(FILES) + len(PAIRS) >= 12


def test_what_was_changed_on_the_way_opens_nowhere(folder: Path) -> None:
    """The four programs refuse what we refuse, each with its own exit code."""
    one = File(folder, 0)
    foreign.open_by_hand(one.ours(), one.identity, SIGNER.allowed(), folder)
    whole = (folder / "package.tar.age").read_bytes()
    bad = folder / "bad"
    bad.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    opening = ("age", "--decrypt", "-i", "identity", "-o", "x", "bad")
    assert foreign.run(*opening, folder=folder).returncode == 1
    checking = (
        *("ssh-keygen", "-Y", "verify", "-f", "allowed_signers"),
        *("-I", SIGNER.name, "-n", "referral-package", "-s", "package.tar.age.sig"),
    )
    done = foreign.run(*checking, folder=folder, stdin=bad.read_bytes())
    assert done.returncode == 255
    assert found_in_package(one.ours(), one.identity).told == ""
