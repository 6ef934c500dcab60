"""The record of processing, made from what the mechanism is configured as.

GDPR art 30; Directive (EU) 2016/680 art 24. Nothing of it is written by hand but what
the catalogue says; what the configuration does not say is `unset`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from referral.actions.work import Work
from referral.records.cases import walked
from referral.records.chains import Happening
from referral.records.organisations import active_organisations, active_services
from referral.rules.acts import Act
from workflows.catalogues import SEALED_FIELDS, service_types
from workflows.data_protection import Named, ProcessingPurpose, duties
from workflows.parts import Retention
from workflows.schema import Pathway
from workflows.vocabulary import EntryType


@dataclass(frozen=True, slots=True)
class Category:
    """A category of data: a drawer and what it holds."""

    drawer: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecipientKind:
    """A kind of organisation that takes part, and what it may be told with consent."""

    kind: str
    regime: str
    organisations: int
    services: tuple[str, ...]
    drawers: tuple[str, ...]
    """What its services need to be told, at most."""


@dataclass(frozen=True, slots=True)
class Erasing:
    """How long one version of a pathway keeps a record."""

    pathway: str
    version: str
    retention: Retention | None
    """None where the procedure sets no period: then no clock erases anything."""


@dataclass(frozen=True, slots=True)
class ProcessingRecord:
    """The record, at one moment."""

    made_at: datetime
    mechanism: str
    footnotes: tuple[str, ...]
    notice: str
    law: str
    authority: str
    controllers: tuple[str, ...]
    """Public names of the organisations that take part, each for what it holds."""
    purposes: tuple[ProcessingPurpose, ...]
    people: tuple[Named, ...]
    categories: tuple[Category, ...]
    recipients: tuple[RecipientKind, ...]
    third_countries: tuple[str, ...] | None
    """Parties of the pathway's transnational scheme; None where it names no scheme."""
    erasing: tuple[Erasing, ...]
    measures: tuple[Named, ...]


def read_processing(work: Work) -> ProcessingRecord:
    """The record of processing as of now; one entry."""
    work.check(Act.READ_PROCESSING)
    fields = {"list": "processing_record"}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    session = work.unit.session
    pathway = work.house.pathways.follow(session).compiled.pathway
    scheme, listed = pathway.transnational, duties()
    return ProcessingRecord(
        made_at=work.now,
        mechanism=pathway.label,
        footnotes=pathway.footnotes,
        notice=pathway.notice,
        law=pathway.regime.law,
        authority=pathway.regime.authority,
        controllers=tuple(each.label for each in active_organisations(session)),
        purposes=listed.purposes,
        people=listed.people,
        categories=tuple(_categories()),
        recipients=tuple(_recipients(work)),
        third_countries=scheme.partners if scheme else None,
        erasing=tuple(_erasing(work, pathway)),
        measures=listed.measures,
    )


def _categories() -> Iterator[Category]:
    for drawer, fields in SEALED_FIELDS.items():
        yield Category(drawer.value, fields)


def _recipients(work: Work) -> Iterator[RecipientKind]:
    session = work.unit.session
    offered: dict[tuple[str, str], set[str]] = {}
    for service, body in active_services(session):
        key = (body.kind.value, body.regime.value)
        offered.setdefault(key, set()).add(service.service_type)
    bodies: dict[tuple[str, str], int] = {}
    for each in active_organisations(session):
        key = (each.kind.value, each.regime.value)
        bodies[key] = bodies.get(key, 0) + 1
    known = service_types()
    for (kind, regime), count in sorted(bodies.items()):
        services = tuple(sorted(offered.get((kind, regime), ())))
        needed = {
            drawer.value
            for name in services
            if name in known
            for drawer in known[name].fields
        }
        yield RecipientKind(kind, regime, count, services, tuple(sorted(needed)))


def _erasing(work: Work, present: Pathway) -> Iterator[Erasing]:
    """The present version, then every other one that cases walk."""
    yield _kept(present)
    session = work.unit.session
    for digest in walked(session):
        pathway = work.house.pathways.version(session, digest).pathway
        if (pathway.name, pathway.version) != (present.name, present.version):
            yield _kept(pathway)


def _kept(pathway: Pathway) -> Erasing:
    return Erasing(pathway.name, pathway.version, pathway.retention)
