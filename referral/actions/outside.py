"""What this process knows of the witnesses outside: who they are, what they saw."""

from dataclasses import dataclass, field

from referral.delivery.witnesses import Policy
from referral.errors import LogForked
from referral.rules.permissions import Act

_LEADS_OUT = frozenset(
    {Act.ACKNOWLEDGE_FORK.value, Act.ANSWER_TOGETHER.value, Act.LIST_TOGETHER.value}
)
"""Names of acts by which people get out of a forked log (see `joint.joint_for`)."""


@dataclass(frozen=True, slots=True)
class Fork:
    """Proof that the log is not what it was: signed by us once, and by a witness."""

    witness: str
    generation: int
    seen_size: int
    seen_root: str
    size: int
    root: str
    note: str = field(repr=False)
    """The note with both signatures."""


@dataclass
class Outside:
    """Beside the store, in the memory of this process."""

    policy: Policy = field(default_factory=Policy)
    fork: Fork | None = None

    def check_act(self, name: str) -> None:
        """Refuse an act while the log is forked, unless it leads out of that.

        Raises:
            LogForked: if it does not.
        """
        if name not in _LEADS_OUT:
            self.check_whole()

    def check_whole(self) -> None:
        """Refuse to change anything while the log is not what a witness saw.

        Raises:
            LogForked: until two people acknowledge it.
        """
        if self.fork is not None:
            raise LogForked
