"""A post server beside a test, and what came to it, read by the standard library."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from referral.delivery.mailing import PostServer

HERE = "127.0.0.1"
USER, PASSWORD = "desk", "a long password of the post server"
SENDER = "desk@post.example"
AUTHORITY = "a test authority"


@dataclass
class PostOffice:
    """One post server on this machine, with a certificate of its own."""

    folder: Path
    how: str = "starttls"
    port: int = 0
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        certify(self.folder, HERE)
        (self.folder / "password").write_text(PASSWORD + "\n")
        (self.folder / "password").chmod(0o400)
        self.port = self.port or free_port()

    def start(self) -> None:
        """Serve, as soon as this returns."""
        module = "tests.delivery.post_server"
        command = [sys.executable, "-m", module, str(self.folder), str(self.port)]
        self._process = subprocess.Popen(  # noqa: S603 # our own module
            [*command, self.how],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def stop(self) -> None:
        """Answer nobody any more."""
        if self._process is not None:
            self._process.communicate("", timeout=30)
            self._process = None

    def carrier(self, **changes: object) -> PostServer:
        """How the desk reaches it."""
        words: dict[str, object] = {
            "host": HERE,
            "port": self.port,
            "sender": SENDER,
            "sender_name": "Desk",
            "starttls": self.how != "tls",
            "user": USER,
            "password_file": self.folder / "password",
            "ca_file": self.folder / "ca.pem",
            **changes,
        }
        return PostServer(**words)  # type: ignore[arg-type] # named above

    def raw(self) -> list[bytes]:
        """Every mail that came, in the order they came, as it came."""
        return [
            path.read_bytes().partition(b"\n")[2]
            for path in sorted(self.folder.glob("*.eml"))
        ]

    def mails(self) -> list[EmailMessage]:
        """The same, as a foreign reader reads them."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw()]

    def texts(self) -> list[str]:
        """What they say."""
        said = [str(mail.get_content()) for mail in self.mails()]
        return [each.replace("\r\n", "\n") for each in said]

    def heard(self) -> list[str]:
        """What was said on the way: greeting, envelope."""
        return [
            path.read_bytes().partition(b"\n")[0].decode()
            for path in sorted(self.folder.glob("*.eml"))
        ]


@contextmanager
def a_post_office(folder: Path, how: str = "starttls") -> Iterator[PostOffice]:
    """A post server that serves."""
    office = PostOffice(folder, how)
    office.start()
    try:
        yield office
    finally:
        office.stop()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as sought:
        sought.bind((HERE, 0))
        return int(sought.getsockname()[1])


def certify(folder: Path, host: str) -> None:
    """A certificate for a host, and the authority that made it, as files."""
    folder.mkdir(parents=True, exist_ok=True)
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca = (
        _made(AUTHORITY, ca_key, ca_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))])
    leaf = (
        _made(host, key, ca_key)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "server.pem").write_bytes(private + leaf.public_bytes(pem))


def _made(
    name: str, of: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    """A certificate of a key, to be signed by another."""
    now = datetime.now(UTC)  # noqa: TID251 # of the machine, as TLS asks for
    subject, issuer = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)])
        for each in (name, AUTHORITY)
    )
    own = x509.SubjectKeyIdentifier.from_public_key(of.public_key())
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(of.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(own, critical=False)
        .add_extension(above, critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=None,  # type: ignore[arg-type] # meaningless without agreement
        decipher_only=None,  # type: ignore[arg-type] # the same
    )
