"""What walking another version of the pathway would mean for one case."""

from collections.abc import Mapping
from dataclasses import dataclass

from referral.errors import OffThePath
from referral.rules.pathway import CompiledPathway
from workflows.schema import Stage
from workflows.vocabulary import StageKind, Track


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
        OffThePath: if a chosen stage is not on the other version; if a track is
            missing there; or if standing there would close, open or decide something,
            or take away what the person is entitled to.
    """
    _check_tracks(new, stages)
    reached, lost = _reached(new, stages, chosen)
    for name, stage in reached.items():
        if stages.get(name):
            _check_same(_stage(old, name, stages[name]), _stage(new, name, stage))
    if not lost:
        _check_rights(old, new, stages, reached)
    before, after = _from_here(old, stages), _from_here(new, {**stages, **reached})
    return Upgrade(
        reached,
        tuple(lost),
        tuple(sorted(after - before)),
        tuple(sorted(before - after)),
        tuple(_clocks(old, new)),
    )


def _reached(
    new: CompiledPathway, stages: Mapping[Track, str], chosen: Mapping[Track, str]
) -> tuple[dict[Track, str], list[Track]]:
    """Where the case would stand, and the tracks somebody has to choose for."""
    reached: dict[Track, str] = {}
    lost: list[Track] = []
    for track in new.pathway.tracks:
        stage = stages.get(track.name) or track.start
        if stage in new.machines[track.name].states:
            reached[track.name] = stage
        elif track.name in chosen:
            reached[track.name] = _chosen(new, track.name, chosen)
        else:
            lost.append(track.name)
    return reached, lost


def _stage(compiled: CompiledPathway, track: Track, name: str) -> Stage:
    return compiled.pathway.track(track).stage(name)


def _chosen(new: CompiledPathway, track: Track, chosen: Mapping[Track, str]) -> str:
    meant = chosen[track]
    if meant not in new.machines[track].states:
        raise OffThePath("The other version has no such stage.", missing=(meant,))
    return meant


def _check_tracks(new: CompiledPathway, stages: Mapping[Track, str]) -> None:
    known = {track.name for track in new.pathway.tracks}
    gone = tuple(t.value for t, stage in stages.items() if stage and t not in known)
    if gone:
        raise OffThePath("The other version has no such track.", missing=gone)


def _check_same(before: Stage, after: Stage) -> None:
    """A stage may have another name, never another meaning."""
    closed = StageKind.CLOSED
    if (before.kind is closed) is not (after.kind is closed):
        raise OffThePath(
            "An upgrade neither opens nor closes anything.", missing=(after.name,)
        )
    if before.finding is not after.finding:
        raise OffThePath(
            "An upgrade decides nothing: that takes a step.", missing=(after.name,)
        )


def _check_rights(
    old: CompiledPathway,
    new: CompiledPathway,
    stages: Mapping[Track, str],
    reached: Mapping[Track, str],
) -> None:
    had = {
        word
        for track, name in stages.items()
        if name
        for word in _stage(old, track, name).entitles
    }
    keeps = {
        word
        for track, name in reached.items()
        for word in _stage(new, track, name).entitles
    }
    if had - keeps:
        missing = tuple(sorted(word.value for word in had - keeps))
        raise OffThePath("An upgrade takes no entitlement away.", missing=missing)


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
