"""An invented mechanism: nineteen organisations, two hundred people, a dozen stories.

Everything happens by real acts, on a clock that walks through the last weeks. Names
are code names; no organisation, person or place exists.
"""

import tomllib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.commands.demo_stories import STORIES, Stage
from referral.actions.administer import NewActor, NewOrganisation
from referral.clock import SetClock, system_clock
from referral.exchange.htcds import demo_table
from referral.mechanism import Mechanism
from referral.rules.machine_scope import LONGEST_KEY, PARTNER
from workflows.conduct import model
from workflows.vocabulary import ActorKind, OrganisationKind, Regime, Role

PASSWORD = "invented-people-only"  # noqa: S105 # for a demo on this machine alone
WEEKS = timedelta(weeks=4)
NOT_ACCEPTED = "hana"
"""Who has not accepted the code of conduct: opens nothing in any of the stories."""

WITH_A_MACHINE = "swift"
"""The invented house whose machine answers offers, too."""

OFFICE = NewOrganisation(
    "beacon", "Beacon coordination office", OrganisationKind.COORDINATOR, Regime.GDPR
)
OFFICE_PEOPLE = (("clara", Role.COORDINATOR), ("aurel", Role.AUDITOR))

Progress = Callable[[int, int], None]


class Body(BaseModel):
    """An invented organisation, who signs in for it, and what it offers."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: str
    label: str
    kind: OrganisationKind
    region: str
    regime: Regime = Regime.GDPR
    roles: tuple[Role, ...]
    person: str | None = None
    service: str | None = None


def bodies() -> tuple[Body, ...]:
    """The invented organisations."""
    text = (Path(__file__).parent / "demo_organisations.toml").read_text("utf-8")
    return tuple(Body.model_validate(raw) for raw in tomllib.loads(text)["body"])


def who_can_sign_in(port: int, partner: Path) -> Iterator[str]:
    """What a person who started the demo is told.

    Args:
        port: Where it is served.
        partner: The file with the key of the machine; a demo made earlier has none.
    """
    yield f"Demo with invented people: http://localhost:{port} (this machine only)"
    yield f"Begin here:  http://localhost:{port}/desk/try-it (six steps)"
    yield f'Everybody signs in with the password "{PASSWORD}":'
    for name, role in OFFICE_PEOPLE:
        yield f"  {name:8} {OFFICE.label}: {role.value.replace('_', ' ')}"
    for body in bodies():
        if body.person:
            roles = ", ".join(role.value.replace("_", " ") for role in body.roles)
            yield f"  {body.person:8} {body.label}: {roles}"
    if partner.exists():
        yield f"A partner's machine has its key in {partner}"
    yield f"Is it up:   curl http://localhost:{port}/healthz"
    yield f"Its API:    curl http://localhost:{port}/openapi.json"
    yield "Stop with Ctrl-C."


def invent(data: Path, key: Path, partner: Path, move: Progress) -> None:
    """Make the demo's mechanism from nothing.

    Args:
        data: Where the store is made.
        key: Where its key is laid.
        partner: Where the key of a partner's machine is laid, for the owner alone.
        move: Told how far it is.
    """
    clock = SetClock(system_clock() - WEEKS)
    mechanism, system = Mechanism.create(data, key, OFFICE, invented=True, clock=clock)
    table, invented = demo_table(), bodies()
    ahead, total = len(invented), len(invented) + len(table.rows) + len(STORIES)
    with mechanism:
        stage = Stage(mechanism, clock)
        for name, role in OFFICE_PEOPLE:
            _admit(stage, system.organisation_id, name, role)
        for done, body in enumerate(invented, start=1):
            _found(stage, body)
            move(done, total)
        _lay_key(partner, _machine_key(stage))
        _accept_conduct(stage)
        lena = stage.people["lena"]
        mechanism.import_cases(lena, table, lambda done, _: move(ahead + done, total))
        ahead += len(table.rows)
        for done, story in enumerate(STORIES, start=1):
            clock.advance(days=1, hours=3)
            story(stage)
            move(ahead + done, total)


def _accept_conduct(stage: Stage) -> None:
    """The model is published, and all but one have accepted it."""
    done = stage.mechanism.publish_conduct(stage.people["clara"], model())
    for name, actor in stage.people.items():
        if name != NOT_ACCEPTED:
            stage.mechanism.accept_conduct(actor, done.version or 0)


def _found(stage: Stage, body: Body) -> None:
    mechanism, system = stage.mechanism, stage.mechanism.system()
    new = NewOrganisation(body.code, body.label, body.kind, body.regime, body.region)
    body_id = mechanism.admit_organisation(system, new).id
    stage.bodies[body.code] = body_id
    if body.person:
        _admit(stage, body_id, body.person, *body.roles)
    if body.service:
        stage.services[body.code] = mechanism.list_service(
            system, body_id, body.service, body.label, body.region
        ).id


def _machine_key(stage: Stage) -> str:
    """Admit the machine of an invented house; the key serves for offers alone."""
    mechanism, system = stage.mechanism, stage.mechanism.system()
    body, roles = stage.bodies[WITH_A_MACHINE], frozenset({Role.SERVICE_PROVIDER})
    new = NewActor(body, f"{WITH_A_MACHINE}-machine", roles, ActorKind.MACHINE)
    machine = mechanism.admit_actor(system, new).id
    issued = mechanism.issue_key(system, machine, LONGEST_KEY, PARTNER)
    return str(issued.details["key"])


def _lay_key(path: Path, key: str) -> None:
    """Write a file that nobody but its owner reads."""
    path.touch(0o600, exist_ok=False)
    path.write_text(f"{key}\n", "utf-8")


def _admit(stage: Stage, body_id: UUID, name: str, *roles: Role) -> None:
    mechanism = stage.mechanism
    new = NewActor(body_id, name, frozenset(roles))
    mechanism.admit_actor(mechanism.system(), new, PASSWORD)
    stage.people[name] = mechanism.sign_in(name, PASSWORD).actor
