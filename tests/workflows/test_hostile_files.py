import contextlib
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.loader import (
    MAX_BYTES,
    MAX_FAULTS,
    MAX_LINE,
    PathwayInvalid,
    load_text,
    text_of,
)

NEUTRAL = text_of(Path(__file__).parents[1] / "neutral.toml")


def faults(text: str) -> list[str]:
    with pytest.raises(PathwayInvalid) as invalid:
        load_text(text, "neutral.toml")
    return invalid.value.faults


HOSTILE = {
    "too long": "#" * 10 + "\n" + "# filler\n" * (MAX_BYTES // 9 + 1),
    "one endless line": "label = '" + "x" * MAX_LINE + "'",
    "brackets in brackets": "a = " + "[" * 1900,
    "brackets over many lines": "a = " + "[\n" * 100_000,
    "dots in dots": (".".join(["a"] * 900) + " = 1\n"),
    "a number of many digits": "n = " + "9" * 1900,
    "no TOML": "\x00\x01 = ?",
    "half a pair": 'label = "\ud800"',
    "an empty file": "",
    "tables where words belong": "name = {a = 1}\ntracks = 7\nclocks = [1]\n",
    "lists where tables belong": "tracks = [1, [2], {steps = [{from = 3}]}]",
    "words that look like formats": 'name = "{0.__class__}%s"\n[{"tracks"]\n',
    "tracks of tracks": "[[tracks]]\n" * 5_000,
    "headers of headers": "[" + "a." * 400 + "a]\n",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_answered_quickly_with_sentences(what: str) -> None:
    began = time.perf_counter()
    listed = faults(HOSTILE[what])
    assert listed
    assert len(listed) <= MAX_FAULTS + 1
    assert all(fault.isprintable() and len(fault) < 500 for fault in listed)
    assert time.perf_counter() - began < 20


def test_many_deep_headers_are_read_in_bounded_time() -> None:
    parts = ".".join(["a"] * 900)
    text = "".join(f"[{parts}.b{n}]\n" for n in range(MAX_BYTES // 2_000))
    began = time.perf_counter()
    assert faults(text)
    assert time.perf_counter() - began < 20


@given(seed=st.integers(0, 2**32))
def test_a_file_with_lines_lost_or_doubled_loads_or_is_refused_but_never_breaks(
    seed: int,
) -> None:
    chance = random.Random(seed)  # noqa: S311 -- repeatable, and no secret
    lines = NEUTRAL.split("\n")
    for _ in range(chance.randint(1, 5)):
        n = chance.randrange(len(lines))
        lines[n : n + 1] = chance.choice([[], [lines[n]] * 2, [chance.choice(lines)]])
    with contextlib.suppress(PathwayInvalid):
        assert load_text("\n".join(lines), "neutral.toml").tracks
