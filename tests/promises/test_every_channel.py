"""No door, command, table or log stream is left out of the list of channels.

Each is found where it is declared. A new one fails here until a channel covers it, or
until it is said, with the reason, why none has to.
"""

import json
import subprocess
import sys

import pytest
from fastapi import APIRouter

from api.pages.router import PARTS
from referral.records.database import Unit
from referral.records.fences import KEYS, RECORDS
from tests.promises import doors
from tests.promises.channels import STREAMS
from tests.promises.commands import COMMANDS, ELSEWHERE, all_commands
from tests.promises.doors import NOT_KNOCKED, knocked, pages, routes
from tests.promises.scene import Scene
from tests.records.raw import store
from tests.world import World

EMPTY = {
    "cosignature": "made by the worker; signatures over hashes",
    "log_fork": "made where a witness saw another log; sizes, hashes, signatures",
    "joint_invitation": "two identifiers",
    "openid_link": "there is no provider; a keyed digest of what it calls somebody",
    "openid_request": "there is no provider; made by lot, and digests",
    "offer_list": "identifiers, moments and words of closed lists",
    "offer_place": "the same",
    "notice": "made by the worker; test_the_whole_run reads its rows",
}
"""Tables into which the walk puts nothing, and why a token could not be there."""
WAITING = "log_waiting"
"""Identifiers of entries without a place in the log; there may be none just now."""
UNREACHED = {
    "/desk/sign-in/organisation/back": "a provider's answer, and there is none",
    "/desk/try-it": "shown in the demo alone: its words stand in the source",
    "/v1/cases/{case_id}/upgrade": "needs a newer version; its problem is looked at",
}
"""What nobody of the walk is shown."""
ALL_MODULES = """
import importlib, json, logging, pkgutil
import api, referral, workflows, uvicorn, api.commands.main
for package in (api, referral, workflows):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if ".migrations" not in found.name:
            importlib.import_module(found.name)
loggers = logging.root.manager.loggerDict
print(json.dumps({
    name: getattr(logger, "propagate", True) for name, logger in loggers.items()
}))
"""


def loggers() -> dict[str, bool]:
    """Every logger there is once all of ours is imported, and whether it passes on."""
    words = [sys.executable, "-c", ALL_MODULES]
    done = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603 # ours
    found: dict[str, bool] = json.loads(done.stdout)
    return found


def test_every_door_is_knocked_at_or_says_why_not() -> None:
    assert routes() | pages() == knocked() | set(NOT_KNOCKED)
    assert len(knocked()) > 70


def test_a_door_of_another_kind_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    new = APIRouter()
    new.put("/desk/new")(lambda: None)
    monkeypatch.setattr(doors, "PARTS", (*PARTS, new))
    pages.cache_clear()
    try:
        assert pages() - knocked() - set(NOT_KNOCKED) == {("PUT", "/desk/new")}
    finally:
        pages.cache_clear()


def test_every_command_is_run_or_says_where() -> None:
    assert all_commands() == set(COMMANDS) | set(ELSEWHERE)
    assert not set(COMMANDS) & set(ELSEWHERE)


@pytest.mark.asvs("V16.2.3")
def test_every_stream_of_the_log_is_known_and_reaches_the_log() -> None:
    found = loggers()
    assert {name.partition(".")[0] for name in found} == set(STREAMS)
    assert [name for name, passes_on in found.items() if not passes_on] == []


def rows(world: World) -> dict[str, int]:
    """How many rows each table has."""

    def look(unit: Unit) -> dict[str, int]:
        return {
            name: int(
                session.connection()
                .exec_driver_sql(f"SELECT count(*) FROM {name}")  # noqa: S608 # ours
                .scalar_one()
            )
            for tables, session in ((RECORDS, unit.session), (KEYS, unit.keys))
            for name in tables
        }

    return store(world).act(look)


def check_covered(found: Scene) -> None:
    """The walk has put something into every table, and been at every door."""
    held = rows(found.world)
    empty = {name for name, count in held.items() if not count}
    assert empty - {WAITING} == set(EMPTY)
    asked = set(found.answered)
    assert knocked() <= asked, knocked() - asked
    looks = {path for method, path in knocked() if method == "GET"}
    assert looks - found.reached("GET") == set(UNREACHED)
