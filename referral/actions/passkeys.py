"""Passkeys: registered, signed in with, shown again where more is asked, given up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from referral.actions.challenges import NOBODY, make_challenge, use_challenge
from referral.actions.factors import (
    check_may_change,
    check_own_sign_in,
    first_codes,
    forget_paper_of_nobody,
    note,
    strengthen,
)
from referral.actions.sessions import OpenedSession, begin
from referral.actions.sign_in import note_refused
from referral.actions.tries import note_failed, try_once
from referral.actions.work import Done, House, OnDuty, Work
from referral.errors import Malformed, NotFound, NotSignedIn
from referral.records.actors import name_of
from referral.records.database import Unit
from referral.records.signing_in import (
    Passkey,
    forget_try,
    passkey_with,
    passkeys_of,
    take_count,
)
from referral.vault.passkeys import (
    PasskeyRefused,
    Passport,
    answered_by,
    asked_to_answer,
    asked_to_register,
    challenge_in,
    identifier_in,
    registered,
)
from workflows.vocabulary import Ceremony, EntryType, Factor, SignInWay

MOST = 10
"""Passkeys of one person."""
LONGEST_LABEL = 40

Answered = Mapping[str, Any]


def wrong_passkey() -> NotSignedIn:
    """What is told of whatever is wrong with a passkey's answer."""
    return NotSignedIn("This passkey does not open anything here.")


@dataclass(frozen=True, slots=True)
class Known:
    """A passkey of ours, and whose it is."""

    id: UUID
    actor_id: UUID
    passport: Passport


def ask_to_register(house: House, actor: OnDuty) -> dict[str, Any]:
    """Options for a browser to make a passkey of somebody signed in."""

    def known(unit: Unit) -> tuple[str, list[bytes]]:
        rows = passkeys_of(unit.session, actor.id)
        return name_of(unit.session, actor.id), [row.credential_id for row in rows]

    name, before = house.store.read(known)
    challenge = make_challenge(house, Ceremony.REGISTER, actor.id)
    site = house.door.rules.site
    return asked_to_register(site, challenge, (actor.id.bytes, name), before)


def ask_to_sign_in(house: House) -> dict[str, Any]:
    """Options for a browser to answer with any passkey of ours; nobody is named."""
    challenge = make_challenge(house, Ceremony.SIGN_IN)
    return asked_to_answer(house.door.rules.site, challenge)


def ask_to_step_up(house: House, actor: OnDuty) -> dict[str, Any]:
    """Options for a browser to answer with one of somebody's own passkeys."""
    return asked_of(house, actor.id)


def asked_of(house: House, owner: UUID) -> dict[str, Any]:
    """The same, for who is known by their session alone."""
    rows = house.store.read(lambda unit: passkeys_of(unit.session, owner))
    known = [row.credential_id for row in rows]
    challenge = make_challenge(house, Ceremony.STEP_UP, owner)
    return asked_to_answer(house.door.rules.site, challenge, known)


def accept_new(house: House, actor: OnDuty, answered: Answered) -> Passport:
    """The passkey that a device made for somebody; its challenge is used up.

    Raises:
        Malformed: if what it answers is none.
    """
    try:
        challenge = challenge_in(answered)
        use_challenge(house, challenge, Ceremony.REGISTER, actor.id)
        return registered(house.door.rules.site, challenge, answered)
    except (PasskeyRefused, NotSignedIn):
        fault = ("/credential", "not_a_passkey_of_now")
        raise Malformed("This passkey cannot be taken.", faults=(fault,)) from None


def register(work: Work, made: Passport, label: str, token: str) -> Done:
    """Keep the open half of a new passkey.

    Args:
        work: The act.
        made: As `accept_new` proved it.
        label: What its owner calls it.
        token: Of the session this is done in: it is one with two factors from now on,
            and has another token, in `details`.

    Raises:
        Malformed: if it is known already, or there are ten.
        StepUpNeeded: if there is another factor, and it was not shown just now.
    """
    check_may_change(work)
    session, me = work.unit.session, work.actor.id
    with work.unit.beyond():
        taken = passkey_with(session, made.credential_id) is not None
        if taken or len(passkeys_of(session, me)) >= MOST:
            fault = ("/credential", "taken" if taken else "at_most_ten")
            raise Malformed("This passkey cannot be taken.", faults=(fault,))
        row = Passkey(
            id=work.new_id(),
            actor_id=me,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            label=_label(label),
            registered_at=work.now,
        )
        session.add(row)
        session.flush()
    new = strengthen(work, token, SignInWay.PASSKEY)
    note(work, EntryType.FACTOR_ADDED, Factor.PASSKEY)
    details = {"codes": first_codes(work), "token": new}
    return Done("passkey", row.id, details=details)


