"""`referral admin publish-conduct` and `conduct`: the code of conduct."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.common import opened, password, refuse, say, signed_in, tell

if TYPE_CHECKING:
    from workflows.conduct import CodeOfConduct

Name = Annotated[str, typer.Option("--name", help="A coordinator: sign-in name")]
File = Annotated[
    Path | None, typer.Option(help="TOML of one's own; left out: the model's text")
]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from stdin")
]
AsJson = Annotated[bool, typer.Option("--json", help="One document")]


def publish_conduct(
    name: Name, file: File = None, *, password_stdin: FromStdin = False
) -> None:
    """Put a code of conduct in force: everybody is asked to accept it anew."""
    code = _read(file)
    secret = password(from_stdin=password_stdin)
    with opened() as mechanism, signed_in(mechanism, name, secret) as actor:
        done = mechanism.publish_conduct(actor, code)
    say(f"in force: version {done.version}")


def _read(file: Path | None) -> "CodeOfConduct":
    from workflows.conduct import model, read_code  # noqa: PLC0415 # lazy
    from workflows.loader import PathwayInvalid, text_of  # noqa: PLC0415 # lazy

    if file is None:
        return model()
    try:
        return read_code(text_of(file), file.name)
    except (OSError, UnicodeDecodeError):
        refuse(f"{file.name} cannot be read as text in UTF-8")
    except PathwayInvalid as invalid:
        refuse(str(invalid))


def conduct(*, as_json: AsJson = False) -> None:
    """Print which code of conduct is in force, and who has not accepted it."""
    with opened() as mechanism:
        now = mechanism.conduct_now()
        found = mechanism.conduct_missing(mechanism.system())
    if as_json:
        from api.views_conduct import ConductMissing  # noqa: PLC0415 # lazy

        words = ConductMissing.model_validate(found).model_dump(mode="json")
        tell({**words, "model": now.model})
        return
    if now.version is None:
        say("none was published: referral admin publish-conduct")
        return
    say(f"version {now.version}{' [MODEL]' if now.model else ''}")
    for one in found.items:
        say(f"  not accepted: {one.sign_in_name} · {one.organisation}")
