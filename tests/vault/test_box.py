"""What holds a secret shows nothing of it, however it is asked."""

import copy
import json
import logging
import pickle
from dataclasses import dataclass
from uuid import UUID

import pytest
from pydantic import BaseModel, ValidationError

from referral.vault.keys import DataKey, KeyName
from referral.vault.providers.file import FileKek
from referral.vault.sealed import Box

BOX = Box(b"ciphertext of a name")


class Carrying(BaseModel):
    box: Box


@dataclass
class Holder:
    box: Box


def test_a_box_prints_as_sealed_everywhere(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("story").warning("%s %r", BOX, BOX)

    shown = [
        str(BOX),
        repr(BOX),
        f"{BOX}",
        f"{BOX:>40}",
        repr(Holder(BOX)),
        caplog.text,
    ]
    assert all("sealed" in text and "ciphertext" not in text for text in shown)


def test_a_box_becomes_neither_json_nor_pickle_nor_a_copy() -> None:
    with pytest.raises(TypeError):
        json.dumps({"box": BOX})
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(BOX)
    with pytest.raises(TypeError, match="not pickled"):
        copy.deepcopy(BOX)


def test_a_model_takes_only_a_box_and_never_writes_it_out() -> None:
    carrying = Carrying(box=BOX)

    assert carrying.box is BOX
    assert "ciphertext" not in repr(carrying)
    with pytest.raises(ValidationError):
        Carrying.model_validate({"box": b"ciphertext of a name"})
    for write in (carrying.model_dump, carrying.model_dump_json):
        with pytest.raises((TypeError, ValueError), match="not serialised"):
            write()


def test_a_box_equals_only_a_box_with_the_same_bytes() -> None:
    assert Box(b"ciphertext of a name") == BOX
    assert len({BOX, Box(b"ciphertext of a name"), Box(b"other")}) == 2
    assert BOX != b"ciphertext of a name"
    assert BOX.ciphertext() == b"ciphertext of a name"


def test_keys_print_as_hidden() -> None:
    raw = b"0123456789abcdef0123456789abcdef"
    key = DataKey(KeyName(UUID(int=1), UUID(int=2), "identity", 1), raw)
    provider = FileKek(raw)

    for text in (repr(key), str(key), f"{key}", repr(provider), provider.epoch):
        assert "0123" not in text
        assert raw.hex() not in text
