"""Drawing a pathway: Mermaid text, a Markdown table, a picture without script.

All three are made from the checked pathway, so a reference page never says
something else than the engine does. Text of the file is escaped for its place.
"""

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from workflows.diagram_parts import ground_cells, length, parts
from workflows.schema import UNSET, Clock, Pathway, PathwayTrack, Step
from workflows.vocabulary import StageKind, Track

Position = Mapping[Track, str]
"""Where a case stands: a stage a track."""

NOWHERE: Position = {}

_COLUMN, _ROW, _LEGEND = 420, 72, 18
_BOX_WIDTH, _BOX_HEIGHT, _TOP = 190, 36, 70
_FILL = {
    StageKind.WORKING: "#dcebf7",
    StageKind.WAITING: "#fdf1d2",
    StageKind.CLOSED: "#e6e6e6",
}


def mermaid(pathway: Pathway, position: Position = NOWHERE) -> str:
    """A Mermaid state diagram, one composite state a track; the position stands out."""
    lines = ["stateDiagram-v2"]
    for track in pathway.tracks:
        prefix = f"{track.name.value}__"
        lines.append(f"  state {track.name.value} {{")
        lines += [
            f'    state "{_plain(stage.label)}" as {prefix}{stage.name}'
            for stage in track.stages
        ]
        lines.append(f"    [*] --> {prefix}{track.start}")
        lines += [
            f"    {prefix}{origin} --> {prefix}{step.to} : {_plain(step.label)}"
            for step in track.steps
            for origin in step.from_stages
        ]
        lines.append("  }")
    standing = [f"{track.value}__{stage}" for track, stage in position.items()]
    if standing:
        lines.append("  classDef here stroke-width:4px,font-weight:bold")
        lines += [f"  class {stage} here" for stage in standing]
    return "\n".join(lines) + "\n"


def table(pathway: Pathway, position: Position = NOWHERE) -> str:
    """Every step, clock and part in Markdown: who, on what conditions, on what ground.

    Ends with the notice and the footnotes, which belong wherever the label stands.
    """
    lines = [f"# {_cell(pathway.label)}, version {pathway.version}"]
    for track in pathway.tracks:
        lines += ["", f"## {track.name.value.capitalize()}", ""]
        if track.name in position:
            here = track.stage(position[track.name]).label
            lines += [f"The case stands at: {_cell(here)}", ""]
        lines += _markdown(
            ("Step", "From", "To", "Who", "Conditions", "Ground", "Confidence"),
            (_step_row(track, step) for step in track.steps),
        )
    lines += ["", "## Clocks", ""]
    lines += _markdown(
        ("Clock", "Length", "Ground", "Confidence"),
        (_clock_row(name, clock) for name, clock in pathway.clocks.items()),
    )
    for part in parts(pathway):
        lines += ["", f"## {part.title}", "", *_markdown(part.heads, part.rows)]
    lines += ["", _cell(pathway.notice)]
    lines += [_cell(footnote) for footnote in pathway.footnotes]
    return "\n".join(lines) + "\n"


def svg(pathway: Pathway, position: Position = NOWHERE) -> str:
    """A picture: a column a track, a number on every step, the legend below.

    The footnotes stand under the title, since the label stands in it.
    """
    stages = max(len(track.stages) for track in pathway.tracks)
    steps = max(len(track.steps) for track in pathway.tracks)
    width = _COLUMN * len(pathway.tracks)
    height = _TOP + _ROW * stages + _LEGEND * (steps + 2)
    title = escape(f"{pathway.label}, version {pathway.version}")
    body = [
        part
        for column, track in enumerate(pathway.tracks)
        for part in _column(
            track,
            column * _COLUMN + 20,
            _TOP + _ROW * stages,
            position.get(track.name),
        )
    ]
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'role="img" font-family="sans-serif" font-size="12">'
    )
    return "\n".join(
        [
            opening,
            f"<title>{title}</title>",
            f'<text x="20" y="24" font-size="16">{title}</text>',
            *_notes(pathway),
            *body,
            "</svg>\n",
        ]
    )


def _step_row(track: PathwayTrack, step: Step) -> tuple[str, ...]:
    who = f"{', '.join(step.roles)} ({', '.join(step.relations)})"
    conditions = [*step.guards, *(f"hand in {needed}" for needed in step.needs)]
    conditions += [f"all of {step.quorum}"] if step.quorum else []
    return (
        f"{step.label} (`{step.name}`)",
        "; ".join(track.stage(name).label for name in step.from_stages),
        track.stage(step.to).label,
        who,
        ", ".join(conditions) or "none",
        *ground_cells(step.ground),
    )


def _clock_row(name: str, clock: Clock | None) -> tuple[str, ...]:
    if clock is None:
        return (f"`{name}`", f"{UNSET}: your procedure sets no deadline", "", "")
    return (f"`{name}`", length(clock), *ground_cells(clock.ground))


def _markdown(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(_cell(text) for text in row)} |"


def _cell(text: str) -> str:
    safe = escape(text, quote=False)
    return "".join(f"\\{sign}" if sign in "\\|*[]" else sign for sign in safe)


def _plain(text: str) -> str:
    """A label as Mermaid can carry it: letters, digits and harmless marks."""
    return "".join(
        sign if sign.isalnum() or sign in " ,.-()*'" else " " for sign in text
    )


def _notes(pathway: Pathway) -> Iterator[str]:
    for row, note in enumerate(pathway.footnotes):
        yield f'<text x="20" y="{38 + 10 * row}" font-size="8">{escape(note)}</text>'


def _column(
    track: PathwayTrack, left: int, legend: int, here: str | None
) -> Iterator[str]:
    tops = {stage.name: _TOP + _ROW * row for row, stage in enumerate(track.stages)}
    yield f'<text x="{left}" y="54" font-weight="bold">{track.name.value}</text>'
    for stage in track.stages:
        yield (
            f'<rect x="{left}" y="{tops[stage.name]}" width="{_BOX_WIDTH}" '
            f'height="{_BOX_HEIGHT}" rx="6" fill="{_FILL[stage.kind]}" '
            f'stroke="#444" stroke-width="{4 if stage.name == here else 1}">'
            f"<title>{escape(stage.label)}</title></rect>"
            f'<text x="{left + 8}" y="{tops[stage.name] + 22}">{stage.name}</text>'
        )
    for number, step in enumerate(track.steps, start=1):
        for origin in step.from_stages:
            yield _arrow(number, step, left + _BOX_WIDTH, tops[origin], tops[step.to])
        yield (
            f'<text x="{left}" y="{legend + _LEGEND * number}">'
            f"{number}. {escape(step.label)}</text>"
        )


def _arrow(number: int, step: Step, left: int, start: int, end: int) -> str:
    """A curve on the right of the boxes; it ends in a dot on the stage it leads to."""
    begin, stop = start + _BOX_HEIGHT // 2 - 6, end + _BOX_HEIGHT // 2 + 6
    bulge = left + 24 + abs(end - start) // 4 + number * 3
    middle, apex = (begin + stop) // 2, (left + 3 * bulge) // 4
    return (
        f'<path d="M {left} {begin} C {bulge} {begin} {bulge} {stop} {left} {stop}" '
        f'fill="none" stroke="#567"><title>{escape(step.label)}</title></path>'
        f'<circle cx="{left}" cy="{stop}" r="3" fill="#567"/>'
        f'<text x="{apex}" y="{middle}" font-size="10">{number}</text>'
    )
