"""Whatever a package may be instead: refused by name, nothing written, no memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from referral.errors import PackageUnusable
from referral.exchange.packages import Given, look, put
from tests.exchange.hostile import HOSTILE, IDENTITY, SIGNER, package
from tests.exchange.packaged import identity_file

ROOT = Path(__file__).parents[2]
LEAST = 40
MOST_MIB = 64


def given(folder: Path, path: Path) -> Given:
    """What the recipient has: the package, a signer they trust, their own key."""
    signers = folder / "allowed_signers"
    signers.write_text(SIGNER.allowed() + "\n")
    return Given(path, signers, identity_file(folder, IDENTITY))


@pytest.mark.parametrize("how", HOSTILE)
def test_it_is_refused_with_the_reason_and_nothing_is_written(
    how: str, tmp_path: Path
) -> None:
    make, reason = HOSTILE[how]
    asked = given(tmp_path, make().write(tmp_path))
    before = sorted(tmp_path.iterdir())
    with pytest.raises(PackageUnusable, match=reason):
        put(asked, tmp_path / "opened")
    assert sorted(tmp_path.iterdir()) == before
    with pytest.raises(PackageUnusable):
        look(asked)


def test_there_are_enough_of_them_and_a_whole_one_opens(tmp_path: Path) -> None:
    assert len(HOSTILE) >= LEAST
    path = tmp_path / "whole.tar"
    path.write_bytes(package().file())
    found, _ = put(given(tmp_path, path), tmp_path / "opened")
    assert [each.name for each in found.members] == ["case-1.json", "case-2.json"]


MEASURE = """
import re, sys
from pathlib import Path
from referral.errors import PackageUnusable
from referral.exchange.packages import Given, put
signers, identity = map(Path, sys.argv[1:3])
for each in sys.argv[3:]:
    try:
        put(Given(Path(each), signers, identity), Path(each).parent / "opened")
    except PackageUnusable:
        continue
    print("opened", each)
said = Path("/proc/self/status").read_text()
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", said)[1]) // 1024)
"""


def test_none_of_them_takes_more_than_64_mebibytes(tmp_path: Path) -> None:
    """One process opens all of them; what is counted is all it ever needed."""
    paths = []
    for number, (make, _) in enumerate(HOSTILE.values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths.append(make().write(folder))
    asked = given(tmp_path, paths[0])
    done = subprocess.run(  # noqa: S603 # ours
        [
            *(sys.executable, "-c", MEASURE, str(asked.signers), str(asked.identity)),
            *map(str, paths),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert int(done.stdout) <= MOST_MIB
