"""What was typed before a case is opened: kept for its writer, warned of, and gone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import select

from referral.actions.contact_rules import ContactRules
from referral.actions.first_contact import FirstContact
from referral.actions.identify import Identification
from referral.actions.work import Done, RequestKey
from referral.errors import Malformed, NotFound, SealBroken, StaleCase, WrongRole
from referral.records.database import Unit
from referral.records.drafts import FormDraft, draft_by_id, open_draft_box
from referral.records.file_key import FileKey
from referral.records.keys import DataKeyRow, KeyWrap
from referral.vault.providers.file import FileKeys
from referral.vault.providers.ring import KeyRing
from tests.promises.erased_bytes import everything_in
from tests.records.raw import act, count, keyring, run
from tests.spec.evidence import chain_of
from tests.world import WOMAN, World, admitted
from workflows.vocabulary import DraftStep, EntryType, Purpose, Role

SAID = {"content.contact.phone": ["+000 44 55"], "facts.age_class": ["adult"]}
SAW = {"content.narrative.what_i_saw": ["A lorry without windows."]}


def saved(world: World, by: str = "outreach", **words: object) -> Done:
    """The first step of somebody, kept."""
    return world.mechanism.save_draft(world[by], None, DraftStep.SAFETY, SAID, **words)  # type: ignore[arg-type] # as the test says


def said(world: World, body: str) -> list[tuple[str, dict[str, object]]]:
    """The entries of drafts on an organisation's chain, with what they tell."""
    chain = chain_of(world, world.bodies[body])
    return [each for each in chain if each[0].startswith("draft")]


def kinds(world: World, body: str = "ngo") -> list[str]:
    """What is entered of drafts on an organisation's chain, in order."""
    return [kind for kind, _ in said(world, body)]


def test_what_was_typed_is_kept_step_by_step_and_taken_up_where_it_stopped(
    world: World,
) -> None:
    m, ana = world.mechanism, world["outreach"]
    draft = saved(world)
    (one,) = m.unfinished(ana)
    assert (one.id, one.step, one.ends_soon) == (draft.id, "signs", False)
    assert one.ends_at == world.clock() + timedelta(days=3)
    world.clock.advance(hours=5)
    m.save_draft(ana, draft.id, DraftStep.SIGNS, SAW, expects=1)
    found = m.open_draft(ana, draft.id)
    assert found.view.step == "wishes"
    assert found.view.ends_at == world.clock() + timedelta(days=3)
    assert found.typed == {"safety": SAID, "signs": SAW}
    assert "+000" not in repr(found)
    assert kinds(world) == ["draft_saved", "draft_saved", "draft_opened"]


def test_no_entry_of_it_tells_what_was_typed(world: World) -> None:
    draft = saved(world)
    world.mechanism.open_draft(world["outreach"], draft.id)
    world.mechanism.discard_draft(world["outreach"], draft.id)
    told = [fields for _, fields in said(world, "ngo")]
    assert told == [{"step": "safety"}, {"step": "signs"}, {}]


@pytest.mark.parametrize("who", ["colleague", "stranger", "coordinator", "auditor"])
def test_nobody_but_its_writer_finds_it(world: World, who: str) -> None:
    admitted(world, "colleague", "ngo", frozenset({Role.FIRST_RESPONDER}))
    draft, m, other = saved(world), world.mechanism, world[who]
    refused = NotFound if who in ("colleague", "stranger") else WrongRole
    with pytest.raises(refused):
        m.open_draft(other, draft.id)
    with pytest.raises(refused):
        m.save_draft(other, draft.id, DraftStep.SIGNS, SAW, expects=1)
    with pytest.raises(refused):
        m.discard_draft(other, draft.id)
    first = FirstContact(Identification(WOMAN), draft=draft.id, draft_version=1)
    with pytest.raises(refused):
        m.open_first_contact(other, first)
    if refused is NotFound:
        assert m.unfinished(other) == []
    assert m.open_draft(world["outreach"], draft.id).typed == {"safety": SAID}


