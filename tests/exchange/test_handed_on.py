"""A timeline in a package: checked as it was handed on, and refused by its name."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from referral.errors import PackageUnusable
from referral.exchange import handed_on
from referral.exchange.handed_on import beside, checked, contents
from referral.vault.manifest import Contents, Member
from referral.vault.package import listing
from tests.exchange.exported import LOG, WITNESSES, export
from tests.exchange.hostile import SIGNER
from tests.exchange.packaged import Found, found_in_package, opening

AT = datetime(2026, 3, 2, 21, 30, 5, tzinfo=UTC)


def made(**more: bytes) -> Contents:
    """A timeline of four entries."""
    whole = export(4, *WITNESSES)
    return contents(whole, {**beside(whole), **more}, AT)


def packed(what: Contents) -> bytes:
    return listing(what, (), SIGNER).sealed().file()


def found(what: Contents) -> Found:
    return found_in_package(packed(what))


def test_it_says_which_timeline_it_is_and_holds() -> None:
    whole = made()
    with opening(packed(whole), None) as package:
        keys = tuple(each.verifier.text() for each in WITNESSES)
        told = checked(package, LOG.verifier.text(), keys, 2)
    assert told.told.startswith("4 entries hold, unbroken from the first")
    assert told.own_verifier
    there = found(whole)
    kept = {each.name: each.classification.value for each in there.manifest.members}
    assert kept == {"timeline.json": "restricted", "verify_timeline.py": "public"}
    assert there.manifest.content == "timeline"
    assert set(there.manifest.about) == {"profile", "chain", "checkpoint"}


def test_another_program_in_it_is_told() -> None:
    archive = made(**{"verify_timeline.py": b"print('fine')\n"})
    assert not found(archive).own_verifier


def otherwise(name: str, content: bytes) -> Contents:
    """One file with other contents, listed as it is."""
    whole = made()
    members = tuple(
        replace(each, content=content) if each.name == name else each
        for each in whole.members
    )
    return replace(whole, members=members)


def edited(change: Callable[[dict[str, Any]], object]) -> Contents:
    """Somebody edited the timeline before it was packed."""
    whole = export(4, *WITNESSES)
    change(whole)
    return contents(whole, beside(whole), AT)


def _field(whole: dict[str, Any]) -> None:
    whole["entries"][1]["fields"]["step"][1] = "never happened"


def about(**words: str) -> Contents:
    whole = made()
    return replace(whole, about={**whole.about, **words})


def more(name: str) -> Contents:
    whole = made()
    extra = Member(name, b"x", "program", whole.members[1].classification)
    return replace(whole, members=(*whole.members, extra))


ODD: Mapping[str, tuple[Callable[[], Contents], str]] = {
    "other contents": (
        lambda: replace(made(), content="agreed_fields"),
        "no timeline that was handed on",
    ),
    "another file": (lambda: more("notes.txt"), "other files than a timeline has"),
    "no verifier": (
        lambda: replace(made(), members=made().members[:1]),
        "other files than a timeline has",
    ),
    "another profile": (lambda: about(profile="redacted"), "another timeline: profile"),
    "another log": (lambda: about(checkpoint="x"), "another timeline: checkpoint"),
    "edited": (
        lambda: edited(_field),
        "entry 2: a shown field is not the one that was written",
    ),
    "no JSON": (lambda: otherwise("timeline.json", b"{"), "cannot be read"),
    "a number": (lambda: otherwise("timeline.json", b"1.5"), "cannot be read"),
    "no object": (lambda: otherwise("timeline.json", b"[]"), "cannot be read"),
    "no timeline": (
        lambda: edited(lambda whole: whole.update(entries=[{}])),
        "cannot be read as a timeline",
    ),
}


@pytest.mark.parametrize("how", ODD)
def test_whatever_else_it_may_be_is_refused_with_the_reason(how: str) -> None:
    change, reason = ODD[how]
    file = packed(change())
    with opening(file, None) as package, pytest.raises(PackageUnusable, match=reason):
        checked(package)


def test_the_text_of_an_export_is_the_same_each_time() -> None:
    whole = export(2)
    assert handed_on.text_of(whole) == handed_on.text_of(json.loads(json.dumps(whole)))
    assert handed_on.sum_of(beside(whole)) == handed_on.sum_of(beside(whole))
