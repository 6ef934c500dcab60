"""What stands between the program under test and the server, and sees what passes."""

import contextlib
import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from contract_sender import Answer, request

HOP = {"host", "connection", "keep-alive", "transfer-encoding", "accept-encoding"}


@dataclass
class Passed:
    """One request of the program, and what it was answered."""

    method: str
    path: str
    key: str | None
    match: str | None
    body: bytes
    answer: Answer = field(default_factory=lambda: Answer(0, {}, b""))

    @property
    def asked(self) -> tuple[str, str | None, bytes]:
        """What an idempotency key stands for."""
        return self.path, self.match, self.body

    def names(self, path: str) -> bool:
        """Whether it is about the thing at an address."""
        return self.path.partition("?")[0].startswith(path)


Look = Callable[[Passed], "Answer | str | None"]
"""Before a request goes on, an answer to give instead; after it, "lose" or nothing."""


def nothing(_: Passed) -> None:
    """Let it pass."""


class Between:
    """A server that passes everything on, and may come in between."""

    def __init__(self, address: str) -> None:
        self.server_address, self.passed = address, list[Passed]()
        self.before: Look = nothing
        self.after: Look = nothing
        handler = type("Handler", (_Handler,), {"between": self})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    @contextlib.contextmanager
    def open(self) -> Iterator["Between"]:
        """Stand there until the end of the block."""
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()

    @contextlib.contextmanager
    def doing(self, before: Look = nothing, after: Look = nothing) -> Iterator[None]:
        """Come in between while the block runs."""
        self.before, self.after = before, after
        try:
            yield
        finally:
            self.before = self.after = nothing

    def writes(self, path: str) -> list[Passed]:
        """The writes about something, in order."""
        return [one for one in self.passed if one.method == "POST" and one.names(path)]


class _Handler(http.server.BaseHTTPRequestHandler):
    between: Between
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._pass()

    def do_POST(self) -> None:
        self._pass()

    def do_PUT(self) -> None:
        self._pass()

    def do_DELETE(self) -> None:
        self._pass()

    def _pass(self) -> None:
        between, length = self.between, int(self.headers.get("Content-Length", 0))
        named = (self.headers.get("Idempotency-Key"), self.headers.get("If-Match"))
        one = Passed(self.command, self.path, *named, self.rfile.read(length))
        between.passed.append(one)
        instead = between.before(one)
        one.answer = instead if isinstance(instead, Answer) else self._ask(one)
        if between.after(one) == "lose":
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(one.answer.status)
        for name, value in one.answer.headers.items():
            if name not in HOP | {"content-length", "date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(one.answer.body)))
        with contextlib.suppress(OSError):
            self.end_headers()
            self.wfile.write(one.answer.body)

    def _ask(self, one: Passed) -> Answer:
        sent = self.headers.items()
        kept = {name: value for name, value in sent if name.lower() not in HOP}
        address = self.between.server_address
        return request(address, one.method, one.path, one.body or None, kept)

    def log_message(self, *_: object) -> None:
        """Say nothing: what is asked is nobody's log."""
