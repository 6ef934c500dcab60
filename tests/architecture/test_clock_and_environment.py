"""Time and settings are handed in: few files read them, and nobody else."""

from pathlib import Path

import pytest

from tests.architecture.source import (
    PRODUCT,
    Module,
    full_names,
    imports,
    modules,
    planted,
)

CLOCK = "referral/clock.py"
SETTINGS = (
    *("api/settings.py", "api/settings_openid.py", "api/settings_outgoing.py"),
    *("api/settings_contacts.py", "api/settings_notices.py", "api/settings_sources.py"),
    "api/settings_idle.py",
)
READS_A_CLOCK = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.time",
    "time.time_ns",
    "uuid.uuid1",
}
"""`time.monotonic` and `perf_counter` tell no date; waiting may use them."""
READS_THE_ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.getenvb"}


def readers(sources: list[Module]) -> list[str]:
    found = []
    for module in sources:
        for node, name in full_names(module):
            if name in READS_A_CLOCK and module.path != CLOCK:
                found.append(module.at(node, f"reads a clock: {name}"))
            if name in READS_THE_ENVIRONMENT and module.path not in SETTINGS:
                found.append(module.at(node, f"reads the environment: {name}"))
        for statement, name in imports(module):
            if name.startswith("pydantic_settings") and module.path not in SETTINGS:
                found.append(module.at(statement, "reads the environment: settings"))
    return found


def test_only_the_clock_and_the_settings_read_the_world() -> None:
    assert readers(modules(*PRODUCT)) == []


@pytest.mark.parametrize(
    "text",
    [
        "import time\nx = time.time()",
        "from time import time_ns as now\nx = now()",
        "import datetime as d\nx = d.datetime.now(d.UTC)",
        "from datetime import datetime, UTC\nx = datetime.now(UTC)",
        "from datetime import date\nread = date.today",
        "import os\nx = os.environ['HOME']",
        "from os import getenv\nx = getenv('HOME')",
        "from pydantic_settings import BaseSettings",
    ],
)
def test_a_planted_reader_is_found_everywhere_but_in_its_place(
    tmp_path: Path, text: str
) -> None:
    sources = planted(
        tmp_path, referral__clock=text, api__settings=text, referral__rules__x=text
    )
    paths = {finding.partition(":")[0] for finding in readers(sources)}
    assert "referral/rules/x.py" in paths
    assert len(paths) == 2


def test_waiting_without_a_date_is_no_reading(tmp_path: Path) -> None:
    text = "import time\nfrom datetime import datetime\nx = time.monotonic()\n"
    assert readers(planted(tmp_path, api__x=text + "y = datetime(2026, 1, 1)")) == []
