"""The one-file verifier: what it shows, and every way of not believing it."""

import copy
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from referral.exchange import verify_timeline
from referral.exchange.verify_timeline import (
    NotProven,
    canonical,
    check,
)
from tests.exchange.exported import LOG, WITNESSES, export

KEY = LOG.verifier.text()
SEEN_BY = [each.verifier.text() for each in WITNESSES]
EXPORT = export(12, *WITNESSES)
Change = Callable[[dict[str, Any]], object]


def changed(change: Change) -> dict[str, Any]:
    found = copy.deepcopy(EXPORT)
    change(found)
    return found


def test_an_export_is_shown_to_hold() -> None:
    told = check(EXPORT, KEY, SEEN_BY, 2)
    assert told == (
        "12 entries hold, a whole timeline, in a log of 13 signed by a key you named, "
        "seen by 2 witnesses"
    )
    assert "proves little" in check(EXPORT)


CHANGES: dict[str, tuple[Change, str]] = {
    "a header": (lambda e: e["entries"][4]["header"].update(actor="x"), "5: .* edited"),
    "a hash": (lambda e: e["entries"][4].update(h="00" * 32), "entry 5: .* edited"),
    "a field": (
        lambda e: e["entries"][4]["fields"]["step"].__setitem__(1, "another"),
        "entry 5: a shown field is not",
    ),
    "a commitment": (
        lambda e: e["entries"][4]["commitments"].__setitem__(0, "11" * 32),
        "entry 5: the commitments are not",
    ),
    "a field with nothing that holds it": (
        lambda e: [
            e["entries"][4].pop("commitments"),
            e["entries"][4]["fields"]["step"].__setitem__(1, "another"),
        ],
        "entry 5: the commitments are not",
    ),
    "a field without a header": (
        lambda e: e["entries"][4].pop("header"),
        "entry 5: the commitments are not",
    ),
    "a field of another name": (
        lambda e: e["entries"][4]["fields"].update(more=["00" * 16, 1]),
        "entry 5: a shown field is not",
    ),
    "an entry gone": (lambda e: e["entries"].pop(4), "entry 6: an entry is missing"),
    "two swapped": (
        lambda e: e["entries"].insert(4, e["entries"].pop(5)),
        "entry 6: an entry is missing",
    ),
    "another chain": (lambda e: e.update(chain="x"), "entry 1: .* another timeline"),
    "another place": (
        lambda e: e["entries"][4].update(index=6),
        "entry 5: the entry is not in the log",
    ),
    "a shorter path": (
        lambda e: e["entries"][4]["path"].pop(),
        "entry 5: the entry is not in the log",
    ),
    "another root": (
        lambda e: e.update(checkpoint=export(11)["checkpoint"]),
        "entry 1: the entry is not in the log",
    ),
    "a size": (
        lambda e: e.update(checkpoint=e["checkpoint"].replace("\n13\n", "\n14\n")),
        "a signature by log/.* does not hold",
    ),
    "no signature": (
        lambda e: e.update(checkpoint=e["checkpoint"].split("\n\n")[0]),
        "not signed|did not sign",
    ),
    "another format": (lambda e: e.update(format="x"), "not an export"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_is_changed_is_named(name: str) -> None:
    change, why = CHANGES[name]
    with pytest.raises(NotProven, match=why):
        check(changed(change), KEY)


def test_without_headers_nobody_says_that_a_timeline_is_whole() -> None:
    """An anonymous export may have left an entry out."""

    def bare(found: dict[str, Any]) -> None:
        for entry in found["entries"]:
            for name in ("header", "fields", "commitments"):
                entry.pop(name, None)

    assert "a whole timeline" not in check(changed(bare), KEY)
    assert "a whole timeline" in check(EXPORT, KEY)


def test_a_relinked_timeline_is_not_in_the_log() -> None:
    """Hashes and links made anew over an edited entry."""

    def relink(found: dict[str, Any]) -> None:
        previous = found["entries"][3]["h"]
        found["entries"][4]["header"]["type"] = "list_shown"
        for entry in found["entries"][4:]:
            entry["header"]["prev"] = previous
            header = b"refer/event/v1\0" + canonical(entry["header"])
            entry["h"] = previous = hashlib.sha256(header).hexdigest()

    with pytest.raises(NotProven, match="entry 5: the entry is not in the log"):
        check(changed(relink), KEY)


def test_another_key_and_too_few_witnesses_do_not_show_it() -> None:
    with pytest.raises(NotProven, match="did not sign"):
        check(EXPORT, WITNESSES[0].verifier.text())
    with pytest.raises(NotProven, match="only 1 witnesses"):
        check(EXPORT, KEY, [SEEN_BY[0], SEEN_BY[0]], 2)
    with pytest.raises(NotProven, match="not a public key"):
        check(EXPORT, KEY[:-2] + "AA")


def test_what_is_not_shown_is_still_bound() -> None:
    def redact(found: dict[str, Any]) -> None:
        for entry in found["entries"]:
            entry["fields"] = {k: v for k, v in entry["fields"].items() if k == "step"}

    assert check(changed(redact), KEY)
    names = ("header", "fields", "commitments")
    bare = changed(lambda e: [x.pop(n) for x in e["entries"] for n in names])
    assert check(bare, KEY)


words = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | words,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_its_canonical_json_is_the_systems(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type] # JSON


def run_alone(
    tmp_path: Path, content: str, *said: str
) -> subprocess.CompletedProcess[str]:
    """The file alone, on a Python that has nothing but its standard library."""
    alone = tmp_path / "verify_timeline.py"
    alone.write_text(Path(verify_timeline.__file__).read_text())
    file = tmp_path / "export.json"
    file.write_text(content)
    return subprocess.run(  # noqa: S603 # our own file
        [sys.executable, "-I", "-S", str(alone), str(file), *said],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=tmp_path,
    )


def test_it_runs_alone(tmp_path: Path) -> None:
    said = ["--log", KEY, "--witness", SEEN_BY[0], "--enough", "1"]
    good = run_alone(tmp_path, json.dumps(EXPORT), *said)
    assert good.returncode == 0, good.stderr
    assert good.stdout.startswith("12 entries hold")

    edited = changed(CHANGES["a header"][0])
    bad = run_alone(tmp_path, json.dumps(edited), *said)
    assert bad.returncode == 1
    assert "NOT PROVEN: entry 5: the entry was edited" in bad.stderr


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", 2),
        ("[]", 2),
        ("{}", 1),
        ('{"format": "timeline-export/v1"}', 2),
        (json.dumps(EXPORT).replace("1700000000001", "1700000000001.5"), 1),
        (json.dumps(EXPORT).replace("1700000000001", "NaN"), 1),
        (json.dumps({**EXPORT, "entries": 5}), 2),
        (json.dumps({**EXPORT, "checkpoint": "\n\n"}), 1),
    ],
)
def test_what_is_no_export_is_told_apart(
    tmp_path: Path, content: str, code: int
) -> None:
    told = run_alone(tmp_path, content)
    assert told.returncode == code, told.stderr
    assert "Traceback" not in told.stderr


def test_ten_thousand_entries_take_seconds_and_one_takes_little() -> None:
    long = json.loads(json.dumps(export(10_000, *WITNESSES)))
    began = time.process_time()
    check(long, KEY, SEEN_BY, 2)
    took = time.process_time() - began

    print(f"10,000 entries: {took:.2f} s")  # noqa: T201 # the figure is the point
    assert took < 6  # 2 s on a machine of its own; `make bench` measures that
