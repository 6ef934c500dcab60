"""Tries to come in: counted before they are looked at, and kept where they failed.

Strangers are counted, not chained: what is kept is a keyed tag of the name and of the
address, and a moment.
"""

from functools import partial
from uuid import UUID

from referral.actions.house import House
from referral.records.actors import FailedSignIn
from referral.records.columns import new_id
from referral.records.database import Unit
from referral.records.signing_in import SignInTry, count_try
from referral.rules.signing_in import A_DAY, TRIES, check_may_try

NAME, SOURCE = "sign-in", "sign-in-from"
"""What tags of names and addresses are made for."""


def try_once(house: House, name: bytes, source: str, most: int = TRIES) -> UUID:
    """Count a try as failed; whoever succeeds forgets it. Strangers get no entry.

    Raises:
        TooManyTries: if the name or the address has to wait. Nothing is counted then.
    """

    def count(unit: Unit) -> UUID:
        tag = partial(house.keyring.tag, unit)
        row = SignInTry(
            id=new_id(unit.now),
            name_tag=tag(NAME, name),
            at=unit.now,
            source_tag=tag(SOURCE, source.encode()) if source else None,
        )
        check_may_try(*count_try(unit.session, row, unit.now - A_DAY), unit.now, most)
        return row.id

    return house.store.act(count, anyway=True)


def note_failed(house: House, name: bytes) -> None:
    """Keep that somebody failed, whoever it was; without an entry."""

    def note(unit: Unit) -> None:
        tag = house.keyring.tag(unit, NAME, name)
        unit.session.add(FailedSignIn(id=new_id(unit.now), name_tag=tag, at=unit.now))

    house.store.act(note, anyway=True)
