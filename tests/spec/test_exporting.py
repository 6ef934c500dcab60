"""A timeline handed on: a stranger checks it, and learns what was meant and no more."""

from typing import Any

import pytest

from referral.actions.export import Wanted
from referral.errors import Malformed, NotFound, WrongRole
from referral.exchange.verify_timeline import NotProven, check
from referral.rules.exporting import Profile
from tests.records.raw import count
from tests.spec.evidence import chain_of
from tests.spec.handing_on import (
    KEY,
    REASON,
    SHORT,
    agreed,
    handed_on,
    opened,
    timeline_in,
    wanted,
)
from tests.spec.test_erasing import erased
from tests.world import World


def exported(
    world: World, profile: Profile, by: str = "coordinator", **more: Any
) -> tuple[dict[str, Any], str]:
    """An export of a case as a file would hold it, and the log's key."""
    case = world.case()
    world.consent(case.id)
    found = timeline_in(handed_on(world, case.id, wanted(profile, **more), by))
    return found, world.mechanism.checkpoint().verifier


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
    case, _ = world.offered()
    entries = world.mechanism.timeline(world["coordinator"], case.id)
    (made,) = [each for each in entries if each.type == "offer_made"]
    assert made.fields is not None
    name = min(made.fields)
    what = wanted(Profile.REDACTED, {made.seq: [name]})
    found = timeline_in(handed_on(world, case.id, what))

    assert check(found, world.mechanism.checkpoint().verifier)
    shown = {e["header"]["seq"]: e["fields"] for e in found["entries"] if e["fields"]}
    assert {seq: set(fields) for seq, fields in shown.items()} == {made.seq: {name}}
    assert shown[made.seq][name][1] == made.fields[name]
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
    assert not [person for person in people if person in str(found)]
    full, _ = exported(world, Profile.FULL)  # where the same look finds somebody
    assert [person for person in people if person in str(full)]


def test_who_sees_headers_alone_hands_on_headers_alone(world: World) -> None:
    found, key = exported(world, Profile.REDACTED, by="auditor")
    assert check(found, key)
    assert not [each for each in found["entries"] if each["fields"]]
    case = world.case().id
    for what in (wanted(Profile.FULL), wanted(Profile.REDACTED, {1: ["step"]})):
        with pytest.raises(WrongRole):
            world.mechanism.ask_export(world["auditor"], case, what)


def test_what_was_erased_is_handed_on_without_it(world: World) -> None:
    case = world.case()
    erased(world, case.id)
    found = timeline_in(handed_on(world, case.id, wanted(Profile.REDACTED)))

    assert check(found, world.mechanism.checkpoint().verifier)
    assert "commitments" not in found["entries"][0]
    full = timeline_in(handed_on(world, case.id, wanted(Profile.FULL)))
    assert "fields" not in full["entries"][0]
    assert full["entries"][-1]["fields"]  # what came after the erasure


def test_an_export_is_an_entry_of_its_own_and_a_refused_one_leaves_one_too(
    world: World,
) -> None:
    case = world.case()
    done = handed_on(world, case.id, wanted(Profile.REDACTED))
    *_, begun, last, _ = world.mechanism.timeline(world["coordinator"], case.id)
    assert (begun.type, begun.fields) == ("timeline_read", {"exporting": "redacted"})
    assert (last.type, last.lane) == ("timeline_exported", "disclosure")
    assert last.fields == {
        "profile": "redacted",
        "reason": REASON,
        "entries": done.entries,
        "manifest": done.package.manifest_sha256,
        "recipients": [SHORT],
    }
    assert opened(done).manifest_sha256 == done.package.manifest_sha256
    assert done.receipts[0].split(";")[2] == last.h
    assert KEY not in str(last.fields)

    before = count(world, "entry")
    with pytest.raises(NotFound):
        handed_on(world, world.case().id, wanted(Profile.REDACTED), by="host")
    assert count(world, "entry") > before


def test_a_key_in_capitals_and_in_small_letters_is_one_recipient(
    world: World,
) -> None:
    """Two would be counted where one person opens it."""
    case, twice = world.case().id, (KEY.upper(), KEY)
    joint = agreed(world, case, wanted(Profile.FULL, recipients=twice))
    seen = world.mechanism.joint_act(world["coordinator"], joint)
    assert seen.content["recipients"] == [KEY]
    handed_on(world, case, wanted(Profile.REDACTED, recipients=twice))
    (exported,) = [
        fields for kind, fields in chain_of(world, case) if kind == "timeline_exported"
    ]
    assert exported["recipients"] == [SHORT]


@pytest.mark.parametrize(
    ("what", "fault"),
    [
        (Wanted(Profile.REDACTED, "short"), "too_short"),
        (Wanted(Profile.REDACTED, "long" * 200), "too_long"),
        (Wanted(Profile.REDACTED, REASON, {999: []}), "no_entry_999"),
        (wanted(Profile.REDACTED, {1: ["no such field"]}), "no_such_field"),
        (Wanted(Profile.ANONYMOUS, REASON, {1: []}), "anonymous"),
        (Wanted(Profile.FULL, REASON), "nobody_to_seal_it_to"),
        (wanted(Profile.FULL, recipients=(KEY, "age1nobody")), "no_public_key"),
        (wanted(Profile.REDACTED, recipients=(KEY,) * 11), "too_many"),
    ],
    ids=["short", "long", "entry", "field", "anonymous", "nobody", "key", "keys"],
)
def test_what_cannot_be_exported_so_is_refused(
    embedded_world: World, what: Wanted, fault: str
) -> None:
    case, mechanism = embedded_world.case().id, embedded_world.mechanism
    act = mechanism.ask_export if what.identifying else mechanism.export_timeline
    with pytest.raises(Malformed) as refused:
        act(embedded_world["coordinator"], case, what)
    assert [code for _, code in refused.value.faults] == [fault]
