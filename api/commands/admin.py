"""`referral admin`: set a mechanism up. Whoever holds the key file is the operator."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.commands import keys_at
from api.commands.common import REFUSED, opened, refuse, say, settings, tell
from api.commands.machines import PartnerOption, say_given, scope_of
from workflows.vocabulary import ActorKind, OrganisationKind, Regime, Role

if TYPE_CHECKING:
    from referral.actions.administer import NewOrganisation
    from referral.actions.work import Done
    from referral.rules.results import Result

app = typer.Typer(help="Set a mechanism up.", no_args_is_help=True)

CodeArg = Annotated[str, typer.Argument(help="Short name, unique in the mechanism")]
LabelOption = Annotated[str, typer.Option("--label", help="Name that people read")]


@app.command()
def init(
    code: CodeArg,
    label: LabelOption,
    pathway: Annotated[
        str, typer.Option(help="Shipped pathway for new cases, or a file .toml")
    ] = "convention",
    *,
    invented: Annotated[
        bool, typer.Option("--invented", help="For trying: everybody will be made up")
    ] = False,
) -> None:
    """Make a new mechanism: first key, store, and its coordinating body."""
    from api.settings import ON_ONE_VOLUME, one_volume  # noqa: PLC0415 # lazy
    from referral.mechanism import Mechanism  # noqa: PLC0415 # lazy

    chosen = settings()
    office = _new(code, label, OrganisationKind.COORDINATOR, Regime.GDPR, "")
    if one_volume(chosen) and not (chosen.key_beside_data or invented):
        refuse(ON_ONE_VOLUME)
    walked, proven = _explored(pathway)
    ring = keys_at.ring(chosen)
    mechanism, system = Mechanism.create(
        chosen.store,
        ring,
        office,
        pathway=walked,
        proven=proven,
        invented=invented,
        migrator=chosen.store_migrator,
    )
    mechanism.close()
    say(f"organisation {system.organisation_id}")
    say(f"key {ring.newest().epoch}: keep a copy elsewhere, never beside the data")


@app.command()
def migrate() -> None:
    """Bring a PostgreSQL database up to date, as the role that owns its tables."""
    from referral.mechanism.opening import migrate_postgres  # noqa: PLC0415 # lazy

    chosen = settings()
    if not chosen.store.startswith("postgresql"):
        refuse("the embedded store brings itself up to date when it is opened")
    if chosen.store_migrator is None:
        refuse("set store_migrator: the address for the role that owns the tables")
    migrate_postgres(chosen.store, chosen.store_migrator)
    say("up to date")


def _explored(pathway: str) -> "tuple[str | Path, list[Result]]":
    """A shipped pathway by its name; one of your own is explored before it is used."""
    from api.commands.exploring import (  # noqa: PLC0415 # lazy
        explored_and_told,
        passes,
        results_of,
    )
    from api.commands.pathways import or_refuse  # noqa: PLC0415 # lazy

    if not pathway.endswith(".toml"):
        return pathway, []
    file = Path(pathway)
    found = explored_and_told({file.name: or_refuse(pathway)[1]})
    if not all(map(passes, found.values())):
        raise typer.Exit(REFUSED)
    return file, results_of(found.values())


@app.command()
def organisation(
    code: CodeArg,
    label: LabelOption,
    kind: Annotated[OrganisationKind, typer.Option(help="What it is")],
    regime: Annotated[
        Regime, typer.Option(help="Data-protection law it works under")
    ] = Regime.GDPR,
    region: Annotated[str, typer.Option(help="Coarse code of its area")] = "",
) -> None:
    """Admit an organisation."""
    with opened() as mechanism:
        new = _new(code, label, kind, regime, region)
        done = mechanism.admit_organisation(mechanism.system(), new)
    say(f"organisation {done.id}")


def _new(
    code: str, label: str, kind: OrganisationKind, regime: Regime, region: str
) -> "NewOrganisation":
    from referral.actions.administer import NewOrganisation  # noqa: PLC0415 # lazy

    return NewOrganisation(code, label, kind, regime, region)


@app.command()
def actor(
    name: Annotated[str, typer.Argument(help="Sign-in name")],
    organisation_id: Annotated[UUID, typer.Option("--organisation")],
    role: Annotated[list[Role], typer.Option(help="Once for each role")],
    *,
    machine: Annotated[
        bool, typer.Option("--machine", help="A machine: prints its key once")
    ] = False,
    partner: PartnerOption = False,
    days: Annotated[int, typer.Option(help="Lifetime of a machine's key")] = 90,
) -> None:
    """Admit a person, and print a first password once; or a machine."""
    from referral.actions.administer import NewActor  # noqa: PLC0415 # lazy

    if partner and not machine:
        refuse("--partner is for the key of a machine")
    kind = ActorKind.MACHINE if machine else ActorKind.PERSON
    with opened() as mechanism:
        system = mechanism.system()
        new = NewActor(organisation_id, name, frozenset(role), kind)
        done = mechanism.admit_actor(system, new)
        say(f"actor {done.id}")
        for joint in done.details["asked"]:
            say(f"asked {joint}: a coordinator has to agree to a role")
        if machine:
            scope, lifetime = scope_of(None, partner=partner), timedelta(days=days)
            say_given(mechanism.issue_key(system, done.id, lifetime, scope))
        else:
            _told(mechanism.give_first_password(system, done.id))


@app.command()
def first_password(
    person: Annotated[UUID, typer.Argument(help="Who never came in so far")],
) -> None:
    """Print another first password, once; the one before it opens nothing more."""
    with opened() as mechanism:
        _told(mechanism.give_first_password(mechanism.system(), person))


@app.command()
def let_in_again(
    person: Annotated[UUID, typer.Argument(help="Who has lost what they sign in with")],
) -> None:
    """Print a first password for somebody; passkeys, app, codes and sessions end."""
    with opened() as mechanism:
        _told(mechanism.forget_factors(mechanism.system(), person))
    say("A new second factor is set up with the next sign-in")


def _told(done: "Done") -> None:
    say(f"password {done.details['password']}")
    say(f"It opens until {done.details['until']}, and has to be replaced at once")


@app.command()
def service(
    service_type: Annotated[str, typer.Argument(help="Word of the catalogue")],
    label: LabelOption,
    organisation_id: Annotated[UUID, typer.Option("--organisation")],
    region: Annotated[str, typer.Option(help="Coarse code of its area")] = "",
) -> None:
    """List a service that can be asked."""
    with opened() as mechanism:
        done = mechanism.list_service(
            mechanism.system(), organisation_id, service_type, label, region
        )
    say(f"service {done.id}")


@app.command()
def permissions(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One document")] = False,
) -> None:
    """Print who may do and see what, from the tables that decide."""
    from api.views_access import PermissionLine  # noqa: PLC0415 # lazy

    with opened() as mechanism:
        found = mechanism.permissions(mechanism.system())
    lines = [PermissionLine.model_validate(each) for each in found]
    if as_json:
        tell({"items": [line.model_dump(mode="json") for line in lines]})
        return
    for line in lines:
        drawers = ", ".join(line.drawers) or "-"
        say(f"{line.role} · {line.relation} · {line.regime}")
        say(f"  opens: {drawers}; sees: {', '.join(line.header) or '-'}")
        say(f"  may: {', '.join(line.acts)}")


@app.command()
def canary(
    code: Annotated[str, typer.Argument(help="Short code of a made-up case")],
) -> None:
    """Ask a coordinator to mark a made-up case: opening it raises an alarm."""
    with opened() as mechanism:
        done = mechanism.ask_canary(mechanism.system(), code)
    say(f"asked {done.id}: a coordinator has to agree")


@app.command()
def unlock(
    actor_id: Annotated[UUID, typer.Argument(help="Who was locked out")],
) -> None:
    """Ask a coordinator to let somebody in again who was locked out."""
    with opened() as mechanism:
        done = mechanism.ask_unlocking(mechanism.system(), actor_id)
    say(f"asked {done.id}: a coordinator has to agree")


@app.command()
def role(
    actor_id: Annotated[UUID, typer.Argument(help="Who gets it")],
    word: Annotated[Role, typer.Argument(metavar="ROLE", help="One more role")],
) -> None:
    """Give somebody one more role; once cases are open a coordinator has to agree."""
    with opened() as mechanism:
        done = mechanism.give_role(mechanism.system(), actor_id, word)
    asked = done.kind == "joint_act"
    say(f"asked {done.id}: a coordinator has to agree" if asked else f"given {word}")
