"""Keeping the keys: which there are, exchanging them, ending the old ones."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from referral.actions import retire_keys, rotate_keys
from referral.actions.work import Done, OnDuty
from referral.errors import Fault, KeyMissing
from referral.mechanism.acts import Acts, no_progress
from referral.records.forks import check_whole
from referral.records.rotation import Epoch, epochs
from referral.rules.deciding import Act, check_may
from referral.vault.providers.ring import KeyRing

UNDER_WAY = timedelta(minutes=10)
"""Wraps younger than this may belong to an act that is being written."""


@dataclass(frozen=True, slots=True)
class KeysNow:
    """What is known of the keys."""

    epochs: tuple[Epoch, ...]
    file_key: str | None
    """The epoch of the embedded store's own key."""
    newest: str
    """What `rotate` would bring everything to."""

    @property
    def prepared(self) -> str | None:
        """A key that was made and not begun yet."""
        known = {epoch.name for epoch in self.epochs}
        return None if self.newest in known else self.newest

    @property
    def unfinished(self) -> bool:
        """True if something is not under the present key yet."""
        present = next((each.name for each in self.epochs if each.current), None)
        older = any(each.wraps for each in self.epochs if not each.current)
        return older or self.file_key not in (None, present)


class Keeping(Acts):
    """What the operator does with keys. No content is opened by any of it."""

    @property
    def _ring(self) -> KeyRing:
        ring = self._house.keyring.keks
        if not isinstance(ring, KeyRing):
            raise Fault("these keys are lent, not kept")
        return ring

    def _check_whole(self) -> None:
        """Refuse what no transaction takes back while the log is forked."""
        keyring = self._house.keyring
        self._house.store.read(lambda unit: check_whole(unit, keyring))

    def keys(self) -> KeysNow:
        """Which keys there are and what rests on each."""
        file_key = self._house.keyring.file_key
        return KeysNow(
            tuple(self._house.store.read(epochs)),
            file_key.epoch() if file_key else None,
            self._ring.newest().epoch,
        )

    def prepare_key(self) -> str:
        """Make the next key. Nothing is wrapped with it until it is rotated to."""
        self._check_whole()
        return self._ring.prepare().epoch

    def rotate_keys(
        self, actor: OnDuty, progress: rotate_keys.Progress = no_progress
    ) -> rotate_keys.Rotated:
        """Bring every data key to the newest key; again, to finish what was ended."""
        return rotate_keys.rotate(self._house, actor, progress, sweep_after=UNDER_WAY)

    def ask_retirement(self, actor: OnDuty, epoch: str) -> Done:
        """Ask a coordinator to end the use of a key that nothing rests on."""
        act = partial(retire_keys.ask_retirement, epoch=epoch)
        return self._do(actor, Act.ADMINISTER, act)

    def destroy_key(self, actor: OnDuty, epoch: str) -> Done:
        """Destroy a key that was retired, wherever its place can.

        Raises:
            KeyMissing: if it was not retired.
            Malformed: if something rests on it, or on a key that would end with it.
        """
        check_may(Act.ADMINISTER, actor.towards())
        known = {each.name: each for each in self._house.store.read(epochs)}
        if epoch not in known or known[epoch].retired_at is None:
            raise KeyMissing(f"{epoch} was not retired")
        rests_on = partial(retire_keys.check_ended, self._house, epoch=epoch)
        self._house.store.read(rests_on)
        self._check_whole()
        self._ring.destroy(epoch)
        act = partial(retire_keys.note_destroyed, epoch=epoch)
        return self._do(actor, Act.ADMINISTER, act)
