"""Other ways than mail, by Apprise: the operator names where, people who is told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from api.commands.telling import told_by
from api.settings import Settings
from referral.delivery.mailing import Message, NotSent
from referral.delivery.pushing import WaysUnusable, is_who, ways

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
"""Apprise asks for it, and does without where it is gone."""

AT = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)


def message(to: str = "lena") -> Message:
    return Message("0" * 32, to, "Something waits", "Something waits, code K7Q.\n", AT)


@contextmanager
def a_service(status: int = 200) -> Iterator[tuple[int, list[tuple[str, object]]]]:
    """Something that is told things over HTTP, as services are that Apprise knows."""
    heard: list[tuple[str, object]] = []

    class Here(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, json.loads(body)))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Here) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, heard
        server.shutdown()


def test_somebody_is_told_by_the_service_that_the_operator_named() -> None:
    with a_service() as (port, heard):
        way = ways({"push": f"json://127.0.0.1:{port}/of/{{to}}"})["push"]
        way.carry(message())
    ((path, said),) = heard
    assert path == "/of/lena"
    assert isinstance(said, dict)
    assert (said["title"], said["message"]) == (
        "Something waits",
        "Something waits, code K7Q.",
    )


def test_what_a_service_refuses_is_tried_again() -> None:
    with a_service(500) as (port, _):
        way = ways({"push": f"json://127.0.0.1:{port}/{{to}}"})["push"]
        with pytest.raises(NotSent):
            way.carry(message())
    with pytest.raises(NotSent):
        way.carry(message())


@pytest.mark.parametrize(
    "who", ["", "a/b", "a?b=c", "a b", "a\r\nb", "../x", "a#b", "a&b", "x" * 101, "ä"]
)
def test_nobody_fills_in_where_this_server_calls(who: str) -> None:
    assert not is_who(who)
    with a_service() as (port, heard):
        way = ways({"push": f"json://127.0.0.1:{port}/{{to}}"})["push"]
        with pytest.raises(NotSent):
            way.carry(message(who))
    assert heard == []


@pytest.mark.parametrize(
    "named",
    [
        {"push": "json://127.0.0.1/"},
        {"push": "json://127.0.0.1/{to}/{to}"},
        {"push": "nosuchservice://127.0.0.1/{to}"},
        {"Push It": "json://127.0.0.1/{to}"},
    ],
)
def test_ways_that_cannot_be_used_are_refused_at_the_start(
    named: dict[str, str],
) -> None:
    with pytest.raises(WaysUnusable):
        ways(named)


def test_an_address_with_a_secret_in_it_prints_as_nothing() -> None:
    way = ways({"push": "json://planted:secret@127.0.0.1/{to}"})["push"]
    assert "planted" not in repr(way)


def test_ways_come_from_a_closed_file(tmp_path: Path) -> None:
    file = tmp_path / "ways.toml"
    file.write_text('push = "json://127.0.0.1/{to}"\n')
    file.chmod(0o400)
    rules = told_by(Settings(notice_ways_file=file))
    assert rules is not None
    assert set(rules.carriers) == {"push"}
    assert told_by(Settings()) is None
