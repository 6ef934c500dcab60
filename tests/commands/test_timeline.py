"""`referral timeline`: on paper, for a stranger, and as a witness for others."""

import json
import re
import subprocess
import time
from pathlib import Path
from uuid import UUID

import httpx2

from api.commands.demo_data import PASSWORD
from referral.mechanism import Mechanism
from referral.records.database_sqlite_files import engine_for
from referral.records.opening import RECORDS, _file_key
from referral.vault.checkpoint import read_checkpoint
from referral.vault.notes import Verifier, read_note
from referral.vault.providers.file import FileKek
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


def a_case(folder: Path) -> str:
    """A case of the demo, as the coordinator finds it."""
    with Mechanism.open(folder / "data", folder / "keys" / "kek") as mechanism:
        clara = mechanism.sign_in("clara", PASSWORD).actor
        return str(mechanism.cases(clara)[0].id)


def test_one_case_is_verified_alone_and_an_edited_row_is_named(copied: Path) -> None:
    case = a_case(copied)
    well = referral("timeline", "verify", "--case", case, store=copied)
    assert well.returncode == 0, well.stdout
    assert well.stdout.startswith("1 chains, ")
    nobody = str(UUID(int=7))
    unknown = referral("timeline", "verify", "--case", nobody, store=copied)
    assert unknown.returncode == 1
    assert "no such case" in unknown.stderr

    _, key = _file_key(copied / "data", FileKek.read(copied / "keys" / "kek"))
    engine, _ = engine_for(copied / "data" / RECORDS, key)
    with engine.begin() as connection:
        named = "FROM case_file WHERE id = ?"
        words = (UUID(case).bytes,)
        (code,) = connection.exec_driver_sql(f"SELECT code {named}", words).one()
        higher = "UPDATE case_file SET version = version + 1 WHERE id = ?"
        connection.exec_driver_sql(higher, words)
    engine.dispose()
    for which in (("--case", case), ()):
        told = referral("timeline", "verify", *which, store=copied)
        assert told.returncode == 1
        assert f"case {code}, row of entry " in told.stdout
        assert "version of case is not what the entries say" in told.stdout
        assert "every chain holds" in told.stdout


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
