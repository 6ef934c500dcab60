"""Something sealed, at any place, under any key: what the vault is tried on."""

import secrets
from dataclasses import dataclass, replace
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st

from referral.vault.envelope import Content, Place, seal, unseal
from referral.vault.keys import DataKey, KeyName
from referral.vault.providers.file import FileKek
from workflows.vocabulary import Compartment

MANY = settings(max_examples=settings().max_examples * 4)
"""200 random cases in a usual run."""

LARGEST_WHOLE = 2**53 - 1
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
numbers = st.integers(-LARGEST_WHOLE, LARGEST_WHOLE)
leaves = st.none() | st.booleans() | words | numbers
contents = st.dictionaries(words, leaves | st.lists(words, max_size=3), max_size=5)


@dataclass(frozen=True)
class Example:
    """One sealed value with everything that is needed to open it."""

    kek: FileKek
    key: DataKey
    place: Place
    content: Content
    box: bytes
    wrap: bytes

    def under(self, **changes: object) -> DataKey:
        """The same raw key under another name."""
        name = replace(self.key.name, **changes)  # type: ignore[arg-type] # any part
        return DataKey(name, self.key.reveal())

    def open(
        self,
        key: DataKey | None = None,
        place: Place | None = None,
        box: bytes | None = None,
    ) -> Content:
        """Open it with one thing exchanged."""
        chosen = self.box if box is None else box
        return unseal(key or self.key, place or self.place, chosen)

    def unwrap(
        self,
        name: KeyName | None = None,
        *,
        wrap: bytes | None = None,
        kek: FileKek | None = None,
        commitment: bytes | None = None,
        recipient: bytes = b"",
    ) -> DataKey:
        """Unwrap its key with one thing exchanged."""
        return DataKey.unwrap(
            name or self.key.name,
            kek or self.kek,
            self.wrap if wrap is None else wrap,
            self.key.commitment() if commitment is None else commitment,
            recipient,
        )


def example(name: KeyName, place: Place, content: Content) -> Example:
    """Seal content under a fresh key."""
    kek, key = FileKek(secrets.token_bytes(32)), DataKey.new(name)
    return Example(kek, key, place, content, seal(key, place, content), key.wrap(kek))


names = st.builds(
    KeyName,
    tenant=st.uuids(),
    owner=st.uuids(),
    drawer=st.sampled_from([drawer.value for drawer in Compartment]),
    generation=st.integers(1, 0xFFFF),
)
places = st.builds(Place, record=st.uuids(), row_version=st.integers(1, 2**40))
examples = st.builds(example, names, places, contents)


def other_than(present: UUID) -> st.SearchStrategy[UUID]:
    """Any other identifier."""
    return st.uuids().filter(lambda value: value != present)


def flipped(raw: bytes, at: int, mask: int = 1) -> bytes:
    """The same bytes with some bits of one byte turned."""
    changed = bytearray(raw)
    changed[at] ^= mask
    return bytes(changed)
