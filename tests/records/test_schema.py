"""The tables: what is declared is what is there, and history cannot be changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import (
    Engine,
    Executable,
    LargeBinary,
    String,
    Table,
    create_engine,
    inspect,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel, delete, update

from referral.clock import system_clock
from referral.errors import StoreUnavailable
from referral.records.columns import Digest, Id, Plain, Sealed, Word
from referral.records.keys import KeyRow
from referral.records.opening import open_store
from referral.records.schema import differences, downgrade, upgrade
from referral.records.timeline import Entry
from referral.vault.providers.file import FileKek
from tests.postgres import OWNER, as_role
from tests.records.raw import engines, open_to_changes, run, store
from tests.world import World
from workflows.vocabulary import EntryType

OPEN_TEXT = [
    "actor.sign_in_name",
    "attachment.drawer",
    "case_file.code",
    "case_file.identification",
    "case_file.protection",
    "case_file.stay",
    "conduct_text.text",
    "cosignature.name",
    "data_key.drawer",
    "entry.from_stage",
    "entry.to_stage",
    "erasure_epoch.epoch",
    "exploration.found",
    "glass_broken.drawers",
    "kek_epoch.epoch",
    "kek_epoch.provider",
    "kept_filter.listed",
    "key_wrap.drawer",
    "key_wrap.epoch",
    "log_fork.note",
    "log_fork.witness",
    "machine_key.scope",
    "mail.last_error",
    "mail_line.code",
    "mechanism.jurisdiction",
    "notice.msg_id",
    "openid_request.wanted",
    "organisation.code",
    "organisation.label",
    "organisation.region",
    "outbox.last_error",
    "outbox.msg_id",
    "outside_link.hashed",
    "outside_link.sealed_for",
    "own_code.hashed",
    "passkey.label",
    "password.hashed",
    "pathway_text.name",
    "pathway_text.text",
    "pathway_text.version",
    "recipient_key.public",
    "recipient_key.short",
    "referral.code",
    "referral.decline_reason",
    "sealed_value.drawer",
    "service.label",
    "service.region",
    "service.service_type",
    "service_terms.words",
    "signing_key.scope",
    "standing_exception.msg_id",
    "timer.msg_id",
    "timer.tz",
    "webhook.address",
    "webhook.kinds",
]
"""Every column that holds text in the clear. A new one needs a reason and a place
here: nothing a person said or is may ever stand in one."""


def tables() -> Iterator[Table]:
    for metadata in (SQLModel.metadata, KeyRow.metadata):
        yield from metadata.tables.values()


def test_the_migrated_tables_are_the_declared_ones_up_and_down_and_up(
    location: str, tmp_path: Path
) -> None:
    key_file = tmp_path / "kek"
    open_store(
        location, FileKek.create(key_file), system_clock, make=True
    ).store.close()
    owner = as_role(location, OWNER) if location.startswith("postgresql") else None

    for engine, part in owned(location, key_file):
        assert differences(engine, part) == []
        downgrade(engine, part)
        left = set(inspect(engine).get_table_names())
        assert left == {"schema_version"}
        assert differences(engine, part) != []
        upgrade(engine, part)
        assert differences(engine, part) == []
        engine.dispose()
    again = open_store(location, FileKek.read(key_file), system_clock, owner).store
    assert not [each for each in again.protections() if each.wrong]
    again.close()


def owned(location: str, key_file: Path) -> list[tuple[Engine, str]]:
    """Engines for whoever owns the tables."""
    if location.startswith("postgresql"):
        return [(create_engine(as_role(location, OWNER)), "both")]
    return engines(location, key_file)


def test_every_text_column_is_a_word_of_a_list_or_open_for_a_reason() -> None:
    plain = {}
    for table in tables():
        for column in table.columns:
            kind = column.type
            assert isinstance(kind, TypeDecorator) or kind.python_type in (int, bool), (
                f"{column} is of a type of its own"
            )
            if isinstance(kind, Plain):
                plain[str(column)] = kind.reason
            elif isinstance(kind, TypeDecorator) and isinstance(kind.impl, String):
                assert isinstance(kind, Word), f"{column} holds text"

    print("\n".join(f"{name}: {reason}" for name, reason in sorted(plain.items())))  # noqa: T201 - the list is the point
    assert sorted(plain) == OPEN_TEXT
    assert all(len(reason) > 10 for reason in plain.values())


def test_every_column_of_bytes_is_sealed_a_digest_or_an_identifier() -> None:
    kinds = {
        str(column): type(column.type)
        for table in tables()
        for column in table.columns
        if isinstance(getattr(column.type, "impl", column.type), LargeBinary)
    }

    assert set(kinds.values()) == {Sealed, Digest, Id}
    assert sorted(name for name, kind in kinds.items() if kind is Sealed) == [
        "attachment_piece.sealed",
        "code_secret.box",
        "disclosure.box",
        "entry.payload",
        "form_draft.box",
        "kept_filter.box",
        "mail_setting.box",
        "sealed_value.box",
        "stored_answer.box",
    ]


@pytest.mark.parametrize(
    "change",
    [
        update(Entry).values(type=EntryType.SIGNED_OUT),
        delete(Entry),
        text("UPDATE entry SET seq = seq + 1 WHERE seq > 1"),
        text("DELETE FROM entry WHERE seq = 1"),
    ],
    ids=str,
)
def test_an_entry_is_never_changed_and_never_removed(
    world: World, change: Executable
) -> None:
    before = run(world, "SELECT id, seq, type FROM entry")

    with pytest.raises((DBAPIError, StoreUnavailable)) as refused:
        run(world, change)

    whole = f"{refused.value} {refused.value.__cause__}"
    assert "the timeline is append-only" in whole
    assert run(world, "SELECT id, seq, type FROM entry") == before


def test_an_entry_is_not_replaced_and_the_timeline_not_emptied(world: World) -> None:
    before = run(world, "SELECT id, seq, type FROM entry")
    around = {
        "sqlcipher": "INSERT OR REPLACE INTO entry SELECT * FROM entry",
        "postgresql": "TRUNCATE entry",
    }

    with pytest.raises((DBAPIError, StoreUnavailable)):
        run(world, around[world.mechanism.store_name])

    assert run(world, "SELECT id, seq, type FROM entry") == before


def test_a_store_whose_timeline_is_unprotected_does_not_start(world: World) -> None:
    open_to_changes(world)
    store(world).close()

    with pytest.raises(StoreUnavailable, match=r"not protected: .*entry_no_update"):
        type(world.mechanism).open(world.location, world.key_file)
