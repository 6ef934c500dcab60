"""What runs in the browser keeps nothing there, and talks to no other window."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

KEEPS = re.compile(
    r"localStorage|sessionStorage|indexedDB|caches\.open|document\.cookie|"
    r"serviceWorker|sendBeacon"
)
LISTENS = re.compile(r"postMessage|onmessage|[\"']message[\"']")
RUNS = re.compile(r"\beval\(|new Function|document\.write")
SERVED = "api/static/*.js"


def found(pattern: re.Pattern[str], root: Path, files: str) -> list[str]:
    """The places of scripts that a pattern meets."""
    paths = sorted(root.glob(files))
    assert paths
    return [
        f"{path.name}: {met.group()}"
        for path in paths
        for met in pattern.finditer(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.asvs("V14.3.3")
def test_no_script_keeps_anything_in_the_browser() -> None:
    assert found(KEEPS, ROOT, SERVED) == []


@pytest.mark.asvs("V3.5.5")
def test_no_script_listens_to_other_windows() -> None:
    assert found(LISTENS, ROOT, SERVED) == []


@pytest.mark.asvs("V1.3.2")
def test_no_script_runs_text() -> None:
    assert found(RUNS, ROOT, SERVED) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (KEEPS, "localStorage.setItem('a', b)"),
        (KEEPS, "document.cookie = 'a=b'"),
        (LISTENS, "window.addEventListener('message', f)"),
        (LISTENS, "parent.postMessage(a, '*')"),
        (RUNS, "eval(a)"),
        (RUNS, "new Function('a')"),
    ],
)
def test_a_planted_one_is_found(
    tmp_path: Path, pattern: re.Pattern[str], text: str
) -> None:
    (tmp_path / "x.js").write_text(text)
    assert len(found(pattern, tmp_path, "*.js")) == 1
