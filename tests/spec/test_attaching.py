"""Documents attached to a case: sealed like its drawers, given to whoever may open."""

import io
import zipfile
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from referral.actions.attachments import NewAttachment, Spool
from referral.actions.work import Done, RequestKey
from referral.errors import (
    Erased,
    Malformed,
    NotFound,
    NotHolder,
    NotPermitted,
    SealBroken,
)
from referral.records.attachments import Attachment, AttachmentPiece
from referral.records.database import Unit
from referral.vault.sealed import Box
from tests.exchange.pictures import jpeg
from tests.records.raw import act, count, run
from tests.vault.sealing import flipped
from tests.world import World
from workflows.vocabulary import Compartment, Purpose, ReferralKind

IDENTITY, HEALTH = Compartment.IDENTITY, Compartment.HEALTH
PASSPORT = (
    b"%PDF-1.7\n% an invented passport of Kestrel Alder\n" + bytes(range(256)) * 9
)
NAME = "Kestrel passport.pdf"


def attach(
    world: World,
    case_id: UUID,
    raw: bytes = PASSPORT,
    *,
    by: str = "outreach",
    drawer: Compartment = IDENTITY,
    name: str = NAME,
    request: RequestKey | None = None,
) -> Done:
    """Attach a document."""
    with Spool() as document:
        document.write(raw)
        new = NewAttachment(drawer, name, document)
        return world.mechanism.add_attachment(world[by], case_id, new, request)


def fetched(
    world: World, case_id: UUID, attachment: UUID, by: str = "outreach"
) -> bytes:
    """The document as it is given out."""
    given = world.mechanism.fetch_attachment(
        world[by], case_id, attachment, Purpose.CARE
    )
    with given.document as document:
        return document.read()


@pytest.fixture
def case(world: World) -> UUID:
    return world.case().id


def test_a_document_comes_back_as_it_was_and_every_look_at_it_is_told(
    world: World, case: UUID
) -> None:
    done = attach(world, case)
    listed = world.mechanism.attachments(
        world["outreach"], case, IDENTITY, Purpose.CARE
    )

    assert [(it.id, it.name, it.kind) for it in listed] == [(done.id, NAME, "pdf")]
    assert listed[0].size == len(PASSPORT)
    assert fetched(world, case, done.id) == PASSPORT
    told = ["attachment_added", "content_opened", "attachment_opened"]
    assert world.entries(case)[-4:-1] == told
    assert (
        world.mechanism.attachments(world["outreach"], case, HEALTH, Purpose.CARE) == []
    )


@pytest.mark.asvs("V5.3.2", "V5.4.1")
def test_what_is_given_out_has_a_name_that_says_nothing(
    world: World, case: UUID
) -> None:
    done = attach(world, case)

    given = world.mechanism.fetch_attachment(
        world["outreach"], case, done.id, Purpose.CARE
    )
    with given.document:
        assert given.neutral_name == "document.pdf"
        assert "Kestrel" not in repr(given)


def test_only_the_holder_may_and_a_stranger_learns_of_nothing(
    world: World, case: UUID
) -> None:
    done = attach(world, case)
    mechanism = world.mechanism

    for name in ("stranger", "warden", "administrator"):
        who = world.system if name == "administrator" else world[name]
        with pytest.raises(NotFound):
            mechanism.attachments(who, case, IDENTITY, Purpose.CARE)
        with pytest.raises(NotFound):
            mechanism.fetch_attachment(who, case, done.id, Purpose.CARE)
        with pytest.raises(NotFound):
            mechanism.remove_attachment(who, case, done.id)
    with pytest.raises(NotFound):
        attach(world, case, by="stranger")
    for name in ("coordinator", "auditor"):
        with pytest.raises(NotPermitted):
            mechanism.fetch_attachment(world[name], case, done.id, Purpose.CARE)


@pytest.mark.asvs("V8.2.2")
def test_an_attachment_of_one_case_is_not_found_in_another(
    world: World, case: UUID
) -> None:
    done = attach(world, case)
    other = world.case().id

    for attachment in (done.id, uuid4()):
        with pytest.raises(NotFound):
            fetched(world, other, attachment)
        with pytest.raises(NotFound):
            world.mechanism.remove_attachment(world["outreach"], other, attachment)
    assert fetched(world, case, done.id) == PASSPORT


def test_a_regime_that_opens_no_health_drawer_opens_nothing_attached_to_it(
    world: World,
) -> None:
    case = world.case(by="officer", content={}).id

    with pytest.raises(NotPermitted):
        attach(world, case, by="officer", drawer=HEALTH)
    attach(world, case, by="officer")
    with pytest.raises(NotPermitted):
        world.mechanism.attachments(world["officer"], case, HEALTH, Purpose.CARE)


