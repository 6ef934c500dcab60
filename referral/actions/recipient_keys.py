"""Keys that packages for an organisation are sealed to: listed by two, ended by one.

Whoever puts a key of their own in the place of another's reads what was meant for
them. So an administrator asks, and a coordinator agrees, who has compared it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.actions.guarding import ALONE, ask_coordinator, needs_two
from referral.actions.joint import Held
from referral.actions.link_stops import stopping_links
from referral.actions.work import Done, Work
from referral.errors import (
    AlreadyAnswered,
    Malformed,
    NotFound,
    PackageUnusable,
    StaleCase,
)
from referral.records.chains import Happening
from referral.records.organisations import Organisation, organisation
from referral.records.packages import (
    RecipientKey,
    live_keys,
    recipient_key,
)
from referral.rules.acts import Act
from referral.vault.jose_keys import MachineKey
from referral.vault.recipients import key_id, written_alike
from workflows.vocabulary import EntryType, JointKind, PackageForm

MOST = 5
"""Keys of one form that an organisation has at a time."""


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key that packages are sealed to."""

    id: UUID
    form: str
    public: str
    short: str
    listed_at: datetime


def list_key(work: Work, organisation_id: UUID, form: PackageForm, public: str) -> Done:
    """Ask a coordinator to agree to a key of an organisation.

    On a store that is not in use yet the operator lists it alone, as the entry says.

    Raises:
        NotFound: if there is no such organisation, or it takes part no more.
        Malformed: if it is no public key of this form.
        AlreadyAnswered: if it is listed, or as many as there may be are.
    """
    work.check(Act.ADMINISTER)
    body = _body(work, organisation_id)
    kept, short = read_key(form, public)
    _check_new(work, body, form, short)
    if not needs_two(work):
        return _list(work, body, form, (kept, short), alone=True)
    content = {
        "organisation": str(body.id),
        "receiver_of": body.label,
        "form": form.value,
        "public": kept,
        "short": short,
    }
    return ask_coordinator(work, JointKind.LIST_RECIPIENT_KEY, content, body.id)


def read_key(form: PackageForm, public: str) -> tuple[str, str]:
    """A public key as it is kept, and in short.

    Raises:
        Malformed: if it is none of this form.
    """
    text = public.strip()
    if form is PackageForm.AGE:
        try:
            (kept,) = written_alike([text])
        except ValueError:
            raise _no_key() from None
        return kept, key_id(kept)
    try:
        key = MachineKey.read(text)
    except PackageUnusable as why:
        raise _no_key() from why
    return key.text(), key.kid


def _no_key() -> Malformed:
    fault = ("/public", "no_public_key")
    return Malformed("This is no public key of this form.", faults=(fault,))


def _body(work: Work, organisation_id: UUID) -> Organisation:
    body = organisation(work.unit.session, organisation_id)
    if body is None or not body.active:
        raise NotFound
    return body


def _check_new(work: Work, body: Organisation, form: PackageForm, short: str) -> None:
    # Held until it is listed: of two who list one at the same moment one is refused.
    organisation(work.unit.session, body.id, lock=True)
    live = live_keys(work.unit.session, body.id, form)
    if any(each.short == short for each in live):
        raise AlreadyAnswered("This key is listed.")
    if len(live) >= MOST:
        raise AlreadyAnswered("As many keys are listed as there may be. End one first.")


def recipient_key_asked(work: Work, held: Held) -> Mapping[str, Any]:
    """List the key that two people agreed to.

    Raises:
        NotFound: if the organisation takes part no more.
        StaleCase: if it is called otherwise by now.
        AlreadyAnswered: as `list_key` says.
    """
    said = held.content
    body = _body(work, UUID(said["organisation"]))
    if body.label != said["receiver_of"]:
        raise StaleCase(
            "Whoever would receive this is called otherwise by now.",
            missing=("current_version",),
        )
    form, key = PackageForm(said["form"]), (said["public"], said["short"])
    _check_new(work, body, form, said["short"])
    done = _list(work, body, form, key)
    return {"listed": str(done.id)}


def _list(
    work: Work,
    body: Organisation,
    form: PackageForm,
    key: tuple[str, str],
    *,
    alone: bool = False,
) -> Done:
    public, short = key
    row = RecipientKey(
        id=work.new_id(),
        organisation_id=body.id,
        form=form,
        public=public,
        short=short,
        listed_at=work.now,
    )
    work.unit.session.add(row)
    fields = {"form": form.value, "key": short, **(ALONE if alone else {})}
    work.enter(body, Happening(EntryType.RECIPIENT_KEY_LISTED, fields, about=row.id))
    return Done("recipient_key", row.id)


def end_key(work: Work, key_id: UUID) -> Done:
    """Seal nothing to a key any more. Links whose letter it opens end with it.

    Raises:
        NotFound: if there is no such key.
        AlreadyAnswered: if it was ended before.
    """
    work.check(Act.ADMINISTER)
    row = recipient_key(work.unit.session, key_id)
    body = organisation(work.unit.session, row.organisation_id) if row else None
    if row is None or body is None:
        raise NotFound
    if row.ended_at is not None:
        raise AlreadyAnswered("This key was ended before.")

    def end() -> None:
        row.ended_at = work.now
        work.unit.session.add(row)

    stopping_links(work, body.id, row.short, end)
    fields = {"form": row.form.value, "key": row.short}
    work.enter(body, Happening(EntryType.RECIPIENT_KEY_ENDED, fields, about=row.id))
    return Done("recipient_key", row.id)


def list_keys(work: Work, organisation_id: UUID) -> list[KeyView]:
    """The keys of an organisation, the newest first.

    Raises:
        NotFound: if there is no such organisation.
    """
    work.check(Act.ADMINISTER)
    if organisation(work.unit.session, organisation_id) is None:
        raise NotFound
    rows = live_keys(work.unit.session, organisation_id)
    fields = {"list": "recipient_keys", "shown": len(rows)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return [
        KeyView(row.id, row.form.value, row.public, row.short, row.listed_at)
        for row in rows
    ]
