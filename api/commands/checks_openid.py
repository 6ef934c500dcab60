"""`referral doctor` about the identity provider: whether it answers, and safely."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from api.commands.findings import Finding

if TYPE_CHECKING:
    from api.settings import Settings
    from referral.mechanism import Mechanism

NAME = "identity provider"


def provided(chosen: "Settings", mechanism: "Mechanism") -> Iterator[Finding]:
    """Asked now for its addresses and keys, if there is one."""
    from api.commands.letting_in_openid import openid_door  # noqa: PLC0415 # lazy
    from referral.errors import KeyMissing  # noqa: PLC0415 # lazy
    from referral.vault.openid_http import ProviderFailed  # noqa: PLC0415 # lazy

    door = openid_door(chosen, invented=mechanism.invented)
    if door is None:
        return
    try:
        keys = door.provider.check()
    except (ProviderFailed, KeyMissing) as broken:
        yield Finding(NAME, "wrong", str(broken))
        return
    told = f"it answers, with {keys} keys; its word "
    told += "counts" if door.counts else "does not count"
    yield Finding(NAME, "well", f"{told} as a second factor")
