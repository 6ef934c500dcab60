"""What a timeline keeps when content, pathway or time have gone on."""

from hashlib import sha256

import pytest
from sqlmodel import col, update

from referral.errors import Erased, PathwayMissing
from referral.mechanism import Mechanism
from referral.records.cases import Case, PathwayText
from referral.records.database import Unit
from referral.records.keys import DataKeyRow
from tests.records.raw import act, rewrite, run
from tests.world import World
from workflows.vocabulary import Compartment, LegalGround, Purpose

DANGER = LegalGround.DANGER_TO_LIFE


def test_a_timeline_is_read_page_by_page(world: World) -> None:
    case, _ = world.accepted()
    ask = world.mechanism.timeline
    whole = ask(world["coordinator"], case.id)

    first = ask(world["coordinator"], case.id, limit=3)
    rest = ask(world["coordinator"], case.id, after=3, limit=len(whole) - 3)
    assert [*first, *rest] == whole
    assert [entry.seq for entry in whole] == list(range(1, len(whole) + 1))
    assert {entry.lane for entry in whole} >= {"stage", "consent", "disclosure"}


def test_a_timeline_outlives_the_erasure_of_what_it_sealed(world: World) -> None:
    case, _ = world.accepted()
    keys = update(DataKeyRow).where(col(DataKeyRow.owner_id) == case.id)
    run(world, keys.values(destroyed_at=world.clock()))

    entries = world.mechanism.timeline(world["coordinator"], case.id)
    old, new = entries[:-1], entries[-1]
    assert not any(entry.fields for entry in old)
    assert old[0].fields is None
    assert new.fields == {"after": 0}
    assert world.mechanism.verify_all().broken == ()
    with pytest.raises(Erased):
        world.mechanism.open_content(
            world["outreach"], case.id, Compartment.IDENTITY, Purpose.CARE
        )


def older(world: World, text: str, digest: bytes | None = None) -> None:
    """Let every case have been opened under another text of the pathway."""
    named = digest or sha256(text.encode()).digest()

    def keep(unit: Unit) -> None:
        row = PathwayText(
            digest=named,
            name="convention",
            version="2025.9",
            text=text,
            first_used_at=unit.now,
        )
        unit.session.add(row)
        unit.session.flush()

    act(world, keep)
    run(world, update(Case).values(pathway_digest=named))


def current_text(world: World) -> str:
    """The text that new cases are opened under."""
    return world.mechanism._house.pathways.current.text


def test_a_case_keeps_the_version_it_was_opened_under(world: World) -> None:
    case = world.case()
    text = current_text(world)
    renamed = text.replace('name = "bring_to_safety"', 'name = "bring_home"', 1)
    older(world, renamed)

    steps = {
        answer.step for answer in world.mechanism.steps(world["outreach"], case.id)
    }
    assert "bring_home" in steps
    assert "bring_to_safety" not in steps
    world.step(case.id, "bring_home", legal_ground=DANGER)
    newer = world.case()
    world.step(newer.id, "bring_to_safety", legal_ground=DANGER)


def test_a_pathway_that_was_edited_moves_no_case(world: World) -> None:
    """A thief takes the guards out of the text that a case rests on."""
    case = world.case()
    text = current_text(world).replace('guards = ["consent_to_assistance"]', "")
    older(world, text, digest=bytes(32))

    with pytest.raises(PathwayMissing, match="edited"):
        world.step(case.id, "bring_to_safety")


def test_a_pathway_that_cannot_be_read_any_more_moves_no_case(world: World) -> None:
    case = world.case()
    older(world, "name = ")

    with pytest.raises(PathwayMissing, match="cannot be read"):
        world.step(case.id, "bring_to_safety", legal_ground=DANGER)


def test_a_pathway_that_is_not_stored_moves_no_case(world: World) -> None:
    with pytest.raises(PathwayMissing, match="not stored"):
        act(
            world,
            lambda unit: world.mechanism._house.pathways.version(
                unit.session, bytes(32)
            ),
        )


def test_a_mechanism_does_not_open_on_a_pathway_that_was_edited(world: World) -> None:
    edited = current_text(world).replace('guards = ["consent_to_assistance"]', "")
    rewrite(world, update(PathwayText).values(text=edited))
    world.mechanism.close()

    with pytest.raises(PathwayMissing, match="edited"):
        Mechanism.open(world.location, world.key_file, clock=world.clock)
