"""A session's token is made anew whenever its owner has proven who they are.

Whoever held the token from before, by whatever way, holds nothing from then on. How
long the session lasts in all stays as it was.
"""

from referral.errors import NotSignedIn
from referral.records.actors import SignIn, take_session
from referral.records.database import Unit
from referral.vault.secrets import new_token, token_digest


def renew(unit: Unit, session: SignIn, *, unlocks: bool = False) -> tuple[SignIn, str]:
    """End the session of a token, and go on in one with another token.

    Args:
        unit: The open piece of work.
        session: As it was; it is over with this act.
        unlocks: True if whoever has locked it has proven who they are.

    Returns:
        The session that goes on, and its token: told once and kept nowhere.

    Raises:
        NotSignedIn: if it has ended, was locked meanwhile, or another request went on
            from it: of two that come with one token, one gets the next.
    """
    if not take_session(unit.session, session.digest, unit.now):
        raise NotSignedIn
    unit.session.refresh(session)
    if session.locked_at is not None and not unlocks:
        raise NotSignedIn
    token = new_token()
    row = SignIn(
        digest=token_digest(token),
        actor_id=session.actor_id,
        began_at=session.began_at,
        seen_at=unit.now,
        way=session.way,
        stepped_up_at=session.stepped_up_at,
        handheld=session.handheld,
    )
    unit.session.add(row)
    return row, token
