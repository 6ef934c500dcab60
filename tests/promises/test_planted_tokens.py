"""A token in every place where free text comes in is found in no byte that is written.

On both stores, through every channel of `channels`; what is shown to whoever may open
it is shown to nobody else. The controls plant leaks and must find them.
"""

import base64
import logging
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from referral.records.fences import ALL, JOB_TABLES
from tests.postgres import SERVER
from tests.promises.channels import CHANNELS, TO_NOBODY, TO_PEOPLE, rows_of
from tests.promises.planting import PLACE, planted
from tests.promises.scene import Scene, opened_on
from tests.promises.test_every_channel import check_covered
from tests.promises.tokens import (
    CODED,
    CONTROL,
    NEEDLES,
    PLACES,
    TOKENS,
    drawers,
    found_in,
    needles_of,
    texts_taken,
    token,
)
from tests.records.raw import run
from tests.world import World, a_world

WORDS = (token("NewSearch.name"), PLACE)
LIBRARY = ("lists of the library", "cases and timelines", "sealed copies")


def leaks(
    found: Scene, who: str, *names: str, needles: Mapping[str, bytes] = NEEDLES
) -> dict[str, set[str]]:
    """The channels in which somebody is shown a token, and how it is written there."""
    shown = {
        name: {
            hit
            for told in CHANNELS[name](found, who)
            for hit in found_in(told if isinstance(told, bytes) else str(told), needles)
        }
        for name in names or CHANNELS
    }
    return {name: hits for name, hits in shown.items() if hits}


def test_every_text_that_is_taken_is_planted_or_said_to_be_no_free_text() -> None:
    assert texts_taken() == {p for p in PLACES if p in texts_taken()} | set(CODED)
    assert not set(CODED) & set(PLACES)
    assert len(TOKENS) >= 40
    assert len(set(TOKENS.values())) == len(TOKENS)


KEPT = ("log", "files and their names", "rows and jobs", "commands", "what prints")
"""What does not depend on who asks."""
OF_THE_PERSON = (
    *("own_code", "own_message", "own_try", "use_restriction", "breach"),
    *("consent", "disclosure", "erasure", "legal_hold"),
    *("individual_plan", "planned_date", "form_draft"),
    *("conflict", "glass_broken", "alarm", "canary", "passkey", "signing_key"),
)
"""Tables that something was written into by the walk that plants, on each store."""


@pytest.mark.asvs("V14.2.4", "V16.2.5")
def test_nothing_written_holds_one_and_nobody_else_is_shown_one(
    embedded_world: World,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with opened_on(embedded_world, tmp_path, capsys, WORDS, planted) as found:
        its_own = leaks(found, "host", *TO_PEOPLE)
        assert {"answers of the API", "opened on pages"} <= set(its_own)
        assert leaks(found, "host", *TO_NOBODY) == {}
        assert leaks(found, "stranger") == {}
        assert leaks(found, "registrar") == {}
        assert leaks(found, "auditor", "answers of the API", *LIBRARY) == {}
        for who in (
            "outreach",
            "coordinator",
            "assessor",
            "registrar",
        ):  # what the others are not shown
            assert list(found.asked(who, "api"))
            assert list(found.asked(who, "pages"))
        check_covered(found)
        assert set(rows_of(found)) == JOB_TABLES
        assert sum(map(len, found.at_rest)) > 1_000_000


def test_the_other_store_writes_none_either(
    postgres_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its rows, its files, its write-ahead log, what it logs when a fence refuses."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with (
        a_world(postgres_url, tmp_path / "kek") as world,
        opened_on(world, tmp_path, capsys, WORDS, planted) as found,
    ):
        told = broken_by_a_fence(found)
        assert "refused" not in told
        assert found_in(told) == set()
        assert leaks(found, "host", *KEPT) == {}
        tables = rows_of(found)
        assert set(tables) >= JOB_TABLES | set(ALL)
        empty = {name for name in OF_THE_PERSON if tables[name] == "[]"}
        assert empty == set()
        said = b"".join(raw for raw in found.at_rest if b"permission denied" in raw)
        assert b"sealed_value" in said
        assert sum(map(len, found.at_rest)) > 10_000_000


def broken_by_a_fence(found: Scene) -> str:
    """What is answered when the database refuses what the server sends."""
    table = f"TABLE sealed_value FROM {SERVER}"
    run(found.world, f"REVOKE INSERT ON {table}")
    case, door = found.ids["case_id"][0], found.desk.door
    answer = door.ask(
        "host",
        "POST",
        f"/v1/cases/{case}/content",
        json=drawers(),
        version=door.version("host", case),
    )
    run(found.world, f"GRANT INSERT ON {table.replace('FROM', 'TO')}")
    assert answer.status_code == 503
    return answer.text + str(answer.headers)


def test_a_leak_into_the_log_the_rows_or_a_file_would_be_found(
    embedded_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    word = token("Identity.first_name")
    with opened_on(embedded_world, tmp_path, capsys, WORDS, lambda _: {}) as found:
        assert leaks(found, "host", *KEPT) == {}
        logging.getLogger("dbos").warning("did not send %s", word)
        print(word)  # noqa: T201 # as a forgotten line would
        found.at_rest.clear()
        (tmp_path / f"{word}.txt").write_text("a letter")
        with tempfile.TemporaryFile(dir=tmp_path) as unnamed:
            unnamed.write(word.encode("utf-16-le"))
            unnamed.flush()
            shown = leaks(found, "host", *KEPT)
    assert set(shown) == {"log", "files and their names"}
    assert {hit.partition(":")[0] for hit in shown["files and their names"]} == {
        *("as it is", "UTF-16")
    }


@pytest.mark.parametrize("written", ["as it is", "UTF-16", "hexadecimal", "base64"])
def test_however_a_token_is_written_it_is_found(written: str) -> None:
    word = token("Narrative.account").encode()
    for before in (b"", b"a", b"ab"):
        raw = {
            "as it is": before + word.upper(),
            "UTF-16": before + word.decode().encode("utf-16-le"),
            "hexadecimal": (before + word).hex().encode(),
            "base64": base64.b64encode(before + word),
        }[written]
        assert {hit.rpartition(":")[0].split(" ")[0] for hit in found_in(raw)} == {
            written.split(" ", maxsplit=1)[0]
        }
    assert found_in(b"nothing of the kind") == set()


def test_a_build_that_stores_in_the_clear_is_found_out(
    postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        a_world(postgres_url, tmp_path / "kek") as world,
        opened_on(world, tmp_path, capsys, WORDS, lambda _: {}) as found,
    ):
        run(world, f"UPDATE service SET label = '{CONTROL}'")  # noqa: S608 # ours
        where = ("rows and jobs", "files and their names", "lists of the library")
        shown = leaks(found, "outreach", *where, needles=needles_of(CONTROL))
    assert set(shown) == set(where)
