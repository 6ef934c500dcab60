"""`referral pathways`: check, show, draw and replay what a mechanism says."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.common import REFUSED, progress, refuse, say, tell

if TYPE_CHECKING:
    from workflows.schema import Pathway
    from workflows.vocabulary import Track

app = typer.Typer(help="Check, show and draw pathways.", no_args_is_help=True)

Names = Annotated[
    list[str] | None,
    typer.Argument(help="Files, or names of shipped pathways; all shipped if none"),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document")]


def _read(name: str) -> tuple["Pathway", str]:
    """A pathway and its text, from a file or by its shipped name."""
    from workflows.loader import PathwayInvalid, load_shipped, load_text  # noqa: PLC0415

    if not name.endswith(".toml"):
        return load_shipped(name)
    path = Path(name)
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        raise PathwayInvalid([f"{path.name}: this file cannot be read"]) from None
    return load_text(text, path.name), text


def _all_if_none(names: list[str] | None) -> list[str]:
    from workflows.loader import shipped_names  # noqa: PLC0415 # lazy

    return list(names or shipped_names())


@app.command()
def check(
    names: Names = None,
    *,
    as_json: Json = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the results of shipped pathways")
    ] = False,
    stored: Annotated[
        bool,
        typer.Option(
            "--stored",
            help="Check what the settings' store works by, and keep the results in it",
        ),
    ] = False,
) -> None:
    """Check pathways: shape, words, and the fifteen guarantees.

    Explores every reachable combination of tracks and facts. Exit code 1 if a pathway
    is refused; what breaks a guarantee is told as the shortest story.
    """
    from api.commands.exploring import check_stored, passes  # noqa: PLC0415 # lazy

    if stored:
        if names or keep:
            refuse("--stored takes no names and no --keep")
        whole = check_stored(as_json=as_json)
    else:
        found = _checked(_all_if_none(names), as_json=as_json)
        if keep:
            _keep(found)
        whole = all(passes(told) for told in found.values())
    if not whole:
        raise typer.Exit(REFUSED)


def _checked(names: Sequence[str], *, as_json: bool) -> dict[str, dict[str, Any]]:
    from api.commands.exploring import explored_and_told  # noqa: PLC0415 # lazy
    from workflows.loader import PathwayInvalid  # noqa: PLC0415 # lazy

    faults: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for name in names:
        try:
            _, texts[name] = _read(name)
        except PathwayInvalid as invalid:
            faults[name] = list(invalid.faults)
    found = explored_and_told(texts, faults, as_json=as_json)
    return {name: found[name] for name in names}


def _keep(found: dict[str, dict[str, Any]]) -> None:
    """Keep what was found of shipped pathways, beside them."""
    from api.commands.exploring import results_of  # noqa: PLC0415 # lazy
    from referral.rules.results import KEPT, write_results  # noqa: PLC0415 # lazy
    from workflows.loader import shipped_names  # noqa: PLC0415 # lazy

    shipped = shipped_names()
    results = results_of(told for name, told in found.items() if name in shipped)
    write_results(KEPT, results)
    say(f"{len(results)} results kept in {KEPT.name}")


@app.command(name="list")
def list_all(*, as_json: Json = False) -> None:
    """Name the pathways that ship, superseded versions too, with label and footnote."""
    from referral.rules.results import is_proven  # noqa: PLC0415 # lazy
    from workflows.loader import (  # noqa: PLC0415 # lazy
        load_shipped,
        shipped_names,
        superseded_names,
    )

    found, notes = [], dict[str, None]()
    for name in (*shipped_names(), *superseded_names()):
        pathway, text = load_shipped(name)
        proven = "proven" if is_proven(text) else "not proven with these rules"
        found.append((name, pathway.label, pathway.version, proven))
        notes |= dict.fromkeys(pathway.footnotes)
    if as_json:
        keys = ("name", "label", "version", "result")
        rows = [dict(zip(keys, row, strict=True)) for row in found]
        tell({"pathways": rows, "footnotes": list(notes)})
        return
    for row in found:
        say("{:24} {:26} {:8} {}".format(*row))
    for note in notes:
        say(note)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="File, or name of a shipped pathway")],
    *,
    as_json: Json = False,
) -> None:
    """Print a pathway as a table of steps, with who, on what condition and ground."""
    from workflows.diagram import table  # noqa: PLC0415 # lazy

    pathway, _ = or_refuse(name)
    if as_json:
        tell(pathway.model_dump(mode="json", by_alias=True))
    else:
        say(table(pathway))


@app.command()
def draw(
    name: Annotated[str, typer.Argument(help="File, or name of a shipped pathway")],
    folder: Annotated[
        Path, typer.Option("--to", help="Folder for NAME.md and NAME.svg")
    ] = Path("docs/reference/pathways"),
    at: Annotated[
        list[str] | None,
        typer.Option("--at", help="TRACK=STAGE where a case stands; repeatable"),
    ] = None,
) -> None:
    """Write a pathway's picture and table, with a case's position when given one."""
    page, picture = page_and_picture(name, at or [])
    stem = Path(name).stem
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.md").write_text(page)
    (folder / f"{stem}.svg").write_text(picture)
    say(f"{folder / stem}.md and {stem}.svg")


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="The changed pathway")],
    on: Annotated[
        str | None,
        typer.Option("--on", help="Store with the cases so far; else the settings'"),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Tell what a changed pathway would have meant for the cases so far.

    Facts, consents and moments stay as they were; names, accounts and addresses are
    not opened. Nothing is changed but for the entry that somebody looked.
    """
    from api.commands.common import opened  # noqa: PLC0415 # lazy
    from workflows.loader import PathwayInvalid, text_of  # noqa: PLC0415 # lazy

    try:
        text = text_of(file)
        with opened(store=on) as mechanism, progress("Replaying") as move:
            told = mechanism.replay(mechanism.system(), text, file.name, move)
    except PathwayInvalid as invalid:
        refuse("\n".join(invalid.faults))
    if as_json:
        tell({"cases": told.cases, "differing": told.differing, "told": told.told})
        return
    for line in told.sentences():
        say(line)


def page_and_picture(name: str, at: Sequence[str] = ()) -> tuple[str, str]:
    """The page and the picture that `draw` writes."""
    from workflows.diagram import mermaid, plain, svg, table  # noqa: PLC0415

    pathway, _ = or_refuse(name)
    position = _position(pathway, at)

    title, listed = table(pathway, position).rstrip().split("\n", 1)
    page = (
        f"{title}\n\n{pathway.notice}\n\n"
        f"![Stages and steps of {plain(pathway.label)}]({Path(name).stem}.svg)\n"
        f"{listed}\n\n## As Mermaid text\n\n"
        f"```mermaid\n{mermaid(pathway, position)}```\n"
    )
    return page, svg(pathway, position)


def _position(pathway: "Pathway", at: Sequence[str]) -> dict["Track", str]:
    """Where a case stands, from `track=stage`; refused if there is no such stage."""
    from workflows.vocabulary import Track  # noqa: PLC0415 # lazy

    position: dict[Track, str] = {}
    for each in at:
        track, _, stage = each.partition("=")
        try:
            pathway.track(Track(track)).stage(stage)
        except (KeyError, ValueError):
            refuse(f"{each}: this pathway has no such track and stage")
        position[Track(track)] = stage
    return position


def or_refuse(name: str) -> tuple["Pathway", str]:
    """A pathway and its text, or an end with every fault."""
    from workflows.loader import PathwayInvalid  # noqa: PLC0415 # lazy

    try:
        return _read(name)
    except PathwayInvalid as invalid:
        refuse("\n".join(invalid.faults))
