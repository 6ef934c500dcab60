"""Preparing a sealed copy of what need and consent both allow."""

from collections.abc import Mapping
from hashlib import sha256
from secrets import token_hex
from typing import Any
from uuid import UUID

from referral.actions.facts import consents_for_rules
from referral.actions.safe_places import check_telling, tells, texts_of
from referral.actions.work import Work
from referral.errors import OffThePath
from referral.records.cases import Case, statements
from referral.records.chains import Happening
from referral.records.organisations import organisation
from referral.records.referrals import Disclosure
from referral.rules.disclosure import Plan, handling
from referral.vault.framing import canonical
from workflows.vocabulary import Compartment, EntryType, Purpose, Regime


def prepare(
    work: Work, case: Case, planned: Plan, recipient_id: UUID, referral_id: UUID | None
) -> Disclosure:
    """Seal the planned fields for one organisation, held back until released.

    The manifest names what is inside and what it rests on; both sides keep its hash.
    Raises `SafeAddressFound` if a text tells where a safe place is.
    """
    disclosure_id = work.new_id()
    content = _content(work, case, planned)
    checked = check_telling(work, texts_of(content), recipient_id)
    caveats = _caveats(work, case, planned, recipient_id)
    manifest = _manifest(disclosure_id, planned, content, caveats)
    manifest_hash = sha256(canonical(manifest)).digest()
    keyring = work.house.keyring
    disclosure = Disclosure(
        id=disclosure_id,
        case_id=case.id,
        recipient_id=recipient_id,
        referral_id=referral_id,
        box=keyring.copy_for(work.unit, disclosure_id, recipient_id, content),
        manifest_hash=manifest_hash,
        prepared_at=work.now,
    )
    work.unit.session.add(disclosure)
    work.seal(case, disclosure_id, Compartment.OPERATIONAL, manifest)
    fields = {
        **{name: manifest[name] for name in ("fields", "rests_on")},
        "recipient": str(recipient_id),
        "manifest_hash": manifest_hash.hex(),
        "addresses_checked": checked,
    }
    prepared = Happening(EntryType.DISCLOSURE_PREPARED, fields, about=disclosure_id)
    work.enter(case, prepared)
    return disclosure


def _caveats(work: Work, case: Case, planned: Plan, recipient_id: UUID) -> list[str]:
    body = organisation(work.unit.session, recipient_id)
    grounds = {each.id for each in consents_for_rules(work, case) if each.ground}
    found = handling(
        planned,
        enforcement=body is None or body.regime is Regime.LAW_ENFORCEMENT,
        on_ground=not grounds.isdisjoint(planned.rests_on),
    )
    return [each.value for each in found]


def _manifest(
    copy_id: UUID, planned: Plan, content: Mapping[str, Any], caveats: list[str]
) -> dict[str, Any]:
    """What a copy holds and rests on, and how it is to be handled.

    Its hash lies open, so a salt is sealed in it: without that nobody can try names
    until one fits, and once it is destroyed nobody ever can.
    """
    return {
        "disclosure": str(copy_id),
        "fields": list(planned.names()),
        "filled": _filled(content),
        "handling": caveats,
        "rests_on": list(planned.rests_on),
        "salt": token_hex(32),
        "content_sha256": sha256(canonical(content)).hexdigest(),
    }


def check_copy(work: Work, disclosure: Disclosure) -> None:
    """Look through a sealed copy once more: an address may have become known since.

    Raises:
        OffThePath: if it tells one. What, the recipient is not told either.
    """
    recipient = disclosure.recipient_id
    content = work.house.keyring.open_copy(
        work.unit, disclosure.id, recipient, disclosure.box
    )
    if tells(work, texts_of(content), recipient):
        told = "What was sealed cannot be released as it is. Ask for a new offer."
        raise OffThePath(told, missing=("new_offer",))


def release(work: Work, case: Case, disclosure: Disclosure) -> None:
    """Let the recipient open its copy from now on."""
    disclosure.released_at = work.now
    work.unit.session.add(disclosure)
    work.enter(
        case,
        Happening(
            EntryType.DISCLOSURE_RELEASED,
            {"manifest_hash": disclosure.manifest_hash.hex()},
            about=disclosure.id,
        ),
    )


def _content(work: Work, case: Case, planned: Plan) -> dict[str, Any]:
    """The planned fields that are filled in, by drawer; statements apart."""
    content: dict[str, Any] = {}
    opened = work.open_drawers(case, planned.fields.keys(), Purpose.PROTECTION)
    for drawer, names in planned.fields.items():
        if drawer is Compartment.NARRATIVE:
            content["statements"] = _statements(work, case, names)
            continue
        held = opened.get(drawer, {})
        content[drawer.value] = {name: held[name] for name in names if name in held}
    return content


def _statements(
    work: Work, case: Case, names: tuple[str, ...]
) -> list[Mapping[str, Any]]:
    """Statements with what they claim to be: fact, account or assessment."""
    found: list[Mapping[str, Any]] = []
    for statement in statements(work.unit.session, case.id):
        held = work.open(
            case.id, statement.id, Compartment.NARRATIVE, Purpose.PROTECTION
        )
        kind = statement.kind.value
        found.extend({"kind": kind, name: held[name]} for name in names if name in held)
    return found


def _filled(content: Mapping[str, Any]) -> list[str]:
    return sorted(
        f"{drawer}.{name}"
        for drawer, fields in content.items()
        if isinstance(fields, dict)
        for name in fields
    )


def manifest(work: Work, disclosure: Disclosure) -> dict[str, list[str]]:
    """What a disclosure holds and rests on, by name: never a value."""
    words: dict[str, list[str]] = work.open(
        disclosure.case_id, disclosure.id, Compartment.OPERATIONAL, Purpose.AUDIT
    )
    return words


def destroy(work: Work, case: Case, disclosure: Disclosure) -> None:
    """Destroy the recipient's key to a sealed copy."""
    work.house.keyring.destroy_copy(work.unit, disclosure.id, disclosure.recipient_id)
    disclosure.destroyed_at = work.now
    work.unit.session.add(disclosure)
    work.enter(
        case,
        Happening(
            EntryType.DISCLOSURE_DESTROYED,
            {"manifest_hash": disclosure.manifest_hash.hex()},
            about=disclosure.id,
        ),
    )
