"""The code of conduct from the command line, on the demo, whose people accepted it."""

import json
from pathlib import Path

from api.commands.demo_data import NOT_ACCEPTED, PASSWORD
from referral.mechanism import Mechanism
from tests.commands.conftest import referral
from tests.commands.test_doctor import OFFICE

OWN = '[sentences]\nen = ["I keep to this."]\n'
PUBLISH = ("admin", "publish-conduct", "--password-stdin", "--name")


def doctor(store: Path) -> dict[str, str]:
    """What the doctor says of it."""
    told = referral("doctor", "--json", store=store).stdout
    findings = json.loads(told)["findings"]
    found: dict[str, str] = next(
        one for one in findings if one["name"] == "code of conduct"
    )
    return found


def test_a_coordinator_publishes_ones_own_and_everybody_is_asked_anew(
    copied: Path, tmp_path: Path
) -> None:
    shown = referral("admin", "conduct", store=copied).stdout.splitlines()
    assert shown == [
        "version 1 [MODEL]",
        f"  not accepted: {NOT_ACCEPTED} · Harbour residence desk",
    ]
    found = doctor(copied)
    assert found["state"] == "warning"
    assert "version 1, not accepted by 1; it is the model's text" in found["told"]
    again = referral(*PUBLISH, "clara", store=copied, stdin=PASSWORD)
    assert (again.returncode, again.stdout) == (1, "")
    assert "in force already" in again.stderr
    own = tmp_path / "own.toml"
    own.write_text(OWN + 'sq = ["Një.", "Dy."]\n', encoding="utf-8")
    ours = ("--file", str(own))
    faulty = referral(*PUBLISH, "clara", *ours, store=copied, stdin=PASSWORD)
    assert faulty.returncode == 1
    assert "own.toml, line 1" in faulty.stderr
    own.write_text(OWN, encoding="utf-8")
    other = referral(*PUBLISH, "lena", *ours, store=copied, stdin=PASSWORD)
    assert other.returncode == 1
    assert "another role" in other.stderr
    done = referral(*PUBLISH, "clara", *ours, store=copied, stdin=PASSWORD)
    assert done.stdout == "in force: version 2\n", done.stderr
    told = json.loads(referral("admin", "conduct", "--json", store=copied).stdout)
    assert (told["version"], told["model"]) == (2, False)
    assert {"lena", "clara", NOT_ACCEPTED} <= {
        one["sign_in_name"] for one in told["items"]
    }
    assert doctor(copied)["state"] == "well"
    gone = referral(*PUBLISH, "clara", "--file", str(tmp_path / "no"), store=copied)
    assert "cannot be read" in gone.stderr


def test_the_doctor_remarks_that_none_is_published(tmp_path: Path) -> None:
    data, key = tmp_path / "data", tmp_path / "keys" / "kek"
    Mechanism.create(data, key, OFFICE)[0].close()
    found = doctor(tmp_path)
    assert (found["state"], "none is published" in found["told"]) == ("warning", True)
    shown = referral("admin", "conduct", store=tmp_path).stdout
    assert "none was published" in shown
