"""One thing that `referral doctor` has looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `state`: well, warning or wrong."""

    name: str
    state: str
    told: str
