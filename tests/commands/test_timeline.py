"""`referral timeline`: on paper, for a stranger, and as a witness for others."""

import json
import re
import subprocess
import time
from pathlib import Path

import httpx2

from referral.vault.checkpoint import read_checkpoint
from referral.vault.notes import Verifier, read_note
from tests.api.server import REFERRAL, free_port
from tests.commands.conftest import referral


def checkpoint(demo: Path) -> dict[str, str]:
    told = referral("timeline", "checkpoint", "--json", store=demo)
    assert told.returncode == 0, told.stderr
    found: dict[str, str] = json.loads(told.stdout)
    return found


def test_a_checkpoint_for_paper_is_three_lines_and_a_code(demo: Path) -> None:
    told = referral("timeline", "checkpoint", store=demo)
    assert told.returncode == 0, told.stderr
    origin, size, root, *code = told.stdout.splitlines()
    found = read_checkpoint(f"{origin}\n{size}\n{root}\n")
    assert found.size > 0
    assert len(code) > 20
    assert set("".join(code)) & set("█▀▄")

    plain = referral("timeline", "checkpoint", "--no-code", store=demo)
    assert plain.stdout.splitlines()[0] == origin
    assert len(plain.stdout.splitlines()) == 3
    said = checkpoint(demo)
    assert read_note(said["note"]).signed_by(Verifier.read(said["verifier"]))


def test_a_witness_serves_others_and_doctor_tells_how_far_it_saw(
    copied: Path, tmp_path: Path
) -> None:
    port, key = free_port(), checkpoint(copied)["verifier"]
    served = subprocess.Popen(  # noqa: S603 # our own command
        [
            *(REFERRAL, "timeline", "witness", "--folder", str(tmp_path / "seen")),
            *("--name", "witness.example/w1", "--log", key, "--port", str(port)),
        ],
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    try:
        assert served.stdout is not None
        line = served.stdout.readline().strip()
        assert Verifier.read(line).name == "witness.example/w1"
        address = f"http://127.0.0.1:{port}"
        wait_for(address)
        asked = httpx2.post(f"{address}/add-checkpoint", content=b"x" * 100_000)
        assert asked.status_code == 400
        assert httpx2.get(f"{address}/add-checkpoint").status_code == 405
        told = doctor(copied, f"{address} {line}")
        assert re.fullmatch(r"cosigned, at \d+ entries", told["witness.example/w1"])
    finally:
        served.terminate()
        served.communicate(timeout=20)
    away = doctor(copied, f"{address} {line}")
    assert away["witness.example/w1"].startswith("unreachable")


def wait_for(address: str) -> None:
    for _ in range(200):
        try:
            httpx2.get(f"{address}/last-checkpoint")
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the witness does not serve")


def doctor(folder: Path, line: str) -> dict[str, str]:
    """What `referral doctor` says of witnesses."""
    told = referral(
        "doctor", "--json", store=folder, REFERRAL_WITNESSES=json.dumps([line])
    )
    findings = json.loads(told.stdout)["findings"]
    return {
        each["name"].removeprefix("witness "): each["told"]
        for each in findings
        if each["name"].startswith("witness")
    }


def test_witnesses_that_cannot_be_used_are_told(copied: Path) -> None:
    told = referral(
        "timeline", "checkpoint", store=copied, REFERRAL_WITNESSES='["nonsense"]'
    )
    assert told.returncode == 1
    assert "REFERRAL_WITNESSES" in told.stderr
    alone = referral("timeline", "acknowledge", store=copied)
    assert alone.returncode == 1
    assert "no witness saw another log" in alone.stderr
