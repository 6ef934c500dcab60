"""What walking another version of the pathway would mean for one case."""

from collections.abc import Mapping
from dataclasses import dataclass

from referral.errors import OffThePath
from referral.rules.pathway import CompiledPathway
from workflows.vocabulary import Track


@dataclass(frozen=True, slots=True)
class ChangedClock:
    """A clock that both versions know, counted otherwise."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What changes for a case: stages, steps from here, clocks."""

    stages: Mapping[Track, str]
    """Where it would stand."""
    lost_stages: tuple[Track, ...]
    """Tracks whose present stage the other version lacks: somebody has to choose."""
    gained_steps: tuple[str, ...]
    lost_steps: tuple[str, ...]
    clocks: tuple[ChangedClock, ...]

    def check(self) -> None:
        """Pass silently if the case has a place on the other version.

        Raises:
            OffThePath: naming the tracks somebody has to choose a stage for.
        """
        if self.lost_stages:
            raise OffThePath(
                "The other version has no such stage: choose one.",
                missing=tuple(f"stage:{track.value}" for track in self.lost_stages),
            )


def upgrade(
    old: CompiledPathway,
    new: CompiledPathway,
    stages: Mapping[Track, str],
    chosen: Mapping[Track, str],
) -> Upgrade:
    """Compare two versions from where a case stands.

    Args:
        old: The version it walks.
        new: The version it would walk.
        stages: Where it stands.
        chosen: Where it would stand, on tracks where somebody has to choose; what
            the other version knows as well is not chosen anew.

    Raises:
        OffThePath: if a chosen stage is not on the other version, or its kind is
            another one: closed stays closed, and open stays open.
    """
    reached: dict[Track, str] = {}
    lost: list[Track] = []
    for track in new.pathway.tracks:
        stage = stages.get(track.name) or track.start
        if stage in new.machines[track.name].states:
            reached[track.name] = stage
        elif track.name in chosen:
            reached[track.name] = _chosen(old, new, track.name, stage, chosen)
        else:
            lost.append(track.name)
    before, after = _from_here(old, stages), _from_here(new, {**stages, **reached})
    return Upgrade(
        reached,
        tuple(lost),
        tuple(sorted(after - before)),
        tuple(sorted(before - after)),
        tuple(_clocks(old, new)),
    )


def _chosen(
    old: CompiledPathway,
    new: CompiledPathway,
    track: Track,
    stage: str,
    chosen: Mapping[Track, str],
) -> str:
    meant = chosen[track]
    if meant not in new.machines[track].states:
        raise OffThePath("The other version has no such stage.", missing=(meant,))
    was_closed = stage in old.closed.get(track, frozenset())
    if was_closed is not (meant in new.closed.get(track, frozenset())):
        raise OffThePath(
            "An upgrade neither opens nor closes anything.", missing=(meant,)
        )
    return meant


def _from_here(compiled: CompiledPathway, stages: Mapping[Track, str]) -> set[str]:
    return {
        name
        for name, (track, step) in compiled.steps.items()
        if (stages.get(track.name) or track.start) in step.from_stages
    }


def _clocks(old: CompiledPathway, new: CompiledPathway) -> list[ChangedClock]:
    found = []
    for name in {**old.pathway.clocks, **new.pathway.clocks}:
        before, after = (_told(each, name) for each in (old, new))
        if before != after:
            found.append(ChangedClock(name, before, after))
    return found


def _told(compiled: CompiledPathway, name: str) -> str:
    clock = compiled.pathway.clocks.get(name)
    if clock is None:
        return "unset"
    return f"{clock.n} {clock.unit.value}, {clock.counts.value}, {clock.ends.value}"
