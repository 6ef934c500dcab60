"""`referral cases`: take over a caseload, and keep somebody away from a case."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands import conflicts
from api.commands.common import (
    REFUSED,
    opened,
    password,
    progress,
    say,
    signed_in,
    tell,
)

if TYPE_CHECKING:
    from referral.actions.import_cases import ImportReport

app = typer.Typer(help="Take over cases; keep away from one.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Take over cases; keep somebody away from one."""


app.command("conflicts")(conflicts.conflicts)
app.command("keep-away")(conflicts.keep_away)
app.command("ask-lifting")(conflicts.ask_lifting)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX in HTCDS 2.0 columns")],
    name: Annotated[str, typer.Option("--name", help="Who imports: sign-in name")],
    *,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from stdin")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One document")] = False,
) -> None:
    """Open a case for every line that can be read and was not imported before.

    Reports each line; a line with any fault changes nothing. Exit code 1 if a line
    was refused, may be known already, or changed since it was imported.
    """
    from referral.exchange.tabular import read_table  # noqa: PLC0415 # lazy

    secret = password(from_stdin=password_stdin)
    table = read_table(file)
    with (
        opened() as mechanism,
        signed_in(mechanism, name, secret) as actor,
        progress("Importing") as move,
    ):
        report = mechanism.import_cases(actor, table, move)
    words = _words(report)
    tell(words) if as_json else _say(words)
    open_lines = len(report.lines) - sum(words["counts"][done] for done in _SETTLED)
    if open_lines:
        raise typer.Exit(REFUSED)


_SETTLED = ("imported", "already_imported")


def _words(report: "ImportReport") -> dict[str, Any]:
    from referral.actions.import_cases import LineOutcome  # noqa: PLC0415 # lazy

    return {
        "counts": {outcome.value: report.count(outcome) for outcome in LineOutcome},
        "file": [note.sentence for note in report.notes],
        "lines": [
            {
                "row": line.row,
                "outcome": line.outcome.value,
                "case": line.code,
                "faults": [
                    {"column": fault.column, "code": fault.code, "why": fault.sentence}
                    for fault in line.faults
                ],
                "changed": [
                    {"column": note.column, "code": note.code, "what": note.sentence}
                    for note in line.notes
                ],
            }
            for line in report.lines
        ],
    }


def _say(words: dict[str, Any]) -> None:
    for sentence in words["file"]:
        say(f"file: {sentence}")
    for line in words["lines"]:
        case = f" as {line['case']}" if line["case"] else ""
        say(f"row {line['row']}: {line['outcome'].replace('_', ' ')}{case}")
        for fault in line["faults"]:
            say(f"  refused, column {fault['column'] or '-'}: {fault['why']}")
        for note in line["changed"]:
            say(f"  changed, column {note['column'] or '-'}: {note['what']}")
    counts = words["counts"]
    total = ", ".join(f"{n} {what.replace('_', ' ')}" for what, n in counts.items())
    say(f"{len(words['lines'])} lines: {total}")
