"""The sheet for the person: looked at for one case, or for the procedure as it is."""

from uuid import UUID

from referral.actions.facts import compiled_for
from referral.actions.work import Work, case_for
from referral.records.chains import Happening
from referral.rules.acts import Act
from referral.rules.sheet import Sheet, sheet
from workflows.sheets import sheet_items
from workflows.vocabulary import EntryType


def read_sheet(work: Work, case_id: UUID | None, language: str) -> Sheet:
    """What the person is told in writing; of a case by the version that it walks.

    The entry on the case says that it was looked at and in which language.
    """
    if case_id is None:
        work.check(Act.READ_SHEET)
        shown = Happening(EntryType.LIST_SHOWN, {"list": "sheet"})
        work.enter(work.own_organisation(), shown)
        published = work.house.pathways.follow(work.unit.session)
        return sheet(published.compiled.pathway, sheet_items())
    case = case_for(work, case_id, Act.READ_SHEET)
    pathway = compiled_for(work, case).pathway
    fields = {"language": language, "pathway": f"{pathway.name} {pathway.version}"}
    work.enter(case, Happening(EntryType.SHEET_SHOWN, fields))
    return sheet(pathway, sheet_items())
