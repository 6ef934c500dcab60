"""`referral package`: look at a sealed package, open it, say who signs ours."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.common import opened, refuse, say, tell

if TYPE_CHECKING:
    from referral.exchange.packages import Looked
    from referral.vault.manifest import Manifest

app = typer.Typer(help="Sealed packages, ours and others'.", no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(help="The package, or a token")]
IntoOption = Annotated[Path, typer.Option(help="A new folder")]
SignerOption = Annotated[
    Path | None,
    typer.Option(help="Who may have signed: `allowed_signers`; JWKs for a token"),
]
IdentityOption = Annotated[
    Path | None,
    typer.Option(help="What opens it: the file of age-keygen; a JWK for a token"),
]
SignatureOption = Annotated[
    Path | None, typer.Option(help="Its signature, where that lies elsewhere")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One document")]


@app.callback()
def group() -> None:
    """Sealed packages, ours and others'."""


@app.command("open")
def open_file(
    file: FileArgument,
    into: IntoOption,
    signer: SignerOption = None,
    identity: IdentityOption = None,
    signature: SignatureOption = None,
) -> None:
    """Open a package into a new folder: the signature first, then every digest.

    Needs no store and no key of ours. Whatever is damaged, cut short, signed by
    somebody else or holds what does not belong there is refused with the reason, and
    nothing is written. `age`, `ssh-keygen`, `tar` and `sha256sum` open it as well.
    """
    from referral.errors import ReferralError  # noqa: PLC0415 # lazy
    from referral.exchange.packages import Given, put  # noqa: PLC0415 # lazy

    try:
        found, digest = put(Given(file, signer, identity, signature), into)
    except ReferralError as why:
        refuse(str(why))
    except OSError as broken:
        refuse(str(broken.strerror or broken))
    for line in _inside(found):
        say(line)
    say(f"manifest {digest}")


@app.command()
def inspect(
    file: FileArgument,
    signer: SignerOption = None,
    identity: IdentityOption = None,
    signature: SignatureOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Say what a package is and whether its signature holds. Nothing is written.

    What is inside is said of one that is not sealed, or with `--identity`. Whether
    the signer is somebody you know, `--signer` alone can say.
    """
    from referral.errors import ReferralError  # noqa: PLC0415 # lazy
    from referral.exchange.packages import Given, look  # noqa: PLC0415 # lazy

    try:
        looked = look(Given(file, signer, identity, signature))
    except ReferralError as why:
        refuse(str(why))
    except OSError as broken:
        refuse(str(broken.strerror or broken))
    if as_json:
        tell(asdict(looked))
        return
    for line in _told(looked):
        say(line)


def _told(looked: "Looked") -> Iterator[str]:
    yield f"{looked.form}, {looked.size} bytes"
    if looked.sealed_to:
        keys = "1 key" if looked.sealed_to == 1 else f"{looked.sealed_to} keys"
        yield f"sealed to {keys} {looked.kid}".rstrip()
    if looked.signer:
        known = looked.known_as is not None
        yield f"the signature holds: {looked.signer}"
        yield "by a key you named" if known else "NOT compared with a key you named"
    if looked.inside is None:
        yield "what is inside is sealed"
        return
    yield from _inside(looked.inside)


def _inside(manifest: "Manifest") -> Iterator[str]:
    made = manifest.made_at.isoformat(timespec="seconds")
    yield f"{manifest.content}, made at {made}"
    for each in manifest.members:
        kept = f"{each.what}, {each.classification}"
        yield f"{each.name}: {each.size} bytes, {kept}"


@app.command()
def signers(*, as_json: JsonOption = False) -> None:
    """Print who signs our packages, to be handed to those who open them.

    Lines for `allowed_signers` (`man ssh-keygen`), and with `--json` the JWK set for
    those who take tokens, too. Hand them over in person, or by a way that is trusted.
    """
    with opened() as mechanism:
        found = mechanism.package_signers()
    if as_json:
        tell({"allowed_signers": list(found.allowed), "keys": list(found.keys)})
        return
    for line in found.allowed:
        say(line)


@app.command()
def renew() -> None:
    """Sign packages with a new key from now on; tell those who open them.

    What was signed before still holds by the key before.
    """
    with opened() as mechanism:
        mechanism.renew_package_signers(mechanism.system())
        found = mechanism.package_signers()
    say(found.allowed[0])
