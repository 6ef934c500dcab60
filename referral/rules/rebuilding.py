"""What the rows of a case must be, rebuilt from its entries alone.

Whoever edits a row leaves no entry: then the row is not what the entries say. What
lies in a payload that was erased is not known, and nothing is said of it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from referral.rules.rebuilt import Rebuilt, Told
from workflows.vocabulary import EntryType, JointKind, Relation, Track

Starts = Callable[[bytes], Mapping[Track, str] | None]
"""The first stages of a pathway version; None if its text is not kept."""


def rebuild(case: UUID, entries: Iterable[Told], starts: Starts) -> Rebuilt:
    """Read a case's entries, the oldest first."""
    rebuilt = Rebuilt(case)
    for told in entries:
        rebuilt.last = told.seq
        if told.type in _OPENS:
            _opened(rebuilt, told, starts)
        elif told.type in _SAYS:
            _SAYS[told.type](rebuilt, told)
        if told.type in _RAISES:
            rebuilt.raise_version(told)
    return rebuilt


def _opened(rebuilt: Rebuilt, told: Told, starts: Starts) -> None:
    first = {"holder_id": told.organisation, "opened_at": told.at, "erased_at": None}
    first["met_at"] = told.occurred_at if told.type is EntryType.CASE_OPENED else None
    rebuilt.say(told, "case", None, **first, version=range(1, 2))
    for relation in (Relation.FINDER, Relation.HOLDER):
        rebuilt.join(told, relation, told.organisation)
    if told.word("pathway_digest"):
        digest = bytes.fromhex(told.word("pathway_digest"))
        rebuilt.say(told, "case", None, pathway_digest=digest)
        stages = starts(digest)
        if stages is not None:
            begun = {track.value: stages.get(track, "") for track in Track}
            rebuilt.say(told, "case", None, **begun)


def _step(rebuilt: Rebuilt, told: Told) -> None:
    rebuilt.cause = told
    if told.track is not None:
        rebuilt.say(told, "case", None, **{told.track.value: told.to_stage})


def _upgraded(rebuilt: Rebuilt, told: Told) -> None:
    tracks = [track.value for track in Track]
    if told.fields is None:
        rebuilt.forget("case", None, "pathway_digest", *tracks)
        return
    digest, stages = told.word("to_pathway"), told.word("to_stages")
    stands = {track: stages.get(track, "") for track in tracks}
    rebuilt.say(told, "case", None, pathway_digest=bytes.fromhex(digest), **stands)


def _consented(rebuilt: Rebuilt, told: Told) -> None:
    said = partial(rebuilt.say, told, "consent", told.about)
    said(recorded_at=told.at, withdrawn_at=None)
    if told.occurred_at is not None:
        said(given_at=told.occurred_at)
    if told.says("recipient"):
        said(recipient_id=_id(told.word("recipient")))
        said(expires_at=_moment(told.word("expires_at")))


def _offered(rebuilt: Rebuilt, told: Told) -> None:
    rebuilt.cause = told
    said = partial(rebuilt.say, told, "offer", told.about)
    said(stage=told.to_stage, version=1, sender_id=told.organisation)
    said(offered_by=told.actor, offered_at=told.at)
    said(answered_by=None, answered_at=None, decline_reason=None)
    if told.fields is not None:
        said(kind=told.word("kind"), addressee_id=_id(told.word("addressee")))
        said(leaves_at=_moment(told.word("leaves_at")))
    if told.says("answer_by"):
        said(answer_by=_moment(told.word("answer_by")))


def _moved(rebuilt: Rebuilt, told: Told) -> None:
    """A step of an offer; who was a provider by it is none once it has ended."""
    said = partial(rebuilt.say, told, "offer", told.about)
    before = rebuilt.known("offer", told.about).get("version", 0)
    said(stage=told.to_stage, version=before + 1)
    if told.type in (EntryType.OFFER_ACCEPTED, EntryType.OFFER_DECLINED):
        said(answered_at=told.at, answered_by=told.actor)
    if told.type is EntryType.OFFER_DECLINED:
        rebuilt.forget("offer", told.about, "decline_reason")
        if told.word("reason"):
            said(decline_reason=told.word("reason"))
    if told.word("answer_by"):  # a reply, or a spoken yes in its place
        said(answer_by=_moment(told.word("answer_by")))
    if told.type is EntryType.OFFER_ACCEPTED and told.about and told.organisation:
        rebuilt.providers[told.about] = told.organisation
        rebuilt.join(told, Relation.PROVIDER, told.organisation)
    if told.type in _ENDS and told.about in rebuilt.providers:
        rebuilt.leave(told, Relation.PROVIDER, rebuilt.providers.pop(told.about))


