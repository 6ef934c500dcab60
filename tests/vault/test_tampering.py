"""A sealed value opens where it was sealed, as it was sealed, or not at all."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import SealBroken
from referral.vault.envelope import Place, generation_of, unseal
from referral.vault.keys import DataKey, KeyName
from tests.vault.attacks import ATTACKS, Attack
from tests.vault.sealing import MANY, Example, example, examples, flipped


@pytest.mark.asvs("V11.2.5", "V11.3.3")
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_sealed_value_does_not_open(attack: Attack) -> None:
    @MANY
    @given(examples, st.data())
    def refused(it: Example, data: st.DataObject) -> None:
        with pytest.raises(SealBroken):
            attack(it, data)

    refused()


@MANY
@given(examples)
def test_what_was_sealed_opens_at_its_place(it: Example) -> None:
    assert it.open() == it.content
    assert unseal(it.unwrap(), it.place, it.box) == it.content
    assert generation_of(it.box) == it.key.name.generation


@pytest.mark.asvs("V11.3.3")
def test_no_byte_of_a_box_or_a_wrap_can_be_turned_unnoticed() -> None:
    name = KeyName(UUID(int=1), UUID(int=2), "identity", 3)
    it = example(name, Place(UUID(int=4), 5), {"first_name": "Kestrel"})

    for at in range(len(it.box)):
        for mask in (0x01, 0x80, 0xFF):
            with pytest.raises(SealBroken):
                it.open(box=flipped(it.box, at, mask))
    for at in range(len(it.wrap)):
        for mask in (0x01, 0x80, 0xFF):
            with pytest.raises(SealBroken):
                it.unwrap(wrap=flipped(it.wrap, at, mask))


@given(st.binary(max_size=200))
def test_no_bytes_at_all_make_anything_but_a_broken_seal(raw: bytes) -> None:
    key = DataKey.new(KeyName(UUID(int=1), UUID(int=2), "identity", 1))

    with pytest.raises(SealBroken):
        unseal(key, Place(UUID(int=3), 1), raw)
    with pytest.raises(SealBroken):
        generation_of(raw[:60])
