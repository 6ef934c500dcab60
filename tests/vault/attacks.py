"""Everything that may be tried on one sealed value: moved, altered, under a false key.

Each is tried on a random value; each must end in `SealBroken`.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st

from referral.vault.envelope import NONCE_BYTES, seal
from referral.vault.framing import pad
from referral.vault.keys import DataKey
from referral.vault.providers.file import FileKek
from tests.vault.sealing import Example, flipped, other_than
from workflows.vocabulary import Compartment

HEADER, TAG = 4, 16
bits = st.sampled_from([1 << n for n in range(8)])


def to_another_record(it: Example, data: st.DataObject) -> None:
    record = data.draw(other_than(it.place.record))
    it.open(place=replace(it.place, record=record))


def to_another_owner(it: Example, data: st.DataObject) -> None:
    it.open(it.under(owner=data.draw(other_than(it.key.name.owner))))


def to_another_tenant(it: Example, data: st.DataObject) -> None:
    it.open(it.under(tenant=data.draw(other_than(it.key.name.tenant))))


def to_another_drawer(it: Example, data: st.DataObject) -> None:
    others = [drawer for drawer in Compartment if drawer.value != it.key.name.drawer]
    it.open(it.under(drawer=data.draw(st.sampled_from(others)).value))


def to_another_row_version(it: Example, data: st.DataObject) -> None:
    version = data.draw(
        st.integers(0, 2**40).filter(lambda n: n != it.place.row_version)
    )
    it.open(place=replace(it.place, row_version=version))


def to_another_generation(it: Example, data: st.DataObject) -> None:
    it.open(it.under(generation=_another_generation(it, data)))


def with_another_generation_written_over_it(it: Example, data: st.DataObject) -> None:
    generation = _another_generation(it, data)
    box = it.box[:2] + generation.to_bytes(2, "big") + it.box[4:]
    it.open(it.under(generation=generation), box=box)


def with_another_version(it: Example, data: st.DataObject) -> None:
    it.open(box=flipped(it.box, 0, data.draw(bits)))


def with_another_algorithm(it: Example, data: st.DataObject) -> None:
    it.open(box=flipped(it.box, 1, data.draw(bits)))


def with_a_turned_nonce_bit(it: Example, data: st.DataObject) -> None:
    _turn(it, data, HEADER, HEADER + NONCE_BYTES)


def with_a_turned_body_bit(it: Example, data: st.DataObject) -> None:
    _turn(it, data, HEADER + NONCE_BYTES, len(it.box) - TAG)


def with_a_turned_tag_bit(it: Example, data: st.DataObject) -> None:
    _turn(it, data, len(it.box) - TAG, len(it.box))


def cut_short(it: Example, data: st.DataObject) -> None:
    it.open(box=it.box[: data.draw(st.integers(0, len(it.box) - 1))])


def made_longer(it: Example, data: st.DataObject) -> None:
    it.open(box=it.box + data.draw(st.binary(min_size=1, max_size=64)))


def with_the_body_of_another_value(it: Example, data: st.DataObject) -> None:
    place = replace(it.place, record=data.draw(other_than(it.place.record)))
    it.open(box=it.box[:HEADER] + seal(it.key, place, it.content)[HEADER:])


def with_a_false_length(it: Example, data: st.DataObject) -> None:
    padded = pad(b"{}")
    length = data.draw(st.integers(0, 2**32 - 1).filter(lambda n: n > len(padded) - 4))
    _by_a_holder_of_the_key(it, length.to_bytes(4, "big") + padded[4:])


def with_something_in_the_padding(it: Example, data: st.DataObject) -> None:
    padded = pad(b"{}")
    at = data.draw(st.integers(6, len(padded) - 1))
    _by_a_holder_of_the_key(it, flipped(padded, at, data.draw(bits)))


def with_too_much_padding(it: Example, data: st.DataObject) -> None:
    more = data.draw(st.integers(1, 200))
    _by_a_holder_of_the_key(it, pad(b"{}") + bytes(more))


def with_something_else_than_content(it: Example, data: st.DataObject) -> None:
    texts = [b"[]", b'"x"', b"7", b"null", b"{", b"\xff\xfe", b"{'a':1}", b""]
    _by_a_holder_of_the_key(it, pad(data.draw(st.sampled_from(texts))))


def under_the_wrap_of_another_owner(it: Example, data: st.DataObject) -> None:
    owner = data.draw(other_than(it.key.name.owner))
    it.unwrap(replace(it.key.name, owner=owner))


def under_the_wrap_of_another_tenant(it: Example, data: st.DataObject) -> None:
    tenant = data.draw(other_than(it.key.name.tenant))
    it.unwrap(replace(it.key.name, tenant=tenant))


def under_the_wrap_of_another_drawer(it: Example, data: st.DataObject) -> None:
    drawers = {*Compartment, "chain", "index", "copy", "file"} - {it.key.name.drawer}
    drawer = data.draw(st.sampled_from(sorted(drawers)))
    it.unwrap(replace(it.key.name, drawer=str(drawer)))


def under_the_wrap_of_another_generation(it: Example, data: st.DataObject) -> None:
    it.unwrap(replace(it.key.name, generation=_another_generation(it, data)))


def under_a_wrap_for_another_recipient(it: Example, data: st.DataObject) -> None:
    it.unwrap(recipient=data.draw(st.binary(min_size=1, max_size=16)))


def under_a_wrap_of_another_key_provider(it: Example, _data: st.DataObject) -> None:
    it.unwrap(kek=FileKek(secrets.token_bytes(32)))


def under_a_changed_wrap(it: Example, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(it.wrap) - 1))
    it.unwrap(wrap=flipped(it.wrap, at, data.draw(bits)))


def under_a_wrap_of_any_length(it: Example, data: st.DataObject) -> None:
    it.unwrap(wrap=data.draw(st.binary(max_size=80).filter(lambda w: w != it.wrap)))


def under_the_commitment_of_another_key(it: Example, _data: st.DataObject) -> None:
    it.unwrap(commitment=DataKey.new(it.key.name).commitment())


def under_a_commitment_of_any_length(it: Example, data: st.DataObject) -> None:
    here = it.key.commitment()
    it.unwrap(commitment=data.draw(st.binary(max_size=32).filter(lambda c: c != here)))


def _another_generation(it: Example, data: st.DataObject) -> int:
    here = it.key.name.generation
    return data.draw(st.integers(1, 0xFFFF).filter(lambda n: n != here))


def _turn(it: Example, data: st.DataObject, first: int, end: int) -> None:
    at = data.draw(st.integers(first, end - 1))
    it.open(box=flipped(it.box, at, data.draw(bits)))


def _by_a_holder_of_the_key(it: Example, plain: bytes) -> None:
    """Somebody who has the key writes a box that `seal` never writes."""
    name, header, nonce = it.key.name, it.box[:HEADER], secrets.token_bytes(12)
    framed = (
        b"refer/aad/v1",
        name.tenant.bytes,
        name.owner.bytes,
        it.place.record.bytes,
        name.drawer.encode(),
        it.place.row_version.to_bytes(8, "big"),
    )
    bound = b"".join(len(part).to_bytes(2, "big") + part for part in framed)
    body = it.key.cipher().encrypt(nonce, plain, header + bound)
    it.open(box=header + nonce + body)


Attack = Callable[[Example, st.DataObject], None]
ATTACKS: tuple[Attack, ...] = (
    to_another_record,
    to_another_owner,
    to_another_tenant,
    to_another_drawer,
    to_another_row_version,
    to_another_generation,
    with_another_generation_written_over_it,
    with_another_version,
    with_another_algorithm,
    with_a_turned_nonce_bit,
    with_a_turned_body_bit,
    with_a_turned_tag_bit,
    cut_short,
    made_longer,
    with_the_body_of_another_value,
    with_a_false_length,
    with_something_in_the_padding,
    with_too_much_padding,
    with_something_else_than_content,
    under_the_wrap_of_another_owner,
    under_the_wrap_of_another_tenant,
    under_the_wrap_of_another_drawer,
    under_the_wrap_of_another_generation,
    under_a_wrap_for_another_recipient,
    under_a_wrap_of_another_key_provider,
    under_a_changed_wrap,
    under_a_wrap_of_any_length,
    under_the_commitment_of_another_key,
    under_a_commitment_of_any_length,
)
