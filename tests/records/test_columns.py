"""Column types: what goes in, what comes out, and what is refused on flush."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.exc import StatementError

from referral.records.columns import Digest, Id, Moment, Sealed, Word, new_id
from referral.records.database import Unit
from referral.records.organisations import Organisation
from referral.records.sealed_values import SealedValue
from referral.records.timeline import ChainKind, Entry
from referral.vault.sealed import Box
from tests.records.raw import store
from tests.world import START, World
from workflows.vocabulary import Compartment, Role

DIALECTS: tuple[Dialect, ...] = (SQLiteDialect(), PGDialect())  # type: ignore[no-untyped-call] # the library
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
moments = st.builds(
    lambda day, micros: BEGINNING + timedelta(day, 0, micros),
    st.integers(0, 365 * 8_000),
    st.integers(0, 86_399_999_999),
)


@given(moments)
def test_an_identifier_is_a_uuid_of_version_7_that_begins_with_its_moment(
    at: datetime,
) -> None:
    made = new_id(at)

    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == (at - BEGINNING) // timedelta(milliseconds=1)


def test_identifiers_of_one_moment_grow_whoever_makes_them() -> None:
    made = [new_id(START) for _ in range(20_000)]
    assert made == sorted(set(made))

    shares: list[list[UUID]] = [[], [], []]
    threads = [
        Thread(target=lambda s=share: s.extend(new_id(START) for _ in range(2_000)))
        for share in shares
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(share == sorted(share) for share in shares)
    assert len({one for share in shares for one in share}) == 6_000


@given(moments)
def test_a_moment_is_kept_to_the_millisecond(at: datetime) -> None:
    kind = Moment()
    for dialect in DIALECTS:
        back = kind.process_result_value(kind.process_bind_param(at, dialect), dialect)
        assert back == at.replace(microsecond=at.microsecond // 1_000 * 1_000)
    assert kind.process_bind_param(None, DIALECTS[0]) is None


@pytest.mark.asvs("V16.2.2")
def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        Moment().process_bind_param(datetime(2026, 1, 1), DIALECTS[0])  # noqa: DTZ001


@given(st.uuids())
def test_an_identifier_is_sixteen_bytes_or_the_native_type(value: UUID) -> None:
    on_sqlite, on_postgres = DIALECTS
    kind = Id()

    assert kind.process_bind_param(value, on_sqlite) == value.bytes
    assert kind.process_result_value(value.bytes, on_sqlite) == value
    assert kind.process_bind_param(value, on_postgres) == value
    assert kind.process_result_value(value, on_postgres) == value
    assert kind.process_bind_param(None, on_sqlite) is None
    assert kind.process_result_value(None, on_sqlite) is None


def test_a_word_that_is_not_on_the_list_goes_neither_in_nor_out() -> None:
    kind = Word(Role)

    assert kind.process_bind_param(Role.AUDITOR, DIALECTS[0]) == "auditor"
    assert kind.process_result_value("auditor", DIALECTS[0]) is Role.AUDITOR
    assert kind.process_bind_param(None, DIALECTS[0]) is None
    for refuse in (kind.process_bind_param, kind.process_result_value):
        with pytest.raises(ValueError, match="superuser"):
            refuse("superuser", DIALECTS[0])


def test_bytes_come_back_as_bytes_whatever_buffer_a_driver_answers() -> None:
    assert Digest().process_result_value(memoryview(b"x"), DIALECTS[1]) == b"x"
    assert Sealed().process_result_value(memoryview(b"x"), DIALECTS[1]) == Box(b"x")
    assert Digest().process_result_value(None, DIALECTS[1]) is None
    assert Sealed().process_result_value(None, DIALECTS[1]) is None
    assert Sealed().process_bind_param(None, DIALECTS[1]) is None


@pytest.mark.parametrize(
    "plain", ["Kestrel", b"Kestrel", {"first_name": "Kestrel"}], ids=repr
)
def test_nothing_but_a_box_is_ever_written_into_a_sealed_column(
    world: World, plain: object
) -> None:
    case = world.case()

    def write(unit: Unit) -> None:
        row = SealedValue(
            record_id=case.id,
            drawer=Compartment.IDENTITY,
            row_version=9,
            owner_id=case.id,
            stored_at=unit.now,
        )
        row.box = plain  # type: ignore[assignment] # that is the mistake
        unit.session.add(row)

    with pytest.raises(StatementError, match="only a sealed value") as refused:
        store(world).act(write)
    assert "Kestrel" not in f"{refused.value!r} {refused.value}"


def test_rows_print_as_their_kind_and_nothing_else(world: World) -> None:
    def shown(unit: Unit) -> list[str]:
        body = unit.session.get_one(Organisation, world.bodies["ngo"])
        entry = Entry(chain_kind=ChainKind.CASE, from_stage="presumed")
        return [repr(body), str(body), f"{body}", repr(entry), repr([entry])]

    texts = store(world).act(shown)
    assert texts == [*["<Organisation>"] * 3, "<Entry>", "[<Entry>]"]
