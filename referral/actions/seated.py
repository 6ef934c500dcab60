"""Who agreed to a joint act, and whether they still may."""

from uuid import UUID

from referral.actions.actors import on_duty
from referral.actions.joint import Held
from referral.actions.work import Work
from referral.errors import GuardNotMet, NotSignedIn
from referral.rules.facts import Approver


def approvers(work: Work, held: Held) -> tuple[Approver, ...]:
    """Those who approved and still may: in the roles they have now."""
    found = []
    for given in held.joint.approvals:
        try:
            actor = on_duty(work.unit.session, UUID(given.actor_id))
        except NotSignedIn:
            continue
        found.append(Approver(given.actor_id, actor.roles))
    return tuple(found)


def check_still_seated(held: Held, given_by: tuple[Approver, ...]) -> None:
    """Refuse what somebody agreed to who has since lost the role, or left.

    Raises:
        GuardNotMet: naming the seats that are empty by now.
    """
    roles = {each.actor_id: {role.value for role in each.roles} for each in given_by}
    lost = tuple(
        given.seat
        for given in held.joint.approvals
        if not held.joint.requirement.seat(given.seat).words
        & roles.get(given.actor_id, set())
    )
    if lost:
        raise GuardNotMet("Somebody who agreed no longer may.", missing=lost)
