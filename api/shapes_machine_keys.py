"""What goes in: keys of partners' machines."""

import base64
from datetime import timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from api.shapes import Shape, example_of
from referral.rules.acts import Act
from referral.rules.machine_scope import LONGEST_KEY, LONGEST_OVERLAP

Days = Annotated[int, Field(ge=1, le=LONGEST_KEY.days)]
PublicKey = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^(|[A-Za-z0-9+/]{43}=)$")
]


class NewMachineKey(Shape):
    """A key to ask a coordinator for."""

    model_config = example_of(days=90, acts=["list_services"])
    days: Days = Field(default=90, description="How long it lasts")
    acts: list[Act] = Field(
        default=[],
        max_length=len(Act),
        description="The acts it serves for; none for all that the machine's roles "
        "have now",
    )
    public_key: PublicKey | None = Field(
        default=None,
        description="Ed25519, 32 bytes in base64: the public half of a key that "
        "requests are signed with. Without it a key is made, once it is fetched",
    )

    def lifetime(self) -> timedelta:
        """How long it lasts."""
        return timedelta(days=self.days)

    def scope(self) -> frozenset[Act] | None:
        """The acts it serves for."""
        return frozenset(self.acts) or None

    def public(self) -> bytes:
        """The public half; empty where there is none."""
        return base64.b64decode(self.public_key or "")


class FollowingKey(Shape):
    """The key that follows another."""

    model_config = example_of(days=90, overlap_days=7)
    days: Days = Field(default=90, description="How long it lasts")
    overlap_days: int = Field(
        default=LONGEST_OVERLAP.days,
        ge=1,
        le=LONGEST_OVERLAP.days,
        description="For how long the old one opens still",
    )
