"""The words of the interface: found, sorted into catalogues, compiled.

`catalogues.py update` reads templates, pages and refusals, brings every catalogue in
api/locales up to date and compiles it. Nothing is guessed: a new text has no
translation until somebody writes one, and one that is gone is dropped.
"""

import inspect
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from api.pages import definitions
from referral import errors
from referral.rules.guards import GUARDS
from workflows.asks import first_asks
from workflows.catalogues import decline_reasons, service_types
from workflows.minimal_consent import minimal_consent
from workflows.sheets import sheet_items

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "api" / "locales"
DOMAIN = "desk"
DAY = datetime(2026, 11, 1, tzinfo=UTC)
"""Stands in every catalogue; when a text changed is for the history to say."""
METHODS = [
    ("pages/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("static/**", "ignore"),
]
OPTIONS = {
    "templates/**.html": {
        "silent": "false",
        "extensions": "jinja2.ext.i18n",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "newstyle_gettext": "true",
    }
}
"""`silent=false`: a template with a tag nobody knows fails, and is not skipped."""

KEYWORDS = {"_": None, "N_": None, "gettext": None, "plain": None, "ngettext": (1, 2)}


def refusals() -> dict[str, None]:
    """The names of all refusals: their first argument is a sentence."""
    return {
        name: None
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, errors.Refusal)
    }


def _spoken_by_the_engine() -> Iterator[str]:
    """Sentences and labels that pages show and that stand elsewhere."""
    for rule in GUARDS.values():
        yield rule.sentence
    for kind in vars(errors).values():
        if inspect.isclass(kind) and issubclass(kind, errors.Refusal):
            yield (kind.__doc__ or "").strip().splitlines()[0]
    for service in service_types().values():
        yield service.label
    for reason in decline_reasons().values():
        yield reason.label
    yield from minimal_consent().say
    for ask in first_asks():
        yield from ask.say
    yield from definitions.texts()
    for item in sheet_items():
        yield from (*item.say, *item.unset)


def extract(root: Path = ROOT) -> Catalog:
    """Every text that a page may show, from the sources as they are."""
    found = Catalog(domain=DOMAIN, project="referral-engine", version="0.1.0")
    api = str(root / "api")
    for _, _, message, _, _ in extract_from_dir(api, METHODS, OPTIONS, KEYWORDS):
        found.add(message)
    python = [("**.py", "python")]
    for _, _, message, _, _ in extract_from_dir(
        str(root / "referral"), python, keywords=refusals()
    ):
        found.add(message)
    for text in _spoken_by_the_engine():
        found.add(text)
    return found


def catalogue(code: str) -> Catalog:
    """A language's catalogue as it is kept."""
    path = LOCALES / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        return read_po(file, locale=code.replace("-", "_"), domain=DOMAIN)


def compiled(code: str) -> bytes:
    """A catalogue in the form that is read at start."""
    written = BytesIO()
    write_mo(written, catalogue(code))
    return written.getvalue()


def codes() -> list[str]:
    """The languages there are catalogues of."""
    return sorted(path.name for path in LOCALES.iterdir() if path.is_dir())


def keep(code: str, changed: Catalog) -> None:
    """Write a catalogue: sorted, without dates, so that it changes with its texts."""
    changed.project, changed.version = "referral-engine", "0.1.0"
    changed.msgid_bugs_address = changed.language_team = "none"
    changed.last_translator = "none: a draft"
    changed.header_comment = "# Draft: no native speaker has reviewed it."
    changed.creation_date = changed.revision_date = DAY
    folder = LOCALES / code / "LC_MESSAGES"
    with (folder / f"{DOMAIN}.po").open("wb") as file:
        write_po(file, changed, sort_output=True, width=88)
    (folder / f"{DOMAIN}.mo").write_bytes(compiled(code))


def texts(kept: Catalog) -> tuple[int, int]:
    """How many texts of a catalogue are translated, and how many there are."""
    all_texts = [message for message in kept if message.id]
    return sum(_translated(m.string) for m in all_texts), len(all_texts)


def _translated(said: object) -> bool:
    return all(said) if isinstance(said, list | tuple) else bool(said)


def update() -> None:
    """Bring every catalogue up to date and compile it."""
    found = extract()
    for code in codes():
        kept = catalogue(code)
        kept.update(found, no_fuzzy_matching=True)
        kept.obsolete.clear()
        keep(code, kept)
        done, total = texts(kept)
        sys.stdout.write(f"{code}: {done} of {total} texts\n")


if __name__ == "__main__":
    update()
