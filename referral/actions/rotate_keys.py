"""Exchanging the key that wraps every data key, while everybody goes on working.

Each page is an act of its own with an entry; between pages nothing is held. Run again
after whatever ended it, it does what is left.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from referral.actions.work import Done, House, OnDuty, Work, perform
from referral.errors import Fault
from referral.records.chains import Happening
from referral.records.orphans import sweep_orphans
from referral.records.rotation import (
    PAGE,
    Exchange,
    begin_epoch,
    current_epoch,
    epochs,
    exchange,
    older_wraps,
    wrapped_anew,
)
from referral.rules.acts import Act
from referral.vault.providers import KekProvider
from workflows.vocabulary import EntryType

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did this time, and what is left."""

    epoch: str
    exchanged: int
    left: int
    """Wraps that still name another epoch: those that no longer open."""


def rotate(
    house: House, actor: OnDuty, progress: Progress, *, sweep_after: timedelta
) -> Rotated:
    """Bring everything to the newest key: begin its epoch if need be, then exchange.

    Args:
        house: Whose keys.
        actor: Who operates the mechanism.
        progress: Told how many wraps are done, of how many.
        sweep_after: Age from which a wrap that no record uses is deleted.

    Raises:
        WrongRole: if the actor does not administer.
        Malformed: if the newest key was in use before.
        KeyMissing: if the key of an epoch is not there.
        KeysUnavailable: if a place of keys cannot be reached; run it again.
    """
    to = house.keyring.keks.newest()
    perform(house, actor, partial(_begin, to=to.epoch), name=Act.ADMINISTER.value)
    older = [each for each in house.store.read(epochs) if not each.current]
    total, done, after = sum(each.wraps for each in older), 0, None
    progress(0, total)
    while page := house.store.read(partial(older_wraps, to=to.epoch, after=after)):
        exchanges = wrapped_anew(house.keyring.tenant, house.keyring.keks, page, to)
        act = partial(_exchange, exchanges=exchanges, to=to)
        done += perform(house, actor, act, name=Act.ADMINISTER.value)
        progress(done, total)
        if len(page) < PAGE or page[-1].name[0] == after:
            break
        after = page[-1].name[0]
    if house.keyring.file_key is not None:
        house.keyring.file_key.rewrap(house.keyring.keks, to)
    finish = partial(_finish, to=to.epoch, done=done, sweep_after=sweep_after)
    left = perform(house, actor, finish, name=Act.ADMINISTER.value)
    return Rotated(to.epoch, done, left)


def _begin(work: Work, to: str) -> Done:
    """The epoch's first act; where it is under way, the act that goes on with it."""
    work.check(Act.ADMINISTER)
    body = work.own_organisation()
    now = current_epoch(work.unit)
    if now == to:
        what = Happening(EntryType.KEYS_REWRAPPED, {"to": to, "count": 0})
    else:
        begin_epoch(work.unit, to)
        what = Happening(EntryType.KEY_EPOCH_BEGUN, {"from": now, "to": to})
    work.enter(body, what)
    return Done("key_epoch", body.id)


def _exchange(work: Work, exchanges: Sequence[Exchange], to: KekProvider) -> int:
    if current_epoch(work.unit) != to.epoch:
        raise Fault("another rotation began meanwhile")
    done = exchange(work.unit, exchanges, to)
    fields = {"to": to.epoch, "count": done}
    work.enter(work.own_organisation(), Happening(EntryType.KEYS_REWRAPPED, fields))
    return done


def _finish(work: Work, to: str, done: int, sweep_after: timedelta) -> int:
    """See what is left, when wraps of nothing are gone."""
    sweep_orphans(work.unit, work.now - sweep_after)
    left = sum(each.wraps for each in epochs(work.unit) if not each.current)
    fields = {"to": to, "count": done, "left": left, "finished": left == 0}
    work.enter(work.own_organisation(), Happening(EntryType.KEYS_REWRAPPED, fields))
    return left
