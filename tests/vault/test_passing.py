"""What is sealed into somebody's hands opens unaltered, and under its key alone."""

import pytest

from referral.errors import SealBroken
from referral.vault.passing import open_passing, seal_passing

KEY, OTHER = bytes(32), bytes(31) + b"\1"
CONTENT = "an invented answer, зелёный".encode()


def test_what_was_sealed_opens_and_shows_nothing_before() -> None:
    one, other = (seal_passing(KEY, CONTENT) for _ in range(2))

    assert one != other
    assert open_passing(KEY, one) == CONTENT
    assert "invented" not in one


@pytest.mark.asvs("V9.1.2", "V9.1.3")
def test_what_was_altered_or_sealed_elsewhere_does_not_open() -> None:
    sealed = seal_passing(KEY, CONTENT)
    altered = sealed[:30] + ("A" if sealed[30] != "A" else "B") + sealed[31:]

    for key, text in ((OTHER, sealed), (KEY, altered), (KEY, ""), (KEY, "é?")):
        with pytest.raises(SealBroken):
            open_passing(key, text)
