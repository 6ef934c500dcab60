"""Erased is erased: in the bytes of the store, in its logs, in a backup from before.

Every search is shown once what it would find: before the erasure, without emptied
logs, without overwriting what is deleted, without the end of the old key.
"""

import shutil
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import select

from referral.errors import Fault
from referral.mechanism import Mechanism
from referral.records import database_sqlite_fence, database_sqlite_files
from referral.records.attachments import AttachmentPiece
from referral.records.database import Unit, work_in
from referral.records.database_sqlite_files import engine_for
from referral.records.file_key import FileKey
from referral.records.keys import DataKeyRow, KeyWrap, RecipientKind
from referral.records.opening import KEYS, RECORDS
from referral.records.referrals import Disclosure
from referral.records.sealed_values import SealedValue
from referral.vault.keys import DataKey, KeyName
from referral.vault.providers.file import FileKeys
from referral.vault.providers.ring import KeyRing
from tests.postgres import SUPERUSER, as_role, drop_database, fresh_database
from tests.promises.erased_bytes import everything_in
from tests.properties.acts import Stage
from tests.records.raw import act, keyring, store
from tests.spec.test_erasing import end_old_key, erased
from tests.world import World, a_world
from workflows.catalogues import SEALED_FIELDS

MARKS = {
    drawer: {name: f"Marked-{drawer.value}-{name}" for name in names}
    for drawer, names in SEALED_FIELDS.items()
}
"""A mark in every sealed field there is."""
MARKED = [mark.encode() for fields in MARKS.values() for mark in fields.values()]
LEAST = 10


def planted(world: World) -> UUID:
    """A case with a mark in every field, released copies of it, and a document."""
    stage = Stage(world)
    world.mechanism.record_content(world["outreach"], stage.case, MARKS)
    offer = world.offer(stage.case)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    return stage.case


def owners(unit: Unit, case: UUID) -> set[UUID]:
    """Whose keys open something of a case: its own, and those of its copies."""
    copies = select(Disclosure).where(Disclosure.case_id == case)
    return {case, *(row.id for row in unit.session.exec(copies))}


def needles(world: World, case: UUID) -> list[bytes]:
    """Bytes to look for: every wrap, and the beginning of every box of content."""

    def look(unit: Unit) -> list[bytes]:
        mine = owners(unit, case)
        wraps = [w.wrapped for w in unit.keys.exec(select(KeyWrap)) if _of(w, mine)]
        boxes = [v.box for v in unit.session.exec(select(SealedValue)) if _of(v, mine)]
        boxes += [
            row.box
            for row in unit.session.exec(select(Disclosure))
            if row.case_id == case
        ]
        pieces = [row.sealed for row in unit.session.exec(select(AttachmentPiece))]
        return wraps + [box.ciphertext()[4:52] for box in (*boxes, *pieces)]

    return act(world, look)


def _of(row: Any, mine: Collection[UUID]) -> bool:
    return row.owner_id in mine


def opened_files(world: World) -> bytes:
    """The files of the embedded store, as somebody with their key reads them."""
    ring = KeyRing([FileKeys(world.key_file)], FileKeys.kind)
    _, key = FileKey(Path(world.location)).open(ring)
    return everything_in(Path(world.location), key)


def found(world: World, wanted: list[bytes]) -> int:
    """How many of these stand in the files."""
    whole = opened_files(world)
    return sum(each in whole for each in wanted)


def test_no_byte_of_a_destroyed_key_or_of_content_is_left_in_the_files(
    embedded_world: World, tmp_path: Path
) -> None:
    world = embedded_world
    case = planted(world)
    wanted = needles(world, case)
    assert found(world, wanted) == len(wanted) > 4 * LEAST

    assert erased(world, case).details["cleared"] is True
    assert found(world, wanted) == 0
    assert marks_in(world, tmp_path) == set()
    assert world.mechanism.verify_all().broken == ()

    (tmp_path / "letter").write_bytes(MARKED[0])
    assert marks_in(world, tmp_path) == {MARKED[0]}, "the control: a letter in clear"


def marks_in(world: World, folder: Path) -> set[bytes]:
    """Which marks stand in any file below a folder, or in the store's opened ones."""
    written = [path for path in folder.rglob("*") if path.is_file()]
    texts = [opened_files(world), *(path.read_bytes() for path in written)]
    return {mark for mark in MARKED for each in texts if mark in each}


@contextmanager
def somebody_reads(world: World) -> Iterator[None]:
    """A reader of both files who has begun before, and does not end."""
    ring = KeyRing([FileKeys(world.key_file)], FileKeys.kind)
    _, key = FileKey(Path(world.location)).open(ring)
    with ExitStack() as stack:
        for name, table in ((RECORDS, "case_file"), (KEYS, "key_wrap")):
            engine, _ = engine_for(Path(world.location) / name, key, readers=1)
            stack.callback(engine.dispose)
            reader = stack.enter_context(engine.connect())
            counted = text(f"SELECT count(*) FROM {table}")  # noqa: S608 # ours
            assert reader.execute(counted).scalar_one()
        yield


