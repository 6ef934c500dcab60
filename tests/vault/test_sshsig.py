"""Signatures that OpenSSH makes and checks, and nothing that only looks like one."""

import base64
import hashlib
import io
import subprocess
from pathlib import Path

import pytest

from referral.errors import PackageUnusable
from referral.vault import sshsig
from referral.vault.sshsig import (
    NAMESPACE,
    PackageSigner,
    PublicKey,
    digest_of,
    key_in,
    read_allowed,
    signed_by,
)

SIGNER = PackageSigner("package/invented", bytes(range(32)))
TEXT = b"a package" * 1000
DIGEST = hashlib.sha512(TEXT).digest()
SIGNATURE = SIGNER.sign(DIGEST)


def ssh(
    *words: str, folder: Path, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 # the system's own
        ["ssh-keygen", *words],  # noqa: S607 # wherever it is
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
    )


def test_ssh_keygen_checks_what_we_sign(tmp_path: Path) -> None:
    (tmp_path / "allowed").write_text(SIGNER.allowed() + "\n")
    (tmp_path / "sig").write_bytes(SIGNATURE)
    checking = (
        *("-Y", "verify", "-f", "allowed", "-I", SIGNER.name),
        *("-n", NAMESPACE, "-s", "sig"),
    )
    good = ssh(*checking, folder=tmp_path, stdin=TEXT)
    assert good.returncode == 0, good.stderr
    assert SIGNER.key.fingerprint.encode() in good.stdout
    assert ssh(*checking, folder=tmp_path, stdin=TEXT + b"!").returncode != 0
    other = [word if word != NAMESPACE else "file" for word in checking]
    assert ssh(*other, folder=tmp_path, stdin=TEXT).returncode != 0
    assert repr(SIGNER) == "<PackageSigner hidden>"


def test_we_check_what_ssh_keygen_signs(tmp_path: Path) -> None:
    ssh("-q", "-t", "ed25519", "-N", "", "-f", "key", folder=tmp_path)
    (tmp_path / "text").write_bytes(TEXT)
    ssh("-q", "-Y", "sign", "-f", "key", "-n", NAMESPACE, "text", folder=tmp_path)
    signature = (tmp_path / "text.sig").read_bytes()
    (key,) = read_allowed((tmp_path / "key.pub").read_text())
    assert signed_by(DIGEST, signature) == key_in(signature) == key
    shown = ssh("-l", "-f", "key.pub", folder=tmp_path).stdout.decode()
    assert key.fingerprint in shown


def test_a_file_passes_through_in_chunks() -> None:
    assert digest_of(io.BytesIO(TEXT)) == DIGEST


def test_every_changed_bit_of_a_signature_is_refused() -> None:
    for at in range(len(SIGNATURE)):
        for bit in range(8):
            changed = bytearray(SIGNATURE)
            changed[at] ^= 1 << bit
            with pytest.raises(PackageUnusable):
                signed_by(DIGEST, bytes(changed))
    with pytest.raises(PackageUnusable, match="does not hold"):
        signed_by(hashlib.sha512(b"another").digest(), SIGNATURE)


def again(*parts: bytes, version: int = 1) -> bytes:
    """A signature file with other parts."""
    blob = b"SSHSIG" + version.to_bytes(4, "big")
    return sshsig._armour(blob + b"".join(map(sshsig._string, parts)))


KEY = SIGNER.key.blob
RSA = sshsig._string(b"ssh-rsa") + sshsig._string(bytes(32))
RAW = sshsig._string(b"ssh-ed25519") + sshsig._string(bytes(64))
ODD = {
    "another version": (again(KEY, b"", b"", b"", RAW, version=2), "another version"),
    "for files": (again(KEY, b"file", b"", b"sha512", RAW), "was not made for"),
    "by SHA-256": (again(KEY, NAMESPACE.encode(), b"", b"sha256", RAW), "SHA-512"),
    "reserved": (again(KEY, NAMESPACE.encode(), b"x", b"sha512", RAW), "SHA-512"),
    "by RSA": (again(KEY, NAMESPACE.encode(), b"", b"sha512", RSA), "not by Ed25519"),
    "of RSA": (
        again(RSA, NAMESPACE.encode(), b"", b"sha512", RAW),
        "the key is not of Ed25519",
    ),
    "short": (again(KEY, NAMESPACE.encode()), "cut short"),
    "cut in a length": (
        sshsig._armour(b"SSHSIG" + (1).to_bytes(4, "big") + b"\0"),
        "short",
    ),
    "more": (
        again(KEY, NAMESPACE.encode(), b"", b"sha512", RAW, b"more"),
        "more than it should",
    ),
    "no base64": (
        SIGNATURE.replace(b"U1NI", b"U*NI", 1),
        "no base64",
    ),
    "another width": (
        SIGNATURE.replace(b"\n", b"", 2).replace(b"----E", b"----\nE"),
        "no SSH",
    ),
    "nothing": (b"", "no SSH signature"),
    "text behind": (SIGNATURE + b"more\n", "no SSH signature"),
    "long": (SIGNATURE + b"\n" * 5000, "too long"),
}


@pytest.mark.parametrize("how", ODD)
def test_what_is_no_signature_of_ours_is_refused_by_name(how: str) -> None:
    raw, reason = ODD[how]
    with pytest.raises(PackageUnusable, match=reason):
        signed_by(DIGEST, raw)


def test_it_is_written_in_lines_of_one_width() -> None:
    head, *lines, foot, _ = SIGNATURE.decode().split("\n")
    rewrapped = "\n".join([head, "".join(lines), foot, ""]).encode()
    with pytest.raises(PackageUnusable, match="not written as ssh-keygen writes it"):
        signed_by(DIGEST, rewrapped)
    assert {len(line) for line in lines[:-1]} == {70}


def test_signers_are_read_as_openssh_has_them() -> None:
    other = PackageSigner("package/other", bytes(range(1, 33)))
    text = "\n".join(
        [
            "# who signs",
            "",
            SIGNER.allowed(),
            f"{other.key.text()} a comment",
            SIGNER.allowed().replace(NAMESPACE, "file,git"),
        ]
    )
    assert read_allowed(text) == {SIGNER.key: SIGNER.name, other.key: "-"}
    everywhere = f"somebody {other.key.text()}"
    assert read_allowed(everywhere) == {other.key: "somebody"}
    elsewhere = SIGNER.allowed().replace(NAMESPACE, "file")
    assert read_allowed(elsewhere) == {}
    for odd in (
        "nonsense",
        f"x cert-authority {SIGNER.key.text()}",
        f'x valid-after="20260101" {SIGNER.key.text()}',
        "ssh-rsa AAAA",
    ):
        with pytest.raises(PackageUnusable, match="not as allowed_signers"):
            read_allowed(odd)
    short = base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0\x1f" + bytes(32)).decode()
    with pytest.raises(PackageUnusable, match="more than it should"):
        read_allowed(f"x ssh-ed25519 {short.ljust(68, 'A')}")


def test_a_key_of_no_point_signs_nothing() -> None:
    key = PublicKey(b"\xff" * 32)
    raw = sshsig._string(b"ssh-ed25519") + sshsig._string(bytes(64))
    forged = again(key.blob, NAMESPACE.encode(), b"", b"sha512", raw)
    with pytest.raises(PackageUnusable, match="does not hold"):
        signed_by(DIGEST, forged)
