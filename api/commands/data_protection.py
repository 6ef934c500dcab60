"""`referral data-protection`: the record of processing, from the configuration."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.common import opened, say, tell

if TYPE_CHECKING:
    from referral.actions.processing import ProcessingRecord

app = typer.Typer(help="What data-protection law asks for.", no_args_is_help=True)
UNSET = "unset"


@app.callback()
def group() -> None:
    """What data-protection law asks for."""


@app.command()
def record(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One document")] = False,
) -> None:
    """Write the record of processing (GDPR art 30; Directive 2016/680 art 24).

    It is made from the mechanism as it is configured now, as Markdown or as JSON.
    What nobody has configured is `unset`.
    """
    with opened() as mechanism:
        found = mechanism.processing_record(mechanism.system())
        protections = [
            f"{each.name}: {each.told}"
            for each in mechanism.protections()
            if not each.wrong
        ]
    if as_json:
        from api.views_data_rights import ProcessingRecord  # noqa: PLC0415 # lazy

        shown = ProcessingRecord.model_validate(found).model_dump(mode="json")
        tell({**shown, "store": protections})
        return
    for line in _told(found, protections):
        say(line)


def _told(found: "ProcessingRecord", protections: list[str]) -> Iterator[str]:
    """The record, for people."""
    yield "# Record of processing activities"
    yield ""
    yield f"Made {found.made_at.isoformat(timespec='seconds')} from the configuration."
    yield f"{found.mechanism}: {found.notice}."
    yield from found.footnotes
    yield from _list(
        "Law and authority", [f"{found.law}; authority: {found.authority}"]
    )
    yield from _list("Controllers", found.controllers)
    yield from _list("Purposes", map(_purpose, found.purposes))
    yield from _list("Whose data", [each.label for each in found.people])
    kinds = (f"{each.drawer}: {', '.join(each.fields)}" for each in found.categories)
    yield from _list("Categories of data", kinds)
    yield from _list("Recipients, by kind", map(_recipient, found.recipients))
    countries = [UNSET] if found.third_countries is None else found.third_countries
    yield from _list("Third countries", countries or ["none"])
    yield from _list("Time limits for erasure", map(_erasing, found.erasing))
    yield from _list("Security measures", [each.label for each in found.measures])
    yield from _list("What protects the store now", protections)


def _list(title: str, lines: Any) -> Iterator[str]:  # noqa: ANN401 # any texts
    yield ""
    yield f"## {title}"
    yield ""
    yield from (f"- {line}" for line in lines)


def _purpose(one: Any) -> str:  # noqa: ANN401 # of the catalogue
    sources = "; ".join(f"{each.source} {each.article}" for each in one.grounds)
    needs = ", ".join(one.drawers)
    laws = ", ".join(one.regimes)
    return (
        f"{one.purpose}: {one.label}. Needs {needs}. Under {laws}. Rests on {sources}."
    )


def _recipient(one: Any) -> str:  # noqa: ANN401 # of the record
    told = f"{one.kind} ({one.regime}), {one.organisations}"
    services = ", ".join(one.services) or "no service"
    needs = ", ".join(one.drawers) or "nothing beyond a card"
    return f"{told}: {services}; with consent: {needs}"


def _erasing(one: Any) -> str:  # noqa: ANN401 # of the record
    if one.retention is None:
        kept = f"{UNSET}: no clock erases anything"
    else:
        kept = f"{one.retention.keep.n} {one.retention.keep.unit.value} after closure"
    return f"{one.pathway} {one.version}: {kept}"
