"""Names inside the mechanism: taken once, and never drawn like somebody else's."""

from referral.actions.work import Work
from referral.errors import Malformed
from referral.records.actors import actor_by_name
from referral.records.database import Unit
from referral.records.directory import bodies_ever, everybody_ever
from referral.records.organisations import Organisation, organisation_by_code
from referral.rules.lookalikes import check_name

SYSTEM = "system"
"""What the system itself is known by."""


def check_actor_name(work: Work, name: str, *, but: str | None = None) -> None:
    """Refuse what somebody else signs in as, or what looks like it.

    Raises:
        Malformed: naming the field.
    """
    if actor_by_name(work.unit.session, name) is not None:
        raise Malformed("This name is taken.", faults=(("/sign_in_name", "taken"),))
    known = {each.sign_in_name for each in everybody_ever(work.unit.session)}
    check_name("/sign_in_name", name, (known | {SYSTEM}) - {but})


def check_new_organisation(unit: Unit, code: str, label: str) -> None:
    """Refuse a code or a label that another organisation has, or that looks like it.

    Raises:
        Malformed: naming the field.
    """
    if organisation_by_code(unit.session, code) is not None:
        raise Malformed("An organisation has this code.", faults=(("/code", "taken"),))
    bodies = bodies_ever(unit.session)
    check_name("/code", code, [each.code for each in bodies])
    check_name("/label", label, [each.label for each in bodies])


def check_label(unit: Unit, body: Organisation, label: str) -> None:
    """Refuse a new label of an organisation that looks like another's.

    Raises:
        Malformed: naming the field.
    """
    others = [each.label for each in bodies_ever(unit.session) if each.id != body.id]
    check_name("/label", label, others)
