"""What a post server may do to us, and what it never gets: a word without TLS."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from referral.delivery.mailing import (
    AddressRefused,
    Message,
    NotSent,
    PostServer,
    ServerDown,
    written,
)
from tests.delivery.post_office import HERE, PostOffice, a_post_office, certify

AT = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)


def message(to: str = "one@mail.example", text: str = "Something waits.\n") -> Message:
    return Message("0" * 32, to, "Something waits", text, AT)


@pytest.mark.parametrize("how", ["starttls", "tls"])
def test_a_mail_goes_over_tls_that_was_checked(tmp_path: Path, how: str) -> None:
    with a_post_office(tmp_path, how) as office:
        office.carrier().carry(message(text="Diçka pret, kodi K7Q-4MD.\n"))
        assert office.texts() == ["Diçka pret, kodi K7Q-4MD.\n"]
        # The name of this machine is said nowhere: servers write it into every mail.
        assert socket.gethostname().encode() not in b"".join(office.raw())
        assert office.heard()[0].startswith("post.example ")


def test_nothing_is_said_to_who_offers_no_tls(tmp_path: Path) -> None:
    with a_post_office(tmp_path, "plain") as office:
        with pytest.raises(ServerDown):
            office.carrier().carry(message())
        assert office.raw() == []


@pytest.mark.parametrize("how", ["starttls", "tls"])
def test_nothing_is_said_to_a_server_that_somebody_else_certified(
    tmp_path: Path, how: str
) -> None:
    certify(tmp_path / "others", HERE)
    with a_post_office(tmp_path / "ours", how) as office:
        with pytest.raises(ServerDown):
            office.carrier(ca_file=tmp_path / "others" / "ca.pem").carry(message())
        with pytest.raises(ServerDown):
            office.carrier(host="localhost").carry(message())
        with pytest.raises(ServerDown):
            office.carrier(ca_file=None).carry(message())
        assert office.raw() == []


def test_a_wrong_password_is_the_servers_trouble_and_no_addressees(
    tmp_path: Path,
) -> None:
    with a_post_office(tmp_path) as office:
        wrong = tmp_path / "wrong"
        wrong.write_text("no such password\n")
        wrong.chmod(0o400)
        with pytest.raises(ServerDown):
            office.carrier(password_file=wrong).carry(message())
        with pytest.raises(ServerDown):
            office.carrier(password_file=tmp_path / "nowhere").carry(message())


@pytest.mark.parametrize(
    ("to", "fault"),
    [
        ("nobody@mail.example", AddressRefused),
        ("moved@mail.example", AddressRefused),
        ("full@mail.example", NotSent),
        ("policy@mail.example", NotSent),
        ("later@mail.example", NotSent),
    ],
)
def test_only_what_means_the_address_ends_it(
    tmp_path: Path, to: str, fault: type[Exception]
) -> None:
    with a_post_office(tmp_path) as office:
        with pytest.raises(fault) as told:
            office.carrier().carry(message(to))
        assert to not in repr(told.value)
        assert told.value.args == ()


def test_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(ServerDown):
        PostOffice(tmp_path).carrier().carry(message())


@contextmanager
def a_server_that(says: bytes, pause: float) -> Iterator[int]:
    """Says something byte by byte, for ever, to whoever connects."""
    over = threading.Event()

    def dribble(line: socket.socket) -> None:
        with line:
            while not over.is_set():
                for byte in says:
                    try:
                        line.sendall(bytes((byte,)))
                    except OSError:
                        return
                    over.wait(pause)

    with socket.socket() as listening:
        listening.bind((HERE, 0))
        listening.listen()

        def accept() -> None:
            while not over.is_set():
                try:
                    line, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=dribble, args=(line,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield int(listening.getsockname()[1])
        over.set()


@pytest.mark.parametrize(
    ("says", "pause"),
    [(b"220-wait\r\n", 0.01), (b"2", 0.05), (b"220 x\r\n250-y\r\n", 0.0)],
    ids=["endless lines", "an endless line", "a flood"],
)
@pytest.mark.parametrize("starttls", [True, False])
def test_a_server_that_dribbles_is_hung_up_on(
    says: bytes,
    pause: float,
    starttls: bool,  # a case of two
) -> None:
    with a_server_that(says, pause) as port:
        server = PostServer(
            HERE, port, "desk@post.example", starttls=starttls, patience=1, whole=2
        )
        began = time.monotonic()
        with pytest.raises(ServerDown):
            server.carry(message())
        assert time.monotonic() - began < 5


def test_whoever_stops_waits_for_no_server() -> None:
    with a_server_that(b"220-wait\r\n", 0.05) as port:
        server = PostServer(HERE, port, "desk@post.example")
        threading.Timer(0.5, server.hang_up).start()
        began = time.monotonic()
        with pytest.raises(ServerDown):
            server.carry(message())
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("broken", ["a\r\nBcc: b@c.example", "a\nX: y", "a\rX: y"])
def test_a_line_break_makes_no_second_head(broken: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        written(Message("0", "one@mail.example", broken, "", AT), "d@p.example", "Desk")
    with pytest.raises(ValueError, match=r".+"):
        written(message(), "d@p.example", broken)
    with pytest.raises(ValueError, match=r".+"):
        written(message(to=f"{broken}@mail.example"), "d@p.example", "Desk")


def test_lines_of_a_text_are_lines_and_end_no_mail(tmp_path: Path) -> None:
    with a_post_office(tmp_path) as office:
        text = "one\n.\nMAIL FROM:<x@y.example>\n..two\n"
        office.carrier().carry(message(text=text))
        assert office.texts() == [text]


def test_a_message_prints_as_nothing() -> None:
    said = repr(message("planted@mail.example", "planted text"))
    assert "planted" not in said
