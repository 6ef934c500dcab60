"""Who may ask whom: what two organisations agree to, and the mechanism's rule."""

from dataclasses import dataclass
from uuid import UUID

from referral.actions.service_facts import agreed
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, Fault, Malformed, NotFound
from referral.records.chains import Happening
from referral.records.organisations import (
    active_organisations,
    mechanism_row,
    organisation,
)
from referral.records.services import Allowed, allowed_rows
from referral.rules.acts import Act
from workflows.vocabulary import AllowRule, EntryType


@dataclass(frozen=True, slots=True)
class AllowedView:
    """One other organisation, and what each side agreed to."""

    organisation_id: UUID
    label: str
    by_us: bool
    by_them: bool


@dataclass(frozen=True, slots=True)
class AllowedList:
    """The mechanism's rule, and every other organisation."""

    rule: AllowRule
    items: tuple[AllowedView, ...]


def list_allowed(work: Work) -> AllowedList:
    """What one's own organisation and the others agreed to; one entry in all."""
    work.check(Act.LIST_SERVICES)
    here, found = work.actor.organisation_id, agreed(work)
    items = tuple(
        AllowedView(
            body.id,
            body.label,
            (here, body.id) in found.pairs,
            (body.id, here) in found.pairs,
        )
        for body in active_organisations(work.unit.session)
        if body.id != here
    )
    fields = {"list": "allowed", "shown": len(items)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return AllowedList(found.rule, items)


def state_allowed(work: Work, other_id: UUID, *, agrees: bool) -> Done:
    """Say for one's organisation that it and another ask each other, or no more.

    Raises:
        NotFound: if the other does not take part.
        Malformed: for one's own.
        AlreadyAnswered: if that was said before.
    """
    work.check(Act.STATE_ALLOWED)
    session, here = work.unit.session, work.actor.organisation_id
    if other_id == here:
        fault = ("/organisation_id", "own_organisation")
        raise Malformed("Name another organisation.", faults=(fault,))
    other = organisation(session, other_id)
    if other is None or not other.active:
        raise NotFound
    rows = allowed_rows(session, here, other.id)
    if bool(rows) is agrees:
        raise AlreadyAnswered("Your organisation said so before.")
    for row in rows:
        row.ended_at = work.now
        session.add(row)
    if agrees:
        session.add(
            Allowed(
                id=work.new_id(),
                organisation_id=here,
                other_id=other.id,
                stated_at=work.now,
                stated_by=work.actor.id,
            )
        )
    stated = Happening(EntryType.ALLOWED_STATED, {"agrees": agrees}, about=other.id)
    work.enter(work.own_organisation(), stated)
    return Done("organisation", other.id, details={"agrees": agrees})


def set_allow_rule(work: Work, rule: AllowRule) -> Done:
    """Let everybody ask everybody, or only those who agreed to each other.

    Raises:
        AlreadyAnswered: if it is the rule already.
    """
    work.check(Act.SUSPEND_SERVICE)
    row = mechanism_row(work.unit.session)
    if row is None:
        raise Fault("there is no mechanism")
    if row.allow_rule is rule:
        raise AlreadyAnswered("This is the rule already.")
    row.allow_rule = rule
    work.unit.session.add(row)
    changed = Happening(EntryType.ALLOW_RULE_SET, {"rule": rule.value})
    work.enter(work.own_organisation(), changed)
    return Done("mechanism", row.id, details={"rule": rule.value})
