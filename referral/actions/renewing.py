"""A session's token is made anew whenever its owner has proven who they are.

Whoever held the token from before, by whatever way, holds nothing from then on. How
long the session lasts in all stays as it was.
"""

from referral.errors import NotSignedIn
from referral.records.actors import SignIn, take_session
from referral.records.database import Unit
from referral.vault.secrets import new_token, token_digest


def renew(unit: Unit, session: SignIn) -> tuple[SignIn, str]:
    """End the session of a token, and go on in one with another token.

    Args:
        unit: The open piece of work.
        session: As it was; it is over with this act.

    Returns:
        The session that goes on, and its token: told once and kept nowhere.

    Raises:
        NotSignedIn: if it has ended, or another request went on from it: of two that
            come with one token, one gets the next.
    """
    if not take_session(unit.session, session.digest, unit.now):
        raise NotSignedIn
    token = new_token()
    row = SignIn(
        digest=token_digest(token),
        actor_id=session.actor_id,
        began_at=session.began_at,
        seen_at=unit.now,
        way=session.way,
        stepped_up_at=session.stepped_up_at,
    )
    unit.session.add(row)
    return row, token