def rename(work: Work, passkey_id: UUID, label: str) -> Done:
    """Call one of one's own passkeys something else."""
    check_own_sign_in(work)
    with work.unit.beyond():
        row = _own(work, passkey_id)
        row.label = _label(label)
        work.unit.session.add(row)
    note(work, EntryType.FACTOR_RENAMED, Factor.PASSKEY)
    return Done("passkey", passkey_id)


def remove(work: Work, passkey_id: UUID) -> Done:
    """Give up one of one's own passkeys; it opens nothing from now on.

    Raises:
        NotFound: if it is none of one's own.
        StepUpNeeded: if it was not proven just now who asks.
    """
    check_may_change(work)
    with work.unit.beyond():
        work.unit.session.delete(_own(work, passkey_id))
        work.unit.session.flush()
        forget_paper_of_nobody(work)
    note(work, EntryType.FACTOR_REMOVED, Factor.PASSKEY)
    return Done("passkey", passkey_id)


def sign_in_with(house: House, answered: Answered, source: str = "") -> OpenedSession:
    """Open a session for whoever's passkey answered; no name is asked.

    Raises:
        NotSignedIn: whatever is wrong with the answer; always the same.
        TooManyTries: after five wrong answers for a passkey in 15 minutes, or twenty
            from one address.
    """
    try:
        credential = identifier_in(answered)
    except PasskeyRefused:
        raise wrong_passkey() from None
    try_id = try_once(house, b"\0" + credential, source)
    try:
        found = prove(house, answered, Ceremony.SIGN_IN)
    except NotSignedIn:
        note_failed(house, b"\0" + credential)
        raise

    def let_in(unit: Unit) -> OpenedSession:
        forget_try(unit.session, try_id)
        return begin(house, unit, found.actor_id, SignInWay.PASSKEY)

    return house.store.act(let_in, anyway=True)


def prove(
    house: House, answered: Answered, ceremony: Ceremony, whom: UUID = NOBODY
) -> Known:
    """The passkey that answered, if its answer holds; challenge and count are used.

    Args:
        house: Where.
        answered: What the browser sent.
        ceremony: What it was asked for.
        whom: Whose passkey it has to be; anybody's where nobody is given.

    Raises:
        NotSignedIn: whatever is wrong; always the same.
    """
    try:
        challenge, credential = challenge_in(answered), identifier_in(answered)
        use_challenge(house, challenge, ceremony, whom)
        known = house.store.read(lambda unit: _known(unit, credential, whom))
        _check(house, known, challenge, answered)
    except (PasskeyRefused, NotSignedIn):
        raise wrong_passkey() from None
    return known


def _known(unit: Unit, credential: bytes, whom: UUID) -> Known:
    row = passkey_with(unit.session, credential)
    if row is None or whom not in (NOBODY, row.actor_id):
        raise NotSignedIn
    passport = Passport(row.credential_id, row.public_key, row.sign_count)
    return Known(row.id, row.actor_id, passport)


def _check(house: House, known: Known, challenge: bytes, answered: Answered) -> None:
    """Pass silently if a known passkey gave this answer; else its owner is told."""
    site, handle = house.door.rules.site, known.actor_id.bytes
    try:
        count = answered_by(site, challenge, answered, known.passport, handle)
        house.store.act(lambda unit: _used(unit, known, count), anyway=True)
    except PasskeyRefused as refused:
        fields = {"factor": Factor.PASSKEY.value, "why": refused.why}
        note_refused(house, known.actor_id, fields)
        raise


def _used(unit: Unit, known: Known, count: int) -> None:
    """Keep the count, unless another answer was taken since it was looked at."""
    before = known.passport.sign_count
    if not take_count(unit.session, known.id, (before, count), unit.now):
        raise PasskeyRefused("count_did_not_grow")


def _own(work: Work, passkey_id: UUID) -> Passkey:
    row = work.unit.session.get(Passkey, passkey_id)
    if row is None or row.actor_id != work.actor.id:
        raise NotFound
    return row


def _label(text: str) -> str:
    """What a passkey is called: one short line."""
    label = " ".join(text.split())
    if not 0 < len(label) <= LONGEST_LABEL or not label.isprintable():
        fault = ("/label", "one_short_line")
        raise Malformed("Call it something short.", faults=(fault,))
    return label
