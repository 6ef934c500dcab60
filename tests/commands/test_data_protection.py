"""`referral data-protection record`: the configuration, for people and programs."""

import json
from pathlib import Path

from tests.commands.conftest import referral
from workflows.loader import load_shipped


def test_the_record_says_what_is_configured_and_what_is_unset(demo: Path) -> None:
    told = referral("data-protection", "record", "--json", store=demo)
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    read = referral("data-protection", "record", store=demo)
    assert read.returncode == 0, read.stderr
    text = read.stdout
    assert text.startswith("# Record of processing activities\n")

    for title in ("Purposes", "Recipients, by kind", "Time limits for erasure"):
        assert f"\n## {title}\n" in text
    for one in found["controllers"]:
        assert f"- {one}\n" in text
    kept = {(one["pathway"], one["version"]): one for one in found["erasing"]}
    for (name, version), one in kept.items():
        pathway = load_shipped(name)[0]
        assert pathway.version == version
        assert (one["retention"] is None) == (pathway.retention is None)
        assert f"{name} {version}: unset: no clock erases anything" in text
    assert found["law"] in text
    shelter = next(one for one in found["recipients"] if one["kind"] == "shelter")
    assert "identity" in shelter["drawers"]
    assert shelter["organisations"] == sum(
        one["organisations"] for one in found["recipients"] if one["kind"] == "shelter"
    )
    assert found["store"]
    assert "Kestrel" not in text
