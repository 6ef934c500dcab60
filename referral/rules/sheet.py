"""The sheet for the person: which sentences a pathway makes true, and their sources.

A length is the pathway's own, in its own unit; where it is unset that is said, and no
number. A source whose name would tell somebody what the sheet is about is not named.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from workflows.schema import Pathway
from workflows.shapes import UNSET, Ground, Span
from workflows.sheets import ALWAYS, NOT_NEUTRAL, RETENTION, Section, SheetItem
from workflows.vocabulary import Entitlement, FormalFinding, FormalTrigger, Known


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One numbered line: sentences to be translated, and what fills them in."""

    section: Section
    name: str
    say: tuple[str, ...]
    """English sentences; `{span}` and `{authority}` are filled in."""
    span: Span | None
    grounds: tuple[Ground, ...]
    """`source` is None where its name would not be neutral."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the sheet, and what it was made from."""

    lines: tuple[SheetLine, ...]
    authority: str | None
    """Who watches over personal data, where the pathway says so."""
    label: str
    footnotes: tuple[str, ...]
    pathway: str
    version: str
    notice: str
    written_in: str
    """Language of the pathway's own words."""


def sheet(pathway: Pathway, items: Iterable[SheetItem]) -> Sheet:
    """The sheet of one pathway."""
    return Sheet(
        lines=tuple(_lines(pathway, items)),
        authority=_authority(pathway),
        label=pathway.label,
        footnotes=pathway.footnotes,
        pathway=pathway.name,
        version=pathway.version,
        notice=pathway.notice,
        written_in=pathway.written_in,
    )


def _lines(pathway: Pathway, items: Iterable[SheetItem]) -> Iterator[SheetLine]:
    for item in items:
        if not CONDITIONS[item.when](pathway):
            continue
        if item.period is None:
            grounds = (*item.grounds, *_own(pathway, item))
            yield _line(item, item.say, None, grounds)
        elif item.period == RETENTION or item.period in pathway.clocks:
            span, ground = _period(pathway, item.period)
            say = item.say if span else item.unset
            yield _line(item, say, span, (ground,) if ground else ())


def _line(
    item: SheetItem, say: tuple[str, ...], span: Span | None, grounds: Iterable[Ground]
) -> SheetLine:
    told = tuple(map(neutral, grounds))
    return SheetLine(item.section, item.name, say, span, told)


def _period(pathway: Pathway, name: str) -> tuple[Span | None, Ground | None]:
    if name == RETENTION:
        rule = pathway.retention
        return (rule.keep, rule.ground) if rule else (None, None)
    clock = pathway.clocks[name]
    return (Span(n=clock.n, unit=clock.unit), clock.ground) if clock else (None, None)


def _own(pathway: Pathway, item: SheetItem) -> Iterator[Ground]:
    """Where the pathway says what a condition rests on."""
    formal = pathway.formal
    if item.when.startswith("appeal") and formal and formal.appeal_ground:
        yield formal.appeal_ground


def neutral(ground: Ground) -> Ground:
    """A source as it may stand on a sheet: by name only if the name is neutral."""
    told = f"{ground.source or ''} {ground.article or ''}"
    kept = ground.source is not None and not NOT_NEUTRAL.search(told)
    article = None if NOT_NEUTRAL.search(ground.article or "") else ground.article
    return ground.model_copy(
        update={
            "source": ground.source if kept else None,
            "article": article,
            "note": None,
        }
    )


def _authority(pathway: Pathway) -> str | None:
    named = pathway.regime.authority
    return None if named == UNSET or NOT_NEUTRAL.search(named) else named


def _trigger(pathway: Pathway, word: FormalTrigger) -> bool:
    return pathway.formal is not None and pathway.formal.trigger is word


def _appeal(pathway: Pathway, word: Known | None) -> bool:
    return pathway.formal is not None and pathway.formal.appeal is word


CONDITIONS: Mapping[str, Callable[[Pathway], bool]] = {
    ALWAYS: lambda _: True,
    "help_without_decision": lambda p: (
        p.formal is None or not p.formal.services_require_status
    ),
    "formal_on_request": lambda p: _trigger(p, FormalTrigger.PERSON_REQUEST),
    "formal_by_notice": lambda p: _trigger(p, FormalTrigger.NOTIFICATION),
    "formal_may_be_declined": lambda p: any(
        stage.finding is FormalFinding.NOT_WANTED
        for track in p.tracks
        for stage in track.stages
    ),
    "appeal_yes": lambda p: _appeal(p, Known.YES),
    "appeal_no": lambda p: _appeal(p, Known.NO),
    "appeal_unset": lambda p: _appeal(p, None) or _appeal(p, Known.UNKNOWN),
    "permit": lambda p: any(
        Entitlement.LAWFUL_STAY in stage.entitles
        for track in p.tracks
        for stage in track.stages
    ),
    "authority_known": lambda p: _authority(p) is not None,
}
"""What must be true of a pathway for an item to be said, by its word."""
