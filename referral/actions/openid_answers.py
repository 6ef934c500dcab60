"""What a browser comes back with from an identity provider: a session, or a proof."""

from uuid import UUID

from referral.actions.openid import Returned, claimed_by, door_of, take, wrong_openid
from referral.actions.openid_links import actor_linked
from referral.actions.sessions import OpenedSession, begin, live_with
from referral.actions.sign_in import note_refused
from referral.actions.step_up import proven
from referral.actions.tries import note_failed, try_once
from referral.actions.work import House
from referral.errors import NotSignedIn, ProofRefused
from referral.records.database import Unit
from referral.records.openid import OpenidRequest
from referral.records.signing_in import forget_try
from referral.rules.openid import Claimed
from referral.vault.secrets import token_digest
from workflows.vocabulary import Factor, SignInWay

_ANYBODY = b"\3openid"
"""Under what a failure is kept: who failed is not known."""


def sign_in_with(
    house: House, secret: str, returned: Returned, source: str = ""
) -> tuple[OpenedSession, str]:
    """Open a session for whoever the provider names, if they are linked to it.

    Args:
        house: Where.
        secret: Of the sign-in, as `ask_openid` told it.
        returned: With what the browser came back.
        source: The address it comes from.

    Returns:
        The session, and the page of ours to go on to.

    Raises:
        NotSignedIn: whatever is wrong; always the same.
        TooManyTries: after twenty wrong ones from one address in 15 minutes.
    """
    try_id = try_once(house, _one(secret), source)
    try:
        request = take(house, secret)
        _check_for(request, None)
        claimed = claimed_by(house, request, returned)

        def let_in(unit: Unit) -> OpenedSession:
            who = actor_linked(house, unit, door_of(house).provider, claimed.subject)
            way = SignInWay.OPENID_STRONG if claimed.two_factors else SignInWay.OPENID
            forget_try(unit.session, try_id)
            return begin(house, unit, who, way)

        return house.store.act(let_in, anyway=True), request.wanted
    except NotSignedIn:
        note_failed(house, _ANYBODY)
        raise wrong_openid() from None


def step_up_with(
    house: House, secret: str, returned: Returned, *, token: str = "", source: str = ""
) -> tuple[OpenedSession, str]:
    """Prove at the provider, anew and with what counts, that it is still oneself.

    Args:
        house: Where.
        secret: Of the proof under way.
        returned: With what the browser came back.
        token: Of the session, where it is known: it has to be the one that asked.
        source: The address it comes from.

    Returns:
        The session as it goes on, with a new token, and the page to go on to.

    Raises:
        ProofRefused: whatever is wrong; always the same.
        TooManyTries: as for signing in.
    """
    try_id = try_once(house, _one(secret), source)
    try:
        request = take(house, secret)
    except NotSignedIn:
        note_failed(house, _ANYBODY)
        raise ProofRefused from None
    digest = request.session_digest or b""
    try:
        _check_for(request, token_digest(token) if token else digest)
        claimed = claimed_by(house, request, returned)

        def note(unit: Unit) -> OpenedSession:
            session = live_with(house, unit, digest)
            _check_own(house, unit, session.actor_id, claimed)
            forget_try(unit.session, try_id)
            return proven(house, unit, session, Factor.OPENID)

        return house.store.act(note, anyway=True), request.wanted
    except NotSignedIn:
        _tell_owner(house, digest)
        raise ProofRefused from None


def _check_for(request: OpenidRequest, digest: bytes | None) -> None:
    """Pass silently if it was begun for this session; None for opening one.

    Raises:
        NotSignedIn: if not.
    """
    if request.session_digest != digest:
        raise NotSignedIn


def _check_own(house: House, unit: Unit, me: UUID, claimed: Claimed) -> None:
    """Pass silently if the provider states, with two factors, that it is this person.

    Raises:
        NotSignedIn: if not.
    """
    who = actor_linked(house, unit, door_of(house).provider, claimed.subject)
    if who != me or not claimed.two_factors:
        raise NotSignedIn


def _tell_owner(house: House, digest: bytes) -> None:
    """Keep that a proof failed, on the timeline of whose session it was for."""
    note_failed(house, _ANYBODY)
    try:
        me = house.store.read(lambda unit: live_with(house, unit, digest).actor_id)
    except NotSignedIn:
        return
    note_refused(house, me, {"factor": Factor.OPENID.value})


def _one(secret: str) -> bytes:
    return b"\3" + token_digest(secret)
