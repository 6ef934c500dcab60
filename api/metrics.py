"""Numbers for whoever watches the machine, on a loopback port of their own.

In the text form of Prometheus. Nothing but counts is told, of nobody; who asks is not
asked for a name, and therefore the port is never open to others.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

from referral.errors import StoreUnavailable
from referral.mechanism import Mechanism
from workflows.vocabulary import DeliveryStanding, Destination
from workflows.vocabulary.mailing import MAIL

LOOPBACK = "127.0.0.1"
PATH = "/metrics"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_DELIVERIES = "referral_deliveries_undelivered"
_HELP = "What has not arrived, by where it goes and how far it is."
_UP = "referral_store_up"


def written(counts: Mapping[tuple[str, str], int] | None) -> str:
    """The numbers as text; without counts that the store does not answer."""
    lines = [
        f"# HELP {_UP} 1 if the store answers.",
        f"# TYPE {_UP} gauge",
        f"{_UP} {0 if counts is None else 1}",
    ]
    if counts is not None:
        lines += [f"# HELP {_DELIVERIES} {_HELP}", f"# TYPE {_DELIVERIES} gauge"]
        for to in (*Destination, MAIL):
            for word in DeliveryStanding:
                number = counts.get((to, word.value), 0)
                labels = f'destination="{to}",standing="{word.value}"'
                lines.append(f"{_DELIVERIES}{{{labels}}} {number}")
    return "\n".join((*lines, ""))


class _Numbers(BaseHTTPRequestHandler):
    mechanism: ClassVar[Mechanism]
    timeout = 5

    def do_GET(self) -> None:  # the library's name
        """Answer the one address there is."""
        if self.path != PATH:
            self.send_error(404)
            return
        try:
            counts = self.mechanism.delivery_counts()
        except StoreUnavailable:
            counts = None
        body = written(counts).encode()
        self.send_response_only(200)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: it is asked every few seconds."""


@contextmanager
def metrics(mechanism: Mechanism, port: int | None) -> Iterator[int | None]:
    """Tell numbers on a port of this machine while the block runs; None for none.

    Yields:
        The port.
    """
    if port is None:
        yield None
        return
    handler = type("Numbers", (_Numbers,), {"mechanism": mechanism})
    with ThreadingHTTPServer((LOOPBACK, port), handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, name="metrics", daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
