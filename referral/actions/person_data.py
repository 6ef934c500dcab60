"""Everything that is held about the person of one case, for the person.

GDPR arts 15 and 20; Directive (EU) 2016/680 art 14. Whoever holds the case asks for it,
once they know that it is the person who asks. Organisations are named by their kind,
staff not at all. A text that tells where a safe place is stays behind: who holds the
sheet may not be alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from referral.actions.facts import compiled_for
from referral.actions.person_data_parts import (
    attached,
    consented,
    drawers,
    happened,
    held,
    left,
    of_body,
    received,
    restricted,
    said,
)
from referral.actions.person_data_plan import of_plan
from referral.actions.retention import kept_now
from referral.actions.work import Asked, Work, case_for
from referral.errors import GuardNotMet, NotPermitted
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.sealed_values import drawers_with_content
from referral.rules.deciding import Act, drawers_of
from referral.vault.framing import canonical
from workflows.data_protection import duties
from workflows.schema import Pathway
from workflows.vocabulary import (
    ActorKind,
    Compartment,
    EntryType,
    IdentityProof,
    Purpose,
)

FORMAT = "person-data/v1"


@dataclass(frozen=True, slots=True)
class PersonData:
    """What is held about a person, as plain words, and the digest of it."""

    case_id: UUID
    held: Mapping[str, Any] = field(repr=False)
    sha256: str
    """Of the canonical JSON (RFC 8785); the entry holds it, too."""


def give_person_data(work: Work, case_id: UUID, identity: IdentityProof) -> PersonData:
    """Put together what is held about the person of a case, and say so in an entry.

    Raises:
        GuardNotMet: if nothing is known that tells who the person is.
        Erased: if the person was erased.
        NotPermitted: for a machine, which has seen nobody; and for whoever opens no
            drawer now.
    """
    case = case_for(work, case_id, Act.GIVE_PERSON_DATA)
    if work.actor.kind is not ActorKind.PERSON:
        raise NotPermitted(
            "Somebody has to know that it is the person who asks.",
            missing=("person",),
        )
    _check_known(work, case)
    opens = _opened(work, case)
    told = {
        "format": FORMAT,
        **_head(work, case, identity),
        "drawers": list(drawers(work, case, opens)),
        "statements": list(said(work, case)),
        "messages": list(left(work, case, opens)),
        "consents": list(consented(work, case)),
        "received": list(received(work, case)),
        **of_plan(work, case, opens),
        "attachments": list(attached(work, case, opens)),
        "restrictions": list(restricted(work, case)),
        "holds": list(held(work, case)),
        "entries": list(happened(work, case)),
    }
    digest = sha256(canonical(told)).hexdigest()
    fields = {
        "identity": identity.value,
        "drawers": [word.value for word in opens],
        "sha256": digest,
    }
    given = Happening(EntryType.PERSON_DATA_GIVEN, fields, Purpose.PERSON_ASKED)
    work.enter(case, given)
    return PersonData(case.id, told, digest)


def _opened(work: Work, case: Case) -> list[Compartment]:
    """The drawers that open for this; refused where opening them would be."""
    may_open = drawers_of(Act.GIVE_PERSON_DATA, work.asker(case))
    asked = Asked(may_open, Purpose.PERSON_ASKED)
    work.check_on(case.id, Act.GIVE_PERSON_DATA, asked)
    return [word for word in Compartment if word in may_open]


def _check_known(work: Work, case: Case) -> None:
    there = drawers_with_content(work.unit.session, case.person_id)
    if Compartment.IDENTITY not in there:
        raise GuardNotMet(
            "Nobody can know that it is this person: who they are is not recorded.",
            missing=("identity_recorded",),
        )


def _head(work: Work, case: Case, identity: IdentityProof) -> dict[str, Any]:
    """What GDPR art 15(1) asks for beside the data: why, for whom, how long."""
    pathway, regime = compiled_for(work, case).pathway, work.actor.regime
    closed = set(Compartment) - drawers_of(Act.GIVE_PERSON_DATA, work.asker(case))
    return {
        "code": case.code,
        "made_at": _moment(work.now),
        "identity": identity.value,
        "opened_at": _moment(case.opened_at),
        "held_by": of_body(work, case.holder_id),
        "regime": regime.value,
        "law": {"law": pathway.regime.law, "authority": pathway.regime.authority},
        "stages": dict(_stages(pathway, case)),
        "purposes": [
            each.model_dump(mode="json", include={"purpose", "label", "grounds"})
            for each in duties().purposes
            if regime in each.regimes
        ],
        "kept": _kept(work, case),
        "not_opened": sorted(word.value for word in closed),
    }


def _stages(pathway: Pathway, case: Case) -> Iterator[tuple[str, str]]:
    for track, stage in case.stages().items():
        if stage:
            yield track.value, pathway.track(track).stage(stage).label


def _kept(work: Work, case: Case) -> dict[str, Any]:
    now = kept_now(work, case)
    rule = now.rule
    return {
        "state": now.state.value,
        "keep": rule.keep.model_dump(mode="json") if rule else None,
        "ground": rule.ground.model_dump(mode="json") if rule else None,
        "over_at": _moment(now.over_at) if now.over_at else None,
    }


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
