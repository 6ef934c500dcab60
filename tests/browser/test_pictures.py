"""The README's pictures: the three people's first screens, taken by this very test.

`make pictures` takes them anew. A picture depends on fonts, so what is compared is the
page it was taken of: when that changes, the picture is stale.
"""

import json
import re
import struct
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import DESKTOP, Site
from workflows.vocabulary import ReferralKind

FOLDER = Path("docs/images")
TAKEN = FOLDER / "taken.json"
TALL = {"width": 360, "height": 740}
PICTURES = {
    "frontline-worker": ("outreach", TALL),
    "shelter": ("host", TALL),
    "coordinator": ("coordinator", DESKTOP),
}
MOST_BYTES = 120_000
CHANGES = (
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "ID"),
    (r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", "CODE"),
    (r'<input[^>]*type="hidden"[^>]*>', "FORM"),
)
"""What is drawn by lot, and does not make a picture stale."""


def evening(site: Site) -> None:
    """One offer nobody answered, one at half time, one case just begun."""
    world = site.world
    world.offered(kind=ReferralKind.RESPONSIBILITY)
    world.clock.advance(hours=5)
    world.offered(kind=ReferralKind.RESPONSIBILITY)
    world.clock.advance(hours=1, minutes=30)
    world.accepted()
    world.clock.advance(hours=2)
    world.case()
    while world.mechanism.fire_due():
        pass


def page_hash(html: str) -> str:
    """What a page says, whatever was drawn by lot."""
    for pattern, word in CHANGES:
        html = re.sub(pattern, word, html)
    return sha256(html.encode()).hexdigest()


def measures(picture: bytes) -> dict[str, int]:
    """Width and height of a PNG."""
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    return {"width": width, "height": height}


def test_the_pictures_show_the_first_screens_as_they_are(
    site: Site, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    anew = request.config.getoption("--write-pictures")
    evening(site)
    pages: dict[str, Any] = {}
    for name, (who, size) in PICTURES.items():
        with site.person(who, size=size) as page:
            page.goto("/desk")
            pages[name] = page_hash(page.content())
            path = (FOLDER if anew else tmp_path) / f"{name}.png"
            page.screenshot(path=path)
            assert measures(path.read_bytes()) == size
    if anew:
        TAKEN.write_text(json.dumps(pages, indent=1) + "\n")
    assert json.loads(TAKEN.read_text()) == pages, "meant? `make pictures`"
    readme = Path("README.md").read_text(encoding="utf-8")
    for name, (_, size) in PICTURES.items():
        shown = FOLDER / f"{name}.png"
        assert f"({shown})" in readme or f'"{shown}"' in readme
        assert measures(shown.read_bytes()) == size
        assert len(shown.read_bytes()) < MOST_BYTES
