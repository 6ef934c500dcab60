"""From the code of a case or an offer to its page, for whoever may know of it.

Whatever else is true of the code, the answer is the same: nothing was found here. A
code that exists and is not the asker's takes the same way as one that does not exist,
so that neither the words nor the time tell them apart.
"""

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from referral.actions.explain_offer import holds, sides_of
from referral.actions.offer_door import offer_for
from referral.actions.work import Work
from referral.errors import Refusal
from referral.records.cases import case_by_code
from referral.records.chains import Happening
from referral.records.referrals import cases_covered, referral_by_code
from referral.rules.acts import Act
from referral.rules.decisions import Allow
from referral.rules.spoken_code import read_code
from workflows.vocabulary import EntryType


class Coded(StrEnum):
    """What a code stands for."""

    CASE = "case"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a code leads."""

    what: Coded
    id: UUID


def find_by_code(work: Work, typed: str) -> Found | None:
    """The case or offer of a code, or nothing; one entry, without the code.

    Raises:
        Malformed: if no code is written so, whatever there is.
    """
    code = read_code(typed)
    case, offer = _case(work, code), _offer(work, code)
    known = ((Coded.CASE, case), (Coded.OFFER, offer))
    found = next((Found(what, there) for what, there in known if there), None)
    fields = {"list": "code", "shown": int(found is not None)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found


def _case(work: Work, code: str) -> UUID | None:
    row = case_by_code(work.unit.session, code)
    asked = row.id if row else work.new_id()
    return asked if isinstance(work.decide(Act.READ_CASE, asked), Allow) else None


def _offer(work: Work, code: str) -> UUID | None:
    row = referral_by_code(work.unit.session, code)
    asked = row.id if row else work.new_id()
    cases = [each.case_id for each in cases_covered(work.unit.session, asked)]
    if row is None or not sides_of(work, row, cases):
        _ = any(holds(work, each) for each in cases or [asked])
        return None
    with suppress(Refusal):
        return offer_for(work, asked, Act.READ_OFFER).id
    return None
