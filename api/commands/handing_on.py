"""`referral timeline export`, `draw` and `open`: a timeline for whoever is outside."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.commands.common import opened, password, refuse, say, signed_in

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
SEALED = "timeline.age"


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
    `referral timeline draw` writes the file once they have agreed (*Together* at the
    desk). Anything else is written at once: `timeline.age` if it is sealed to somebody,
    else the files themselves, `verify_timeline.py` among them.
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
    """Write the timeline that somebody else has agreed to, once: `timeline.age`."""
    if into.exists():
        refuse("that folder is there already")
    paper = _paper(language)
    done = _acted(name, password_stdin, lambda m, who: m.draw_export(who, joint, paper))
    if done:
        _put(into, done)


def open_file(
    file: Annotated[Path, typer.Argument(help="`timeline.age`, or an archive")],
    into: Into,
    identity: Annotated[
        Path | None, typer.Option(help="The file that age-keygen has made")
    ] = None,
    log: Annotated[
        str | None, typer.Option(help="Public key of the log, from elsewhere")
    ] = None,
    witness: Annotated[
        list[str] | None, typer.Option(help="Public key of a witness; repeatable")
    ] = None,
    enough: Annotated[int, typer.Option(min=0, help="How many must have seen")] = 0,
) -> None:
    """Open a timeline that was handed on, check all of it, and lay it into a folder.

    Needs no store and no key of ours. What is damaged, cut short or holds anything
    that does not belong there is refused with the reason, and nothing is left behind.
    """
    from referral.errors import (  # noqa: PLC0415 # lazy
        BackupUnusable,
        ExportUnusable,
        KeyMissing,
    )
    from referral.exchange import handed_on, open_handed_on  # noqa: PLC0415 # lazy

    try:
        archive = open_handed_on.archive_in(file, identity)
        found = handed_on.unpacked(archive, log, tuple(witness or ()), enough)
        open_handed_on.put(into, found.files)
    except (ExportUnusable, BackupUnusable, KeyMissing) as why:
        refuse(str(why))
    except OSError as broken:
        refuse(str(broken.strerror or broken))
    say(found.told)
    say(f"manifest {found.manifest_sha256}")
    if not found.own_verifier:
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
    """Lay the file into a new folder: the sealed one, or what is in the open one."""
    from referral.exchange import handed_on, open_handed_on  # noqa: PLC0415 # lazy

    files = {SEALED: done.file}
    if not done.sealed:
        files = dict(handed_on.unpacked(done.file).files)
    try:
        open_handed_on.put(into, files)
    except OSError as broken:
        refuse(str(broken.strerror or broken))
    say(f"{done.entries} entries in {into}")
    say(f"manifest {done.manifest_sha256}")
    for key in done.recipients:
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