def test_its_box_opens_for_its_writer_at_its_place_alone(world: World) -> None:
    """Who changes a row does not read it: the seal binds draft, body and writer."""
    mine, other = saved(world).id, saved(world).id
    somebody = world["officer"].id

    def look(unit: Unit) -> None:
        row, twin = draft_by_id(unit.session, mine), draft_by_id(unit.session, other)
        assert row is not None
        assert twin is not None
        ring, writer, why = keyring(world), row.writer_id, Purpose.CARE
        assert open_draft_box(unit, ring, row, writer, why) == {"safety": SAID}
        with pytest.raises(SealBroken):
            open_draft_box(unit, ring, row, somebody, why)
        for change in (
            {"box": twin.box},
            {"version": row.version + 1},
        ):
            moved = FormDraft(
                **{**row.model_dump(exclude={"box"}), "box": row.box} | change
            )
            with pytest.raises(SealBroken):
                open_draft_box(unit, ring, moved, writer, why)

    act(world, look)


def test_it_warns_a_day_before_and_is_destroyed_when_its_time_is_over(
    world: World,
) -> None:
    m, ana = world.mechanism, world["outreach"]
    draft = saved(world)
    world.clock.advance(hours=48, minutes=-1)
    assert [one.ends_soon for one in m.unfinished(ana)] == [False]
    world.clock.advance(minutes=1)
    assert [one.ends_soon for one in m.unfinished(ana)] == [True]
    assert m.fire_due() == 0
    world.clock.advance(hours=24)
    assert m.unfinished(ana) == []
    with pytest.raises(NotFound):
        m.open_draft(ana, draft.id)
    assert not m.behind()
    world.clock.advance(minutes=6)
    assert m.behind(), "nobody does what is due"
    m.fire_due()
    m.fire_due()
    assert kinds(world) == ["draft_saved", "draft_expired"]
    assert count(world, "form_draft") == 0
    assert not m.behind()


def test_a_deployment_says_how_long(world: World) -> None:
    world.mechanism.take_contacts_by(ContactRules(timedelta(days=1)))
    saved(world)
    (one,) = world.mechanism.unfinished(world["outreach"])
    assert (one.ends_at - one.saved_at, one.ends_soon) == (timedelta(days=1), True)


def wraps(world: World) -> int:
    def look(unit: Unit) -> int:
        found = unit.keys.exec(select(KeyWrap.drawer)).all()
        return sum(drawer.startswith("draft:") for drawer in found)

    return act(world, look)


def test_each_has_a_key_of_its_own_that_goes_with_it(world: World) -> None:
    m, ana = world.mechanism, world["outreach"]
    first, second, third = (saved(world).id for _ in range(3))
    assert wraps(world) == 3
    m.discard_draft(ana, first)
    opened = FirstContact(Identification(WOMAN), draft=second, draft_version=1)
    m.open_first_contact(ana, opened)
    world.clock.advance(days=4)
    m.fire_due()
    m.fire_due()
    assert (wraps(world), count(world, "form_draft")) == (0, 0)
    left = run(world, "SELECT destroyed_at FROM data_key WHERE drawer LIKE 'draft:%'")
    assert len(left) == 3
    assert all(gone is not None for (gone,) in left)
    assert third not in {one.id for one in m.unfinished(ana)}


def test_what_becomes_a_case_is_no_draft_any_more(world: World) -> None:
    m, ana = world.mechanism, world["outreach"]
    draft = saved(world)
    opened = FirstContact(Identification(WOMAN), draft=draft.id, draft_version=1)
    done = m.open_first_contact(ana, opened)
    assert m.unfinished(ana) == []
    assert kinds(world) == ["draft_saved", "draft_finished"]
    assert world.entries(done.id)[0] == "case_opened"
    with pytest.raises(NotFound):
        m.open_first_contact(ana, opened)
    assert len(m.cases(ana)) == 1


