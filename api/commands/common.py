"""What the commands share: settings, opening, progress, answers for machines."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

if TYPE_CHECKING:
    from api.settings import Settings
    from referral.actions.work import OnDuty
    from referral.delivery.witnesses import Policy
    from referral.mechanism import Mechanism

REFUSED, DONE = 1, 0

_CHOSEN: dict[str, Any] = {}


def choose(**stated: str | Path | bool | None) -> None:
    """Options before the command win over the environment."""
    _CHOSEN.clear()
    _CHOSEN.update({name: value for name, value in stated.items() if value})


def settings() -> "Settings":
    """Settings of this run."""
    from api.settings import Settings  # noqa: PLC0415 # lazy: commands start fast

    return Settings(**_CHOSEN)


def leave_no_dump() -> None:
    """A process that holds keys is not written to a disk when it crashes."""
    import resource  # noqa: PLC0415 # lazy

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def opened(store: str | None = None) -> Iterator["Mechanism"]:
    """The mechanism of the settings, or another store's, closed again afterwards."""
    from api.commands import (  # noqa: PLC0415 # lazy
        contacts,
        keys_at,
        letting_in,
        reaching,
        telling,
    )
    from referral.mechanism import Mechanism  # noqa: PLC0415 # lazy

    chosen = settings()
    with Mechanism.open(store or chosen.store, keys_at.ring(chosen)) as mechanism:
        mechanism.let_in_by(letting_in.rules(chosen, invented=mechanism.invented))
        mechanism.reaches(reaching.reach(chosen))
        mechanism.take_contacts_by(contacts.rules(chosen))
        if (told := telling.told_by(chosen)) is not None:
            mechanism.tell_by(told)
        if chosen.witnesses:
            mechanism.watched_by(policy(chosen))
        yield mechanism


def policy(chosen: "Settings") -> "Policy":
    """Who witnesses the log, by the settings."""
    from referral.delivery.witnesses import read_policy  # noqa: PLC0415 # lazy

    try:
        return read_policy(chosen.witnesses, chosen.witnesses_enough)
    except ValueError as broken:
        refuse(f"REFERRAL_WITNESSES: {broken}")


def password(*, from_stdin: bool) -> str:
    """The password of whoever signs in, and in a second line a code if they have one.

    Asked for, or read from the first two lines of standard input.
    """
    if from_stdin:
        lines = typer.get_text_stream("stdin")
        return "\n".join(lines.readline().rstrip("\n") for _ in range(2)).rstrip("\n")
    said = str(typer.prompt("Password", hide_input=True))
    code = str(
        typer.prompt("Code (empty if you have none)", default="", hide_input=True)
    )
    return f"{said}\n{code}".rstrip("\n")


@contextmanager
def signed_in(mechanism: "Mechanism", name: str, secret: str) -> Iterator["OnDuty"]:
    """Somebody who signed in for what this command does, and out again.

    Args:
        mechanism: Where.
        name: Who.
        secret: The password; in a second line the code, where one is set up.
    """
    password, _, code = secret.partition("\n")
    session = mechanism.sign_in(name, password, code)
    if session.second_factor_needed:
        mechanism.sign_out(session.token)
        refuse("Set up a second factor at the desk first.")
    if session.new_password_needed:
        mechanism.sign_out(session.token)
        refuse("Take a password of your own at the desk first.")
    try:
        yield session.actor
    finally:
        mechanism.sign_out(session.token)


def say(words: str = "") -> None:
    """One line for people."""
    typer.echo(words)


def tell(answer: object) -> None:
    """One JSON document for machines."""
    typer.echo(json.dumps(answer, indent=1, ensure_ascii=False, default=str))


def refuse(sentence: str) -> NoReturn:
    """End with a sentence on standard error and exit code 1."""
    typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where that is a terminal; silent otherwise."""
    from rich.console import Console  # noqa: PLC0415 # lazy
    from rich.progress import Progress  # noqa: PLC0415 # lazy

    console = Console(stderr=True)
    if not sys.stderr.isatty():
        typer.echo(f"{label} ...", err=True)
    with Progress(console=console, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(label, total=None)

        def move(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield move
