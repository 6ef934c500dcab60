"""All keys that a process can reach, in all the places its settings name."""

from collections.abc import Sequence

from referral.errors import KeyMissing
from referral.vault.providers import KekProvider, KeyPlace


class KeyRing:
    """Keys by epoch, each looked for once and in the place its name begins with.

    Holds handles of key-encryption keys, never a data key. An epoch that is not known
    is looked for anew: another process may have begun it.
    """

    def __init__(self, places: Sequence[KeyPlace], chosen: str) -> None:
        self._places = {place.kind: place for place in places}
        self._chosen = self._places[chosen]
        self._known: dict[str, KekProvider] = {}

    def __repr__(self) -> str:
        return "<KeyRing>"

    @property
    def kind(self) -> str:
        """The kind of place in which new keys are made."""
        return self._chosen.kind

    def named(self, epoch: str) -> KekProvider:
        """The key of an epoch."""
        if epoch not in self._known:
            self._known[epoch] = self._place(epoch).find(epoch)
        return self._known[epoch]

    def has_any(self) -> bool:
        """True if a key was made; a key that must not be used counts.

        Raises:
            KeysUnavailable: if the place cannot be reached now.
        """
        return self._chosen.holds_any()

    def newest(self) -> KekProvider:
        """The key that was made last, in the chosen place."""
        return self.named(self._chosen.epochs()[-1])

    def prepare(self) -> KekProvider:
        """Make a key that nothing is wrapped with yet."""
        return self.named(self._chosen.prepare().epoch)

    def destroy(self, epoch: str) -> None:
        """Make a key useless, here and in its place."""
        self._place(epoch).destroy(epoch)
        self._known.pop(epoch, None)

    def ends_too(self, epoch: str, other: str) -> bool:
        """True if `other` is gone as well once `epoch` was destroyed."""
        place = self._places.get(epoch.partition("-")[0])
        return other == epoch or (place is not None and place.ends_too(epoch, other))

    def _place(self, epoch: str) -> KeyPlace:
        kind = epoch.partition("-")[0]
        if kind not in self._places:
            raise KeyMissing(f"no settings say where the key {epoch} is kept")
        return self._places[kind]
