"""What an administrator asked a coordinator for, as it stands when it is agreed to.

Two people stand behind it from the question to the end. A machine's key is renewed by
one administrator, so a machine that agreed would be that administrator's own yes.
"""

from uuid import UUID

from referral.actions.actors import on_duty
from referral.actions.joint import Held
from referral.actions.work import Work
from referral.errors import GuardNotMet, NotPermitted, NotSignedIn, StaleCase
from referral.records.actors import Actor
from workflows.vocabulary import ActorKind, JointKind, Role

ASKED_OF_COORDINATORS = frozenset(
    {
        *(JointKind.GIVE_ROLE, JointKind.GIVE_KEY),
        *(JointKind.MARK_CANARY, JointKind.UNLOCK_ACTOR),
        JointKind.LIST_RECIPIENT_KEY,
        JointKind.REGISTER_WEBHOOK,
    }
)
"""What whoever administers asks a coordinator for, and may take back."""


def check_by_two(work: Work, held: Held) -> None:
    """Pass silently for what two people want still, exactly as it was asked for.

    Raises:
        NotPermitted: for a machine.
        GuardNotMet: if whoever asked left, or administers no more.
        StaleCase: if whoever would receive it is called otherwise by now.
    """
    if held.row.kind not in ASKED_OF_COORDINATORS:
        return
    if work.actor.kind is ActorKind.MACHINE:
        raise NotPermitted("A person agrees to this.", missing=("person",))
    if not _administers(work, UUID(held.joint.asked_by)):
        raise GuardNotMet(
            "Whoever asked for this no longer may: say no, so that it can be asked "
            "for anew.",
            missing=("asker",),
        )
    if not _called_the_same(work, held):
        raise StaleCase(
            "Whoever would receive this is called otherwise by now.",
            missing=("current_version",),
        )


def _administers(work: Work, asker: UUID) -> bool:
    try:
        return Role.ADMINISTRATOR in on_duty(work.unit.session, asker).roles
    except NotSignedIn:
        return False


def _called_the_same(work: Work, held: Held) -> bool:
    """True if a coordinator who was told a name was told whose it is."""
    who = held.content.get("actor") or held.content.get("machine")
    if who is None or "receiver" not in held.content:
        return True
    actor = work.unit.session.get(Actor, UUID(who))
    return actor is not None and actor.sign_in_name == held.content["receiver"]
