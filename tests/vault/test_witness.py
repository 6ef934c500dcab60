"""A witness: the status codes of its standard, and never two histories."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from referral.vault.checkpoint import AddCheckpoint, Checkpoint, read_checkpoint
from referral.vault.merkle import consistency_proof, root
from referral.vault.notes import (
    MOST_SIGNATURES,
    Note,
    NoteRefused,
    Signature,
    Signer,
    Signing,
    read_note,
    read_signatures,
)
from referral.vault.witness import KEY, SIZE_TYPE, Answer, Memory, Witness
from tests.vault.trees import Tree

LOG = Signer("log/one", bytes(range(32)))
TREE = Tree([bytes([n]) for n in range(40)])
OTHER = Tree([bytes([n ^ 1]) for n in range(40)])


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return again(tmp_path)


def again(folder: Path) -> Witness:
    """The same witness after a restart."""
    memory = Memory(folder)
    return Witness(memory.signer("witness.example/w1"), [LOG.verifier], memory)


def asked(
    old: int, new: int, *, tree: Tree = TREE, signer: Signer = LOG, **changes: object
) -> AddCheckpoint:
    path = consistency_proof(old, new, tree.node) if 0 < old <= new else ()
    text = Checkpoint("log/one", new, root(new, tree.node)).text()
    request = AddCheckpoint(old, tuple(path), Note(text, (signer.sign(text),)))
    return replace(request, **changes)  # type: ignore[arg-type] # of the caller


def tell(witness: Witness, request: AddCheckpoint) -> Answer:
    return witness.add_checkpoint(request.write().encode(), now=1_700_000_000)


def test_a_log_that_grows_is_cosigned(witness: Witness) -> None:
    for old, new in ((0, 3), (3, 3), (3, 8), (8, 37)):
        request = asked(old, new)
        answer = tell(witness, request)
        assert answer.status == 200
        (line,) = read_signatures(answer.body)
        note = Note(request.note.text, (line,))
        cosigned = note.signed_by(witness.verifier)
        assert cosigned is not None
        assert cosigned.moment == 1_700_000_000


def test_an_empty_log_may_be_seen_first(witness: Witness) -> None:
    assert tell(witness, asked(0, 0)).status == 200
    assert tell(witness, asked(0, 5)).status == 200


def test_another_old_size_is_answered_with_the_right_one(witness: Witness) -> None:
    tell(witness, asked(0, 8))

    for old, new in ((0, 9), (7, 9), (9, 9)):
        assert tell(witness, asked(old, new)) == Answer(409, "8\n", SIZE_TYPE)


def test_a_rolled_back_log_is_answered_with_the_greater_size(witness: Witness) -> None:
    tell(witness, asked(0, 8))
    assert tell(witness, asked(5, 6)) == Answer(409, "8\n", SIZE_TYPE)


def test_another_history_is_not_cosigned(witness: Witness) -> None:
    tell(witness, asked(0, 8))

    assert tell(witness, asked(8, 8, tree=OTHER)).status == 409
    assert tell(witness, asked(8, 12, tree=OTHER)).status == 422
    assert tell(witness, asked(8, 12, path=())).status == 422
    assert tell(witness, asked(8, 12, path=(bytes(32),))).status == 422
    assert tell(witness, asked(8, 12)).status == 200


@pytest.mark.parametrize("old", [0, 8])
def test_a_path_where_none_belongs_is_not_cosigned(witness: Witness, old: int) -> None:
    if old:
        tell(witness, asked(0, old))
    size = old or 5
    assert tell(witness, asked(old, size, path=(bytes(32),))).status == 422


def test_an_unknown_log_and_a_foreign_key_are_refused(witness: Witness) -> None:
    text = Checkpoint("log/two", 3, root(3, TREE.node)).text()
    unknown = AddCheckpoint(0, (), Note(text, (LOG.sign(text),)))
    stranger = Signer("log/one", bytes(32))
    ours = asked(0, 3).note
    forged = Signature(LOG.verifier.name, LOG.verifier.key_id, bytes(64))

    assert tell(witness, unknown).status == 404
    assert tell(witness, asked(0, 3, signer=stranger)).status == 403
    wrong = Note(ours.text, (*ours.signatures, forged))
    assert tell(witness, asked(0, 3, note=wrong)).status == 403
    more = Note(ours.text, (*ours.signatures, stranger.sign(ours.text)))
    assert tell(witness, asked(0, 3, note=more)).status == 200


def test_lines_that_a_stranger_adds_in_the_logs_name_are_not_kept(
    tmp_path: Path,
) -> None:
    """Anybody may send a log's checkpoint on, with as many lines as a note has."""
    witness = again(tmp_path)
    ours = asked(0, 3).note
    added = [
        Signature(LOG.verifier.name, n.to_bytes(4, "big"), bytes(64))
        for n in range(MOST_SIGNATURES - 1)
    ]
    assert LOG.verifier.key_id not in {each.key_id for each in added}
    padded = Note(ours.text, (*added, *ours.signatures))

    assert tell(witness, asked(0, 3, note=padded)).status == 200
    kept = read_note(witness.last("log/one").body)
    assert [each.name for each in kept.signatures] == [
        LOG.verifier.name,
        witness.verifier.name,
    ]
    assert kept.signed_by(LOG.verifier)
    assert tell(again(tmp_path), asked(3, 8)).status == 200


