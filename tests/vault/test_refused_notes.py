"""What is no note, no checkpoint and no proof is refused with the exact reason."""

from base64 import b64encode
from collections.abc import Callable

import pytest

from referral.vault.checkpoint import (
    LONGEST_PATH,
    PROOF_TYPE,
    read_add_checkpoint,
    read_checkpoint,
    read_proof,
)
from referral.vault.merkle import consistency_proof, inclusion_proof
from referral.vault.notes import (
    LONGEST_NOTE,
    MOST_SIGNATURES,
    Note,
    NoteRefused,
    Signer,
    Verifier,
    read_note,
    read_signatures,
    strict_base64,
)

LOG = Signer("log.example/one", bytes(range(32)))
OTHER = Signer("log.example/one", bytes(32))
ROOT = b64encode(bytes(32)).decode()
TEXT = f"log.example/one\n7\n{ROOT}\n"
NOTE = Note(TEXT, (LOG.sign(TEXT),)).write()
LINE = LOG.sign(TEXT).line()
SHORT = b64encode(bytes(4)).decode()
VERIFIER = LOG.verifier.text()
UNKNOWN_KIND = b64encode(bytes([99]) + LOG.verifier.key).decode()

Read = Callable[[], object]
REASONS: dict[str, tuple[Read, ...]] = {
    "not the line of a verifier": (
        lambda: Verifier.read(f"a b+00000000+{b64encode(bytes(33)).decode()}"),
        lambda: Verifier.read(f"name+00000000+{SHORT}"),
    ),
    "another kind of signature": (
        lambda: Verifier.read(f"name+00000000+{UNKNOWN_KIND}"),
    ),
    "the key id is another key's": (
        lambda: Verifier.read(
            VERIFIER.replace(LOG.verifier.key_id.hex(), OTHER.verifier.key_id.hex(), 1)
        ),
    ),
    "a key's name has no spaces and no plus": (
        lambda: Signer("a name", bytes(32)),
        lambda: Signer("a+b", bytes(32)),
    ),
    "the note is too long": (lambda: read_note("x" * (LONGEST_NOTE + 1)),),
    "the note holds control characters": (lambda: read_note("a\tb\n\n" + LINE),),
    "the note has no signatures": (
        lambda: read_note("x" * LONGEST_NOTE),
        lambda: read_note(TEXT),
        lambda: read_note("\n\n" + LINE),
    ),
    "a signature line has no end": (lambda: read_signatures(LINE[:-1]),),
    "there are too many signatures": (
        lambda: read_signatures(LINE * (MOST_SIGNATURES + 1)),
    ),
    "not a signature line": (lambda: read_signatures("- name abc=\n"),),
    "a signature is too short": (lambda: read_signatures(f"\u2014 name {SHORT}\n"),),
    "not base64": (
        lambda: strict_base64("a"),
        lambda: strict_base64("AA\u00e9="),
        lambda: strict_base64("AAAA!AAA"),
    ),
    "not base64 in its one form": (lambda: strict_base64("AB=="),),
    "not a checkpoint": (
        lambda: read_checkpoint(TEXT[:-1]),
        lambda: read_checkpoint("log.example/one\n7\n"),
        lambda: read_checkpoint(TEXT.replace("\n7\n", "\n7\n\n")),
    ),
    "not a proof": (
        lambda: read_proof("another type\nindex 0\n\n" + NOTE),
        lambda: read_proof(f"{PROOF_TYPE}\nindex 0"),
    ),
    "the proof names no index": (
        lambda: read_proof(f"{PROOF_TYPE}\n\n{NOTE}"),
        lambda: read_proof(f"{PROOF_TYPE}\nplace 0\n\n{NOTE}"),
    ),
    "the request names no old size": (
        lambda: read_add_checkpoint("new 0\n\n" + NOTE),
        lambda: read_add_checkpoint("old 0"),
    ),
    "the path is too long": (
        lambda: read_add_checkpoint(
            "old 0\n" + f"{ROOT}\n" * (LONGEST_PATH + 1) + "\n" + NOTE
        ),
    ),
    "a hash has another length": (
        lambda: read_checkpoint(f"log.example/one\n7\n{SHORT}\n"),
    ),
    "not a number": (
        lambda: read_checkpoint(f"log.example/one\n07\n{ROOT}\n"),
        lambda: read_checkpoint(f"log.example/one\n{1 << LONGEST_PATH}\n{ROOT}\n"),
    ),
}


@pytest.mark.parametrize("reason", REASONS)
def test_it_is_refused_with_its_reason(reason: str) -> None:
    for read in REASONS[reason]:
        with pytest.raises(NoteRefused) as refused:
            read()
        assert str(refused.value) == reason


def test_what_is_on_the_edge_is_read() -> None:
    """The control: one less is not too much."""
    long = TEXT + "x" * (LONGEST_NOTE - len(TEXT) - len(LINE) - 2) + "\n\n" + LINE
    assert len(long) == LONGEST_NOTE
    assert read_note(long).signatures == (LOG.sign(TEXT),)
    assert len(read_signatures(LINE * MOST_SIGNATURES)) == MOST_SIGNATURES
    path = f"{ROOT}\n" * LONGEST_PATH
    assert len(read_add_checkpoint(f"old 3\n{path}\n{NOTE}").path) == LONGEST_PATH
    last = (1 << LONGEST_PATH) - 1
    assert read_checkpoint(f"log.example/one\n{last}\n{ROOT}\n").size == last
    assert Verifier.read(VERIFIER) == LOG.verifier


def test_a_text_may_hold_an_empty_line_before_that_of_its_signatures() -> None:
    text = "one\n\ntwo\n"
    note = Note(text, (LOG.sign(text),))
    assert read_note(note.write()) == note
    assert note.signed_by(LOG.verifier) is not None


def test_what_lies_outside_a_tree_has_no_proof() -> None:
    with pytest.raises(ValueError, match=r"^no such leaf in this tree$"):
        inclusion_proof(3, 3, lambda *_: bytes(32))
    for old in (0, 4):
        with pytest.raises(ValueError, match=r"^no consistency between these sizes$"):
            consistency_proof(old, 3, lambda *_: bytes(32))
