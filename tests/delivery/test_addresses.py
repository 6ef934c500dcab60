"""Nothing is sent inside: addresses that lead back, by whatever way, are refused.

Every case has a real listener on this machine that would be reached if it were let in,
and a test shows that the listener can be reached where its range is listed.
"""

import os
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from referral.delivery.addresses import (
    AddressRefused,
    Found,
    Reach,
    check_reachable,
    reachable,
    read_place,
    read_ranges,
)
from referral.delivery.posting import Message, NotArrived, Reply, post
from tests.vault.certificates import Signer

HELLO = Message({"Content-Type": "text/plain"}, b"hello")
OK = b"HTTP/1.1 204 No Content\r\n\r\n"
LISTED = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@dataclass
class Listener:
    """Whoever listens inside: how often a line came in, and what was said on it."""

    port: int
    ca_file: Path
    reached: int = 0
    said: list[bytes] = field(default_factory=list)
    answer: bytes = OK
    then: Any = None
    """Called with the line once the answer was sent."""

    def reach(self, *listed: Any, **words: Any) -> Reach:
        return Reach(listed, self.ca_file, words.pop("patience", 2.0), **words)


@contextmanager
def listening(folder: Path, host: str = "localhost") -> Iterator[Listener]:
    """A listener on every address of this machine, of both kinds."""
    signer = Signer(folder, "authority")
    context = signer.signs(host)
    server = socket.create_server(
        ("::", 0), family=socket.AF_INET6, dualstack_ipv6=True
    )
    made = Listener(server.getsockname()[1], signer.file)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                line, _ = server.accept()
            except OSError:
                return
            made.reached += 1
            threading.Thread(
                target=answer, args=(line, context, made), daemon=True
            ).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        over.set()
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


def answer(line: socket.socket, context: ssl.SSLContext, made: Listener) -> None:
    """One line: read what is sent, answer as told."""
    try:
        with line, context.wrap_socket(line, server_side=True) as held:
            said = b""
            while b"hello" not in said:
                more = held.recv(4096)
                if not more:
                    return
                said += more
            made.said.append(said)
            held.sendall(made.answer)
            if made.then is not None:
                made.then(held)
    except OSError:
        return


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Listener]:
    with listening(tmp_path) as made:
        yield made


def leads_to(*addresses: str) -> Any:
    """A name that leads to these: as whoever owns a domain may have it."""

    def resolve(_: str, port: int) -> Sequence[Found]:
        return [found for each in addresses for found in _found(each, port)]

    return resolve


def _found(address: str, port: int) -> Sequence[Found]:
    kind = socket.SOCK_STREAM
    return socket.getaddrinfo(address, port, type=kind, flags=socket.AI_NUMERICHOST)


LITERALS = (
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "0"),
    *("0.0.0.0", "localhost", "localhost.", "LOCALHOST", "[::1]", "[::]"),  # noqa: S104
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]"),
)
"""Ways to write this machine into an address."""
BEHIND_A_NAME = (
    *("127.0.0.1", "10.0.0.8", "172.16.5.4", "192.168.1.1", "100.64.3.2"),
    *("169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192"),
    *("224.0.0.1", "255.255.255.255", "198.18.0.1", "203.0.113.9", "0.0.0.0"),  # noqa: S104
    *("::1", "::ffff:10.0.0.8", "::ffff:169.254.169.254", "fe80::1", "fc00::1"),
    *("fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
    *("2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fec0::1"),
    *("2001:db8::1", "100::1", "::", "::127.0.0.1", "5f00::1"),
)
"""What a name must not lead to: inside, the machine itself, the metadata of clouds,
many at once, and IPv4 that is written into IPv6."""


@pytest.mark.parametrize("host", LITERALS)
def test_this_machine_is_not_reached_however_it_is_written(
    inside: Listener, host: str
) -> None:
    place = read_place(f"https://{host}:{inside.port}/")
    with pytest.raises(AddressRefused) as refused:
        post(place, HELLO, inside.reach())
    known = host != "localhost."  # to some machines it is no name at all
    assert refused.value.word == ("address_inside" if known else refused.value.word)
    assert inside.reached == 0


@pytest.mark.parametrize("address", BEHIND_A_NAME)
def test_a_name_that_leads_inside_is_refused(inside: Listener, address: str) -> None:
    place = read_place(f"https://partner.example.org:{inside.port}/")
    for addresses in ((address,), ("93.184.215.14", address)):
        reach = inside.reach(resolve=leads_to(*addresses))
        with pytest.raises(AddressRefused) as refused:
            post(place, HELLO, reach)
        assert refused.value.word == "address_inside", "one inside refuses them all"
    assert inside.reached == 0


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
)
def test_what_is_outside_may_be_reached(address: str) -> None:
    check_reachable(address, ())


