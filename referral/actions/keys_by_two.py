"""Keys of machines, asked for by an administrator and agreed to by a coordinator.

A key that is sent with requests does not exist until whoever asked fetches it: then it
is drawn, told once, and kept as a digest. The open half of a signing key is kept as
soon as the coordinator has agreed and either of them says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from referral.actions.by_two import ASKED_OF_COORDINATORS, check_by_two
from referral.actions.guarding import ask_coordinator, needs_two
from referral.actions.joint import Held, hold, joint_for, keep
from referral.actions.machine_keys import (
    NewKey,
    check_public_key,
    machine_for_key,
    make_key,
    make_signing_key,
    words_of_scope,
)
from referral.actions.seated import approvers, check_still_seated
from referral.actions.work import Done, Work
from referral.errors import NotFound, NotPermitted, OffThePath
from referral.records.actors import Actor
from referral.records.chains import Happening
from referral.records.joint_acts import open_joint_acts
from referral.records.organisations import label_of
from referral.rules import approvals
from referral.rules.acts import Act
from referral.rules.approvals import JointAct
from referral.rules.machine_scope import check_lifetime
from workflows.vocabulary import ActorKind, EntryType, JointKind, Standing


@dataclass(frozen=True, slots=True)
class AskedView:
    """What was asked of a coordinator and has not ended, as its asker sees it."""

    id: UUID
    kind: str
    standing: str
    ends_at: datetime | None
    about: UUID | None
    """The actor it is about; None for what concerns none."""
    mine: bool
    """True if the actor asked for it: they alone take it back, or fetch a key."""
    fetched: bool
    """True for what exists only once its asker fetches it."""
    content: Mapping[str, Any]
    """Empty for a canary that somebody else asked for: fewer know which it is."""


def issue_key(
    work: Work,
    actor_id: UUID,
    lifetime: timedelta,
    scope: frozenset[Act] | None = None,
) -> Done:
    """Ask a coordinator to agree to a new key of a machine.

    On a store that is not in use yet the operator gives it alone, as the entry says.

    Args:
        work: The act.
        actor_id: The machine.
        lifetime: How long, up to 180 days, from the moment it is fetched.
        scope: The acts it serves for; by default every one that the machine's roles
            have now, by name.

    Raises:
        NotFound: if there is no such machine.
        Malformed: for another lifetime, or acts that its roles do not have.
    """
    machine, words = machine_for_key(work, actor_id, scope)
    check_lifetime(lifetime)
    if needs_two(work):
        return _ask(work, machine, words, lifetime)
    return make_key(work, NewKey(machine.id, words, lifetime, alone=True))


def register_signing_key(
    work: Work,
    actor_id: UUID,
    public_key: bytes,
    lifetime: timedelta,
    scope: frozenset[Act] | None = None,
) -> Done:
    """Ask a coordinator to agree to a key that a machine signs its requests with.

    Args:
        work: The act.
        actor_id: The machine.
        public_key: Ed25519, 32 bytes; the other half stays with the partner.
        lifetime: How long, up to 180 days.
        scope: As for `issue_key`.

    Raises:
        NotFound: if there is no such machine.
        Malformed: if it is no such key, was registered before, or as `issue_key`.
    """
    machine, words = machine_for_key(work, actor_id, scope)
    check_lifetime(lifetime)
    check_public_key(work, public_key)
    if needs_two(work):
        return _ask(work, machine, words, lifetime, public_key)
    new = NewKey(machine.id, words, lifetime, alone=True)
    return make_signing_key(work, new, public_key)


def _ask(
    work: Work, machine: Actor, words: str, lifetime: timedelta, public: bytes = b""
) -> Done:
    content = {
        "machine": str(machine.id),
        "receiver": machine.sign_in_name,
        "receiver_of": label_of(work.unit.session, machine.organisation_id) or "",
        "acts": words.split(),
        "seconds": int(lifetime.total_seconds()),
        "public_key": public.hex(),
    }
    return ask_coordinator(work, JointKind.GIVE_KEY, content, machine.id)


def key_asked(work: Work, held: Held) -> Mapping[str, Any]:
    """Keep the signing key that two people agreed to.

    Raises:
        OffThePath: for a key that has to be told: its asker fetches it.
    """
    public = bytes.fromhex(held.content["public_key"])
    if not public:
        raise OffThePath(
            "Whoever asked for this key fetches it: then it is made.",
            missing=("fetched_by_asker",),
        )
    return make_signing_key(work, _agreed(work, held), public).details


def fetch_key(work: Work, joint_id: UUID) -> Done:
    """Make the key that a coordinator has agreed to, and tell it, once.

    Raises:
        NotFound: if no such key was asked for.
        NotPermitted: for anybody but whoever asked.
        GuardNotMet: as long as nobody has agreed, or if they no longer may.
        StaleCase: if the machine is called otherwise by now.
        AlreadyAnswered: if it was fetched, or it is too late.
    """
    held, joint = agreed_for_asker(work, joint_id, JointKind.GIVE_KEY)
    if held.content["public_key"]:
        raise NotFound
    done = make_key(work, _agreed(work, held))
    note_fetched(work, held, joint)
    return done


def agreed_for_asker(
    work: Work, joint_id: UUID, kind: JointKind
) -> tuple[Held, JointAct]:
    """What a coordinator has agreed to and its asker fetches now, before it is made.

    Raises:
        NotFound, NotPermitted, GuardNotMet, StaleCase, AlreadyAnswered: as `fetch_key`.
    """
    held = joint_for(work, joint_id, Act.ADMINISTER)
    if held.row.kind is not kind:
        raise NotFound
    if held.joint.asked_by != str(work.actor.id):
        raise NotPermitted("Whoever asked for this key fetches it.", missing=("asker",))
    joint = approvals.execute(held.joint, held.joint.content, work.now)
    check_still_seated(held, approvers(work, held))
    check_by_two(work, held)
    return held, joint


def note_fetched(work: Work, held: Held, joint: JointAct) -> None:
    """It is made: nobody fetches it again."""
    keep(work, held, joint, EntryType.JOINT_ACT_EXECUTED)


def _agreed(work: Work, held: Held) -> NewKey:
    """The key that was agreed to, if the machine still may have it."""
    machine = work.unit.session.get(Actor, UUID(held.content["machine"]))
    if machine is None or not machine.active or machine.kind is not ActorKind.MACHINE:
        raise NotFound
    scope = frozenset(map(Act, held.content["acts"]))
    words = words_of_scope(work, machine.id, scope)
    return NewKey(machine.id, words, timedelta(seconds=held.content["seconds"]))


def take_back(work: Work, joint_id: UUID) -> Done:
    """Take back what was asked of a coordinator, before it was done.

    Raises:
        NotFound: if no such thing was asked for.
        NotPermitted: for anybody but whoever asked.
        AlreadyAnswered: if it is over.
    """
    held = joint_for(work, joint_id, Act.ADMINISTER)
    if held.row.kind not in ASKED_OF_COORDINATORS:
        raise NotFound
    joint = approvals.withdraw(held.joint, str(work.actor.id), work.now)
    keep(work, held, joint, EntryType.JOINT_ACT_WITHDRAWN)
    return Done("joint_act", held.row.id, held.row.version)


def list_asked(work: Work) -> tuple[AskedView, ...]:
    """What the actor's organisation asked of coordinators and has not ended."""
    work.check(Act.ADMINISTER)
    rows = open_joint_acts(work.unit.session, work.actor.organisation_id, work.now)
    found = tuple(
        _view(work, hold(work, row))
        for row in rows
        if row.kind in ASKED_OF_COORDINATORS
        and row.organisation_id == work.actor.organisation_id
    )
    fields = {"list": "joint_acts", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found


def _view(work: Work, held: Held) -> AskedView:
    is_now = approvals.standing(held.joint, work.now)
    is_key = held.row.kind is JointKind.GIVE_KEY and not held.content["public_key"]
    is_key = is_key or held.row.kind is JointKind.REGISTER_WEBHOOK
    mine = held.joint.asked_by == str(work.actor.id)
    shown = mine or held.row.kind is not JointKind.MARK_CANARY
    return AskedView(
        id=held.row.id,
        kind=held.row.kind.value,
        standing=is_now.value,
        ends_at=held.row.ends_at,
        about=held.row.about,
        mine=mine,
        fetched=is_key and is_now is Standing.READY,
        content=held.content if shown else {},
    )
