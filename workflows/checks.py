"""Do the parts of a pathway fit together?

These checks read the raw tables of the file and ignore what the shape already
refuses, so that an author sees a misspelt stage and a misspelt guard at once.
Whether a well-formed pathway keeps its promises to the person is another question,
asked by the guarantees.
"""

import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from workflows.part_checks import grounded_parts, part_problems
from workflows.places import Place, Problem, quoted
from workflows.schema import UNSET
from workflows.tables import Table, closure, edges, rows, table, text, texts, twice
from workflows.vocabulary import Guard, StageKind, StepInput, Track

RESERVED = frozenset(
    {"stage", "state", "step", "track", "trigger", "initial", "final", "model"}
    | {UNSET, "none", "null", "true", "false", "any", "all", "self"}
)
"""Words that are no names: the engine, the file format or the pages use them."""

INPUT_GUARDS = {
    Guard.REASON_GIVEN: StepInput.REASON,
    Guard.OUTCOME_GIVEN: StepInput.OUTCOME,
    Guard.RECIPIENT_NAMED: StepInput.RECIPIENT,
    Guard.LEGAL_GROUND_GIVEN: StepInput.LEGAL_GROUND,
    Guard.REASON_CODE_GIVEN: StepInput.REASON_CODE,
}
"""Guards that a step gets by asking for an input, never by naming them."""

