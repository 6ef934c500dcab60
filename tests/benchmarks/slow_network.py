"""On a slow telephone: how long until a first page is drawn, how fast one is away.

240 kbit/s, 840 ms there and back, a processor six times slower, in Debian's Chromium.
First paint is that of the form for a first contact in a browser that was never here.
Leaving is the time from the press to the first frame in which nothing is seen; the
network has no part in it. Medians of five, and the slowest.
"""

import logging
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import structlog
from playwright.sync_api import Browser, Page, sync_playwright

from tests.api.conftest import Door
from tests.browser.conftest import PHONE, Site, served
from tests.chromium import CHROMIUM, QUIET
from tests.world import a_world

PAINT, AWAY = 4_500, 300
"""Milliseconds: the most that each may take."""
TIMES = 5
SLOW = {
    "offline": False,
    "latency": 840,
    "downloadThroughput": 240_000 / 8,
    "uploadThroughput": 240_000 / 8,
}
NEW = "/desk/cases/new"
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
WATCH = """() => document.addEventListener("click", (event) => {
  const pressed = event.timeStamp;
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const seen = [...document.body.children].some(
      (one) => one.getBoundingClientRect().height > 0);
    console.log("away", seen, performance.now() - pressed);
  }));
})"""


def slowed(page: Page) -> None:
    """Put a page behind the slow network, on the slow processor."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 6})


def painted(site: Site) -> float:
    """Milliseconds until the first paint, in a browser that was never here."""
    with site.person("outreach", size=PHONE) as page:
        slowed(page)
        page.goto(NEW, wait_until="load", timeout=60_000)
        page.wait_for_function(PAINTED, timeout=60_000)
        return float(page.evaluate(PAINTED))


def away(site: Site) -> float:
    """Milliseconds from the press until nothing is seen."""
    site.said.clear()
    with site.person("outreach", size=PHONE) as page:
        page.goto(NEW, wait_until="load")
        page.evaluate(WATCH)
        slowed(page)
        button = page.get_by_role("button", name="Exit this page")
        button.click(no_wait_after=True, timeout=60_000)
        page.wait_for_url("http://127.0.0.1:*/**", timeout=60_000)
    told = next(line.split() for line in site.said if line.startswith("away"))
    if told[1] != "false":
        sys.exit("the page was not blank")
    return float(told[2])


def told(name: str, taken: list[float], bar: int) -> bool:
    """Print a bar; true if it is met."""
    met = median(taken) <= bar and (bar != AWAY or max(taken) <= bar)
    word = "met" if met else "NOT met"
    values = f"median {median(taken):.0f} ms, slowest {max(taken):.0f} ms"
    print(f"{name}: {values} (bar {bar}) {word}")
    return met


def measured(browser: Browser) -> bool:
    """Both, five times each, against one served world."""
    with (
        tempfile.TemporaryDirectory() as folder,
        a_world(str(Path(folder, "data")), Path(folder, "keys", "kek")) as world,
        served(world) as address,
    ):
        door: Any = Door(world, None)  # type: ignore[arg-type] # only its tokens
        site = Site(address, world, browser, door)
        painted(site)
        first = told("first paint", [painted(site) for _ in range(TIMES)], PAINT)
        gone = []
        for _ in range(TIMES):
            door.tokens.clear()
            gone.append(away(site))
        return told("away", gone, AWAY) and first


def main() -> None:
    """Measure, or say that there is no Chromium here."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR)
    )
    if not CHROMIUM.exists():
        sys.exit("Chromium is not installed")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        met = measured(browser)
        browser.close()
    sys.exit(0 if met else 1)


main()
