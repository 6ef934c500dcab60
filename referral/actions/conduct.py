"""The code of conduct: published, read, accepted by everybody for themselves."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from referral.actions.safe_places import check_telling
from referral.actions.work import Done, Work
from referral.errors import (
    AlreadyAnswered,
    Malformed,
    NotFound,
    NotPermitted,
    StaleCase,
)
from referral.records.chains import Happening
from referral.records.conduct import (
    CHARACTERS,
    ConductAcceptance,
    ConductText,
    acceptance,
    conduct_in_force,
    not_accepted,
)
from referral.records.database import Unit
from referral.rules.acts import Act
from referral.vault.framing import canonical
from workflows.conduct import CodeOfConduct, is_model, says_as_much
from workflows.vocabulary import ActorKind, EntryType


@dataclass(frozen=True, slots=True)
class ConductView:
    """The code of conduct in force, as one person stands to it.

    Where none was published there is no version, and no sentence.
    """

    version: int | None = None
    digest: str = ""
    """SHA-256 of the sentences as canonical JSON, 64 hexadecimal digits."""
    model: bool = False
    """True if it is the model that comes with the package."""
    published_at: datetime | None = None
    accepted_at: datetime | None = None
    """When the reader accepted it; None if not yet."""
    sentences: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody who has not accepted it yet."""

    sign_in_name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class MissingView:
    """Who has not accepted the version in force; nobody where there is none."""

    version: int | None
    items: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class ConductNow:
    """What is in force, for whoever operates the deployment."""

    version: int | None
    model: bool
    missing: int
    """How many people on duty have not accepted it."""


def publish_conduct(work: Work, code: CodeOfConduct) -> Done:
    """Put a code of conduct in force: everybody is asked to accept it anew.

    Raises:
        Malformed: if a language says less than another, or it is too long in all.
        SafeAddressFound: if it tells where a safe place is.
        AlreadyAnswered: if this very text is in force.
    """
    work.check(Act.PUBLISH_CONDUCT)
    sentences = {name: list(said) for name, said in code.sentences.items()}
    text = json.dumps(sentences, ensure_ascii=False)
    if not says_as_much(sentences):
        fault = ("/sentences", "languages_differ")
        raise Malformed("A language says less than another.", faults=(fault,))
    if len(text) > CHARACTERS:
        fault = ("/sentences", "too_long")
        raise Malformed("This is too long in all.", faults=(fault,))
    telling = {f"sentences.{name}": " ".join(said) for name, said in sentences.items()}
    check_telling(work, telling, None)
    now, digest = conduct_in_force(work.unit.session), sha256(canonical(sentences))
    if now is not None and now.digest == digest.digest():
        raise AlreadyAnswered("This code of conduct is in force already.")
    row = ConductText(
        version=1 if now is None else now.version + 1,
        id=work.new_id(),
        digest=digest.digest(),
        text=text,
        model=is_model(code),
        published_at=work.now,
    )
    work.unit.session.add(row)
    fields = {"version": row.version, "digest": digest.hexdigest()}
    published = Happening(EntryType.CONDUCT_PUBLISHED, fields, about=row.id)
    work.enter(work.own_organisation(), published)
    return Done("conduct", row.id, row.version)


def accept_conduct(work: Work, version: int) -> Done:
    """Accept the code of conduct in force, for oneself.

    Raises:
        NotPermitted: for what is no person.
        NotFound: if none was published.
        StaleCase: if another version is in force than the one that was read.
        AlreadyAnswered: if it was accepted before.
    """
    work.check(Act.ACCEPT_CONDUCT)
    if work.actor.kind is not ActorKind.PERSON:
        raise NotPermitted("A person accepts it.", missing=("person",))
    session, me = work.unit.session, work.actor
    row = conduct_in_force(session)
    if row is None:
        raise NotFound
    if version != row.version:
        raise StaleCase(
            "Another version of the code of conduct is in force now.",
            missing=("current_version",),
        )
    if acceptance(session, me.id, version) is not None:
        raise AlreadyAnswered("You have accepted it before.")
    accepted = ConductAcceptance(
        actor_id=me.id,
        version=version,
        organisation_id=me.organisation_id,
        digest=row.digest,
        accepted_at=work.now,
    )
    session.add(accepted)
    fields = {"version": version, "digest": row.digest.hex()}
    what = Happening(EntryType.CONDUCT_ACCEPTED, fields, about=me.id)
    work.enter(work.own_organisation(), what)
    return Done("conduct", row.id, version)


def read_conduct(work: Work) -> ConductView:
    """The code of conduct in force, and whether the reader accepted it."""
    work.check(Act.READ_CONDUCT)
    row = conduct_in_force(work.unit.session)
    _shown(work, "conduct", int(row is not None))
    if row is None:
        return ConductView()
    mine = acceptance(work.unit.session, work.actor.id, row.version)
    return ConductView(
        version=row.version,
        digest=row.digest.hex(),
        model=row.model,
        published_at=row.published_at,
        accepted_at=mine.accepted_at if mine else None,
        sentences=row.sentences(),
    )


def list_conduct(work: Work) -> MissingView:
    """Who has not accepted the code of conduct in force: names and organisations."""
    work.check(Act.LIST_CONDUCT)
    row = conduct_in_force(work.unit.session)
    found: tuple[Missing, ...] = ()
    if row is not None:
        with work.unit.beyond():  # whoever administers reaches no other's acceptance
            names = not_accepted(work.unit.session, row.version)
        found = tuple(Missing(name, label) for name, label in names)
    _shown(work, "conduct_missing", len(found))
    return MissingView(row.version if row else None, found)


def _shown(work: Work, what: str, count: int) -> None:
    shown = Happening(EntryType.LIST_SHOWN, {"list": what, "shown": count})
    work.enter(work.own_organisation(), shown)


def conduct_now(unit: Unit) -> ConductNow:
    """What is in force, and how many have not accepted it."""
    row = conduct_in_force(unit.session)
    if row is None:
        return ConductNow(None, model=False, missing=0)
    missing = not_accepted(unit.session, row.version)
    return ConductNow(row.version, row.model, len(missing))