def test_a_case_that_is_refused_leaves_its_draft(world: World) -> None:
    m, ana = world.mechanism, world["outreach"]
    draft = saved(world)
    wrong = Identification(WOMAN, occurred_at=world.clock() + timedelta(hours=1))
    with pytest.raises(Malformed):
        m.open_first_contact(ana, FirstContact(wrong, draft=draft.id, draft_version=1))
    assert m.open_draft(ana, draft.id).typed == {"safety": SAID}
    assert m.cases(ana) == []


def test_what_was_changed_elsewhere_is_not_written_over(world: World) -> None:
    """Two windows: the second hears of the first, and nothing of either is lost."""
    m, ana = world.mechanism, world["outreach"]
    draft = saved(world)
    m.save_draft(ana, draft.id, DraftStep.SIGNS, SAW, expects=1)
    with pytest.raises(StaleCase):
        m.save_draft(ana, draft.id, DraftStep.SIGNS, {}, expects=1)
    stale = FirstContact(Identification(WOMAN), draft=draft.id, draft_version=1)
    with pytest.raises(StaleCase):
        m.open_first_contact(ana, stale)
    assert m.open_draft(ana, draft.id).typed["signs"] == SAW


def test_sent_twice_it_is_one(world: World) -> None:
    m, ana, key = world.mechanism, world["outreach"], RequestKey("k" * 20, b"x" * 32)
    assert saved(world, request=key).id == saved(world, request=key).id
    assert len(m.unfinished(ana)) == 1
    assert count(world, "form_draft") == 1


MARK = "Wagtail-marked"


def on_the_disk(world: World) -> bytes:
    """The files of the embedded store, as somebody with their key reads them."""
    ring = KeyRing([FileKeys(world.key_file)], FileKeys.kind)
    folder = Path(world.location)
    return everything_in(folder, FileKey(folder).open(ring)[1])


def test_nothing_of_it_can_be_read_where_it_is_kept(world: World) -> None:
    """Every text and every byte of every row, past the fences, as its owner sees it."""
    typed = {"content.narrative.account": [MARK], "facts.region": [MARK]}
    m, ana = world.mechanism, world["outreach"]
    draft = m.save_draft(ana, None, DraftStep.SAFETY, typed)
    m.save_draft(ana, draft.id, DraftStep.SIGNS, {"x": [MARK]}, expects=1)
    rows = run(world, "SELECT * FROM form_draft")
    assert len(rows) == 1
    held = b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for value in rows[0]
    )
    assert len(held) > 200, "there is a box"
    assert MARK.encode() not in held
    assert m.open_draft(ana, draft.id).typed["safety"] == typed
    if m.store_name != "postgresql":
        assert MARK.encode() not in on_the_disk(world)


def test_its_key_counts_and_its_row_shows_nothing(world: World) -> None:
    draft = saved(world)

    def look(unit: Unit) -> tuple[str, int]:
        row = draft_by_id(unit.session, draft.id)
        (key,) = unit.session.exec(
            select(DataKeyRow).where(DataKeyRow.drawer == f"draft:{draft.id.hex}")
        ).all()
        return repr(row), key.seals

    assert act(world, look) == ("<FormDraft>", 1)


def test_whoever_opens_no_case_keeps_no_draft(world: World) -> None:
    for who in ("coordinator", "auditor"):
        with pytest.raises(WrongRole):
            saved(world, by=who)
        with pytest.raises(WrongRole):
            world.mechanism.unfinished(world[who])
    assert EntryType.DRAFT_SAVED not in kinds(world, "office")


def test_a_moved_colleague_does_not_take_it_along(world: World) -> None:
    draft = saved(world)
    moved = replace(world["outreach"], organisation_id=world.bodies["bystanders"])
    with pytest.raises(NotFound):
        world.mechanism.open_draft(moved, draft.id)
    assert isinstance(draft.id, UUID)