def test_while_somebody_reads_it_says_what_is_still_to_come_and_does_it_later(
    embedded_world: World,
) -> None:
    """The control without emptied logs: the same search finds what lies in them."""
    world = embedded_world
    case = planted(world)
    wanted = needles(world, case)
    with somebody_reads(world):
        assert erased(world, case).details["cleared"] is False
        assert found(world, wanted) > LEAST
        assert world.mechanism.erasures().uncleared == 1
        assert world.mechanism.fire_due() == 0
    assert "erasure_cleared" not in world.entries(case)

    assert world.mechanism.fire_due() == 1
    assert found(world, wanted) == 0
    assert world.mechanism.erasures().uncleared == 0
    assert "erasure_cleared" in world.entries(case)


def test_without_overwriting_what_is_deleted_the_same_search_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of a broken build: deleted rows are left in pages that stay."""
    weak = tuple(
        ("secure_delete", "OFF", 0) if name == "secure_delete" else (name, value, seen)
        for name, value, seen in database_sqlite_fence._SETTINGS
    )
    monkeypatch.setattr(database_sqlite_fence, "_SETTINGS", weak)
    monkeypatch.setattr(database_sqlite_files, "REWRITTEN_UP_TO", -1)
    with a_world(str(tmp_path / "data"), tmp_path / "keys" / "kek") as world:
        case = planted(world)
        wanted = needles(world, case)
        assert erased(world, case).details["cleared"] is True
        assert found(world, wanted) > LEAST


@contextmanager
def backup(world: World, tmp_path: Path, server: str | None) -> Iterator[list[Engine]]:
    """A copy of the whole database as it is now, and engines on it.

    Of a server's, by its own means; of files, with their logs, while nobody has them.
    """
    world.mechanism.close()
    with ExitStack() as stack:
        if server is None:
            shutil.copytree(world.location, tmp_path / "backup")
            ring = KeyRing([FileKeys(world.key_file)], FileKeys.kind)
            _, key = FileKey(Path(world.location)).open(ring)
            files = [tmp_path / "backup" / name for name in (RECORDS, KEYS)]
            engines = [engine_for(file, key)[0] for file in files]
        else:
            url = fresh_database(server, name_of(world.location))
            stack.callback(drop_database, server, name_of(url))
            engines = [create_engine(as_role(url, SUPERUSER), hide_parameters=True)]
        for engine in engines:
            stack.callback(engine.dispose)
        opened = Mechanism.open(world.location, world.key_file, clock=world.clock)
        world.mechanism = stack.enter_context(opened)
        yield engines


def name_of(url: str) -> str:
    """The name of the database at an address."""
    return url.split("/")[3].split("?", maxsplit=1)[0]


def opens(world: World, engines: list[Engine], case: UUID) -> int:
    """How many keys of a case a thief opens: these rows, and every key there is."""
    ring = KeyRing([FileKeys(world.key_file)], FileKeys.kind)
    tenant = keyring(world).tenant

    def steal(unit: Unit) -> int:
        mine, count = owners(unit, case), 0
        rows = {
            (row.owner_id, row.drawer, row.generation): row.commitment
            for row in unit.session.exec(select(DataKeyRow))
        }
        for wrap in unit.keys.exec(select(KeyWrap)):
            which = wrap.owner_id, wrap.drawer, wrap.generation
            if wrap.owner_id not in mine or which not in rows:
                continue
            to = wrap.recipient_id.bytes
            whom = b"" if wrap.recipient_kind is RecipientKind.KEK else to
            with suppress(Fault):
                kek, name = ring.named(wrap.epoch), KeyName(tenant, *which)
                DataKey.unwrap(name, kek, wrap.wrapped, rows[which], whom)
                count += 1
        return count

    with ExitStack() as stack:
        held = [stack.enter_context(engine.connect()) for engine in engines]
        return work_in(held[0], held[-1], world.clock(), steal)[0]


def live(world: World, case: UUID) -> int:
    """The same on the store as it is."""
    ring = keyring(world).keks

    def steal(unit: Unit) -> int:
        mine = owners(unit, case)
        wraps = [w for w in unit.keys.exec(select(KeyWrap)) if w.owner_id in mine]
        dead = {
            (row.owner_id, row.drawer, row.generation)
            for row in unit.session.exec(select(DataKeyRow))
            if row.destroyed_at is not None
        }
        names = {(w.owner_id, w.drawer, w.generation) for w in wraps}
        assert all(ring.named(wrap.epoch) for wrap in wraps)
        return len(names & dead)

    return store(world).act(steal)


def test_a_backup_from_before_opens_until_the_old_key_is_gone_and_never_again(
    world: World, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """On both stores: the end of the key reaches what no deletion reaches."""
    case, other = planted(world), world.case().id
    server = None
    if world.mechanism.store_name == "postgresql":
        server = request.getfixturevalue("postgres_server")
    with backup(world, tmp_path, server) as copied:
        erased(world, case)
        assert live(world, case) == 0
        assert opens(world, copied, case) > LEAST, "the control: the key is still there"
        assert world.mechanism.erasures().open

        end_old_key(world)
        assert opens(world, copied, case) == 0
        assert opens(world, copied, other) == 0
        assert world.mechanism.erasures().open == ()
        held = world.mechanism.case_retention(world["coordinator"], case).erasure
        assert held is not None
        assert held.complete_at == world.clock()
        assert world.mechanism.read_case(world["outreach"], other).facts
