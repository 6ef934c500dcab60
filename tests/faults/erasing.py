"""Run as a process of its own: erases a person, and is killed while it does.

`LOCATION KEY count JOINT`          erases, and prints how many steps it took;
`LOCATION KEY killed JOINT:STEP...` for each joint act: does it, and is killed there.
"""

import os
import sys
from pathlib import Path
from uuid import UUID

from referral.clock import SetClock
from referral.mechanism import Mechanism
from tests.faults.frontline import actor
from tests.faults.rotating import Steps, child
from tests.world import START


def erase(location: str, key: Path, joint: UUID, last: int | None) -> int:
    """Do what two people agreed to, dying at a step if one is named."""
    with Mechanism.open(location, key, clock=SetClock(START)) as mechanism:
        me, steps = actor(mechanism, "coordinator"), Steps(last)
        steps.watch()
        mechanism.answer_joint(me, joint, "execute")
        return steps.count


def main(location: str, key: str, what: str, *joints: str) -> None:
    """Do what was asked."""
    path = Path(key)
    if what == "count":
        sys.stdout.write(f"{erase(location, path, UUID(joints[0]), None)}\n")
        return
    for each in joints:
        joint, _, last = each.partition(":")
        died = child(
            lambda joint=joint, last=last: erase(  # type: ignore[misc] # its defaults
                location, path, UUID(joint), int(last)
            )
        )
        assert os.WIFSIGNALED(died), f"not killed at step {last}"
        sys.stdout.write(f"{last}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