@pytest.mark.parametrize(
    "body", [b"", b"old 1\n", b"\xff", b"old 3\n\nlog/one\n", b"old x\n\n"]
)
def test_what_is_no_request_is_a_bad_one(witness: Witness, body: bytes) -> None:
    assert witness.add_checkpoint(body, 1).status == 400


def test_an_old_size_beyond_the_new_one_is_a_bad_request(witness: Witness) -> None:
    assert tell(witness, asked(9, 3)).status == 400


def test_what_was_cosigned_outlives_the_witness(tmp_path: Path) -> None:
    first = again(tmp_path)
    tell(first, asked(0, 8))
    second = again(tmp_path)

    assert second.verifier == first.verifier
    assert tell(second, asked(0, 9)) == Answer(409, "8\n", SIZE_TYPE)
    assert tell(second, asked(8, 9)).status == 200


def test_it_is_on_the_disk_before_it_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that takes nothing: no cosignature, and nothing half kept."""
    witness = again(tmp_path)
    tell(witness, asked(0, 8))

    def full(_: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        tell(witness, asked(8, 9))
    monkeypatch.undo()
    assert tell(again(tmp_path), asked(8, 9)).status == 200


def test_of_two_that_come_at_once_one_is_cosigned(tmp_path: Path) -> None:
    """Each through a witness of its own on one folder, as two processes would."""
    tell(again(tmp_path), asked(0, 8))
    requests = [asked(8, new) for new in range(9, 25)]

    with ThreadPoolExecutor(8) as together:
        answers = list(
            together.map(lambda each: tell(again(tmp_path), each).status, requests)
        )

    assert sorted(answers) == [200] + [409] * 15


def test_it_shows_what_it_saw_as_evidence(witness: Witness) -> None:
    assert witness.last("log/one").status == 404
    tell(witness, asked(0, 8))

    shown = witness.last("log/one")
    note = read_note(shown.body)
    assert shown.status == 200
    assert read_checkpoint(note.text).size == 8
    assert note.signed_by(LOG.verifier)
    assert note.signed_by(witness.verifier)
    assert witness.last("log/two").status == 404


def test_a_key_that_is_open_or_broken_is_not_used(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    kept = memory.signer("witness.example/w1").verifier
    assert kept.signing is Signing.COSIGNATURE
    (tmp_path / KEY).chmod(0o644)
    with pytest.raises(NoteRefused, match="open to others"):
        memory.signer("witness.example/w1")
    (tmp_path / KEY).chmod(0o600)
    (tmp_path / KEY).write_bytes(b"short")
    with pytest.raises(NoteRefused, match="is none"):
        memory.signer("witness.example/w1")
