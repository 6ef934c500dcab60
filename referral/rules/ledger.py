"""Who ever received something of a case: what, on what ground, and who still has it.

Folded from entries alone, those of the case and those of the organisations whose
addresses and inboxes its offers have reached. A line names fields, never what they
hold. What somebody has read cannot be taken back: a copy that was opened and then
destroyed leaves something to be told.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from uuid import UUID

from referral.rules.disclosure import card
from referral.rules.facts import PersonFacts
from referral.rules.ledger_folding import Folding, Key
from referral.rules.ledger_lines import Basis, Line, What, settled
from referral.rules.rebuilt import Told
from workflows.vocabulary import Compartment, EntryType

CARD_FIELDS = tuple(card(PersonFacts(), ""))
EVERY_DRAWER = tuple(sorted(drawer.value for drawer in Compartment))


def ledger(entries: Iterable[Told]) -> tuple[Line, ...]:
    """Fold entries into lines, the oldest first.

    Args:
        entries: Of the case, in order; then those of other timelines, with `seq` 0.
    """
    folding = Folding()
    for told in entries:
        if told.type in FOLDS:
            FOLDS[told.type](folding, told)
    bases = {basis.entry: basis for basis in folding.consents.values()}
    every = (*folding.past, *folding.lines.values())
    lines = (settled(line, bases, erased=folding.erased) for line in every)
    return tuple(sorted(lines, key=lambda line: (line.at, line.entry or 0)))


def _held(folding: Folding, told: Told) -> None:
    """Responsibility begins, and that of whoever had it ends."""
    for key, line in folding.lines.items():
        if line.what is What.RESPONSIBILITY and line.ended_at is None:
            folding.change(key, ended_at=told.at, ended="handed_over")
            break
    folding.begin(
        told,
        What.RESPONSIBILITY,
        told.organisation,
        apart=str(told.seq),
        fields=EVERY_DRAWER,
    )


def _consented(folding: Folding, told: Told) -> None:
    basis = Basis(told.seq, told.word("ground"))
    folding.consents[str(told.about)] = basis


def _withdrawn(folding: Folding, told: Told) -> None:
    name = str(told.about)
    if name in folding.consents:
        before = folding.consents[name]
        folding.consents[name] = replace(before, withdrawn_at=told.at)


def _offered(folding: Folding, told: Told) -> None:
    folding.offer = told.about
    to = told.word("addressee")
    fields = {"about": told.about, "fields": CARD_FIELDS}
    key = folding.begin(told, What.CARD, UUID(to) if to else None, **fields)
    if told.about:
        folding.copies.setdefault(told.about, []).append(key)


def _step(folding: Folding, _: Told) -> None:
    folding.offer = None


def _ended(folding: Folding, told: Told) -> None:
    how = _HOW[told.type]
    for key in folding.copies.get(told.about, []) if told.about else []:
        before = folding.lines[key].ended_at
        folding.change(key, ended_at=before or told.at, ended=how)


def _prepared(folding: Folding, told: Told) -> None:
    to = told.word("recipient")
    names = told.word("rests_on") or ()
    rests_on = tuple(folding.consents[n] for n in names if n in folding.consents)
    key = folding.begin(
        told,
        What.COPY,
        UUID(to) if to else None,
        about=told.about,
        fields=tuple(told.word("fields") or ()),
        rests_on=rests_on,
    )
    if folding.offer:
        folding.copies.setdefault(folding.offer, []).append(key)


def _released(folding: Folding, told: Told) -> None:
    if key := folding.about(What.COPY, told.about):
        folding.change(key, released_at=told.at)


def _destroyed(folding: Folding, told: Told) -> None:
    if key := folding.about(What.COPY, told.about):
        folding.change(key, ended_at=told.at, ended="destroyed")


def _deleted(folding: Folding, told: Told) -> None:
    if key := folding.about(What.COPY, told.about):
        folding.change(key, deleted_at=told.at)


def _copy_opened(folding: Folding, told: Told) -> None:
    key = folding.about(What.COPY, told.about)
    to = {"about": told.about}
    folding.open(told, key or folding.begin(told, What.COPY, told.organisation, **to))


def _card_shown(folding: Folding, told: Told) -> None:
    words = {"about": told.about, "fields": CARD_FIELDS}
    key: Key = (What.CARD, told.organisation, told.about)
    if key not in folding.lines:  # its own offer, looked at; or a name that is gone
        key = folding.begin(told, What.CARD, told.organisation, **words)
    folding.open(told, key)


def _drawer_opened(what: What, folding: Folding, told: Told) -> None:
    drawer = told.word("drawer")
    fields = (drawer,) if drawer else ()
    apart = told.about if what is What.ATTACHMENT else drawer
    words = {"about": told.about, "apart": apart, "fields": fields}
    folding.open(told, folding.begin(told, what, told.organisation, **words))


def _handover_opened(folding: Folding, told: Told) -> None:
    for drawer in told.word("drawers") or ():
        words = {"about": told.about, "apart": drawer, "fields": (drawer,)}
        key = folding.begin(told, What.DRAWER, told.organisation, **words)
        folding.open(told, key)


def _shown(folding: Folding, told: Told) -> None:
    what = What.FACTS if told.word("facts") else What.STATUS
    folding.open(told, folding.begin(told, what, told.organisation))


def _timeline_read(folding: Folding, told: Told) -> None:
    folding.open(told, folding.begin(told, What.TIMELINE, told.organisation))


def _exported(folding: Folding, told: Told) -> None:
    """Taken away by whoever drew it; the keys it was sealed to stand beside."""
    profile = told.word("profile")
    fields = (*([profile] if profile else []), *(told.word("recipients") or ()))
    words = {"apart": " ".join(fields), "fields": fields}
    folding.open(told, folding.begin(told, What.EXPORT, told.organisation, **words))


def _corrected(folding: Folding, told: Told) -> None:
    """Whoever has a copy of these fields has an older version of them."""
    names = set(told.word("fields") or ())
    for key, line in folding.lines.items():
        if (
            line.what is What.COPY
            and line.ended_at is None
            and names & set(line.fields)
        ):
            folding.wrong.setdefault(key, set()).add(told.seq)
            folding.change(key, corrected=True)


def _noted(folding: Folding, told: Told) -> None:
    """Whoever was told it wrongly knows of one correction."""
    for key, unknown in folding.wrong.items():
        if key[1] == told.organisation:
            unknown.discard(told.word("correction") or 0)
            folding.change(key, corrected=bool(unknown))


def _restricted(folding: Folding, told: Told) -> None:
    """Whoever has a copy of it may keep it, and not use it."""
    drawer = told.word("drawer")
    for key, line in folding.lines.items():
        within = {name.partition(".")[0] for name in line.fields}
        copy = line.what is What.COPY and line.ended_at is None
        if copy and (drawer is None or drawer in within):
            folding.kept.setdefault(key, set()).add(told.about)
            folding.change(key, restricted=True)


def _restriction_known(folding: Folding, told: Told) -> None:
    """It was lifted, or whoever has a copy said that it knows."""
    lifted = told.type is EntryType.RESTRICTION_LIFTED
    for key, unknown in folding.kept.items():
        if lifted or key[1] == told.organisation:
            unknown.discard(told.about)
            folding.change(key, restricted=bool(unknown))


def _erased(folding: Folding, told: Told) -> None:
    folding.erased = True
    for key, line in folding.lines.items():
        if line.what in (What.COPY, What.CARD) and line.ended_at is None:
            folding.change(key, ended_at=told.at, ended="erased")


def _refused(folding: Folding, told: Told) -> None:
    """The person wanted nothing: erased, unless a law kept it."""
    if not told.word("kept"):
        _erased(folding, told)


def _granted(folding: Folding, told: Told) -> None:
    to = told.word("to")
    words = {"about": told.about, "apart": told.word("service")}
    folding.begin(told, What.ADDRESS, UUID(to) if to else None, **words)


def _grant_ended(folding: Folding, told: Told) -> None:
    to = told.word("to")
    key = (What.ADDRESS, UUID(to) if to else None, told.word("service"))
    if key in folding.lines:
        folding.change(key, ended_at=told.at, ended="withdrawn")


def _address_opened(folding: Folding, told: Told) -> None:
    """By whoever it was granted to: the service's own people are no recipients."""
    key = (What.ADDRESS, told.organisation, str(told.about))
    if key in folding.lines:
        folding.open(told, key)


