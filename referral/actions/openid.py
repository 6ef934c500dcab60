"""Signing in through an identity provider, and proving once more through it.

A sign-in is begun here, walked through at the provider by a browser, and answered
here once. Whatever is wrong with an answer, and a provider that is silent, is one
refusal; a name that nobody here is linked to is the same.
"""

import base64
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from referral.actions.door import OpenidDoor
from referral.actions.sessions import live
from referral.actions.tries import SOURCE
from referral.actions.work import House
from referral.errors import NotFound, NotSignedIn, ProofRefused
from referral.records.database import Unit
from referral.records.openid import (
    OpenidRequest,
    forget_old_requests,
    requests_under_way,
    take_request,
)
from referral.rules.openid import (
    REQUEST_LASTS,
    Claimed,
    Expected,
    check_claims,
    check_room,
)
from referral.vault.openid import Asked, Provider
from referral.vault.openid_http import ProviderFailed
from referral.vault.secrets import new_token, same, token_digest

_BYTES = 32


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun."""

    address: str = field(repr=False)
    """Where the browser goes now."""
    request: str = field(repr=False)
    """What it shows when it comes back; told once and kept nowhere."""
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Returned:
    """With what a browser came back from the provider."""

    state: str = field(repr=False)
    code: str = field(repr=False)
    issuer: str | None = None
    """Who says that it answers (RFC 9207); None where it says nothing."""


def wrong_openid() -> NotSignedIn:
    """What is told of whatever is wrong, here or at the provider."""
    return NotSignedIn("This sign-in does not open anything here.")


def ask_openid(
    house: House, *, wanted: str = "", source: str = "", token: str = ""
) -> Begun:
    """Begin a sign-in at the provider, or for an open session a proof.

    Args:
        house: Where.
        wanted: The page of ours to go on to.
        source: The address it comes from, kept as a tag alone; empty if unknown.
        token: Of the session that it is to prove something for; empty for a sign-in.

    Raises:
        NotFound: if there is no provider, or none whose word counts for a proof.
        NotSignedIn: if the provider does not answer, or the session has ended.
        ProofRefused: if it does not answer somebody who is to prove something.
        TooBusy: if too many are under way.
    """
    door = door_of(house, proves=bool(token))
    session = (
        house.store.read(lambda unit: live(house, unit, token).digest)
        if token
        else None
    )
    said = [secrets.token_bytes(_BYTES) for _ in range(3)]
    more = {"max_age": "0", "prompt": "login"} if token else {}
    if door.counts.acr:
        more["acr_values"] = " ".join(sorted(door.counts.acr))
    try:
        address = door.provider.address(Asked(*map(words_of, said)), **more)
    except ProviderFailed:
        raise (ProofRefused() if token else wrong_openid()) from None
    secret = new_token()
    words = {
        "digest": token_digest(secret),
        **dict(zip(("state", "nonce", "verifier"), said, strict=True)),
        "session_digest": session,
        "wanted": wanted,
    }
    until = house.store.act(lambda unit: _keep(house, unit, words, source), anyway=True)
    return Begun(address, secret, until)


def _keep(house: House, unit: Unit, words: dict[str, Any], source: str) -> datetime:
    """Keep what is under way, if there is room; answers until when."""
    tag = house.keyring.tag(unit, SOURCE, source.encode()) if source else None
    forget_old_requests(unit.session, unit.now)
    check_room(*requests_under_way(unit.session, tag))
    until = unit.now + REQUEST_LASTS
    row = OpenidRequest(**words, source_tag=tag, began_at=unit.now, until=until)
    unit.session.add(row)
    return until


def is_proof(house: House, secret: str) -> bool:
    """True if what is under way is to prove something for an open session."""

    def look(unit: Unit) -> bool:
        row = unit.session.get(OpenidRequest, token_digest(secret))
        return row is not None and row.session_digest is not None

    return house.store.read(look)


def claimed_by(house: House, request: OpenidRequest, returned: Returned) -> Claimed:
    """What the provider says to what a browser came back with.

    Raises:
        NotSignedIn: whatever is wrong.
    """
    door, state = door_of(house), words_of(request.state)
    if not returned.code or not same(
        returned.state.encode("utf-8", "replace"), state.encode()
    ):
        raise NotSignedIn
    try:
        _check_issuer(door.provider, returned.issuer)
        claims = door.provider.claims(returned.code, words_of(request.verifier))
    except ProviderFailed:
        raise NotSignedIn from None
    known = door.provider.known
    proof = request.session_digest is not None
    expected = Expected(
        known.issuer,
        known.client_id,
        words_of(request.nonce),
        door.counts,
        request.began_at if proof else None,
    )
    return check_claims(claims, expected, house.store.read(lambda unit: unit.now))


def take(house: House, secret: str) -> OpenidRequest:
    """What is under way, used up before an answer to it is looked at.

    Raises:
        NotSignedIn: if there is nothing, or it took too long.
    """
    digest = token_digest(secret)
    request = house.store.act(
        lambda unit: take_request(unit.session, digest, unit.now), anyway=True
    )
    if request is None:
        raise NotSignedIn
    return request


def _check_issuer(provider: Provider, said: str | None) -> None:
    """Pass silently if it is our provider that answers, as far as it is told.

    Raises:
        NotSignedIn: if it is another, or says nothing although it always does.
    """
    if said is None and not provider.names_itself():
        return
    if said != provider.known.issuer:
        raise NotSignedIn


def door_of(house: House, *, proves: bool = False) -> OpenidDoor:
    """The provider of this deployment.

    Args:
        house: Where.
        proves: True if its word has to count as a second factor.

    Raises:
        NotFound: if there is none such.
    """
    door = house.door.rules.openid
    if door is None or (proves and not door.counts):
        raise NotFound
    return door


def words_of(said: bytes) -> str:
    """43 characters for 32 bytes, as they go through an address."""
    return base64.urlsafe_b64encode(said).decode().rstrip("=")
