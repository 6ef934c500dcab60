"""A pathway as a picture without script: a row a stage, a lane a step.

On its lane a step has an open ring at every stage it starts from and a full dot at the
stage it leads to, so that no two lines ever cross unread. Text of the file is escaped.
"""

from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple

from workflows.schema import Pathway, PathwayTrack, Stage, Step
from workflows.vocabulary import StageKind, Track

Position = Mapping[Track, str]
"""Where a case stands: a stage a track."""

_LEFT, _BOX, _LANES = 20, 320, 360
_ROW, _LANE, _LINE, _HEAD = 32, 22, 18, 46
_SIGNS_A_LINE = 46
_LEGEND = 480
_QUIET, _READY, _INK = "#7b8a94", "#1d5a8a", "#222222"
_FILL = {
    StageKind.WORKING: "#dcebf7",
    StageKind.WAITING: "#fdf1d2",
    StageKind.CLOSED: "#e6e6e6",
}
_SAID = {
    StageKind.WORKING: "somebody works on it",
    StageKind.WAITING: "waits for somebody",
    StageKind.CLOSED: "closed",
}


class _Block(NamedTuple):
    """One track and where it is drawn; lengths in pixels."""

    track: PathwayTrack
    top: int
    legend: int
    here: str | None

    def middle(self, stage: str) -> int:
        """Where a stage's row is, from the top of the picture."""
        names = [each.name for each in self.track.stages]
        return self.top + _HEAD + _ROW * names.index(stage) + _ROW // 2


def svg(pathway: Pathway, position: Position) -> str:
    """The picture; the footnotes stand under the title, since the label is in it."""
    lanes = max(len(track.steps) for track in pathway.tracks)
    legend = _LANES + _LANE * lanes + 16
    title = escape(f"{pathway.label}, version {pathway.version}")
    top, body = 40 + 12 * len(pathway.footnotes), list[str]()
    for track in pathway.tracks:
        block = _Block(track, top, legend, position.get(track.name))
        body += _block(block)
        top += _height(track)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {legend + _LEGEND} '
        f'{top + 40}" role="img" font-family="sans-serif" font-size="12" '
        f'fill="{_INK}">'
    )
    heading = f'<text x="{_LEFT}" y="26" font-size="17">{title}</text>'
    lines = [opening, f"<title>{title}</title>", _paper(legend + _LEGEND, top + 40)]
    return "\n".join([*lines, heading, *_notes(pathway), *body, *_key(top), "</svg>\n"])


def _paper(width: int, height: int) -> str:
    return f'<rect width="{width}" height="{height}" fill="#ffffff"/>'


def _height(track: PathwayTrack) -> int:
    rows, lines = _ROW * len(track.stages), _LINE * len(track.steps)
    return _HEAD + max(rows, lines) + 24


def _notes(pathway: Pathway) -> Iterator[str]:
    for row, note in enumerate(pathway.footnotes):
        told = escape(note)
        yield f'<text x="{_LEFT}" y="{42 + 12 * row}" font-size="9">{told}</text>'


def _block(block: _Block) -> Iterator[str]:
    name, right = block.track.name.value.capitalize(), block.legend - 10
    yield (
        f'<text x="{_LEFT}" y="{block.top + 28}" font-size="15" font-weight="bold">'
        f"{name}</text>"
    )
    for stage in block.track.stages:
        yield from _stage(block, stage, right)
    for number, step in enumerate(block.track.steps, start=1):
        yield from _step(block, number, step)


def _stage(block: _Block, stage: Stage, right: int) -> Iterator[str]:
    middle, stands = block.middle(stage.name), stage.name == block.here
    yield (
        f'<path d="M {_LEFT + _BOX} {middle} H {right}" stroke="#e3e7ea"/>'
        f'<rect x="{_LEFT}" y="{middle - 13}" width="{_BOX}" height="26" rx="5" '
        f'fill="{_FILL[stage.kind]}" stroke="#444" stroke-width="{3 if stands else 1}">'
        f"<title>{escape(stage.name)}</title></rect>"
        f'<text x="{_LEFT + 8}" y="{middle + 4}"{_bold(stands)}>'
        f"{escape(_short(stage.label))}</text>"
    )
    if stands:
        yield (
            f'<text x="{_LEFT - 4}" y="{middle + 5}" text-anchor="end" '
            f'font-size="15">\u25b6</text>'
        )


def _step(block: _Block, number: int, step: Step) -> Iterator[str]:
    x = _LANES + _LANE * (number - 1) + _LANE // 2
    starts = [block.middle(name) for name in step.from_stages]
    end = block.middle(step.to)
    ready = block.here in step.from_stages
    ink, width = (_READY, 2.5) if ready else (_QUIET, 1.2)
    yield (
        f'<g stroke="{ink}" stroke-width="{width}"><title>{escape(step.label)}</title>'
        f'<path d="M {x} {min(*starts, end)} V {max(*starts, end)}"/>'
    )
    yield f'<circle cx="{x}" cy="{end}" r="5" fill="{ink}"/>'
    for start in starts:
        size = 8 if start == end else 4
        fill = "none" if start == end else "#ffffff"
        yield f'<circle cx="{x}" cy="{start}" r="{size}" fill="{fill}"/>'
    yield "</g>"
    yield (
        f'<text x="{x}" y="{block.top + _HEAD - 8}" text-anchor="middle" '
        f'font-size="10"{_bold(ready)}>{number}</text>'
        f'<text x="{block.legend}" y="{block.top + _HEAD + _LINE * number - 6}"'
        f"{_bold(ready)}>{number}. {escape(_short(step.label, 60))}</text>"
    )


def _key(top: int) -> Iterator[str]:
    """What the signs mean."""
    x = _LEFT
    for kind, fill in _FILL.items():
        yield (
            f'<rect x="{x}" y="{top + 4}" width="16" height="16" rx="3" fill="{fill}" '
            f'stroke="#444"/><text x="{x + 22}" y="{top + 17}">{_SAID[kind]}</text>'
        )
        x += 180
    yield (
        f'<g stroke="{_QUIET}"><circle cx="{x + 6}" cy="{top + 12}" r="4" fill="#fff"/>'
        f'<circle cx="{x + 146}" cy="{top + 12}" r="5" fill="{_QUIET}"/></g>'
        f'<text x="{x + 18}" y="{top + 17}">a step starts here</text>'
        f'<text x="{x + 158}" y="{top + 17}">it leads here</text>'
    )


def _bold(yes: bool) -> str:  # noqa: FBT001 # one mark of a text
    return ' font-weight="bold"' if yes else ""


def _short(label: str, most: int = _SIGNS_A_LINE) -> str:
    """A label that fits its place; the table has it whole."""
    return label if len(label) <= most else label[: most - 1].rstrip() + "\u2026"