def _noticed(what: What, folding: Folding, told: Told) -> None:
    kind = told.word("kind")
    words = {"about": told.about, "apart": f"{told.about}{kind}"}
    folding.begin(told, what, told.organisation, fields=(kind,) * bool(kind), **words)


_HOW = {
    EntryType.OFFER_DECLINED: "declined",
    EntryType.OFFER_UNDONE: "undone",
    EntryType.OFFER_WITHDRAWN: "withdrawn",
    EntryType.OFFER_RECALLED: "recalled",
    EntryType.NO_SHOW_REPORTED: "no_show",
    EntryType.OFFER_EXPIRED: "expired",
    EntryType.OFFER_RETURNED: "returned",
    EntryType.SERVICE_COMPLETED: "completed",
    EntryType.PROVIDER_CLOSED: "provider_closed",
}
Fold = Callable[[Folding, Told], None]
FOLDS: Mapping[EntryType, Fold] = {
    **dict.fromkeys(_HOW, _ended),
    EntryType.CASE_OPENED: _held,
    EntryType.CASE_IMPORTED: _held,
    EntryType.HOLDER_CHANGED: _held,
    EntryType.CONSENT_RECORDED: _consented,
    EntryType.CONSENT_WITHDRAWN: _withdrawn,
    EntryType.OFFER_MADE: _offered,
    EntryType.STEP_TAKEN: _step,
    EntryType.DISCLOSURE_PREPARED: _prepared,
    EntryType.DISCLOSURE_RELEASED: _released,
    EntryType.DISCLOSURE_DESTROYED: _destroyed,
    EntryType.DELETION_CONFIRMED: _deleted,
    EntryType.CORRECTION_NOTED: _noted,
    EntryType.RESTRICTION_SET: _restricted,
    EntryType.RESTRICTION_LIFTED: _restriction_known,
    EntryType.RESTRICTION_NOTED: _restriction_known,
    EntryType.DISCLOSURE_OPENED: _copy_opened,
    EntryType.CARD_SHOWN: _card_shown,
    EntryType.CONTENT_OPENED: partial(_drawer_opened, What.DRAWER),
    EntryType.HANDOVER_OPENED: _handover_opened,
    EntryType.ATTACHMENT_OPENED: partial(_drawer_opened, What.ATTACHMENT),
    EntryType.LIST_SHOWN: _shown,
    EntryType.TIMELINE_READ: _timeline_read,
    EntryType.TIMELINE_EXPORTED: _exported,
    EntryType.QUESTION_READ: _timeline_read,
    EntryType.CONTENT_RECORDED: _corrected,
    EntryType.PERSON_ERASED: _erased,
    EntryType.REFUSAL_RECORDED: _refused,
    EntryType.ADDRESS_GRANTED: _granted,
    EntryType.ADDRESS_GRANT_ENDED: _grant_ended,
    EntryType.ADDRESS_OPENED: _address_opened,
    EntryType.NOTICE_DELIVERED: partial(_noticed, What.NOTICE),
    EntryType.WEBHOOK_DELIVERED: partial(_noticed, What.WEBHOOK),
}
"""Every kind of entry by which something is received, ends, or has to be told."""
ELSEWHERE = (
    EntryType.ADDRESS_GRANTED,
    EntryType.ADDRESS_GRANT_ENDED,
    EntryType.ADDRESS_OPENED,
    EntryType.NOTICE_DELIVERED,
    EntryType.WEBHOOK_DELIVERED,
)
"""Those that stand on an organisation's own timeline."""
