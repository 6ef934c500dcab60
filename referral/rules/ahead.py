"""What lies ahead where a case stands: who is to do what, and until when.

Read from the pathway alone, so it is the same for everybody who may see the stage.
Whether one person may take a step now, `explain` says.
"""

from dataclasses import dataclass

from workflows.schema import UNSET, Pathway, Step
from workflows.vocabulary import Role, StageKind, Track


@dataclass(frozen=True, slots=True)
class StepAhead:
    """A step that starts from a stage, and who may take it."""

    step: str
    label: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a stage waits for.

    Attributes:
        track: The track it is on.
        stage: Its word.
        label: What people read.
        kind: `working`, `waiting` or `closed`: whether its owner acts, others, nobody.
        owners: Roles answerable for the case while it stands there.
        clock: The clock it runs by; None where the procedure sets none.
        told: Who is told when that clock runs out; the mechanism's own rule else.
        steps: Everything that leads on from there, in the order of the file.
    """

    track: Track
    stage: str
    label: str
    kind: StageKind
    owners: tuple[Role, ...]
    clock: str | None
    told: tuple[Role, ...]
    steps: tuple[StepAhead, ...]

    @property
    def acting(self) -> tuple[Role, ...]:
        """Whoever can lead on from here: its owners, else all who have a step."""
        having = (role for step in self.steps for role in step.roles)
        return self.owners or tuple(dict.fromkeys(having))


def ahead(pathway: Pathway, track: Track, stage: str) -> Ahead:
    """What lies ahead of a case that stands in this stage.

    Raises:
        KeyError: if the pathway has no such track or stage.
    """
    walked = pathway.track(track)
    stands = walked.stage(stage)
    return Ahead(
        track=track,
        stage=stage,
        label=stands.label,
        kind=stands.kind,
        owners=stands.owners,
        clock=None if stands.clock == UNSET else stands.clock,
        told=stands.escalates_to or pathway.escalates_to,
        steps=tuple(map(_ahead, (s for s in walked.steps if stage in s.from_stages))),
    )


def _ahead(step: Step) -> StepAhead:
    return StepAhead(step.name, step.label, step.roles)
