"""Signed notes: as other projects write them, and refused in every other form."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.vault.notes import (
    Note,
    NoteRefused,
    Signature,
    Signer,
    Signing,
    Verifier,
    read_note,
    read_signatures,
)

SEED = bytes(range(32))
LOG = Signer("log.example/one", SEED)
WITNESS = Signer("witness.example/w1", SEED[::-1], Signing.COSIGNATURE)
TEXT = "log.example/one\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

GO_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SEED = "FALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"  # noqa: E501
)
"""The example of the Go project, where the format comes from."""


def signed(*signatures: Signature, text: str = TEXT) -> str:
    return Note(text, signatures).write()


@pytest.mark.asvs("V11.6.1")
def test_the_note_of_the_go_project_is_read_and_holds() -> None:
    verifier = Verifier.read(GO_VERIFIER)
    note = read_note(GO_NOTE)

    assert verifier.key_id.hex() == "c74f20a3"
    assert verifier.text() == GO_VERIFIER
    assert note.signed_by(verifier) == note.signatures[0]
    assert note.write() == GO_NOTE


def test_the_note_of_the_go_project_is_refused_once_a_letter_differs() -> None:
    with pytest.raises(NoteRefused, match="does not hold"):
        read_note(GO_NOTE.replace("think", "thank")).signed_by(
            Verifier.read(GO_VERIFIER)
        )


def test_log_and_witness_sign_one_text_side_by_side() -> None:
    written = signed(LOG.sign(TEXT), WITNESS.cosign(TEXT, 1_679_315_147))
    note = read_note(written)

    assert note.text == TEXT
    assert note.signed_by(LOG.verifier)
    cosignature = note.signed_by(WITNESS.verifier)
    assert cosignature is not None
    assert cosignature.moment == 1_679_315_147
    assert note.write() == written


def test_a_cosignature_is_no_signature_and_the_other_way_round() -> None:
    as_witness = Verifier(LOG.verifier.name, LOG.verifier.key, Signing.COSIGNATURE)
    note = read_note(signed(LOG.sign(TEXT)))

    assert note.signed_by(as_witness) is None
    assert not as_witness.holds(TEXT, note.signatures[0].raw)
    assert not LOG.verifier.holds(TEXT, WITNESS.cosign(TEXT, 1).raw)


def test_a_cosignature_names_its_moment_and_no_other() -> None:
    raw = WITNESS.cosign(TEXT, 5).raw
    later = (6).to_bytes(8, "big") + raw[8:]
    far = (2**63).to_bytes(8, "big") + raw[8:]

    assert WITNESS.verifier.holds(TEXT, raw)
    assert not WITNESS.verifier.holds(TEXT, later)
    assert not WITNESS.verifier.holds(TEXT, far)


def test_unknown_keys_are_passed_over_and_a_wrong_line_of_a_known_one_is_not() -> None:
    stranger = Signer("log.example/one", bytes(32))
    good = read_note(signed(stranger.sign(TEXT), LOG.sign(TEXT)))
    forged = Signature(LOG.verifier.name, LOG.verifier.key_id, bytes(64))
    both = read_note(signed(LOG.sign(TEXT), forged))

    assert good.signed_by(LOG.verifier)
    assert read_note(signed(stranger.sign(TEXT))).signed_by(LOG.verifier) is None
    with pytest.raises(NoteRefused, match="does not hold"):
        both.signed_by(LOG.verifier)


LINE = LOG.sign(TEXT).line()


@pytest.mark.parametrize(
    "written",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        f"\n{LINE}",
        f"\n\n{LINE}",
        f"{TEXT}{LINE}",
        f"{TEXT}\n{LINE[:-1]}",
        f"{TEXT}\n{LINE}\n",
        f"{TEXT}\n{LINE.replace('—', '-')}",
        f"{TEXT}\n{LINE.replace('— ', '—')}",
        f"{TEXT}\n{LINE.replace('log.example', 'log+example')}",
        f"{TEXT}\n{LINE.replace('log.example', 'log example')}",
        f"{TEXT}\n{LINE.replace('log.example', 'log' + chr(0xA0) + 'example')}",
        f"{TEXT}\n{LINE[:-2]}\n",
        f"{TEXT}\n— log.example/one AAAA\n",
        f"{TEXT}\n— log.example/one !!!!\n",
        f"{TEXT}\n— log.example/one AAAAAAB=\n",
        f"{TEXT}\n— log.example/one {b64encode(bytes(4)).decode()}\n",
        f"a\rb\n\n{LINE}",
        f"a\0b\n\n{LINE}",
        f"{TEXT}\n{LINE * 65}",
        f"{'x' * 70_000}\n\n{LINE}",
    ],
)
def test_what_is_no_note_is_refused(written: str) -> None:
    assert read_note(f"{TEXT}\n{LINE * 64}").signed_by(LOG.verifier)
    with pytest.raises(NoteRefused):
        read_note(written)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        GO_VERIFIER.replace("c74f20a3", "c74f20a4"),
        GO_VERIFIER.replace("c74f20a3", "C74F20A3"),
        GO_VERIFIER.replace("PeterNeumann", "Peter Neumann"),
        GO_VERIFIER.replace("PeterNeumann", ""),
        GO_VERIFIER.replace("+ARpc", "+BRpc"),
        GO_VERIFIER[:-4],
        GO_VERIFIER + "=",
    ],
)
def test_what_names_no_verifier_is_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        Verifier.read(text)


def test_a_key_needs_a_name_that_fits_into_a_line() -> None:
    for name in ("", "a b", "a+b", "a\nb"):
        with pytest.raises(NoteRefused):
            Signer(name, SEED)


def test_a_signer_prints_as_hidden() -> None:
    assert repr(LOG) == "<Signer hidden>"


def test_a_witness_answers_in_lines_without_a_text() -> None:
    line = WITNESS.cosign(TEXT, 1).line()
    assert [each.line() for each in read_signatures(line + line)] == [line, line]


@given(st.text(max_size=300))
def test_no_text_at_all_breaks_the_reader(written: str) -> None:
    for each in (written, f"{written}\n\n{LINE}", f"{TEXT}\n{written}"):
        try:
            note = read_note(each)
        except NoteRefused:
            continue
        assert read_note(note.write()) == note
