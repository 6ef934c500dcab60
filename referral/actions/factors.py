"""With what somebody proves who they are: looked at, and who may change it when.

Whoever has a second factor is asked for it before it is changed, so that an open desk
somebody left is not enough to move in.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.renewing import renew
from referral.actions.work import Done, Work
from referral.errors import NotFound
from referral.records.actors import SignIn
from referral.records.chains import Happening
from referral.records.columns import new_id
from referral.records.database import Unit
from referral.records.signing_in import (
    RecoveryCode,
    code_secret_of,
    forget_recovery,
    passkeys_of,
    recovery_left,
)
from referral.rules.acts import Act
from referral.rules.signing_in import check_stepped_up
from referral.vault.one_time import new_recovery_codes, recovery_digest
from referral.vault.secrets import token_digest
from workflows.vocabulary import ActorKind, EntryType, Factor, SignInWay


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """One of one's own passkeys."""

    id: UUID
    label: str
    registered_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class FactorsView:
    """With what somebody proves who they are."""

    passkeys: tuple[PasskeyView, ...]
    app: bool
    """True if an app makes codes."""
    recovery_left: int
    needed: bool
    """True if a second factor is required and there is none."""


def has_factor(unit: Unit, actor_id: UUID) -> bool:
    """True if a password alone does not let this person in any more."""
    return has_app(unit, actor_id) or bool(passkeys_of(unit.session, actor_id))


def has_app(unit: Unit, actor_id: UUID) -> bool:
    """True if an app makes codes for this person."""
    return code_secret_of(unit.session, actor_id) is not None


def factors(work: Work) -> FactorsView:
    """With what one proves who one is."""
    check_own_sign_in(work)
    what = Happening(EntryType.LIST_SHOWN, {"list": "factors"})
    work.enter(work.own_organisation(), what)
    with work.unit.beyond():
        session, me = work.unit.session, work.actor.id
        keys = tuple(
            PasskeyView(row.id, row.label, row.registered_at, row.used_at)
            for row in passkeys_of(session, me)
        )
        app = has_app(work.unit, me)
        left = recovery_left(session, me)
    waits = work.actor.waits and not (keys or app)
    return FactorsView(keys, app, left, waits)


def renew_recovery(work: Work) -> Done:
    """Ten new codes for paper, told once; those from before end.

    Raises:
        NotFound: if there is no factor that they could stand in for.
        StepUpNeeded: if it was not proven just now who asks.
    """
    check_may_change(work)
    with work.unit.beyond():
        there = has_factor(work.unit, work.actor.id)
    if not there:
        raise NotFound
    note(work, EntryType.FACTOR_ADDED, Factor.RECOVERY)
    return Done("recovery_codes", work.actor.id, details={"codes": _codes(work)})


def check_own_sign_in(work: Work) -> None:
    """Pass silently for whoever may look after what they sign in with themselves.

    People whose roles wait for a coordinator may, too: a first password that cannot be
    replaced until then would stay known to whoever made it.

    Raises:
        WrongRole: for what is no person and has no role for it.
    """
    if work.actor.kind is ActorKind.PERSON and not work.actor.roles:
        return
    work.check(Act.KEEP_SIGN_IN)


def check_may_change(work: Work) -> None:
    """Pass silently for a person who may change their own factors now.

    Raises:
        WrongRole: for what is no person.
        StepUpNeeded: if there is a factor, and it was not shown within five minutes.
    """
    check_own_sign_in(work)
    if work.actor.kind is not ActorKind.PERSON:
        raise NotFound
    with work.unit.beyond():
        there = has_factor(work.unit, work.actor.id)
    if there:
        check_stepped_up(work.actor.stepped_up_at, work.now)


def strengthen(work: Work, token: str, way: SignInWay) -> str:
    """A session in which the first factor was set up counts as opened with it.

    Returns:
        Its token from now on; empty where it is not said in which session it was.

    Raises:
        NotSignedIn: if it has ended meanwhile.
    """
    with work.unit.beyond():
        before = work.unit.session.get(SignIn, token_digest(token))
        if before is None or before.actor_id != work.actor.id:
            return ""
        row, new = renew(work.unit, before)
        row.stepped_up_at = work.now
        if row.way is SignInWay.PASSWORD:
            row.way = way
        elif row.way is SignInWay.OPENID:
            row.way = SignInWay.OPENID_AND_FACTOR
        work.unit.session.add(row)
    return new


def note(work: Work, what: EntryType, factor: Factor) -> None:
    """One entry about a factor of the actor's own."""
    fields = {"factor": factor.value}
    work.enter(work.own_organisation(), Happening(what, fields, about=work.actor.id))


def first_codes(work: Work) -> list[str]:
    """Codes for paper with the first factor; none where there are some already."""
    with work.unit.beyond():
        left = recovery_left(work.unit.session, work.actor.id)
    return [] if left else _codes(work)


def forget_paper_of_nobody(work: Work) -> None:
    """Codes from paper end with the last factor that they stand in for."""
    if not has_factor(work.unit, work.actor.id):
        forget_recovery(work.unit.session, work.actor.id)


def _codes(work: Work) -> list[str]:
    codes, me = new_recovery_codes(), work.actor.id
    with work.unit.beyond():
        forget_recovery(work.unit.session, me)
        for code in codes:
            work.unit.session.add(
                RecoveryCode(
                    id=new_id(work.now),
                    actor_id=me,
                    digest=recovery_digest(me.bytes, code),
                    issued_at=work.now,
                )
            )
    return codes
