"""Which codes name a country or a language, however they were written down.

Countries are kept as ISO 3166-1 alpha-2, languages as ISO 639-3. `XK` has no entry
in ISO 3166-1; it is accepted wherever a country is and stays what it is.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Codes:
    """The tables of `catalogue/codes.toml`: a code as written to the code we keep."""

    countries: dict[str, str]
    languages: dict[str, str]
    language_groups: frozenset[str]


def country(written: str) -> str | None:
    """The alpha-2 code that `written` (alpha-2 or alpha-3, any case) stands for."""
    return codes().countries.get(_plain(written).upper())


def language(written: str) -> str | None:
    """The ISO 639-3 code that `written` (two or three letters, any case) stands for.

    A code for a group of languages is none: see `is_language_group`.
    """
    return codes().languages.get(_plain(written).lower())


def is_language_group(written: str) -> bool:
    """True for an ISO 639-2 code that names several languages, or none."""
    return _plain(written).lower() in codes().language_groups


@cache
def codes() -> Codes:
    """The tables, read once."""
    source = files("workflows").joinpath("catalogue", "codes.toml")
    table: dict[str, str] = tomllib.loads(source.read_text(encoding="utf-8"))
    known = _pairs(table["countries"]) | _pairs(table["user_assigned_countries"])
    single = (table["languages"] + table["further_languages"]).split()
    return Codes(
        countries={code: two for two in known for code in (two, known[two])},
        languages={code: code for code in single}
        | _pairs(table["two_letter_languages"])
        | _pairs(table["bibliographic_languages"]),
        language_groups=frozenset(table["language_groups"].split()),
    )


def _plain(written: str) -> str:
    """Without blanks around it; nothing if it is not ASCII: `ß` is no South Sudan."""
    return written.strip() if written.isascii() else ""


def _pairs(text: str) -> dict[str, str]:
    """`"a:b c:d"` as a mapping from the first of each pair to the second."""
    return dict(pair.split(":", 1) for pair in text.split())
