"""What writing an identity or a contact means for whoever will look for the person."""

from collections.abc import Mapping
from typing import Any

from referral.actions.numbers import tag_numbers
from referral.actions.work import Work
from referral.records.cases import Case
from referral.records.searching import note_name
from referral.rules.name_index import Named
from workflows.vocabulary import Compartment

NAME_PARTS = ("first_name", "middle_name", "second_name")


def named(content: Mapping[str, Any], version: int) -> Named:
    """What is searched of a sealed identity."""
    parts = [content.get(part) for part in NAME_PARTS]
    return Named.of(parts, content.get("birth_date"), version)


def make_findable(
    work: Work,
    case: Case,
    drawer: Compartment,
    content: Mapping[str, Any],
    version: int,
) -> None:
    """Tag the numbers of a drawer; mark a name as written, and keep it for later."""
    tag_numbers(work, case.id, drawer, content)
    if drawer is Compartment.IDENTITY:
        note_name(work.unit.session, case.id, version, work.now)
        work.renamed[case.id] = named(content, version)
