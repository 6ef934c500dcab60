"""What an identity provider's claims have to say before they let anybody in.

Who the person is here, their roles and their organisation never come from a token: it
says under which name the provider knows them, and how they proved it there.
OpenID Connect Core 1.0, sections 3.1.3.7 and 2; RFC 8176 for `amr`.
"""

import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from referral.errors import NotSignedIn, TooBusy
from workflows.vocabulary import SignInWay

REQUEST_LASTS = timedelta(minutes=10)
"""How long a sign-in at the provider may take."""
SKEW = timedelta(seconds=60)
"""By how much its clock may differ from ours."""
SKEW_OF_PROOF = timedelta(seconds=10)
"""The same, for having proven oneself since one was asked to."""
LONGEST_SUBJECT = 255

MOST_UNDER_WAY, MOST_FROM_ONE_PLACE = 5_000, 50
"""Sign-ins that are awaited at once: whoever begins a thousand fills no store."""

OPENID_WAYS = frozenset(
    {SignInWay.OPENID, SignInWay.OPENID_STRONG, SignInWay.OPENID_AND_FACTOR}
)
"""Ways of a session that a provider's word opened."""

TOO_WEAK = frozenset({"pwd", "pin", "kba", "sms", "tel"})
"""Ways of proving (`amr`) that never count as a second factor here."""
KINDS = ("acr", "amr")


@dataclass(frozen=True, slots=True)
class Counts:
    """Which statements of a provider count as a second factor; none by default."""

    acr: frozenset[str] = frozenset()
    amr: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.acr or self.amr)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the claims are compared with."""

    issuer: str
    client_id: str
    nonce: str
    counts: Counts
    since: datetime | None = None
    """From when on somebody must have proven themselves; None for any time."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is taken from claims that hold."""

    subject: str
    two_factors: bool
    """True if the provider states what counts as a second factor."""


def counts_of(words: tuple[str, ...]) -> Counts:
    """Which statements count, from `acr=VALUE` and `amr=VALUE`.

    Raises:
        ValueError: for a word of another form, or for a way that is no second factor.
    """
    said: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for word in words:
        kind, _, value = word.partition("=")
        if kind not in said or not value or value != value.strip():
            raise ValueError("each is acr=VALUE or amr=VALUE")
        if kind == "amr" and value in TOO_WEAK:
            raise ValueError(f"amr={value} is no second factor")
        said[kind].add(value)
    return Counts(frozenset(said["acr"]), frozenset(said["amr"]))


def is_subject(said: str) -> bool:
    """True if a provider can call somebody so (section 2: 255 ASCII characters)."""
    return 0 < len(said) <= LONGEST_SUBJECT and said.isascii() and said.isprintable()


def check_room(under_way: int, from_here: int) -> None:
    """Pass silently, if one more sign-in may be begun.

    Raises:
        TooBusy: if too many are awaited, in all or from one address.
    """
    if under_way >= MOST_UNDER_WAY or from_here >= MOST_FROM_ONE_PLACE:
        raise TooBusy


def check_claims(
    claims: Mapping[str, Any], expected: Expected, now: datetime
) -> Claimed:
    """What a token says, if it is from whom and for whom and for when it has to be.

    Args:
        claims: Of a token whose signature holds.
        expected: What they have to say.
        now: The present moment.

    Raises:
        NotSignedIn: whatever is wrong; always the same.
    """
    subject = claims.get("sub")
    named = isinstance(subject, str) and is_subject(subject)
    if (
        not named
        or claims.get("iss") != expected.issuer
        or not _for_us(claims, expected.client_id)
        or not _of_now(claims, now)
        or not _same(claims.get("nonce"), expected.nonce)
        or not _proven(claims, expected.since, now)
    ):
        raise NotSignedIn
    return Claimed(str(subject), _two_factors(claims, expected.counts))


def _for_us(claims: Mapping[str, Any], client_id: str) -> bool:
    """True if it was made out to us, and by our request."""
    said = claims.get("aud")
    audience = said if isinstance(said, list) else [said]
    others = [each for each in audience if each != client_id]
    party = claims.get("azp")
    ours = party == client_id or (party is None and not others)
    return client_id in audience and ours


def _of_now(claims: Mapping[str, Any], now: datetime) -> bool:
    """True if it is good now, and was made a short while ago."""
    ends, made = _moment(claims.get("exp")), _moment(claims.get("iat"))
    if ends is None or made is None:
        return False
    begins = _moment(claims["nbf"]) if "nbf" in claims else made
    at, skew = now.timestamp(), SKEW.total_seconds()
    oldest = at - REQUEST_LASTS.total_seconds() - skew
    return (
        begins is not None
        and at < ends + skew
        and oldest < made <= at + skew
        and begins <= at + skew
    )


def _proven(claims: Mapping[str, Any], since: datetime | None, now: datetime) -> bool:
    """True if it was proven late enough who signs in, where that is asked."""
    if since is None:
        return True
    proven = _moment(claims.get("auth_time"))
    if proven is None:
        return False
    earliest = (since - SKEW_OF_PROOF).timestamp()
    return earliest <= proven <= (now + SKEW).timestamp()


def _two_factors(claims: Mapping[str, Any], counts: Counts) -> bool:
    methods = claims.get("amr")
    known = methods if isinstance(methods, list) else []
    stated = {each for each in known if isinstance(each, str)}
    context = claims.get("acr")
    named = isinstance(context, str) and context in counts.acr
    return named or bool(stated & counts.amr)


def _moment(said: object) -> float | None:
    """Seconds since 1970, if it is a number of them."""
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    try:
        return float(said) if math.isfinite(said) else None
    except OverflowError:
        return None


def _same(said: object, expected: str) -> bool:
    return isinstance(said, str) and hmac.compare_digest(
        said.encode("utf-8", "replace"), expected.encode()
    )