def test_a_removed_document_is_gone_and_its_removal_stays(
    world: World, case: UUID
) -> None:
    done = attach(world, case)
    world.mechanism.remove_attachment(world["outreach"], case, done.id)

    with pytest.raises(NotFound):
        fetched(world, case, done.id)
    with pytest.raises(NotFound):
        world.mechanism.remove_attachment(world["outreach"], case, done.id)
    assert count(world, "attachment_piece") == 0
    assert "attachment_removed" in world.entries(case)
    values = run(world, text("SELECT record_id FROM sealed_value"))
    assert {done.id, done.id.bytes} & {row[0] for row in values} == set()


def test_the_same_request_sent_twice_attaches_once(world: World, case: UUID) -> None:
    request = RequestKey("parcel-1", bytes(32))

    first, again = (attach(world, case, request=request) for _ in range(2))
    assert first == again
    assert count(world, "attachment") == 1


def packed(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return out.getvalue()


REFUSED = {
    "empty": b"",
    "kind_not_taken": b"MZ\x90\0 a program",
    "unpacks_to_too_much": packed(bomb=bytes(80 * 2**20)),
    "not_a_sound_image": jpeg()[:300],
}


@pytest.mark.asvs("V5.2.2", "V5.2.3")
@pytest.mark.parametrize("code", REFUSED)
def test_what_is_not_taken_leaves_nothing(embedded_world: World, code: str) -> None:
    world, case = embedded_world, embedded_world.case().id
    with pytest.raises(Malformed) as refusal:
        attach(world, case, REFUSED[code], name="holiday.pdf")

    assert refusal.value.faults == (("/file", code),)
    assert count(world, "attachment") == 0


def test_a_name_or_a_drawer_that_cannot_be_is_refused(embedded_world: World) -> None:
    world, case = embedded_world, embedded_world.case().id
    for words in (
        {"name": "x" * 201},
        {"name": "two\nlines"},
        {"drawer": Compartment.OPERATIONAL},
    ):
        with pytest.raises(Malformed):
            attach(world, case, **words)


def test_a_picture_is_kept_without_what_it_tells(embedded_world: World) -> None:
    world, case = embedded_world, embedded_world.case().id
    done = attach(world, case, jpeg(turning=6), name="scan.jpg")

    assert b"planted" not in fetched(world, case, done.id)


def pieces(world: World) -> Iterator[tuple[int, bytes]]:
    """Everything stored of the only attachment there is."""
    query = f"SELECT number, sealed FROM {AttachmentPiece.__tablename__}"  # noqa: S608 - ours
    for number, sealed in run(world, f"{query} ORDER BY number"):
        yield number, bytes(sealed)


def lay(world: World, attachment: UUID, number: int, raw: bytes) -> None:
    """Write over a stored piece."""

    def over(unit: Unit) -> None:
        row = unit.session.get_one(AttachmentPiece, (attachment, number))
        row.sealed = Box(raw)
        unit.session.add(row)

    act(world, over)


def test_bytes_that_were_altered_cut_or_exchanged_are_not_given_out(
    world: World, case: UUID
) -> None:
    long = PASSPORT + bytes(3 * 2**20)
    done = attach(world, case, long)
    stored = dict(pieces(world))
    assert len(stored) == 4

    last = len(stored) - 1
    for number, raw in (
        (0, flipped(stored[0], 9)),
        (0, flipped(stored[0], 300)),
        (1, flipped(stored[1], 77)),
        (last, stored[last][:-1]),
        (last, stored[last] + b"\0"),
        (1, stored[2]),
        (0, b""),
    ):
        lay(world, done.id, number, raw)
        with pytest.raises(SealBroken):
            fetched(world, case, done.id)
        lay(world, done.id, number, stored[number])
    assert fetched(world, case, done.id) == long


def test_the_file_of_another_attachment_does_not_open_in_its_place(
    world: World, case: UUID
) -> None:
    ours = attach(world, case)
    theirs = attach(world, world.case(by="stranger").id, by="stranger")
    stolen = act(
        world,
        lambda unit: unit.session.get_one(AttachmentPiece, (ours.id, 0)).sealed,
    )
    lay(world, theirs.id, 0, stolen.ciphertext())

    case_id = act(world, lambda unit: _case_of(unit, theirs.id))
    with pytest.raises(SealBroken):
        fetched(world, case_id, theirs.id, by="stranger")


def _case_of(unit: Unit, attachment: UUID) -> UUID:
    return unit.session.get_one(Attachment, attachment).case_id


def test_once_the_drawer_is_destroyed_nothing_attached_to_it_opens(
    world: World, case: UUID
) -> None:
    done = attach(world, case)
    run(world, "UPDATE data_key SET destroyed_at = 1 WHERE drawer = 'identity'")

    with pytest.raises(Erased):
        fetched(world, case, done.id)


def test_nobody_but_the_holder_now_may(world: World) -> None:
    case, offer = world.accepted(kind=ReferralKind.RESPONSIBILITY)
    done = attach(world, case.id)
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")

    with pytest.raises(NotHolder):
        fetched(world, case.id, done.id)
    assert fetched(world, case.id, done.id, by="host") == PASSPORT
