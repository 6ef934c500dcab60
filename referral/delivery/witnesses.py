"""Speaking to witnesses: small requests, short patience, nothing believed unsigned."""

import http.client
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from referral.vault.checkpoint import AddCheckpoint
from referral.vault.notes import NoteRefused, Signing, Verifier

PATIENCE = 3.0
"""Seconds for connecting, and for each piece of an answer."""
LARGEST = 64 * 1024
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Unreachable(Exception):
    """A witness did not answer. Service goes on."""


@dataclass(frozen=True, slots=True)
class WitnessAt:
    """A witness: where it listens, and the key its word is checked with."""

    url: str
    verifier: Verifier


@dataclass(frozen=True, slots=True)
class Policy:
    """Who is asked, and how many of them are enough for a proof."""

    witnesses: tuple[WitnessAt, ...] = ()
    enough: int = 0


def read_policy(lines: Sequence[str], enough: int) -> Policy:
    """A policy from lines of address and verifier, parted by a space.

    Raises:
        NoteRefused: if a line is none, two are one witness, or there are too few.
    """
    found = tuple(_read(line) for line in lines)
    if len({each.verifier.key for each in found}) != len(found):
        raise NoteRefused("two witnesses have one key")
    if not 0 <= enough <= len(found):
        raise NoteRefused("there are fewer witnesses than must sign")
    return Policy(found, enough)


def _read(line: str) -> WitnessAt:
    url, _, text = line.strip().partition(" ")
    verifier, at = Verifier.read(text.strip()), urlsplit(url)
    if verifier.signing is not Signing.COSIGNATURE:
        raise NoteRefused("the key of a witness is for cosignatures")
    plain = at.scheme == "http" and at.hostname in LOOPBACK
    if at.hostname is None or not (plain or at.scheme == "https"):
        raise NoteRefused("a witness is spoken to over https:// alone")
    if at.username or at.password or at.query or at.fragment:
        raise NoteRefused("the address of a witness is an address alone")
    return WitnessAt(url.rstrip("/"), verifier)


def add_checkpoint(at: WitnessAt, request: AddCheckpoint) -> tuple[int, str]:
    """Ask for a cosignature: status and body.

    Raises:
        Unreachable: if there is no answer that can be read.
    """
    return _exchange(at, "POST", "/add-checkpoint", request.write().encode())


def last_seen(at: WitnessAt, origin: str) -> str | None:
    """The note a witness cosigned last of a log, if it shows it.

    Raises:
        Unreachable: if there is no answer that can be read.
    """
    path = f"/last-checkpoint?origin={quote(origin, safe='')}"
    status, body = _exchange(at, "GET", path, None)
    return body if status == http.HTTPStatus.OK else None


def _exchange(
    at: WitnessAt, method: str, path: str, body: bytes | None
) -> tuple[int, str]:
    where = urlsplit(at.url)
    connection = _connection(where.scheme, where.hostname or "", where.port)
    try:
        connection.request(method, where.path + path, body)
        answer = connection.getresponse()
        raw = answer.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise Unreachable("the answer is too long")
        return answer.status, raw.decode("utf-8")
    except (OSError, http.client.HTTPException, UnicodeDecodeError) as broken:
        raise Unreachable(at.verifier.name) from broken
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(
            host, port, timeout=PATIENCE, context=context
        )
    return http.client.HTTPConnection(host, port, timeout=PATIENCE)
