"""A server that shows a certificate, and the bodies that sign one."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from referral.clock import system_clock

DAY = timedelta(days=1)


def _name(word: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, word)])


@dataclass
class Signer:
    """A body that signs certificates; `file` is what others trust it by."""

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def file(self) -> Path:
        path = self.folder / f"{self.name}.pem"
        own = x509.BasicConstraints(ca=True, path_length=None)
        made = self._made(self.name, self.key, DAY, own)
        path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        return path

    def signs(self, host: str, lasts: timedelta = DAY) -> ssl.SSLContext:
        """What a server of this name shows, until so long from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        alternative = x509.SubjectAlternativeName([x509.DNSName(host)])
        made = self._made(host, key, lasts, alternative)
        path = self.folder / f"{self.name}-{host}-{lasts.days}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _made(
        self,
        name: str,
        key: ec.EllipticCurvePrivateKey,
        lasts: timedelta,
        extension: x509.ExtensionType,
    ) -> x509.Certificate:
        now = system_clock()
        return (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 3 * DAY)
            .not_valid_after(now + lasts)
            .add_extension(
                extension, critical=isinstance(extension, x509.BasicConstraints)
            )
            .sign(self.key, hashes.SHA256())
        )


@contextmanager
def served(context: ssl.SSLContext) -> Iterator[tuple[str, list[str]]]:
    """Its address, and every path that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_POST = do_GET  # noqa: N815 # the library's name

        def log_message(self, *_: object) -> None:
            return

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            return  # whoever calls hangs up in the middle of it

        def get_request(self):  # type: ignore[no-untyped-def]
            line, where = super().get_request()
            return context.wrap_socket(line, server_side=True), where

    with Quiet(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"https://localhost:{server.server_port}", asked
        server.shutdown()
        thread.join()