REFLECTION = "reflection"
REFLECTION_DAYS = 30
"""CETS 197 art 13(1)."""
_FEWEST_HOURS = {"hour": 1, "day": 24, "working_day": 24, "calendar_month": 28 * 24}
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class _Outline:
    """One track as far as it can be made out."""

    place: Place
    start: str
    stages: tuple[Table, ...]
    steps: tuple[Table, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(text(stage, "name") for stage in self.stages)


def inconsistencies(data: Table) -> list[Problem]:
    """Every way in which the parts of a pathway file contradict each other."""
    tracks = [_outline(n, each) for n, each in enumerate(rows(data, "tracks"))]
    clocks = table(data, "clocks")
    return [
        *_track_names(data),
        *_step_names(tracks),
        *(problem for track in tracks for problem in _track(track, frozenset(clocks))),
        *_clock_names(clocks),
        *_reflection(clocks),
        *_grounds(data, tracks, clocks),
        *_heading(data, tracks),
        *part_problems(data),
    ]


def _outline(number: int, raw: Table) -> _Outline:
    return _Outline(
        ("tracks", number),
        text(raw, "start"),
        rows(raw, "stages"),
        rows(raw, "steps"),
    )


def _track_names(data: Table) -> Iterator[Problem]:
    names = [text(raw, "name") for raw in rows(data, "tracks")]
    yield from twice(("tracks",), names, "there are two tracks named")
    if Track.PROTECTION not in names:
        yield Problem(("tracks",), "there is no track named 'protection'")


def _step_names(tracks: Iterable[_Outline]) -> Iterator[Problem]:
    seen: set[str] = set()
    for track in tracks:
        for n, step in enumerate(track.steps):
            name, place = text(step, "name"), (*track.place, "steps", n)
            if name in seen:
                told = f"two steps of this pathway are named {quoted(name)}"
                yield Problem(place, told)
            seen |= {name} - {""}
            if name in RESERVED:
                yield Problem(place, f"{name!r} is a reserved word, not a name")


def _track(track: _Outline, clocks: frozenset[str]) -> Iterator[Problem]:
    names = [text(stage, "name") for stage in track.stages]
    yield from twice((*track.place, "stages"), names, "there are two stages named")
    if track.start and track.start not in track.names:
        place = (*track.place, "start")
        yield Problem(place, f"the start stage {quoted(track.start)} does not exist")
    for n, stage in enumerate(track.stages):
        yield from _stage(stage, (*track.place, "stages", n), clocks)
    for n, step in enumerate(track.steps):
        yield from _step(step, (*track.place, "steps", n), track, clocks)
    yield from _reach(track)


def _stage(stage: Table, place: Place, clocks: frozenset[str]) -> Iterator[Problem]:
    name, kind = text(stage, "name"), text(stage, "kind")
    if name in RESERVED:
        yield Problem(place, f"{name!r} is a reserved word, not a name")
    if kind in {StageKind.WORKING, StageKind.WAITING} and not stage.get("owners"):
        yield Problem(place, "nobody owns this stage: name at least one role")
    if kind == StageKind.WAITING and "clock" not in stage:
        yield Problem(place, 'a waiting stage names a clock, or says clock = "unset"')
    yield from _clock(stage, "clock", place, clocks | {UNSET})


def _step(
    step: Table, place: Place, track: _Outline, clocks: frozenset[str]
) -> Iterator[Problem]:
    for key, words in (("from", texts(step, "from")), ("to", (text(step, "to"),))):
        for word in sorted(set(words) - track.names - {""}):
            told = f"the stage {quoted(word)} does not exist on this track"
            yield Problem((*place, key), told)
    for word in sorted(set(texts(step, "guards")) & set(INPUT_GUARDS)):
        needs = INPUT_GUARDS[Guard(word)].value
        told = f"instead of the guard {word!r} write needs = [{needs!r}]"
        yield Problem((*place, "guards"), told)
    if step.get("discloses") and "recipient" not in texts(step, "needs"):
        yield Problem(place, "it discloses, so it needs 'recipient'")
    if step.get("discloses") and step.get("after_closure"):
        yield Problem(place, "it discloses, so it cannot be taken after_closure")
    for key in ("starts_clock", "ends_clock"):
        yield from _clock(step, key, place, clocks)


def _clock(
    raw: Table, key: str, place: Place, known: frozenset[str]
) -> Iterator[Problem]:
    word = text(raw, key)
    if word and word not in known:
        yield Problem((*place, key), f"the clock {quoted(word)} does not exist")


def _clock_names(clocks: Table) -> Iterator[Problem]:
    for name in sorted(set(clocks) & RESERVED):
        told = f"{name!r} is a reserved word, not a name"
        yield Problem(("clocks", name), told)


def _reach(track: _Outline) -> Iterator[Problem]:
    ways = edges(track.steps)
    closed = {
        text(stage, "name")
        for stage in track.stages
        if text(stage, "kind") == StageKind.CLOSED
    }
    reached = closure({track.start}, ways)
    ending = closure(closed, [(to, origin) for origin, to in ways])
    for n, stage in enumerate(track.stages):
        name, place = text(stage, "name"), (*track.place, "stages", n)
        if name and name not in reached:
            yield Problem(place, "no way leads here from the start stage")
        if name and name not in ending:
            yield Problem(place, "no way leads from here to a closed stage")


def _reflection(clocks: Table) -> Iterator[Problem]:
    for name in clocks:
        clock = table(clocks, name)
        if not name.startswith(REFLECTION) or not clock:
            continue
        floored = _days(table(clock, "floor")) >= REFLECTION_DAYS
        early = text(clock, "ends") in {"decision", "earlier_of"}
        if not floored and (early or _days(clock) < REFLECTION_DAYS):
            told = "reflection may end before 30 days have passed (CETS 197 art 13)"
            yield Problem(("clocks", name), told)


def _days(span: Table) -> int:
    """The days a span gives in any month of any year; 0 if it cannot be made out."""
    n = span.get("n")
    hours = _FEWEST_HOURS.get(text(span, "unit"), 0)
    return min(n, _LONGEST) * hours // 24 if isinstance(n, int) else 0


def _grounds(
    data: Table, tracks: Iterable[_Outline], clocks: Table
) -> Iterator[Problem]:
    bearers: list[tuple[Place, Table]] = [
        ((*track.place, "steps", n), step)
        for track in tracks
        for n, step in enumerate(track.steps)
    ]
    bearers += [(("clocks", name), table(clocks, name)) for name in clocks]
    bearers += [
        (("entitlements", n), raw) for n, raw in enumerate(rows(data, "entitlements"))
    ]
    bearers += grounded_parts(data)
    for place, raw in bearers:
        ground = table(raw, "ground")
        own = ground.get("confidence") == "model"
        if own and (ground.get("source") or ground.get("article")):
            yield Problem((*place, "ground"), "a model has no source and no article")
        if own and not ground.get("note"):
            yield Problem((*place, "ground"), "a model says why in a note")
        if ground and not own and not ground.get("source"):
            yield Problem((*place, "ground"), "name the source, or say it is a model")


def _heading(data: Table, tracks: Iterable[_Outline]) -> Iterator[Problem]:
    since, until = data.get("valid_from"), data.get("valid_to")
    if isinstance(since, date) and isinstance(until, date) and until < since:
        yield Problem(("valid_to",), "it ends before it begins")
    zone = text(data, "time_zone")
    if zone and not _zone_exists(zone):
        yield Problem(("time_zone",), f"there is no time zone {quoted(zone)}")
    formal = {
        name
        for track, raw in zip(tracks, rows(data, "tracks"), strict=True)
        if text(raw, "name") == Track.IDENTIFICATION
        for name in track.names
    }
    for n, raw in enumerate(rows(data, "entitlements")):
        word = text(raw, "stage")
        if word and word not in formal:
            told = f"identification has no stage {quoted(word)}"
            yield Problem(("entitlements", n, "stage"), told)


def _zone_exists(key: str) -> bool:
    try:
        zoneinfo.ZoneInfo(key)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
