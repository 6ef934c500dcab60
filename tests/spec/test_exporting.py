"""A timeline handed on: a stranger checks it, and learns what was meant and no more."""

import json
from typing import Any

import pytest

from referral.actions.export import Profile, Wanted
from referral.errors import Malformed, NotFound, WrongRole
from referral.exchange.verify_timeline import NotProven, check
from tests.records.raw import count
from tests.world import World

REASON = "asked for by an invented court"


def exported(
    world: World, profile: Profile, by: str = "coordinator", **wanted: Any
) -> tuple[dict[str, Any], str]:
    """An export of an accepted case as a file would hold it, and the log's key."""
    case, _ = world.accepted()
    found = world.mechanism.export_timeline(
        world[by], case.id, Wanted(profile, REASON, **wanted)
    )
    return json.loads(json.dumps(found)), world.mechanism.checkpoint().verifier


def test_a_full_export_shows_every_field_and_holds(world: World) -> None:
    found, key = exported(world, Profile.FULL)

    assert check(found, key).startswith(f"{len(found['entries'])} entries hold")
    assert [each["header"]["seq"] for each in found["entries"]] == list(
        range(1, len(found["entries"]) + 1)
    )
    shown = [len(each["fields"]) for each in found["entries"]]
    assert shown == [len(each["commitments"]) for each in found["entries"]]
    assert sum(shown) > 5


def test_a_redacted_export_shows_what_was_named_and_proves_it(world: World) -> None:
    case, _ = world.accepted()
    entries = world.mechanism.timeline(world["coordinator"], case.id)
    (made,) = [each for each in entries if each.type == "offer_made"]
    assert made.fields is not None
    name = min(made.fields)
    wanted = Wanted(Profile.REDACTED, REASON, {made.seq: [name]})
    found = world.mechanism.export_timeline(world["coordinator"], case.id, wanted)

    assert check(found, world.mechanism.checkpoint().verifier)
    shown = {e["header"]["seq"]: e["fields"] for e in found["entries"] if e["fields"]}
    assert {seq: set(fields) for seq, fields in shown.items()} == {made.seq: {name}}
    shown[made.seq][name][1] = "something else"
    with pytest.raises(NotProven, match=f"entry {made.seq}: a shown field is not"):
        check(found)


def test_one_entry_is_handed_on_alone(world: World) -> None:
    found, key = exported(world, Profile.REDACTED, shown={2: []}, single=True)

    assert [each["header"]["seq"] for each in found["entries"]] == [2]
    assert check(found, key).startswith("1 entries hold, in a log")


def test_an_anonymous_export_tells_nobody_who_acted(world: World) -> None:
    found, key = exported(world, Profile.ANONYMOUS)

    assert check(found, key)
    assert {frozenset(each) for each in found["entries"]} == {
        frozenset({"h", "index", "path"})
    }
    people = {str(person.id) for person in world.people.values()}
    assert not [person for person in people if person in json.dumps(found)]
    full, _ = exported(world, Profile.FULL)  # where the same look finds somebody
    assert [person for person in people if person in json.dumps(full)]


def test_who_sees_headers_alone_hands_on_headers_alone(world: World) -> None:
    found, key = exported(world, Profile.REDACTED, by="auditor")
    assert check(found, key)
    assert not [each for each in found["entries"] if each["fields"]]
    with pytest.raises(WrongRole):
        exported(world, Profile.FULL, by="auditor")
    with pytest.raises(WrongRole):
        exported(world, Profile.REDACTED, by="auditor", shown={1: ["step"]})


def test_an_export_is_an_entry_with_its_reason_and_a_refused_one_too(
    world: World,
) -> None:
    case, _ = world.accepted()
    wanted = Wanted(Profile.REDACTED, REASON)
    world.mechanism.export_timeline(world["coordinator"], case.id, wanted)
    *_, last, _ = world.mechanism.timeline(world["coordinator"], case.id)
    assert last.type == "timeline_read"
    assert last.fields == {"exported": "redacted", "reason": REASON}

    before = count(world, "entry")
    with pytest.raises(NotFound):
        world.mechanism.export_timeline(world["host"], world.case().id, wanted)
    assert count(world, "entry") > before


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(Profile.REDACTED, "short"),
        Wanted(Profile.REDACTED, REASON, {999: []}),
        Wanted(Profile.REDACTED, REASON, {1: ["no such field"]}),
        Wanted(Profile.ANONYMOUS, REASON, {1: []}),
    ],
    ids=["reason", "entry", "field", "anonymous"],
)
def test_what_cannot_be_exported_so_is_refused(
    embedded_world: World, wanted: Wanted
) -> None:
    case = embedded_world.case().id
    with pytest.raises(Malformed):
        embedded_world.mechanism.export_timeline(
            embedded_world["coordinator"], case, wanted
        )
