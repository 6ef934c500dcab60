"""`referral webhook` and `referral deliveries`, as an operator runs them."""

import json
from pathlib import Path
from uuid import UUID

from referral.actions.together import Answer
from tests.commands.conftest import referral
from tests.commands.test_machine_keys import opened

ADDRESS = "https://partner.example.org/hook"


def agreed(folder: Path, joint: str) -> None:
    """A coordinator has seen the address and says yes."""
    with opened(folder) as mechanism:
        clara = mechanism.sign_in("clara", "invented-people-only").actor
        seen = Answer(mechanism.joint_act(clara, UUID(joint)).content_sha256)
        mechanism.answer_joint(clara, UUID(joint), "approve", seen)


def test_a_webhook_is_asked_for_fetched_rotated_listed_and_closed(copied: Path) -> None:
    with opened(copied) as mechanism:
        body = str(mechanism.system().organisation_id)
    words = ("webhook", "ask", body, ADDRESS, "--kind")
    unknown = referral(*words, "nonsense", store=copied)
    assert (unknown.returncode, "nonsense" in unknown.stderr) == (1, True)
    wrong = referral("webhook", "ask", body, "http://partner/", store=copied)
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (1, False)
    asked = referral(*words, "offer_waiting", store=copied)
    assert asked.returncode == 0, asked.stderr
    joint = asked.stdout.split()[1].rstrip(":")
    assert referral("webhook", "fetch", joint, store=copied).returncode == 1
    agreed(copied, joint)
    made = json.loads(referral("webhook", "fetch", joint, store=copied).stdout)
    assert made["secret"].startswith("whsec_")
    at = made["id"]
    rotated = referral("webhook", "rotate", at, "--overlap", "1", store=copied)
    following = json.loads(rotated.stdout)
    (row,) = json.loads(referral("webhook", "list", store=copied).stdout)
    assert row["public_keys"] == [following["public_key"], made["public_key"]]
    assert (row["address"], row["kinds"]) == (ADDRESS, ["offer_waiting"])
    closed = referral("webhook", "close", at, store=copied)
    assert closed.stdout == "ended; 0 not sent\n"
    assert referral("webhook", "close", at, store=copied).returncode == 1


def test_what_has_not_arrived_is_listed_with_its_counts(copied: Path) -> None:
    listed = referral("deliveries", "list", "--standing", "dead", store=copied)
    assert json.loads(listed.stdout)["items"] == []
    wrong = referral("deliveries", "list", "--standing", "lost", store=copied)
    assert (wrong.returncode, "no standing: lost" in wrong.stderr) == (1, True)
    nothing = referral("deliveries", "send-again", str(UUID(int=0)), store=copied)
    assert (nothing.returncode, "Traceback" in nothing.stderr) == (1, False)


def test_settings_that_reach_nobody_are_refused_at_the_start(
    copied: Path, tmp_path: Path
) -> None:
    words = {"REFERRAL_WEBHOOK_RANGES": '["10.0.0.1/8"]'}
    told = referral("webhook", "list", store=copied, **words)
    assert (told.returncode, "REFERRAL_WEBHOOK_RANGES" in told.stderr) == (1, True)
    nothing = tmp_path / "nothing.pem"
    for text in (None, "no certificate"):
        if text is not None:
            nothing.write_text(text)
        files = {"REFERRAL_WEBHOOK_CA_FILE": str(nothing)}
        told = referral("webhook", "list", store=copied, **files)
        assert (told.returncode, "REFERRAL_WEBHOOK_CA_FILE" in told.stderr) == (1, True)
    well = {"REFERRAL_WEBHOOK_RANGES": '["10.20.0.0/16", "fd00::/8"]'}
    assert referral("webhook", "list", store=copied, **well).returncode == 0


def test_the_doctor_counts_what_was_given_up(copied: Path) -> None:
    told = referral("doctor", "--json", store=copied)
    found = json.loads(told.stdout)["findings"]
    (line,) = [each for each in found if each["name"] == "deliveries"]
    assert line["state"] == "well"
