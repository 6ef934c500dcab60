"""Handing one mail to a post server: over TLS that was checked, within bounded time.

A mail is plain text with a subject that says nothing. What a server answers is never
kept or logged: it repeats addresses.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from threading import Timer
from typing import Protocol

from referral.errors import KeyMissing
from referral.vault.providers.secret_file import read_closed

PATIENCE = 10.0
"""Seconds for connecting, and for each answer of the server."""
WHOLE = 45.0
"""Seconds for one mail from beginning to end: a server that dribbles gets no more."""
_LONGEST, _MOST_LINES = 2_048, 100
"""Of one answer of a server."""
_STATUS = re.compile(rb"(\d)\.(\d{1,3})\.(\d{1,3})\b")
_NO_MAILBOX = frozenset({550, 551, 553})
"""What says that there is no such mailbox, where no finer status is given."""
_FULL = frozenset({b"5.2.2", b"5.2.3", b"5.2.4"})
"""Full, or closed to a mail of this length: there is somebody."""


class NotSent(Exception):
    """It was not taken; it is tried again. Says nothing more."""


class ServerDown(NotSent):
    """Nobody answers, or nobody who may be spoken to: the others wait as well."""


class AddressRefused(Exception):
    """It is said for good that there is no such address."""


@dataclass(frozen=True, slots=True)
class Message:
    """One mail, whole. It prints as nothing."""

    id: str
    """Unique, and the same at every try, so that a double is recognised."""
    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    at: datetime
    """In UTC: a zone would tell where somebody is."""


class Carrier(Protocol):
    """Something that takes a message to where it is read."""

    def carry(self, message: Message) -> None:
        """Hand it over.

        Raises:
            NotSent: if it is to be tried again.
            AddressRefused: if there is nobody of this address.
        """

    def hang_up(self) -> None:
        """End what is under way: whoever waits for it waits no longer."""


@dataclass(frozen=True, slots=True)
class PostServer:
    """A post server, and what we say to it. Without TLS nothing is said at all."""

    host: str
    port: int
    sender: str
    """The address on the envelope and in the mail."""
    sender_name: str = ""
    starttls: bool = True
    """False where the connection begins with TLS (port 465)."""
    user: str = ""
    password_file: Path | None = None
    """Read anew for each mail, so that a new password needs no restart."""
    ca_file: Path | None = None
    """Certificates to trust instead of the machine's."""
    patience: float = PATIENCE
    whole: float = WHOLE
    _grips: set[socket.socket] = field(default_factory=set, repr=False, compare=False)

    def carry(self, message: Message) -> None:
        """Send it, as `Carrier` says."""
        mail = written(message, self.sender, self.sender_name)
        with self._connected() as server:
            try:
                server.send_message(mail, self.sender, [message.to])
            except smtplib.SMTPRecipientsRefused as refused:
                code, said = refused.recipients[message.to]
                raise _verdict(code, said) from None
            except smtplib.SMTPDataError as refused:
                raise _verdict(
                    refused.smtp_code, refused.smtp_error, late=True
                ) from None
            except (smtplib.SMTPException, OSError, ValueError):
                raise NotSent from None

    def hang_up(self) -> None:
        """Cut every connection of this process."""
        for grip in list(self._grips):
            with suppress(OSError):
                grip.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A connection that was checked and signed in, and is cut in the end."""
        try:
            context = ssl.create_default_context(cafile=self.ca_file)
            reached = socket.create_connection((self.host, self.port), self.patience)
        except (OSError, ValueError):
            raise ServerDown from None
        grip = reached.dup()
        self._grips.add(grip)
        clock = Timer(self.whole, self.hang_up)
        clock.daemon = True
        clock.start()
        line = _Line(self, reached, context)
        try:
            self._greet(line, context)
            yield line
            with suppress(smtplib.SMTPException, OSError, ValueError):
                line.quit()
        finally:
            clock.cancel()
            self._grips.discard(grip)
            grip.close()
            line.close()

    def _greet(self, line: "_Line", context: ssl.SSLContext) -> None:
        """Make sure who answers, then say who we are."""
        try:
            if line.connect(self.host, self.port)[0] != _READY:
                raise ServerDown
            if self.starttls:
                line.starttls(context=context)
            line.ehlo()
            if self.user:
                line.login(self.user, self._password())
        except (smtplib.SMTPException, OSError, ValueError, KeyMissing):
            raise ServerDown from None

    def _password(self) -> str:
        if self.password_file is None:
            return ""
        said = read_closed(self.password_file, "the password of the post server")
        return said.decode().strip("\r\n")


_READY, _FOR_GOOD = 220, 5


class _Line(smtplib.SMTP):
    """A connection that was made already, and an answer that ends."""

    def __init__(
        self, at: PostServer, reached: socket.socket, context: ssl.SSLContext
    ) -> None:
        # Not the machine's name, which the library would say: it ends up in the mail.
        domain = at.sender.rpartition("@")[2]
        super().__init__(local_hostname=domain, timeout=at.patience)
        self._host = at.host
        self._reached, self._context, self._at = reached, context, at
        self.sock: socket.socket | None = reached

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        _ = port, timeout
        if self._at.starttls:
            return self._reached
        return self._context.wrap_socket(self._reached, server_hostname=host)

    def getreply(self) -> tuple[int, bytes]:
        """One answer, if it is a short one."""
        if self.file is None and self.sock is not None:
            self.file = self.sock.makefile("rb")
        said: list[bytes] = []
        while len(said) < _MOST_LINES:
            line = self.file.readline(_LONGEST + 1) if self.file else b""
            if not line or len(line) > _LONGEST or not line[:3].isdigit():
                break
            said.append(line[4:].strip(b" \t\r\n"))
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(said)
        self.close()
        raise smtplib.SMTPServerDisconnected("no answer that can be read")


def _verdict(code: int, said: bytes | str, *, late: bool = False) -> Exception:
    """Whether a refusal means the address, or anything else that may pass.

    Args:
        code: Of three digits (RFC 5321, 4.2).
        said: What follows; an enhanced status first, where there is one (RFC 3463).
        late: True where the whole mail was refused, and not its addressee.
    """
    raw = said.encode() if isinstance(said, str) else said
    status = _STATUS.match(raw)
    if status is None:
        return NotSent() if late or code not in _NO_MAILBOX else AddressRefused()
    kind, subject = status.group(1), status.group(2)
    mailbox = kind == b"5" and subject in (b"1", b"2")
    about_us = subject == b"1" and status.group(3) in (b"7", b"8")
    for_good = mailbox and not about_us and status.group(0) not in _FULL
    return AddressRefused() if for_good and code // 100 == _FOR_GOOD else NotSent()


def written(message: Message, sender: str, sender_name: str) -> EmailMessage:
    """A mail as it is sent: who, to whom, when, and plain text.

    Raises:
        ValueError: for a line break in a head: the library refuses it.
    """
    domain = sender.rpartition("@")[2]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(sender_name, addr_spec=sender)
    mail["To"] = Address(addr_spec=message.to)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<{message.id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, charset="utf-8", cte="quoted-printable")
    return mail
