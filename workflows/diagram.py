"""Drawing a pathway: Mermaid text, a Markdown table, a picture without script.

All three are made from the checked pathway, so a reference page never says
something else than the engine does. Text of the file is escaped for its place.
"""

from collections.abc import Iterable, Iterator
from html import escape

from workflows import picture
from workflows.diagram_parts import ground_cells, length, parts
from workflows.picture import Position
from workflows.schema import UNSET, Clock, Pathway, PathwayTrack, Step

NOWHERE: Position = {}


def mermaid(pathway: Pathway, position: Position = NOWHERE) -> str:
    """A Mermaid state diagram, one composite state a track; the position stands out."""
    lines = ["stateDiagram-v2"]
    for track in pathway.tracks:
        prefix = f"{track.name.value}__"
        lines.append(f"  state {track.name.value} {{")
        lines += [
            f'    state "{_mermaid(stage.label)}" as {prefix}{stage.name}'
            for stage in track.stages
        ]
        lines.append(f"    [*] --> {prefix}{track.start}")
        lines += [
            f"    {prefix}{origin} --> {prefix}{step.to} : {_mermaid(step.label)}"
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
    lines = [f"# {plain(pathway.label)}, version {pathway.version}"]
    for track in pathway.tracks:
        lines += ["", f"## {track.name.value.capitalize()}", ""]
        if track.name in position:
            here = track.stage(position[track.name]).label
            lines += [f"The case stands at: {plain(here)}", ""]
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
    lines += ["", plain(pathway.notice)]
    lines += [plain(footnote) for footnote in pathway.footnotes]
    return "\n".join(lines) + "\n"


def svg(pathway: Pathway, position: Position = NOWHERE) -> str:
    """A picture without script, with what may happen next from the position."""
    return picture.svg(pathway, position)


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
        yield f"| {' | '.join(plain(text) for text in row)} |"


def plain(text: str) -> str:
    """A text as one cell of Markdown can carry it."""
    safe = escape(text, quote=False)
    return "".join(f"\\{sign}" if sign in "\\|*[]" else sign for sign in safe)


def _mermaid(text: str) -> str:
    """A label as Mermaid can carry it: letters, digits and harmless marks."""
    return "".join(
        sign if sign.isalnum() or sign in " ,.-()*'" else " " for sign in text
    )
