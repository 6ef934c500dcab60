"""One message to one place: believed, bounded, and never followed elsewhere."""

import os
import socket
import ssl
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from referral.delivery.addresses import AddressRefused, Found, Reach, read_place
from referral.delivery.partner_lines import NotArrived, Reply, post
from tests.delivery.listener import (
    HELLO,
    LISTED,
    OK,
    Listener,
    found_at,
    inside,
    leads_to,
    listening,
)
from tests.vault.certificates import Signer

__all__ = ["inside"]


def test_whoever_answers_has_to_be_the_name(tmp_path: Path) -> None:
    with listening(tmp_path, "elsewhere.example.org") as made:
        place = read_place(f"https://localhost:{made.port}/")
        resolve = leads_to("127.0.0.1")
        with pytest.raises(NotArrived) as refused:
            post(place, HELLO, made.reach(*LISTED, resolve=resolve))
        assert refused.value.word == "certificate"
        other = tmp_path / "other"
        other.mkdir()
        strangers = Signer(other, "strangers").file
        reach = Reach(LISTED, strangers, 2.0, resolve)
        right = replace(place, host="elsewhere.example.org")
        with pytest.raises(NotArrived) as refused:
            post(right, HELLO, reach)
        assert refused.value.word == "certificate"
        assert post(right, HELLO, replace(reach, ca_file=made.ca_file)).status == 204
        assert len(made.said) == 1, "nothing was said to anybody else"


@pytest.mark.asvs("V1.3.6")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_is_followed_elsewhere(inside: Listener, status: int) -> None:
    there = f"https://localhost:{inside.port}/elsewhere"
    words = f"HTTP/1.1 {status} Elsewhere\r\nLocation: {there}\r\n\r\n"
    inside.answer = words.encode()
    place = read_place(f"https://localhost:{inside.port}/hook")
    reach = inside.reach(*LISTED, resolve=leads_to("127.0.0.1"))
    assert post(place, HELLO, reach).status == status
    assert inside.reached == 1


def test_a_proxy_of_the_environment_is_not_asked(
    inside: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.settimeout(0.2)
        at = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, at)
        assert os.environ["HTTPS_PROXY"] == at  # noqa: TID251 # what is ignored
        place = read_place(f"https://localhost:{inside.port}/")
        reach = inside.reach(*LISTED, resolve=leads_to("127.0.0.1"))
        assert post(place, HELLO, reach).status == 204
        with pytest.raises(TimeoutError):
            proxy.accept()


def test_what_is_sent_is_one_request_and_nothing_slips_in(inside: Listener) -> None:
    place = read_place(f"https://localhost:{inside.port}/hook/one")
    post(place, HELLO, inside.reach(*LISTED, resolve=leads_to("127.0.0.1")))
    head, _, body = inside.said[0].partition(b"\r\n\r\n")
    assert head.decode().split("\r\n") == [
        "POST /hook/one HTTP/1.1",
        f"Host: localhost:{inside.port}",
        "Content-Type: text/plain",
        "Content-Length: 5",
        "Connection: close",
    ]
    assert body == b"hello"
    for word in ("/a\r\nX: y", "/a b", "/\x00", "/ä"):
        with pytest.raises(AddressRefused):
            read_place(f"https://localhost{word}")


def _endless(held: ssl.SSLSocket) -> None:
    piece = b"x" * 65536
    for _ in range(1 << 14):  # a GiB
        held.sendall(piece)


def _dripping(held: ssl.SSLSocket) -> None:
    while True:
        held.sendall(b"x")
        threading.Event().wait(0.05)


def test_an_answer_of_a_gibibyte_is_not_taken_in(inside: Listener) -> None:
    inside.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"
    inside.then = _endless
    place = read_place(f"https://localhost:{inside.port}/")
    reply = post(place, HELLO, inside.reach(*LISTED, resolve=leads_to("127.0.0.1")))
    assert reply.status == 200, "the head is all that is read"


@pytest.mark.parametrize(
    ("said", "then", "word"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", _endless, "unreadable"),
        (b"HTTP/1.1 200 OK\r\nX: ", _dripping, "timeout"),
        (b"", lambda _: threading.Event().wait(3), "timeout"),
        (b"", lambda _: None, "broken_off"),
        (b"HTTP/1.1 200", lambda _: None, "broken_off"),
        (b"SSH-2.0-OpenSSH\r\n\r\n\r\n", lambda _: None, "unreadable"),
        (b"HTTP/1.1 99 No\r\n\r\n", lambda _: None, "unreadable"),
        (b"HTTP/2 200\r\n\r\n", lambda _: None, "unreadable"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000, _dripping, "timeout"),
    ],
)
def test_an_answer_without_end_sense_or_hurry_is_none(
    inside: Listener, said: bytes, then: Any, word: str
) -> None:
    inside.answer, inside.then = said, then
    place = read_place(f"https://localhost:{inside.port}/")
    reach = inside.reach(*LISTED, resolve=leads_to("127.0.0.1"), patience=1.0)
    with pytest.raises(NotArrived) as refused:
        post(place, HELLO, reach)
    assert refused.value.word == word


def test_a_head_that_says_that_one_comes_is_passed_over(inside: Listener) -> None:
    inside.answer = b"HTTP/1.1 100 Continue\r\n\r\n" + OK
    place = read_place(f"https://localhost:{inside.port}/")
    reply = post(place, HELLO, inside.reach(*LISTED, resolve=leads_to("127.0.0.1")))
    assert reply.status == 204


def test_whoever_does_not_listen_is_no_connection(inside: Listener) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    place = read_place(f"https://localhost:{port}/")
    reach = inside.reach(*LISTED, resolve=leads_to("127.0.0.1", "::1"))
    with pytest.raises(NotArrived) as refused:
        post(place, HELLO, reach)
    assert refused.value.word == "no_connection"
    live = read_place(f"https://localhost:{inside.port}/")
    second = inside.reach(*LISTED, resolve=_dead_first(port, inside.port))
    assert post(live, HELLO, second).status == 204, "the next address is tried"


def _dead_first(dead: int, live: int) -> Any:
    def resolve(*_: object) -> Sequence[Found]:
        return [*found_at("127.0.0.1", dead), *found_at("127.0.0.1", live)]

    return resolve


def test_a_date_is_read_in_every_form_and_nonsense_in_none() -> None:
    now = Reply(503, {"date": "Mon, 02 Mar 2026 21:30:00 GMT"}).moment("date")
    assert now is not None
    assert Reply(503, {"retry-after": " 7 "}).wait(now) == timedelta(seconds=7)
    later = "Mon, 02 Mar 2026 21:31:00 -0000"
    assert Reply(503, {"retry-after": later}).wait(now) == timedelta(minutes=1)
    for word in ("", "soon", "٣", "1.5"):
        assert Reply(503, {"retry-after": word}).wait(now) is None
