"""`referral timeline export`, `draw` and `open`: a timeline for whoever is outside."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.commands.common import opened, password, refuse, say, signed_in
from api.commands.packages import IdentityOption, SignatureOption, SignerOption

if TYPE_CHECKING:
    from referral.actions.export import Wanted
    from referral.actions.hand_on import HandedOn, Paper
    from referral.actions.work import OnDuty
    from referral.mechanism import Mechanism

Name = Annotated[str, typer.Option("--name", help="Who does it: sign-in name")]
Into = Annotated[Path, typer.Option(help="A new folder")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from stdin")
]
IfAtOnce = Annotated[
    Path | None, typer.Option(help="A new folder; not if others have to agree")
]
Fields = Annotated[
    list[str] | None,
    typer.Option(help="`SEQ:FIELD` to show when redacted; repeatable"),
]
Keys = Annotated[
    list[str] | None,
    typer.Option(help="Public key (age1...) it is sealed to; repeatable"),
]
Language = Annotated[str, typer.Option(help="Of the PDF in it: en, sq")]


def export(  # noqa: PLR0913 # a parameter for each option
    case: Annotated[UUID, typer.Argument(help="Identifier of the case")],
    name: Name,
    reason: Annotated[str, typer.Option(help="Why; it stands in the timeline")],
    into: IfAtOnce = None,
    *,
    profile: Annotated[str, typer.Option(help="full, redacted, anonymous")] = "full",
    show: Fields = None,
    recipient: Keys = None,
    single: Annotated[
        bool, typer.Option("--single", help="Only the entries named with --show")
    ] = False,
    language: Language = "en",
    password_stdin: FromStdin = False,
) -> None:
    """Hand on a case's timeline so that a stranger can check it without us.

    What shows any field could identify somebody: a second person is asked, and
    `referral timeline draw` writes the package once they have agreed (*Together* at the
    desk). Anything else is written at once: `package.tar.age` if it is sealed to
    somebody, else `package.tar`, and its signature.
    """
    paper = _paper(language)
    wanted = _wanted(profile, reason, show or [], recipient or [], single=single)
    if not wanted.identifying and into is None:
        refuse("name a new folder with --into")
    if into is not None and into.exists():
        refuse("that folder is there already")

    def act(mechanism: "Mechanism", actor: "OnDuty") -> "HandedOn | None":
        if not wanted.identifying:
            return mechanism.export_timeline(actor, case, wanted, paper)
        asked = mechanism.ask_export(actor, case, wanted)
        say(f"asked: joint act {asked.id}")
        say("Once somebody else has agreed: referral timeline draw")
        return None

    done = _acted(name, password_stdin, act)
    if done and into:
        _put(into, done)


def draw(
    joint: Annotated[UUID, typer.Argument(help="Identifier of the joint act")],
    name: Name,
    into: Into,
    *,
    language: Language = "en",
    password_stdin: FromStdin = False,
) -> None:
    """Write the timeline that somebody else has agreed to, once, as a package."""
    if into.exists():
        refuse("that folder is there already")
    paper = _paper(language)
    done = _acted(name, password_stdin, lambda m, who: m.draw_export(who, joint, paper))
    if done:
        _put(into, done)


def open_file(  # noqa: PLR0913 # a parameter for each option
    file: Annotated[Path, typer.Argument(help="The package, as it was handed on")],
    into: Into,
    signer: SignerOption = None,
    identity: IdentityOption = None,
    *,
    signature: SignatureOption = None,
    log: Annotated[
        str | None, typer.Option(help="Public key of the log, from elsewhere")
    ] = None,
    witness: Annotated[
        list[str] | None, typer.Option(help="Public key of a witness; repeatable")
    ] = None,
    enough: Annotated[int, typer.Option(min=0, help="How many must have seen")] = 0,
) -> None:
    """Open a timeline that was handed on, check all of it, and lay it into a folder.

    Needs no store and no key of ours: `referral package open`, and beside that the
    timeline is checked. What is damaged, cut short or holds anything that does not
    belong there is refused with the reason, and nothing is left behind.
    """
    from referral.errors import ReferralError  # noqa: PLC0415 # lazy
    from referral.exchange import handed_on, packages  # noqa: PLC0415 # lazy

    given = packages.Given(file, signer, identity, signature)
    try:
        with packages.whole(given) as found:
            checked = handed_on.checked(found, log, tuple(witness or ()), enough)
            found.put(into)
    except ReferralError as why:
        refuse(str(why))
    except OSError as broken:
        refuse(str(broken.strerror or broken))
    say(checked.told)
    say(f"manifest {found.manifest_sha256}")
    if not checked.own_verifier:
        say(f"{handed_on.VERIFIER} in it is another than ours: do not run it unread")


def _acted(
    name: str,
    from_stdin: bool,  # as the option
    act: "Callable[[Mechanism, OnDuty], HandedOn | None]",
) -> "HandedOn | None":
    """What somebody did who signed in for it; a refusal ends the command."""
    from referral.errors import Malformed  # noqa: PLC0415 # lazy

    secret = password(from_stdin=from_stdin)
    with opened() as mechanism, signed_in(mechanism, name, secret) as actor:
        try:
            return act(mechanism, actor)
        except Malformed as refusal:
            what = ", ".join(f"{pointer} {code}" for pointer, code in refusal.faults)
            refuse(f"{refusal.sentence} {what}")


def _paper(language: str) -> "Paper":
    """What draws the sheets in a language; another ends the command."""
    from api.pages.language import LANGUAGES  # noqa: PLC0415 # lazy
    from api.pages.paper import sheets  # noqa: PLC0415 # lazy

    if language not in LANGUAGES:
        refuse(f"--language is one of: {', '.join(LANGUAGES)}")
    return sheets(language)


def _put(into: Path, done: "HandedOn") -> None:
    """Lay the package into a new folder: payload and signature."""
    from referral.exchange.packages import lay  # noqa: PLC0415 # lazy

    package = done.package
    try:
        lay(into, package.files())
    except OSError as broken:
        refuse(str(broken.strerror or broken))
    say(f"{done.entries} entries in {into}")
    say(f"manifest {package.manifest_sha256}")
    for key in package.recipients:
        say(f"sealed to {key}")
    if not done.on_paper:
        from api.pages.paper import WITHOUT  # noqa: PLC0415 # lazy

        say(WITHOUT)


def _wanted(
    profile: str, reason: str, show: list[str], recipients: list[str], *, single: bool
) -> "Wanted":
    """What the options say; other ones end the command."""
    from referral.actions.export import Wanted  # noqa: PLC0415 # lazy
    from referral.rules.exporting import Profile  # noqa: PLC0415 # lazy

    try:
        how, fields = Profile(profile), shown(show)
    except ValueError:
        refuse("--profile is full, redacted or anonymous; --show is SEQ:FIELD")
    return Wanted(how, reason, fields, single, tuple(dict.fromkeys(recipients)))


def shown(said: list[str]) -> dict[int, set[str]]:
    """Fields by entry, from `SEQ:FIELD`.

    Raises:
        ValueError: for anything else.
    """
    fields: dict[int, set[str]] = {}
    for each in said:
        seq, _, field = each.partition(":")
        fields.setdefault(int(seq), set()).update({field} - {""})
    return fields
