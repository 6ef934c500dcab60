"""Checkpoints, proofs and requests to witnesses, as the C2SP standards write them."""

import re
from base64 import b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.vault.checkpoint import (
    AddCheckpoint,
    Checkpoint,
    Proof,
    proves,
    read_add_checkpoint,
    read_checkpoint,
    read_proof,
)
from referral.vault.merkle import inclusion_proof, leaf_hash, root
from referral.vault.notes import Note, NoteRefused, Signer, Signing, read_note
from tests.vault.trees import Tree

LOG = Signer("log.example/one", bytes(range(32)))
WITNESSES = [
    Signer(f"witness.example/w{n}", bytes([n] * 32), Signing.COSIGNATURE)
    for n in (1, 2, 3)
]
LEAVES = [bytes([n] * 32) for n in range(7)]
TREE = Tree(LEAVES)
CHECKPOINT = Checkpoint("log.example/one", 7, root(7, TREE.node))
HASH = b64encode(bytes(32)).decode()


def proof_of(index: int, *witnesses: Signer) -> Proof:
    text = CHECKPOINT.text()
    lines = (LOG.sign(text), *(each.cosign(text, 99) for each in witnesses))
    path = tuple(inclusion_proof(index, 7, TREE.node))
    return Proof(index, path, Note(text, lines))


def test_a_checkpoint_is_three_lines() -> None:
    text = CHECKPOINT.text()
    assert text.startswith("log.example/one\n7\n")
    assert read_checkpoint(text) == CHECKPOINT
    assert read_checkpoint(f"{text}an extension\n") == CHECKPOINT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"o\n7\n{HASH}",
        "o\n7\n",
        f"\n7\n{HASH}\n",
        f"o\n07\n{HASH}\n",
        f"o\n-7\n{HASH}\n",
        f"o\n+7\n{HASH}\n",
        f"o\n7 \n{HASH}\n",
        f"o\n{chr(0x0667)}\n{HASH}\n",
        f"o\n{2**63}\n{HASH}\n",
        f"o\n{10**40}\n{HASH}\n",
        f"o\n7\n{HASH[:-4]}\n",
        "o\n7\nAAAA\n",
        f"o\n7\n{HASH}\n\n",
        f"o\n7\n{HASH}\n\nx\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    assert read_checkpoint(f"o\n7\n{HASH}\n").size == 7
    assert read_checkpoint(f"o\n0\n{HASH}\n").size == 0
    with pytest.raises(NoteRefused):
        read_checkpoint(text)


def test_a_proof_says_all_that_somebody_without_the_log_needs() -> None:
    written = proof_of(3, *WITNESSES[:2]).write()
    found = read_proof(written)
    log = LOG.verifier
    witnesses = [each.verifier for each in WITNESSES]

    assert re.match(r"c2sp\.org/tlog-proof@v1\nindex 3\n([\w+/]{43}=\n){3}\n", written)
    assert found == proof_of(3, *WITNESSES[:2])
    assert proves(found, leaf_hash(LEAVES[3]), log, witnesses, 2)
    assert not proves(found, leaf_hash(LEAVES[3]), log, witnesses, 3)
    assert not proves(found, leaf_hash(LEAVES[2]), log, witnesses, 2)
    assert not proves(replace(found, index=2), leaf_hash(LEAVES[3]), log)


def test_one_witness_under_two_names_counts_once() -> None:
    twin = Signer("witness.example/twin", bytes([1] * 32), Signing.COSIGNATURE)
    found = proof_of(3, WITNESSES[0], twin)
    both = [WITNESSES[0].verifier, twin.verifier]

    assert proves(found, leaf_hash(LEAVES[3]), LOG.verifier, both, 1)
    assert not proves(found, leaf_hash(LEAVES[3]), LOG.verifier, both, 2)


def test_a_proof_by_another_log_or_for_another_origin_is_none() -> None:
    stranger = Signer("log.example/one", bytes(32)).verifier
    other = Checkpoint("log.example/two", 7, CHECKPOINT.root).text()
    elsewhere = replace(proof_of(3), note=Note(other, (LOG.sign(other),)))

    assert proves(proof_of(3), leaf_hash(LEAVES[3]), LOG.verifier)
    assert not proves(proof_of(3), leaf_hash(LEAVES[3]), stranger)
    assert not proves(elsewhere, leaf_hash(LEAVES[3]), LOG.verifier)


def test_what_else_a_proof_carries_is_kept() -> None:
    found = replace(proof_of(0), extra=b"where it came from")
    assert read_proof(found.write()) == found


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        ("@v1", "@v2"),
        ("index 3", "index 03"),
        ("index 3", "index -3"),
        ("index 3\n", ""),
        ("index 3", "extra !\nindex 3"),
        ("index 3", "index 3\nAAAA"),
        ("index 3", "index 3" + f"\n{HASH}" * 61),
        ("\n\n", "\n"),
        ("\n\n", "\n\n\n"),
    ],
)
def test_what_is_no_proof_is_refused(found: str, instead: str) -> None:
    written = proof_of(3).write()
    assert read_proof(written).index == 3
    for broken in (written.replace(found, instead, 1), written.partition(found)[0]):
        with pytest.raises(NoteRefused):
            read_checkpoint(read_proof(broken).note.text)


def test_a_request_to_a_witness_is_read_as_it_was_written() -> None:
    text = CHECKPOINT.text()
    for old, path in ((0, ()), (3, (bytes(32), bytes([1] * 32)))):
        asked = AddCheckpoint(old, path, Note(text, (LOG.sign(text),)))
        assert asked.write().startswith(f"old {old}\n")
        assert read_add_checkpoint(asked.write()) == asked


@pytest.mark.parametrize(
    "written",
    ["", "old 1", "old 1\n\n", "new 1\n\nx", "old x\n\nx", "old 1\nAA==\n\nx"],
)
def test_what_is_no_request_is_refused(written: str) -> None:
    with pytest.raises(NoteRefused):
        read_add_checkpoint(written)


@given(st.text(alphabet="old 123\nindexAB=—c2sp.org/tlog-proof@v1", max_size=200))
def test_no_text_at_all_breaks_a_reader(written: str) -> None:
    for read in (read_proof, read_add_checkpoint, read_checkpoint):
        for each in (written, f"{written}\n\n{proof_of(0).note.write()}"):
            try:
                read(each)
            except NoteRefused:
                continue


def test_a_note_of_a_checkpoint_is_a_note() -> None:
    assert read_note(proof_of(1).note.write()) == proof_of(1).note