def _handed_over(rebuilt: Rebuilt, told: Told) -> None:
    before = rebuilt.known("case").get("holder_id")
    rebuilt.leave(told, Relation.HOLDER, before)
    rebuilt.join(told, Relation.FORMER_HOLDER, before)
    rebuilt.join(told, Relation.HOLDER, told.organisation)
    rebuilt.say(told, "case", None, holder_id=told.organisation)


def _prepared(rebuilt: Rebuilt, told: Told) -> None:
    """A copy: for an offer, or for the authority that a step tells something."""
    cause = rebuilt.cause
    offered = cause is not None and cause.type is EntryType.OFFER_MADE
    said = partial(rebuilt.say, told, "disclosure", told.about)
    said(prepared_at=told.at, released_at=None, destroyed_at=None)
    said(deletion_confirmed_at=None)
    said(referral_id=cause.about if cause and offered else None)
    if told.fields is not None:
        said(recipient_id=_id(told.word("recipient")))
        said(manifest_hash=bytes.fromhex(told.word("manifest_hash")))
    if not offered:
        rebuilt.join(told, Relation.AUTHORITY, _id(told.word("recipient")))


def _erased(rebuilt: Rebuilt, told: Told) -> None:
    rebuilt.say(told, "case", None, erased_at=told.at)
    for (table, name), row in list(rebuilt.rows.items()):
        column = {"disclosure": "destroyed_at", "attachment": "removed_at"}.get(table)
        if column and row.get(column) is None:
            rebuilt.say(told, table, name, **{column: told.at})


def _refused(rebuilt: Rebuilt, told: Told) -> None:
    """Somebody wanted nothing: erased at once, unless a law kept it.

    Its payload is gone only behind a later erasure, which says the same.
    """
    if told.says("kept") and not told.word("kept"):
        _erased(rebuilt, told)


def _moment_of(table: str, column: str) -> Callable[[Rebuilt, Told], None]:
    """A column that is the moment of the entry about its row."""

    def say(rebuilt: Rebuilt, told: Told) -> None:
        rebuilt.say(told, table, told.about, **{column: told.at})

    return say


def _held(rebuilt: Rebuilt, told: Told) -> None:
    said = partial(rebuilt.say, told, "legal_hold", told.about)
    said(set_at=told.at, set_by=told.actor, lifted_at=None)


def _restricted(rebuilt: Rebuilt, told: Told) -> None:
    said = partial(rebuilt.say, told, "use_restriction", told.about)
    said(set_at=told.at, set_by=told.actor, lifted_at=None)
    if told.says("drawer"):
        said(drawer=told.word("drawer"))


def _kept_away(rebuilt: Rebuilt, told: Told) -> None:
    said = partial(rebuilt.say, told, "conflict", told.about)
    said(stated_at=told.at, stated_by=told.actor, lifted_at=None)
    if told.says("organisation"):
        said(organisation_id=_id(told.word("organisation")))
        actor = told.word("actor") if told.says("actor") else None
        said(actor_id=_id(actor))


def _broke(rebuilt: Rebuilt, told: Told) -> None:
    said = partial(rebuilt.say, told, "glass_broken", told.about)
    said(broken_at=told.at, actor_id=told.actor, reviewed_at=None, expired_at=None)


def _reviewed(rebuilt: Rebuilt, told: Told) -> None:
    said = partial(rebuilt.say, told, "glass_broken", told.about)
    said(reviewed_at=told.at, reviewed_by=told.actor)
    if told.says("outcome"):
        said(outcome=told.word("outcome"))


def _attached(rebuilt: Rebuilt, told: Told) -> None:
    said = partial(rebuilt.say, told, "attachment", told.about)
    said(added_at=told.at, author_id=told.actor, removed_at=None)
    if told.says("drawer"):
        said(drawer=told.word("drawer"))


def _answered_together(rebuilt: Rebuilt, told: Told) -> None:
    """A ground that was answered changes the case; other joint acts do not yet."""
    if told.fields is None:
        rebuilt.raise_version(told, least=0)
    elif told.word("kind") == JointKind.CONFIRM_GROUND:
        rebuilt.raise_version(told)


