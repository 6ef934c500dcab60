"""Which published list fits a person, and what the signs that were seen read as by it.

It is advice for whoever was there; nothing that moves a case knows of it.
"""

from collections.abc import Collection

from referral.rules.indicators import IndicatorAssessment, assess
from workflows.aids import IndicatorPack, indicator_packs
from workflows.vocabulary import AgeClass, Exploitation


def pack_for(age: AgeClass, forms: Collection[Exploitation]) -> IndicatorPack | None:
    """The published list that fits a person; None if there is none for the form.

    In doubt somebody is a child (CETS 197 art 10(3)). Where no form is known, the list
    for labour is read: its signs are those that can be seen on the spot.
    """
    child = AgeClass.ADULT if age is AgeClass.ADULT else AgeClass.CHILD
    sexual = Exploitation.SEXUAL in forms
    form = Exploitation.SEXUAL if sexual else Exploitation.FORCED_LABOUR
    fitting = (
        pack
        for pack in indicator_packs().values()
        if pack.age is child and pack.form is form
    )
    return next(fitting, None)


def read_signs(
    age: AgeClass, forms: Collection[Exploitation], seen: Collection[str]
) -> IndicatorAssessment | None:
    """What the signs add up to, explained; None where nothing was seen."""
    pack = pack_for(age, forms)
    return assess(pack, seen) if pack is not None and seen else None