@pytest.mark.parametrize("text", ["", "partner", "1.2.3", "fe80::1%eth0"])
def test_what_is_no_address_outside_is_refused(text: str) -> None:
    with pytest.raises(AddressRefused):
        check_reachable(text, ())


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433"])
def test_a_range_that_is_listed_is_reached(tmp_path: Path, host: str) -> None:
    """The control: it is the check that kept the others out, and nothing else."""
    with listening(tmp_path, "localhost") as made:
        place = replace(read_place(f"https://{host}:{made.port}/"), host="localhost")
        resolve = leads_to("127.0.0.1")
        reply = post(place, HELLO, made.reach(*LISTED, resolve=resolve))
        assert (reply.status, made.reached) == (204, 1)


def test_only_the_listed_range_is(inside: Listener) -> None:
    place = read_place(f"https://localhost:{inside.port}/")
    for listed in ("10.0.0.0/8", "127.0.0.2/32", "::ffff:127.0.0.0/104"):
        reach = inside.reach(*read_ranges([listed]), resolve=leads_to("127.0.0.1"))
        with pytest.raises(AddressRefused):
            post(place, HELLO, reach)
    assert inside.reached == 0
    with pytest.raises(ValueError, match="host bits"):
        read_ranges(["10.0.0.1/8"])


def test_the_name_is_asked_once_and_the_address_looked_at_is_the_one_reached(
    inside: Listener,
) -> None:
    """Rebinding: the second answer would lead inside. Nobody asks a second time."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[Found]:
        asked.append(host)
        return _found("127.0.0.1" if len(asked) == 1 else "127.0.0.9", port)

    place = read_place(f"https://localhost:{inside.port}/")
    reach = inside.reach(ip_network("127.0.0.1/32"), resolve=resolve)
    assert post(place, HELLO, reach).status == 204
    assert asked == ["localhost"]
    with pytest.raises(AddressRefused):
        post(place, HELLO, reach)
    assert inside.reached == 1


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


def test_the_default_port_is_not_named_and_an_ipv6_host_stands_in_brackets() -> None:
    assert read_place("https://partner.example.org").authority == "partner.example.org"
    assert read_place("https://partner.example.org").path == "/"
    assert read_place("https://[2606:2800::1]:8443/").authority == "[2606:2800::1]:8443"


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
    def resolve(_: str, port: int) -> Sequence[Found]:
        _ = port
        return [*_found("127.0.0.1", dead), *_found("127.0.0.1", live)]

    return resolve


def test_a_name_that_nobody_knows_or_that_takes_too_long_is_unknown() -> None:
    def unknown(_: str, __: int) -> Sequence[Found]:
        raise socket.gaierror

    def slow(_: str, __: int) -> Sequence[Found]:
        threading.Event().wait(2)
        return []

    place = read_place("https://partner.example.org")
    for resolve in (unknown, slow, leads_to()):
        with pytest.raises(AddressRefused) as refused:
            reachable(place, Reach(patience=0.6, resolve=resolve))
        assert refused.value.word == "name_unknown"


def test_a_date_is_read_in_every_form_and_nonsense_in_none() -> None:
    now = Reply(503, {"date": "Mon, 02 Mar 2026 21:30:00 GMT"}).moment("date")
    assert now is not None
    assert Reply(503, {"retry-after": " 7 "}).wait(now) == timedelta(seconds=7)
    later = "Mon, 02 Mar 2026 21:31:00 -0000"
    assert Reply(503, {"retry-after": later}).wait(now) == timedelta(minutes=1)
    for word in ("", "soon", "٣", "1.5"):
        assert Reply(503, {"retry-after": word}).wait(now) is None
