"""What `referral doctor` says of the code of conduct."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from api.commands.findings import Finding

if TYPE_CHECKING:
    from referral.mechanism import Mechanism


def in_force(mechanism: "Mechanism") -> Iterator[Finding]:
    """Whether one was published, whose text it is, and how many did not accept it."""
    now, name = mechanism.conduct_now(), "code of conduct"
    if now.version is None:
        told = "none is published: nobody is asked to accept one before opening "
        yield Finding(name, "warning", told + "(referral admin publish-conduct)")
        return
    told = f"version {now.version}, not accepted by {now.missing}"
    if now.model:
        told += "; it is the model's text: publish your own"
    yield Finding(name, "warning" if now.model else "well", told)
