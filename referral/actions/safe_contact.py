"""When and how the person may be reached, as they said it: set, and looked at."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from referral.actions.correct import recorded
from referral.actions.facts import check_may_name, compiled_for
from referral.actions.identify import write_content
from referral.actions.work import Asked, Done, Work, case_for
from referral.errors import UseRestricted
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.rules.acts import Act
from referral.rules.safe_contact import (
    MayContact,
    SafeContact,
    check_rule,
    may_contact,
)
from workflows.vocabulary import Compartment, ContactChannel, EntryType, Purpose

DRAWER = Compartment.CONTACT
FIELD = "safe_contact_rule"
"""The field of the drawer that says the same in words, for who is told of it."""


@dataclass(frozen=True, slots=True)
class SafeContactView:
    """The rule, and what it allows at this moment."""

    rule: SafeContact | None = field(repr=False)
    ways: Mapping[ContactChannel, MayContact]
    said: str = field(repr=False)
    """What stands in the drawer in words; nothing while the drawer is only kept."""


def set_safe_contact(
    work: Work, case_id: UUID, rule: SafeContact, *, expects: int | None
) -> Done:
    """Write down when and how the person may be reached.

    The drawer says the same in words, so that a service that is told how to reach the
    person is told this.

    Raises:
        Malformed: for a rule that cannot be kept.
    """
    asked = Asked(frozenset({DRAWER}))
    case = case_for(work, case_id, Act.RECORD_CONTENT, asked, expects=expects)
    check_may_name(work, case)
    check_rule(rule)
    work.seal(case, case.id, DRAWER, rule.words())
    write_content(work, case, {DRAWER: {FIELD: rule.sentence()}}, None)
    case.version += 1
    fields = {"fields": [f"{DRAWER.value}.{FIELD}"]}
    kind = EntryType.CONTENT_RECORDED
    work.enter(case, recorded(work, case, kind, fields, None))
    return Done("case", case.id, case.version)


def read_safe_contact(work: Work, case_id: UUID, purpose: Purpose) -> SafeContactView:
    """Open the rule where contact is about to be made; it says what is open now.

    The rule stays readable under a restriction: it keeps the person safe from being
    reached wrongly. The words in the drawer do not.
    """
    case = case_for(work, case_id, Act.READ_SAFE_CONTACT)
    opened = {"drawer": DRAWER.value}
    work.enter(case, Happening(EntryType.CONTENT_OPENED, opened, purpose=purpose))
    rule = rule_of(work, case, purpose)
    zone = compiled_for(work, case).pathway.time_zone
    ways = {each: may_contact(rule, each, work.now, zone) for each in ContactChannel}
    return SafeContactView(rule, ways, _said(work, case, purpose))


def _said(work: Work, case: Case, purpose: Purpose) -> str:
    """What stands in the drawer in words, unless the drawer is only kept."""
    with suppress(UseRestricted):
        asked = Asked(frozenset({DRAWER}), purpose)
        work.admit(case.id, Act.READ_SAFE_CONTACT, asked)
        values = work.open(case.id, case.person_id, DRAWER, purpose)
        return str(values.get(FIELD, ""))
    return ""


def rule_of(work: Work, case: Case, purpose: Purpose) -> SafeContact | None:
    """The rule of a case; None if the person was not asked. The caller enters it."""
    words = work.open(case.id, case.id, DRAWER, purpose)
    return SafeContact.from_words(words) if words else None