def _id(word: str | None) -> UUID | None:
    return UUID(word) if word else None


def _moment(word: str | None) -> datetime | None:
    return datetime.fromisoformat(word) if word else None


_OPENS = frozenset({EntryType.CASE_OPENED, EntryType.CASE_IMPORTED})
_ENDS = frozenset(
    {
        EntryType.OFFER_DECLINED,
        EntryType.OFFER_UNDONE,
        EntryType.OFFER_WITHDRAWN,
        EntryType.OFFER_RECALLED,
        EntryType.NO_SHOW_REPORTED,
        EntryType.OFFER_EXPIRED,
        EntryType.OFFER_RETURNED,
        EntryType.SERVICE_COMPLETED,
        EntryType.PROVIDER_CLOSED,
    }
)
_MOVES = _ENDS | {
    EntryType.OFFER_ACCEPTED,
    EntryType.ARRIVAL_CONFIRMED,
    EntryType.OFFER_QUESTIONED,
    EntryType.OFFER_REPLIED,
    EntryType.TELEPHONE_YES_RECORDED,
    EntryType.TELEPHONE_YES_DISPUTED,
    EntryType.SERVICE_STARTED,
}
_SAYS: Mapping[EntryType, Callable[[Rebuilt, Told], None]] = {
    **dict.fromkeys(_MOVES, _moved),
    EntryType.STEP_TAKEN: _step,
    EntryType.CASE_UPGRADED: _upgraded,
    EntryType.CONSENT_RECORDED: _consented,
    EntryType.CONSENT_WITHDRAWN: _moment_of("consent", "withdrawn_at"),
    EntryType.OFFER_MADE: _offered,
    EntryType.HOLDER_CHANGED: _handed_over,
    EntryType.DISCLOSURE_PREPARED: _prepared,
    EntryType.DISCLOSURE_RELEASED: _moment_of("disclosure", "released_at"),
    EntryType.DISCLOSURE_DESTROYED: _moment_of("disclosure", "destroyed_at"),
    EntryType.DELETION_CONFIRMED: _moment_of("disclosure", "deletion_confirmed_at"),
    EntryType.PERSON_ERASED: _erased,
    EntryType.REFUSAL_RECORDED: _refused,
    EntryType.HOLD_SET: _held,
    EntryType.HOLD_LIFTED: _moment_of("legal_hold", "lifted_at"),
    EntryType.RESTRICTION_SET: _restricted,
    EntryType.RESTRICTION_LIFTED: _moment_of("use_restriction", "lifted_at"),
    EntryType.CONFLICT_STATED: _kept_away,
    EntryType.CONFLICT_LIFTED: _moment_of("conflict", "lifted_at"),
    EntryType.GLASS_BROKEN: _broke,
    EntryType.GLASS_REVIEWED: _reviewed,
    EntryType.GLASS_EXPIRED: _moment_of("glass_broken", "expired_at"),
    EntryType.ATTACHMENT_ADDED: _attached,
    EntryType.ATTACHMENT_REMOVED: _moment_of("attachment", "removed_at"),
    EntryType.JOINT_ACT_APPROVED: _answered_together,
    EntryType.JOINT_ACT_REFUSED: _answered_together,
}
_RAISES = _MOVES | {
    EntryType.STEP_TAKEN,
    EntryType.CASE_UPGRADED,
    EntryType.CLOCK_CHANGED,
    EntryType.CONTENT_RECORDED,
    EntryType.FACTS_RECORDED,
    EntryType.SIGNS_RECORDED,
    EntryType.CONSENT_RECORDED,
    EntryType.CONSENT_WITHDRAWN,
    EntryType.OFFER_MADE,
    EntryType.PERSON_ERASED,
    EntryType.REFUSAL_RECORDED,
    EntryType.HOLD_SET,
    EntryType.HOLD_LIFTED,
    EntryType.RESTRICTION_SET,
    EntryType.RESTRICTION_LIFTED,
    EntryType.CONFLICT_STATED,
    EntryType.CONFLICT_LIFTED,
}
"""Entries of acts that make older forms stale."""

READ_WITH_FIELDS = (frozenset(_SAYS) | _OPENS) - {
    EntryType.STEP_TAKEN,
    EntryType.PERSON_ERASED,
}
"""Entries whose payload says something of a row."""
