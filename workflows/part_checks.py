"""Do the parts beside the tracks refer to things that are there?

Like `workflows.checks`, these read the raw tables and tell every fault at once.
"""

from collections.abc import Iterable, Iterator, Mapping

from workflows.outside import outside_problems
from workflows.places import Place, Problem, quoted
from workflows.shapes import UNSET
from workflows.tables import Table, rows, table, text, texts, twice
from workflows.vocabulary import ApprovalKind, ClockUnit

_LISTS = ("quorums", "places", "first_line", "registers", "outside")
_GROUNDED = (
    *("quorums", "places", "first_line", "registers", "exits", "terms", "milestones"),
    "outside",
)
_SINGLE = ("formal", "risk", "transnational", "interviews")

Known = Mapping[str, frozenset[str]]
"""Names by kind: step, stage, clock, quorum, place."""


def part_problems(data: Table) -> list[Problem]:
    """Every reference to nothing, and every footnote mark without its footnote."""
    known = _known(data)
    return [
        *_names(data),
        *_steps(data, known),
        *_pointers(data, known),
        *_formal(table(data, "formal")),
        *_footnotes(data),
        *outside_problems(data),
    ]


def grounded_parts(data: Table) -> list[tuple[Place, Table]]:
    """Every part that must carry a ground, with its place."""
    listed = [
        ((key, n), raw) for key in _GROUNDED for n, raw in enumerate(rows(data, key))
    ]
    single = [((key,), table(data, key)) for key in _SINGLE if table(data, key)]
    return [*listed, *single]


def _known(data: Table) -> Known:
    tracks = rows(data, "tracks")
    return {
        "step": _all(tracks, "steps"),
        "stage": _all(tracks, "stages"),
        "clock": frozenset(table(data, "clocks")) | {UNSET},
        "quorum": _named(rows(data, "quorums")),
        "place": _named(rows(data, "places")),
    }


def _all(tracks: Iterable[Table], key: str) -> frozenset[str]:
    return frozenset(text(raw, "name") for track in tracks for raw in rows(track, key))


def _named(listed: Iterable[Table]) -> frozenset[str]:
    return frozenset(text(raw, "name") for raw in listed)


def _names(data: Table) -> Iterator[Problem]:
    for key in _LISTS:
        names = [text(raw, "name") for raw in rows(data, key)]
        yield from twice((key,), names, f"in {key}, there are two named")


def _steps(data: Table, known: Known) -> Iterator[Problem]:
    topics = frozenset(texts(table(data, "interviews"), "topics"))
    late = {
        text(raw, "name")
        for raw in rows(data, "quorums")
        if text(raw, "kind") == ApprovalKind.AFTERWARDS
    }
    for t, track in enumerate(rows(data, "tracks")):
        for n, step in enumerate(rows(track, "steps")):
            place: Place = ("tracks", t, "steps", n)
            yield from _missing(step, "quorum", place, known["quorum"], "quorum")
            if text(step, "quorum") in late:
                told = "its quorum confirms afterwards, so it could never be taken"
                yield Problem((*place, "quorum"), told)
            yield from _missing(step, "places_in", place, known["place"], "place")
            yield from _missing(step, "interview", place, topics, "interview topic")
            negative = table(step, "negative")
            for key in ("review", "onward"):
                at = (*place, "negative")
                yield from _missing(negative, key, at, known["step"], "step")
            if negative and "reason_code" not in texts(step, "needs"):
                yield Problem(
                    place, "it is a negative decision: it needs 'reason_code'"
                )


def _pointers(data: Table, known: Known) -> Iterator[Problem]:
    for n, raw in enumerate(rows(data, "quorums")):
        yield from _missing(raw, "within", ("quorums", n), known["clock"], "clock")
        yield from _awaited(data, text(raw, "within"), ("quorums", n))
    for n, raw in enumerate(rows(data, "exits")):
        for key, kind in (
            *(("place", "place"), ("step", "step"), ("review", "step")),
            *(("quorum", "quorum"), ("lasts", "clock")),
        ):
            yield from _missing(raw, key, ("exits", n), known[kind], kind)
    for n, raw in enumerate(rows(data, "milestones")):
        yield from _missing(raw, "clock", ("milestones", n), known["clock"], "clock")
        yield from _missing(raw, "step", ("milestones", n), known["step"], "step")
        yield from _strange(raw, "opens_in", ("milestones", n), known)
    for n, raw in enumerate(rows(data, "registers")):
        yield from _strange(raw, "notify_on", ("registers", n), known)
    for n, raw in enumerate(rows(data, "terms")):
        yield from _missing(raw, "stage", ("terms", n), known["stage"], "stage")
    yield from _single(data, known)


def _awaited(data: Table, clock: str, place: Place) -> Iterator[Problem]:
    """Approvals are awaited in hours or days: they need no calendar to lapse."""
    unit = text(table(table(data, "clocks"), clock), "unit")
    if unit and unit not in {ClockUnit.HOUR, ClockUnit.DAY}:
        yield Problem((*place, "within"), "approvals are awaited in hours or days")


def _single(data: Table, known: Known) -> Iterator[Problem]:
    risk = table(data, "risk")
    yield from _missing(risk, "quorum", ("risk",), known["quorum"], "quorum")
    for n, raw in enumerate(rows(risk, "placements")):
        place: Place = ("risk", "placements", n)
        yield from _missing(raw, "place", place, known["place"], "place")
        if text(raw, "level") not in texts(risk, "levels"):
            yield Problem(place, f"{quoted(text(raw, 'level'))} is no level named here")
    formal, at = table(data, "formal"), ("formal",)
    yield from _missing(formal, "quorum", at, known["quorum"], "quorum")
    confirming = table(data, "ground_confirmation")
    for key, kind in (("before", "quorum"), ("afterwards", "quorum"), ("due", "clock")):
        here = ("ground_confirmation",)
        yield from _missing(confirming, key, here, known[kind], kind)


def _missing(
    raw: Table, key: str, place: Place, known: frozenset[str], noun: str
) -> Iterator[Problem]:
    word = text(raw, key)
    if word and word not in known:
        yield Problem((*place, key), f"the {noun} {quoted(word)} does not exist")


def _strange(raw: Table, key: str, place: Place, known: Known) -> Iterator[Problem]:
    for word in texts(raw, key):
        if word not in known["stage"]:
            told = f"the stage {quoted(word)} does not exist"
            yield Problem((*place, key), told)


def _formal(formal: Table) -> Iterator[Problem]:
    said = text(formal, "appeal")
    if said not in ("", UNSET) and not table(formal, "appeal_ground"):
        told = "say where the appeal is stated, or that it is unset"
        yield Problem(("formal", "appeal"), told)
    if formal.get("services_require_status") is True:
        told = "help never waits for formal status; list what is tied to it"
        yield Problem(("formal", "services_require_status"), told)


def _footnotes(data: Table) -> Iterator[Problem]:
    """A label with an asterisk has a footnote that begins with one."""
    if text(data, "label").endswith("*") and not any(
        note.startswith("*") for note in texts(data, "footnotes")
    ):
        yield Problem(("label",), "its asterisk has no footnote")
