"""A link for an addressee whom nobody here signs in for: sent, looked at, ended.

Whoever sends it is given two things: a letter sealed to the addressee's listed keys,
in which the link is, and a password to be told by another way. They cannot open the
letter themselves. So neither a sender nor a coordinator can answer in the addressee's
place, whatever they hold in their hands.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from referral.actions.clocks import end_lines, stand
from referral.actions.offer_door import offer_for
from referral.actions.offers import covered
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, GuardNotMet, NotFound, OffThePath
from referral.records.chains import Happening
from referral.records.database import Unit
from referral.records.outbox import stood_before
from referral.records.packages import (
    OutsideLink,
    answers_itself,
    links_in_force,
    live_keys,
    newest_link,
)
from referral.records.referrals import Referral, to_be_deleted_of
from referral.rules.acts import Act
from referral.rules.links import LASTS, LinkFacts, check_lasts, link_state
from referral.rules.offer import is_terminal
from referral.rules.undoing import check_left
from referral.vault.one_time import new_first_password
from referral.vault.recipients import letter_for
from referral.vault.secrets import hash_password, new_token, token_digest
from workflows.vocabulary import (
    EntryType,
    ExceptionKind,
    LinkState,
    PackageForm,
    ReferralKind,
)


@dataclass(frozen=True, slots=True)
class Halves:
    """Link and password, drawn before the act. Print as nothing."""

    token: str = field(repr=False)
    password: str = field(repr=False)
    hashed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SentLink:
    """What is given to whoever sends a link; told here and kept nowhere."""

    letter: str = field(repr=False)
    """An age file as text: to be sent to the addressee by any way."""
    password: str = field(repr=False)
    """To be told by another way than the letter."""
    expires_at: datetime
    sealed_for: tuple[str, ...]
    receipts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """A link that was written, whose letter is still to be sealed."""

    referral_id: UUID
    expires_at: datetime
    keys: tuple[str, ...] = field(repr=False)
    sealed_for: tuple[str, ...] = ()
    receipts: tuple[str, ...] = ()

    def sent(self, halves: Halves, address: str) -> SentLink:
        """Seal the letter. Not within an act."""
        until = self.expires_at.isoformat(timespec="minutes")
        text = f"{address}#{halves.token}\n{halves.token}\n{until}\n"
        return SentLink(
            letter=letter_for(text, self.keys),
            password=halves.password,
            expires_at=self.expires_at,
            sealed_for=self.sealed_for,
            receipts=self.receipts,
        )


@dataclass(frozen=True, slots=True)
class LinkView:
    """What whoever sent it sees of a link: never the link."""

    state: LinkState | None
    """None where none was sent."""
    may_send: bool
    """True if the addressee can be sent one: nobody there signs in, a key is listed,
    they are asked for a service."""
    sent_at: datetime | None = None
    expires_at: datetime | None = None
    answered_at: datetime | None = None
    taken_at: datetime | None = None
    arrived_at: datetime | None = None
    to_be_deleted: bool = False
    """True if they took what may be kept no more, and cannot say so here themselves."""


def draw() -> Halves:
    """A link of 256 bits and a password of 120. Slow on purpose: not in an act."""
    password = new_first_password()
    return Halves(new_token(), password, hash_password(password))


def send_link(
    work: Work, referral_id: UUID, halves: Halves, lasts: timedelta = LASTS
) -> Begun:
    """Send the addressee of an offer a link. One that was out before ends.

    Raises:
        Malformed: for another life than links have.
        AlreadyAnswered: if the offer has ended.
        OffThePath: if somebody of the addressee signs in and answers themselves; for an
            offer of responsibility, and for one that has not left.
        GuardNotMet: if no key is listed that the letter could be sealed to.
    """
    referral = offer_for(work, referral_id, Act.SEND_LINK)
    check_lasts(lasts)
    if is_terminal(referral.stage):
        raise AlreadyAnswered("This offer has ended.")
    keys = _recipients(work, referral)
    before = _end(work, referral)
    row = OutsideLink(
        id=work.new_id(),
        referral_id=referral.id,
        digest=token_digest(halves.token),
        hashed=halves.hashed,
        sealed_for=" ".join(short for _, short in keys),
        sent_by=work.actor.id,
        sent_at=work.now,
        expires_at=work.now + lasts,
        wrong=0,
    )
    work.unit.session.add(row)
    end_lines(work, referral.id, ExceptionKind.LINK_STOPPED)
    sealed_for = tuple(short for _, short in keys)
    fields = {
        "until": row.expires_at.isoformat(timespec="seconds"),
        "sealed_for": list(sealed_for),
        "replaces": before,
    }
    enter_on_cases(work, referral, EntryType.LINK_SENT, fields)
    public = tuple(each for each, _ in keys)
    return Begun(referral.id, row.expires_at, public, sealed_for, tuple(work.receipts))


def _recipients(work: Work, referral: Referral) -> list[tuple[str, str]]:
    """The addressee's keys, if it is outside and the offer has left."""
    check_left(referral.leaves_at, work.now)
    if is_inside(work.unit, referral.addressee_id):
        raise OffThePath(
            "Somebody there signs in and answers themselves.",
            missing=("nobody_signs_in",),
        )
    if referral.kind is ReferralKind.RESPONSIBILITY:
        # On arrival they would hold a case in which none of them could act.
        raise OffThePath(
            "Nobody of theirs could act for this case here. Have them admitted first, "
            "or ask them for a service.",
            missing=("somebody_who_signs_in",),
        )
    keys = live_keys(work.unit.session, referral.addressee_id, PackageForm.AGE)
    if not keys:
        raise GuardNotMet(
            "No key is listed that a letter could be sealed to. Ask whoever "
            "administers.",
            missing=("recipient_key",),
        )
    return [(each.public, each.short) for each in keys]


