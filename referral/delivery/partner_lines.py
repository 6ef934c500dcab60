"""One message to one place: pinned, encrypted, bounded in time and size.

Written on sockets, because what is connected to must be the address that was looked
at. Nothing is followed elsewhere, no proxy of the environment is asked, and of the
answer the head alone is read: whatever comes behind it is never taken in.
"""

import re
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Event, Lock, Timer

from referral.delivery.addresses import Found, Place, Reach, reachable

LARGEST_HEAD = 16 * 1024
MOST_ADDRESSES = 3
"""How many addresses of one name are tried."""
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-9][0-9]{2})(?: [^\r\n]*)?")
_HEAD_ENDS = b"\r\n\r\n"
_FINAL = 200


class Lines:
    """The lines that are open now. A process that ends waits for no partner."""

    def __init__(self) -> None:
        self._door = Lock()
        self._held: dict[socket.socket, Event] = {}
        self._closed = False

    def are_closed(self) -> bool:
        """Whether none may be opened: this process ends."""
        return self._closed

    def open(self) -> None:
        """Let lines be opened."""
        self._closed = False

    def close(self) -> None:
        """Cut every line, and let none be opened any more."""
        with self._door:
            self._closed = True
            for held, over in self._held.items():
                _cut(held, over)

    @contextmanager
    def held(self, line: socket.socket, over: Event) -> Iterator[None]:
        """A line that is among them while the block runs."""
        with self._door:
            self._held[line] = over
            if self._closed:  # while this one was being opened
                _cut(line, over)
        try:
            yield
        finally:
            with self._door:
                del self._held[line]


LINES = Lines()
"""Of this process."""


class NotArrived(Exception):
    """A message did not arrive, or nobody can tell; the word says how."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent."""

    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """The head of an answer."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """By their names in lower case; of a name that stands twice the last."""

    def moment(self, name: str) -> datetime | None:
        """What a header says as a date of HTTP; None for anything else."""
        try:
            found = parsedate_to_datetime(self.headers.get(name, ""))
        except (ValueError, OverflowError):
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def wait(self, now: datetime) -> timedelta | None:
        """What `Retry-After` asks for, in seconds or as a date; None for nothing."""
        said = self.headers.get("retry-after", "").strip()
        if said.isascii() and said.isdecimal():
            return timedelta(seconds=int(said[:9]))
        until = self.moment("retry-after")
        return until - now if until else None


def post(place: Place, message: Message, reach: Reach) -> Reply:
    """Send a message, and read the head of the answer.

    Raises:
        AddressRefused: if nothing is sent there.
        NotArrived: if there is no answer that can be read, in time.
    """
    line, over = _connected(reachable(place, reach), reach), Event()
    try:
        with (
            line,
            _encrypted(line, place, reach) as held,
            _hurried(held, reach.patience, over),
        ):
            held.do_handshake()
            held.sendall(_request(place, message))
            return _reply(held)
    except (OSError, NotArrived) as broken:
        raise NotArrived("timeout" if over.is_set() else _word(broken)) from None


def _word(broken: OSError | NotArrived) -> str:
    if isinstance(broken, NotArrived):
        return broken.word
    if isinstance(broken, ssl.SSLCertVerificationError):
        return "certificate"
    return "timeout" if isinstance(broken, TimeoutError) else "broken_off"


def _connected(found: Sequence[Found], reach: Reach) -> socket.socket:
    """A line to the first address that answers; to none but those looked at."""
    tried = found[:MOST_ADDRESSES]
    for family, kind, protocol, _, address in tried:
        line = socket.socket(family, kind, protocol)
        line.settimeout(reach.first_steps / len(tried))
        try:
            line.connect(address)
        except OSError:
            line.close()
            continue
        line.settimeout(reach.patience)
        return line
    raise NotArrived("no_connection")


def _encrypted(line: socket.socket, place: Place, reach: Reach) -> ssl.SSLSocket:
    """The line, to be encrypted with whoever shows that they are the name."""
    ca = str(reach.ca_file) if reach.ca_file else None
    trusted = ssl.create_default_context(cafile=ca)
    trusted.minimum_version = ssl.TLSVersion.TLSv1_2
    return trusted.wrap_socket(
        line, server_hostname=place.host, do_handshake_on_connect=False
    )


@contextmanager
def _hurried(held: ssl.SSLSocket, patience: float, over: Event) -> Iterator[None]:
    """A line that is cut when patience ends, whatever dripped until then."""
    cut = Timer(patience, _cut, [held, over])
    cut.daemon = True
    cut.start()
    try:
        with LINES.held(held, over):
            yield
    finally:
        cut.cancel()


def _cut(held: socket.socket, over: Event) -> None:
    """End a line under whoever reads from it, past its encryption."""
    over.set()
    with suppress(OSError):
        socket.socket.shutdown(held, socket.SHUT_RDWR)


def _request(place: Place, message: Message) -> bytes:
    told = {
        "Host": place.authority,
        **message.headers,
        "Content-Length": str(len(message.body)),
        "Connection": "close",
    }
    lines = [f"POST {place.path} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in told.items()]
    return "\r\n".join((*lines, "", "")).encode("ascii") + message.body


def _reply(held: ssl.SSLSocket) -> Reply:
    """The head of the answer; heads that only say that one comes are passed over."""
    read = b""
    while True:
        head, ended, rest = read.partition(_HEAD_ENDS)
        if not ended:
            if len(read) > LARGEST_HEAD:
                raise NotArrived("unreadable")
            more = held.recv(LARGEST_HEAD)
            if not more:
                raise NotArrived("broken_off")
            read += more
            continue
        reply = _read(head)
        if reply.status >= _FINAL:
            return reply
        read = rest


def _read(head: bytes) -> Reply:
    first, *lines = head.split(b"\r\n")
    status = _STATUS.fullmatch(first)
    if status is None:
        raise NotArrived("unreadable")
    pairs = (line.decode("latin-1").partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Reply(int(status[1]), headers)
