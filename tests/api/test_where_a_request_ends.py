"""Where a request ends is told in one way: nothing is smuggled behind it."""

import socket
from collections.abc import Iterator
from contextlib import closing
from threading import Thread

import pytest
import uvicorn

from api.app import make_app
from tests.delivery.waiting import until
from tests.world import World

SMUGGLED = b"GET /v1/smuggled HTTP/1.1\r\nHost: desk.test\r\n\r\n"


@pytest.fixture
def address(embedded_world: World) -> Iterator[tuple[str, int]]:
    """A real server over a world, on a port of this machine."""
    app = make_app(embedded_world.mechanism)
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    serving = Thread(target=server.run, kwargs={"sockets": [listening]})
    serving.start()
    until(lambda: server.started)
    yield listening.getsockname()
    server.should_exit = True
    serving.join()
    listening.close()


def said(address: tuple[str, int], raw: bytes) -> bytes:
    """Everything that is answered to these bytes until the server hangs up."""
    with closing(socket.create_connection(address, timeout=3)) as line:
        line.sendall(raw)
        line.shutdown(socket.SHUT_WR)
        parts = []
        while part := line.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def head(*lines: bytes) -> bytes:
    first = b"POST /v1/session HTTP/1.1"
    return b"\r\n".join([first, b"Host: desk.test", *lines, b"", b""])


WRONG = {
    "a length, and pieces": head(
        b"Content-Length: %d" % (5 + len(SMUGGLED)), b"Transfer-Encoding: chunked"
    )
    + b"0\r\n\r\n"
    + SMUGGLED,
    "two lengths": head(b"Content-Length: 0", b"Content-Length: 9") + SMUGGLED,
    "a length that is none": head(b"Content-Length: +0") + SMUGGLED,
    "an encoding nobody knows": head(b"Transfer-Encoding: xchunked") + SMUGGLED,
    "a blank before the colon": head(b"Content-Length : 0") + SMUGGLED,
}


@pytest.mark.asvs("V4.2.1")
def test_what_ends_in_two_ways_is_no_request_of_somebody_else(
    address: tuple[str, int],
) -> None:
    for name, raw in WRONG.items():
        answers = said(address, raw)
        assert answers.count(b"HTTP/1.1 ") == 1, name
        assert answers.startswith(b"HTTP/1.1 4"), name
    plain = said(address, head(b"Content-Length: 0") + SMUGGLED)
    assert plain.count(b"HTTP/1.1 ") == 2, "the control: two requests are two"
