"""The sheet for the person, in a language: for a page, for paper, for a program."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from api.pages.labels_data_rights import CONFIDENCES
from api.pages.labels_together import UNITS
from api.pages.language import N_, gettext, speaking
from referral.rules.sheet import Sheet, SheetLine
from workflows.schema import NOTICE
from workflows.shapes import Ground
from workflows.sheets import Section

TITLE = N_("What you can decide")
TITLES: Mapping[Section, str] = {
    Section.NEXT: N_("What happens next"),
    Section.RIGHTS: N_("What you have a right to"),
    Section.CONSENT: N_("What we ask you"),
    Section.ITEMS: N_("What we tell you before you answer"),
    Section.WITHDRAWAL: N_("How to take your yes back"),
    Section.KEEPING: N_("How long we keep it"),
    Section.ASKING: N_("Whom to ask"),
}
THIS_COUNTRY = N_("the law of this country")
ILLUSTRATIVE = N_("Illustrative, to be confirmed by the national coordinator.")

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Written:
    """Where a line is written, and how sure that is."""

    source: str
    article: str
    sure: str
    named: bool
    """True if the source stands in its own words, which are the pathway's."""


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """One numbered line, in a language."""

    say: tuple[str, ...]
    written_in: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class SpokenSection:
    """One part, in a language."""

    name: str
    title: str
    lines: tuple[SpokenLine, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The sheet in the language of this request."""

    language: str
    title: str
    notice: str
    sections: tuple[SpokenSection, ...]
    label: str
    footnotes: tuple[str, ...]
    pathway: str
    version: str


def spoken(sheet: Sheet, say: Say = gettext) -> Spoken:
    """A sheet in the language of this request.

    Args:
        sheet: What the rules answer.
        say: `gettext` for a page, which marks what is English still; `plain` for a
            program.
    """
    return Spoken(
        language=speaking().language.code,
        title=say(TITLE),
        notice=say(ILLUSTRATIVE) if sheet.notice == NOTICE else sheet.notice,
        sections=tuple(_sections(sheet, say)),
        label=sheet.label,
        footnotes=sheet.footnotes,
        pathway=sheet.pathway,
        version=sheet.version,
    )


def _sections(sheet: Sheet, say: Say) -> Iterator[SpokenSection]:
    for section, title in TITLES.items():
        lines = tuple(
            _line(sheet, line, say) for line in sheet.lines if line.section is section
        )
        if lines:
            yield SpokenSection(section.value, say(title), lines)


def _line(sheet: Sheet, line: SheetLine, say: Say) -> SpokenLine:
    words = {"authority": sheet.authority or ""}
    if line.span:
        words["span"] = f"{line.span.n} {say(UNITS[line.span.unit.value])}"
    return SpokenLine(
        say=tuple(say(sentence).format(**words) for sentence in line.say),
        written_in=tuple(_written(ground, say) for ground in line.grounds),
    )


def _written(ground: Ground, say: Say) -> Written:
    """A source, its article, and how sure it is: never a name that is not neutral."""
    return Written(
        source=ground.source or say(THIS_COUNTRY),
        article=ground.article or "",
        sure=say(CONFIDENCES[ground.confidence.value]),
        named=ground.source is not None,
    )
