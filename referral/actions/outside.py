"""What is outside: who witnesses the log, what one saw instead, what may be reached."""

from dataclasses import dataclass, field

from referral.delivery.addresses import Reach
from referral.delivery.witnesses import Policy
from referral.records.forks import LogFork
from referral.rules.acts import Act

LEADS_OUT = frozenset(
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

    @classmethod
    def of(cls, row: LogFork) -> "Fork":
        """As it is stored, with roots in hexadecimal."""
        return cls(
            witness=row.witness,
            generation=row.generation,
            seen_size=row.seen_size,
            seen_root=row.seen_root.hex(),
            size=row.size,
            root=row.root.hex(),
            note=row.note,
        )


@dataclass
class Outside:
    """Whom this process asks, and whom it may tell."""

    policy: Policy = field(default_factory=Policy)
    reach: Reach = field(default_factory=Reach)
