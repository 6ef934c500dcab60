"""The documents as a site: it builds, leads somewhere, and fetches nothing."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.tools.catalogues import extract

MKDOCS = str(Path(sys.executable).parent / "mkdocs")
FETCHED = re.compile(r"<(?:script|link|img)[^>]*(?:src|href)=\"?(https?:)?//")
TUTORIAL = Path("docs/tutorial/one-case.md")
OF_THE_DEMO = {"House Heron"}
OF_THE_PATHWAY = {"Bring the person to safety"}


def built(into: Path, config: str = "tests/tools/site.yml") -> Path:
    """The site; strict, so that a page or link that is missing ends it."""
    words = [MKDOCS, "build", "--quiet", "--config-file", config]
    done = subprocess.run(  # noqa: S603 # our own tool
        [*words, "--site-dir", str(into)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},  # noqa: TID251 # a child's
    )
    assert done.returncode == 0, done.stderr
    return into


def test_the_site_builds_and_fetches_nothing_from_elsewhere(tmp_path: Path) -> None:
    pages = list(built(tmp_path / "site").rglob("*.html"))
    assert len(pages) > 40
    found = [
        page.name for page in pages if FETCHED.search(page.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert FETCHED.search('<link rel="stylesheet" href="https://fonts.example/css">')


def test_the_tutorial_names_what_the_pages_show() -> None:
    """Every bold word is a label of the interface, as it is written there."""
    known = {str(message.id) for message in extract() if isinstance(message.id, str)}
    named = set(re.findall(r"\*\*(.+?)\*\*", TUTORIAL.read_text(encoding="utf-8")))
    assert len(named) > 25
    assert named - known - OF_THE_DEMO - OF_THE_PATHWAY == set()
