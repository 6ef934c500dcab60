"""Broken builds of the vault: the attacks they let through must be noticed.

An attack that no broken build lets through would prove nothing by being refused.
"""

import hmac
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from referral.errors import SealBroken
from referral.vault import envelope, keys
from referral.vault.framing import pad
from referral.vault.keys import DataKey
from referral.vault.providers.file import FileKek
from tests.vault import attacks as a
from tests.vault.sealing import Example, examples

FEW = settings(max_examples=40, phases=[Phase.generate], database=None)
whole = envelope._bound


def gets_through(attack: a.Attack) -> bool:
    """True if the attack opens one of 40 random values."""
    opened: list[bool] = []

    @FEW
    @given(examples, st.data())
    def tried(it: Example, data: st.DataObject) -> None:
        try:
            attack(it, data)
        except SealBroken:
            return
        opened.append(True)

    tried()
    return bool(opened)


def sealed_for_no_place(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(envelope, "_bound", lambda header, *_: header)


def header_left_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(envelope, "_bound", lambda _, *rest: whole(b"", *rest))


def header_neither_bound_nor_read(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(envelope, "_bound", lambda *_: b"")
    patch.setattr(envelope, "generation_of", lambda _: Anything())


class Anything:
    """Equal to everything."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment] # never kept in a set


def tag_not_checked(patch: pytest.MonkeyPatch) -> None:
    opens_anything = SimpleNamespace(
        encrypt=lambda _, plain, __: plain + bytes(16), decrypt=lambda *_: pad(b"{}")
    )
    patch.setattr(DataKey, "cipher", lambda _: opens_anything)


def padding_not_checked(patch: pytest.MonkeyPatch) -> None:
    def lenient(padded: bytes) -> bytes:
        return padded[4:6]

    patch.setattr(envelope, "unpad", lenient)


def content_not_read(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(envelope, "from_json", lambda *_, **__: {})


def wrapped_without_context(patch: pytest.MonkeyPatch) -> None:
    wrap, unwrap = FileKek.wrap, FileKek.unwrap
    patch.setattr(FileKek, "wrap", lambda it, _, key: wrap(it, b"", key))
    patch.setattr(FileKek, "unwrap", lambda it, _, raw: unwrap(it, b"", raw))


def commitment_not_checked(patch: pytest.MonkeyPatch) -> None:
    believed = SimpleNamespace(digest=hmac.digest, compare_digest=lambda *_: True)
    patch.setattr(keys, "hmac", believed)


def provider_that_gives_any_key(patch: pytest.MonkeyPatch) -> None:
    commitment_not_checked(patch)
    patch.setattr(FileKek, "unwrap", lambda *_: bytes(32))


Broken = Callable[[pytest.MonkeyPatch], None]
LET_THROUGH: dict[Broken, tuple[a.Attack, ...]] = {
    sealed_for_no_place: (
        a.to_another_record,
        a.to_another_owner,
        a.to_another_tenant,
        a.to_another_drawer,
        a.to_another_row_version,
        a.with_the_body_of_another_value,
    ),
    header_left_open: (a.with_another_generation_written_over_it,),
    header_neither_bound_nor_read: (
        a.to_another_generation,
        a.with_another_version,
        a.with_another_algorithm,
    ),
    tag_not_checked: (
        a.with_a_turned_nonce_bit,
        a.with_a_turned_body_bit,
        a.with_a_turned_tag_bit,
        a.cut_short,
        a.made_longer,
    ),
    padding_not_checked: (
        a.with_a_false_length,
        a.with_something_in_the_padding,
        a.with_too_much_padding,
    ),
    content_not_read: (a.with_something_else_than_content,),
    wrapped_without_context: (
        a.under_the_wrap_of_another_owner,
        a.under_the_wrap_of_another_tenant,
        a.under_the_wrap_of_another_drawer,
        a.under_the_wrap_of_another_generation,
        a.under_a_wrap_for_another_recipient,
    ),
    commitment_not_checked: (
        a.under_the_commitment_of_another_key,
        a.under_a_commitment_of_any_length,
    ),
    provider_that_gives_any_key: (
        a.under_a_wrap_of_another_key_provider,
        a.under_a_changed_wrap,
        a.under_a_wrap_of_any_length,
    ),
}


@pytest.mark.parametrize("broken", LET_THROUGH, ids=lambda broken: broken.__name__)
def test_a_broken_vault_is_noticed(
    broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch)

    for attack in LET_THROUGH[broken]:
        assert gets_through(attack), attack.__name__


def test_every_attack_would_be_noticed_in_some_broken_vault() -> None:
    noticed = [attack for attacks in LET_THROUGH.values() for attack in attacks]

    assert sorted(noticed, key=id) == sorted(a.ATTACKS, key=id)
