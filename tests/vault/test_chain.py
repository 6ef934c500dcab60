"""A chain of entries: whatever is done to it, the first wrong place is named."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.vault.chain import (
    GENESIS,
    Break,
    ChainEntry,
    entry_hash,
    entry_mac,
    field_commitment,
    first_break,
    payload_commitment,
    salted,
)
from referral.vault.keys import DataKey, KeyName

TENANT = UUID(int=1)
KEYS = {n: DataKey.new(KeyName(TENANT, TENANT, "chain", n)) for n in (1, 2)}
FOREIGN = DataKey.new(KeyName(TENANT, TENANT, "chain", 1))
Chain = list[ChainEntry]


def entry(
    seq: int, prev: bytes, said: str, key: DataKey = KEYS[1], **header: Any
) -> ChainEntry:
    """An entry as the system writes it."""
    payload = salted({"said": said})
    ciphertext = secrets.token_bytes(40)
    words = {
        "seq": seq,
        "prev": prev.hex(),
        "mac_epoch": key.name.generation,
        "type": "step_taken",
        "payload_commit": payload_commitment(payload).hex(),
        "ct_sha256": hashlib.sha256(ciphertext).hexdigest(),
        **header,
    }
    h = entry_hash(words)
    return ChainEntry(words, h, entry_mac(key, h), ciphertext, payload)


def chain(length: int) -> Chain:
    """A chain that holds; the key changes in the middle."""
    entries: Chain = []
    for seq in range(1, length + 1):
        prev = entries[-1].h if entries else GENESIS
        entries.append(entry(seq, prev, f"said {seq}", KEYS[1 + (seq > length // 2)]))
    return entries


def relinked(entries: Sequence[ChainEntry], key: DataKey) -> Chain:
    """Somebody numbers, links and hashes entries anew, with a key of theirs."""
    linked: Chain = []
    for seq, old in enumerate(entries, start=1):
        prev = linked[-1].h if linked else GENESIS
        header = {**old.header, "seq": seq, "prev": prev.hex()}
        h = entry_hash(header)
        linked.append(replace(old, header=header, h=h, mac=entry_mac(key, h)))
    return linked


def wrong(entries: Chain, length: int | None = None, head: bytes | None = None) -> str:
    """What the verifier says: `seq reason`, or nothing."""
    found = first_break(
        entries,
        KEYS,
        length=len(entries) if length is None else length,
        head=head if head is not None else entries[-1].h if entries else GENESIS,
    )
    return f"{found.seq} {found.reason}" if found else ""


LENGTHS = st.integers(2, 12)


@given(st.integers(0, 12))
def test_a_chain_that_nobody_touched_holds(length: int) -> None:
    assert wrong(chain(length)) == ""


@given(LENGTHS, st.data())
def test_an_edited_header_is_named(length: int, data: st.DataObject) -> None:
    entries = chain(length)
    at = data.draw(st.integers(0, length - 1))
    header = {**entries[at].header, "type": "refused"}
    entries[at] = replace(entries[at], header=header)

    assert wrong(entries) == f"{at + 1} entry was edited"


@given(LENGTHS, st.data())
def test_an_edited_header_with_its_hash_made_right_is_named(
    length: int, data: st.DataObject
) -> None:
    entries = chain(length)
    at = data.draw(st.integers(0, length - 1))
    header = {**entries[at].header, "type": "refused"}
    entries[at] = replace(entries[at], header=header, h=entry_hash(header))

    assert wrong(entries) == f"{at + 1} entry was not written by this system"


@given(LENGTHS, st.data())
def test_a_removed_entry_leaves_a_gap(length: int, data: st.DataObject) -> None:
    entries = chain(length)
    at = data.draw(st.integers(0, length - 2))
    del entries[at]

    assert wrong(entries) == f"{at + 1} entry missing or out of order"


@given(LENGTHS)
def test_a_cut_tail_is_missed(length: int) -> None:
    entries = chain(length)
    head = entries.pop().h

    assert wrong(entries, length, head) == f"{length} entry missing at the end"


@given(LENGTHS)
def test_an_added_tail_is_seen(length: int) -> None:
    entries = chain(length)
    added = entry(length + 1, entries[-1].h, "never happened", KEYS[2])

    assert wrong([*entries, added], length, entries[-1].h) == (
        f"{length + 2} entry missing at the end"
    )


@given(LENGTHS)
def test_another_head_than_the_owner_says_is_seen(length: int) -> None:
    assert wrong(chain(length), head=secrets.token_bytes(32)) == (
        f"{length} the chain ends otherwise than its owner says"
    )


@given(LENGTHS, st.data())
def test_two_entries_that_changed_places_are_named(
    length: int, data: st.DataObject
) -> None:
    entries = chain(length)
    at = data.draw(st.integers(0, length - 2))
    entries[at], entries[at + 1] = entries[at + 1], entries[at]

    assert wrong(entries) == f"{at + 1} entry missing or out of order"


@given(LENGTHS, st.data())
def test_an_entry_of_another_chain_in_its_place_is_named(
    length: int, data: st.DataObject
) -> None:
    entries, other = chain(length), chain(length)
    at = data.draw(st.integers(1, length - 1))
    entries[at] = other[at]

    assert wrong(entries) == f"{at + 1} entry does not follow the one before it"


@given(LENGTHS, st.data())
def test_a_chain_without_one_entry_linked_anew_is_not_ours(
    length: int, data: st.DataObject
) -> None:
    entries = chain(length)
    del entries[data.draw(st.integers(0, length - 2))]

    assert wrong(relinked(entries, FOREIGN)) == (
        "1 entry was not written by this system"
    )


def test_an_entry_that_names_a_key_nobody_has_is_not_ours() -> None:
    entries = chain(2)
    stranger = DataKey.new(KeyName(TENANT, TENANT, "chain", 9))
    entries.append(entry(3, entries[-1].h, "never happened", stranger))

    assert wrong(entries) == "3 entry was not written by this system"


def test_a_header_with_a_number_no_entry_can_hold_counts_as_edited() -> None:
    entries = chain(2)
    header = {**entries[1].header, "schema_v": 2**60}
    entries[1] = replace(entries[1], header=header)

    assert wrong(entries) == "2 entry was edited"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ciphertext": b"other"}, "payload was edited"),
        ({"ciphertext": None}, "payload is gone"),
        ({"payload": salted({"said": "x"})}, "payload does not match its commitment"),
        ({"payload": {}}, "payload does not match its commitment"),
    ],
)
def test_a_payload_that_is_not_the_one_written_is_named(
    changes: dict[str, Any], reason: str
) -> None:
    entries = chain(3)
    entries[1] = replace(entries[1], **changes)

    assert wrong(entries) == f"2 {reason}"


def test_a_chain_holds_while_its_payloads_stay_closed_or_are_empty() -> None:
    entries = [replace(one, payload=None) for one in chain(3)]
    assert wrong(entries) == ""

    bare = {"ct_sha256": "", "payload_commit": payload_commitment({}).hex()}
    silent = replace(
        entry(1, GENESIS, "", KEYS[1], **bare), ciphertext=None, payload={}
    )
    assert wrong([silent]) == ""


@pytest.mark.asvs("V11.4.3")
def test_the_hash_and_the_commitment_are_the_written_ones() -> None:
    one = chain(1)[0]
    text = json.dumps(one.header, sort_keys=True, separators=(",", ":"))
    h = hashlib.sha256(b"refer/event/v1\0" + text.encode()).digest()

    assert one.h == h
    assert one.mac == hmac.digest(KEYS[2].reveal(), h, "sha256")
    assert one.payload
    ((salt, said),) = one.payload.values()
    leaf = hashlib.sha256(bytes.fromhex(salt) + b'["said","said 1"]').digest()
    assert one.header["payload_commit"] == hashlib.sha256(leaf).hexdigest()
    assert field_commitment(bytes.fromhex(salt), "said", said) == leaf


@given(st.dictionaries(st.text(max_size=8), st.integers(0, 99), min_size=1, max_size=5))
def test_a_commitment_hides_its_fields_and_does_not_mind_their_order(
    fields: dict[str, int],
) -> None:
    payload = salted(fields)
    backwards = dict(reversed(list(payload.items())))
    salts = {salt for salt, _ in payload.values()}

    assert payload_commitment(payload) == payload_commitment(backwards)
    assert payload_commitment(payload) != payload_commitment(salted(fields))
    assert len(salts) == len(fields)
    assert {len(bytes.fromhex(salt)) for salt in salts} == {16}
    name, (salt, value) = next(iter(payload.items()))
    changed = {**payload, name: [salt, value + 1]}
    assert payload_commitment(payload) != payload_commitment(changed)


def test_a_break_says_where_and_why() -> None:
    assert first_break([], KEYS, length=1, head=GENESIS) == Break(
        1, "entry missing at the end"
    )
