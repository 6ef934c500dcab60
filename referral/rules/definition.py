"""Act, means and purpose, and national screening rules. Advice, like the indicators."""

from collections.abc import Collection
from dataclasses import dataclass

from referral.rules.indicators import ADVICE
from workflows.aids import ScreeningRule
from workflows.vocabulary import (
    AgeClass,
    Exploitation,
    TraffickingAct,
    TraffickingMeans,
)

NO_PURPOSE = frozenset({Exploitation.UNKNOWN})
"""What says nothing of a purpose."""


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of the definition that are known of."""

    acts: frozenset[TraffickingAct] = frozenset()
    means: frozenset[TraffickingMeans] = frozenset()
    purposes: frozenset[Exploitation] = frozenset()
    surrogate_is_child: bool = False
    """Only for surrogacy: whether the surrogate mother is a child."""


@dataclass(frozen=True, slots=True)
class DefinitionAssessment:
    """Whether what is known meets the definition, and why."""

    meets: bool
    means_needed: bool
    missing: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The assessment as a paragraph, for the record."""
        return " ".join(self.sentences)


def definition(elements: Elements, age: AgeClass) -> DefinitionAssessment:
    """Palermo Protocol art 3 and Directive 2011/36/EU art 2 on what is known.

    A child, and whoever may be one, needs no means. Art 2(5) of the Directive as
    amended keeps them needed where surrogacy is the only purpose, unless the
    surrogate herself is a child.
    """
    purposes = elements.purposes - NO_PURPOSE
    child = age is not AgeClass.ADULT
    only_surrogacy = purposes == {Exploitation.SURROGACY}
    excepted = only_surrogacy and not elements.surrogate_is_child
    means_needed = not child or excepted
    missing = tuple(
        word
        for word, lacks in (
            ("act", not elements.acts),
            ("means", means_needed and not elements.means),
            ("purpose", not purposes),
        )
        if lacks
    )
    return DefinitionAssessment(
        meets=not missing,
        means_needed=means_needed,
        missing=missing,
        sentences=_sentences(missing, elements, child=child, means_needed=means_needed),
    )


def _sentences(
    missing: tuple[str, ...], elements: Elements, *, child: bool, means_needed: bool
) -> tuple[str, ...]:
    told = [
        f"Not known: {', '.join(missing)}."
        if missing
        else "What is known meets the definition of trafficking."
    ]
    if child and not means_needed:
        told.append("The person is or may be a child: no means is needed.")
    if child and means_needed:
        told.append(
            "Surrogacy alone needs a means, unless the surrogate is a child "
            "(Directive 2011/36/EU art 2(5))."
        )
    if elements.means:
        told.append("The person's consent to the exploitation is irrelevant.")
    return (*told, ADVICE)


def screen(
    rule: ScreeningRule, answered: Collection[str], age: AgeClass
) -> DefinitionAssessment:
    """What a national form's rule says to the sections that have an answer.

    Args:
        rule: The rule, such as one answer in each of three sections.
        answered: The sections with at least one answer that is a sign.
        age: Unsure is read as child.
    """
    wanted = AgeClass.ADULT if age is AgeClass.ADULT else AgeClass.CHILD
    ways = [way for case in rule.rules if case.age is wanted for way in case.any_of]
    lacks = [tuple(word for word in way if word not in answered) for way in ways]
    fewest = min(lacks, key=len, default=())
    meets = bool(ways) and not fewest
    missing = () if meets else tuple(f"section_{word}" for word in fewest)
    listed = ", ".join(sorted(answered)) or "none"
    told = (
        f"{rule.label}, read for: {wanted.value}. Sections with a sign: {listed}.",
        "The rule reads this as a potential victim."
        if meets
        else "The rule does not read this as a potential victim.",
        ADVICE,
    )
    return DefinitionAssessment(meets, wanted is AgeClass.ADULT, missing, told)