def is_inside(unit: Unit, organisation_id: UUID) -> bool:
    """True if somebody of an organisation signs in here and answers its offers."""
    with unit.beyond():
        return answers_itself(unit.session, organisation_id)


def enter_on_cases(
    work: Work, referral: Referral, kind: EntryType, fields: dict[str, object]
) -> None:
    """Say something of a link on every case that its offer covers."""
    for case, _ in covered(work, referral):
        work.enter(case, Happening(kind, fields, about=referral.id))


def _end(work: Work, referral: Referral) -> bool:
    """End every link that is out for an offer; False if there is none."""
    session = work.unit.session
    rows = links_in_force(session, referral.id)
    for row in rows:
        row.ended_at = work.now
        session.add(row)
    # The next one is written after these have ended: two in force cannot be stored.
    session.flush()
    return bool(rows)


def end_link(work: Work, referral_id: UUID) -> Done:
    """End the link that is out: it opens nothing from now on.

    Raises:
        NotFound: if there is none.
    """
    referral = offer_for(work, referral_id, Act.SEND_LINK)
    if not _end(work, referral):
        raise NotFound
    enter_on_cases(work, referral, EntryType.LINK_ENDED, {})
    return Done("referral", referral.id, referral.version)


def read_link(work: Work, referral_id: UUID) -> LinkView:
    """What became of the link that was sent last."""
    referral = offer_for(work, referral_id, Act.SEND_LINK)
    enter_on_cases(work, referral, EntryType.LIST_SHOWN, {"list": "link"})
    row = newest_link(work.unit.session, referral.id)
    may_send = _may_send(work, referral)
    if row is None:
        return LinkView(None, may_send)
    facts = facts_of(work.unit, row, referral)
    return LinkView(
        state=link_state(facts, work.now),
        may_send=may_send,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        answered_at=row.answered_at,
        taken_at=row.taken_at,
        arrived_at=row.arrived_at,
        to_be_deleted=facts.recalled
        and not is_inside(work.unit, referral.addressee_id),
    )


def _may_send(work: Work, referral: Referral) -> bool:
    try:
        _recipients(work, referral)
    except (OffThePath, GuardNotMet):
        return False
    return not is_terminal(referral.stage)


def facts_of(unit: Unit, row: OutsideLink, referral: Referral) -> LinkFacts:
    """What a link's standing is computed from.

    Once somebody of the addressee signs in the link has ended: beside two factors it
    would be a way in with none.
    """
    live = live_keys(unit.session, referral.addressee_id, PackageForm.AGE)
    return LinkFacts(
        expires_at=row.expires_at,
        stage=referral.stage,
        ended=row.ended_at is not None or is_inside(unit, referral.addressee_id),
        wrong=row.wrong,
        taken=row.taken_at is not None,
        recalled=bool(to_be_deleted_of(unit.session, referral.id)),
        keys_live=_are_live(row.sealed_for.split(), (each.short for each in live)),
    )


_STOPS = frozenset({LinkState.LOCKED, LinkState.KEYS_CHANGED})
"""What somebody has to do something about: else a person waits for an answer."""


def stop_link(
    work: Work, row: OutsideLink, referral: Referral, state: LinkState
) -> None:
    """Say once that a link was stopped, and put it onto the coordinator's list."""
    message = f"{ExceptionKind.LINK_STOPPED.value}:{row.id}"
    if state not in _STOPS or is_terminal(referral.stage):
        return
    if stood_before(work.unit.session, message):
        return
    fields: dict[str, object] = {"why": state.value}
    enter_on_cases(work, referral, EntryType.LINK_STOPPED, fields)
    with work.unit.beyond():
        stand(work, referral.id, ExceptionKind.LINK_STOPPED, message)


def _are_live(sealed_for: Iterable[str], live: Iterable[str]) -> bool:
    return set(sealed_for) <= set(live)
