"""A post server that nobody here wrote (aiosmtpd), in a process of its own, with TLS.

`python -m tests.delivery.post_server FOLDER PORT HOW` writes every mail that it takes
into the folder. `HOW` is `starttls`, `tls`, or `plain`, which offers no TLS at all.
"""

import ssl
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.delivery.post_office import HERE, PASSWORD, USER

ANSWERS = {
    "nobody": "550 5.1.1 no such mailbox <nobody>",
    "moved": "551 not here",
    "full": "552 5.2.2 mailbox full",
    "policy": "550 5.7.1 refused by policy",
    "later": "450 4.2.0 try again",
}
"""What is answered to an addressee whose name begins so."""


class Box:
    """Takes mails and keeps them as they came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_RCPT(  # noqa: N802 # the library's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take an addressee, or refuse it by its name."""
        _ = server, session, options
        word = address.partition("@")[0].partition(".")[0]
        if word in ANSWERS:
            return ANSWERS[word]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 # the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail, behind a line that says how it came."""
        _ = server
        said = f"{session.host_name} {envelope.mail_from} {envelope.rcpt_tos}\n"
        name = f"{time.time_ns()}.eml"
        part = self._folder / f".{name}"
        part.write_bytes(said.encode() + (envelope.original_content or b""))
        part.rename(self._folder / name)
        return "250 OK"


def _authenticate(server: SMTP, session: Session, *said: object) -> AuthResult:
    _ = server, session
    given = said[-1]
    good = isinstance(given, LoginPassword) and (
        given.login == USER.encode() and given.password == PASSWORD.encode()
    )
    return AuthResult(success=good, handled=False)


def main(folder: Path, port: int, how: str) -> None:
    """Serve until it is ended."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "server.pem")
    options: dict[str, Any] = {"timeout": 60}
    if how != "plain":
        options |= {"authenticator": _authenticate, "auth_required": True}
    if how == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    if how == "tls":
        options |= {"ssl_context": context, "auth_require_tls": False}
    server = Controller(Box(folder), hostname=HERE, port=port, **options)
    server.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
