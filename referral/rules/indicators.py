"""What indicators add up to, explained. Advice: nothing here can move a case.

The rule of each dimension and the table of dimensions are those of the ILO operational
indicators of trafficking (2009). The answer is text and words for a person to weigh;
no guard, no step and no fact of a case is made from it.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from workflows.aids import Indicator, IndicatorPack
from workflows.vocabulary import AgeClass, Dimension, Reading, Strength

ADVICE = "This is advice. A person decides, and absent signs prove nothing."

_RECRUITMENT = (
    Dimension.DECEPTIVE_RECRUITMENT,
    Dimension.COERCIVE_RECRUITMENT,
    Dimension.RECRUITMENT_BY_ABUSE,
)
_DESTINATION = (Dimension.COERCION_AT_DESTINATION, Dimension.ABUSE_AT_DESTINATION)

_SENTENCES = {
    Reading.LIST_MISSING: "This list is to be loaded from the original.",
    Reading.NOTHING_FOUND: "No dimension is positive.",
    Reading.NOT_IN_TABLE: (
        "Some dimensions are positive in a combination the table does not read."
    ),
    Reading.EXPLOITED_WORKER: "The signs read as exploitation at work.",
    Reading.DECEIVED_AND_EXPLOITED: "The signs read as deception and exploitation.",
    Reading.EXPLOITED_CHILD: (
        "The signs read as an exploited child; ask who brought, kept or received them."
    ),
    Reading.TRAFFICKING: "The signs read as trafficking for forced labour.",
}


@dataclass(frozen=True, slots=True)
class DimensionFinding:
    """One dimension: what was seen, and whether it counts as positive."""

    dimension: Dimension
    strong: int
    medium: int
    weak: int
    positive: bool
    codes: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    """Codes whose strength awaits the original."""


@dataclass(frozen=True, slots=True)
class IndicatorAssessment:
    """What a pack makes of the signs that were seen."""

    pack: str
    reading: Reading
    findings: tuple[DimensionFinding, ...]
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The assessment as a paragraph, for the record."""
        return " ".join(self.sentences)


def positive(strong: int, medium: int, weak: int) -> bool:
    """Whether a dimension counts, by the exact rule of the ILO indicators (2009).

    Two strong; or one strong and one other; or three medium; or two medium, one weak.
    """
    return (
        strong >= 2  # noqa: PLR2004 -- the rule in its own numbers
        or (strong >= 1 and medium + weak >= 1)
        or medium >= 3  # noqa: PLR2004 -- as above
        or (medium >= 2 and weak >= 1)  # noqa: PLR2004 -- as above
    )


def assess(
    pack: IndicatorPack, seen: Collection[str], *, act_known: bool = False
) -> IndicatorAssessment:
    """What the signs seen add up to in one pack.

    Args:
        pack: The list for the person's age and the form of exploitation.
        seen: Codes of the signs that were seen. Codes of other packs are named in
            the text and not counted.
        act_known: True if it is known otherwise that somebody recruited, moved, kept
            or received the person; a child needs no more beside the exploitation.
    """
    findings = tuple(_finding(pack, dimension, seen) for dimension in Dimension)
    reading = _reading(pack, findings, act_known=act_known)
    sentences = (
        *_told(findings),
        _SENTENCES[reading],
        *_caveats(pack, findings, seen),
        ADVICE,
    )
    return IndicatorAssessment(pack.name, reading, findings, sentences)


def _finding(
    pack: IndicatorPack, dimension: Dimension, seen: Collection[str]
) -> DimensionFinding:
    found: list[Indicator] = [
        each
        for each in pack.indicators
        if each.dimension is dimension and each.code in seen
    ]
    count = Counter(each.strength for each in found)
    counted = (count[Strength.STRONG], count[Strength.MEDIUM], count[Strength.WEAK])
    return DimensionFinding(
        dimension,
        *counted,
        positive=positive(*counted),
        codes=tuple(each.code for each in found),
        unconfirmed=tuple(each.code for each in found if each.unconfirmed),
    )


def _reading(
    pack: IndicatorPack, findings: tuple[DimensionFinding, ...], *, act_known: bool
) -> Reading:
    """The table of dimensions; abuse of vulnerability stands in for the means."""
    if not pack.complete:
        return Reading.LIST_MISSING
    on = {each.dimension for each in findings if each.positive}
    exploited = Dimension.EXPLOITATION in on
    if pack.age is not AgeClass.ADULT:
        return _reading_of_child(findings, act_known=act_known, exploited=exploited)
    recruited = any(each in on for each in _RECRUITMENT)
    held = any(each in on for each in _DESTINATION)
    if exploited and recruited and held:
        return Reading.TRAFFICKING
    return _below(on)


def _reading_of_child(
    findings: tuple[DimensionFinding, ...], *, act_known: bool, exploited: bool
) -> Reading:
    act = act_known or any(
        each.codes for each in findings if each.dimension in _RECRUITMENT
    )
    if exploited:
        return Reading.TRAFFICKING if act else Reading.EXPLOITED_CHILD
    some = any(each.positive for each in findings)
    return Reading.NOT_IN_TABLE if some else Reading.NOTHING_FOUND


def _below(on: set[Dimension]) -> Reading:
    if not on:
        return Reading.NOTHING_FOUND
    if on == {Dimension.EXPLOITATION}:
        return Reading.EXPLOITED_WORKER
    if on == {Dimension.EXPLOITATION, Dimension.DECEPTIVE_RECRUITMENT}:
        return Reading.DECEIVED_AND_EXPLOITED
    return Reading.NOT_IN_TABLE


def _told(findings: tuple[DimensionFinding, ...]) -> Iterator[str]:
    for each in findings:
        if each.codes:
            words = each.dimension.value.replace("_", " ").capitalize()
            is_so = "positive" if each.positive else "not positive"
            yield (
                f"{words}: {each.strong} strong, {each.medium} medium, "
                f"{each.weak} weak ({', '.join(each.codes)}): {is_so}."
            )


def _caveats(
    pack: IndicatorPack,
    findings: tuple[DimensionFinding, ...],
    seen: Collection[str],
) -> Iterator[str]:
    on = {each.dimension for each in findings if each.positive}
    for abuse, means in (
        (Dimension.RECRUITMENT_BY_ABUSE, _RECRUITMENT[:2]),
        (Dimension.ABUSE_AT_DESTINATION, _DESTINATION[:1]),
    ):
        if abuse in on and not on & set(means):
            yield "Abuse of vulnerability stands in for the means."
    doubtful = [code for each in findings for code in each.unconfirmed]
    if doubtful:
        yield f"The strength of {', '.join(doubtful)} awaits the original."
    others = sorted(set(seen) - {each.code for each in pack.indicators})
    if others:
        yield f"Not in this list and not counted: {', '.join(others)}."
