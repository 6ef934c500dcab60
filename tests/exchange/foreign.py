"""Programs that nobody here wrote, as makers and openers of packages and tokens.

`age`, `ssh-keygen`, `tar`, `sha256sum` and `jose` as Debian has them; `jose` and
`age-encryption` from npm; and joserfc by itself, without the profile of ours.
"""

import base64
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any, NoReturn

import pyrage
import pytest
from joserfc import jwe, jws
from joserfc.jwk import ECKey, OKPKey

from referral.vault import jose
from referral.vault.jose_keys import ALG
from referral.vault.sshsig import NAMESPACE
from tests.api.contract_tools import TOOLS, node

HERE = TOOLS / "foreign.mjs"


def _refuse(why: str) -> NoReturn:
    if os.environ.get("CI") == "true":  # noqa: TID251 # of the test run itself
        pytest.fail(why)
    pytest.skip(why)


def run(
    *words: str | Path, folder: Path, stdin: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    """A program of the system, to its end."""
    name = str(words[0])
    if shutil.which(name) is None:
        _refuse(f"{name} is not installed (tests/system-packages.txt)")
    return subprocess.run(  # noqa: S603 # the system's own
        list(map(str, words)), cwd=folder, input=stdin, capture_output=True, check=False
    )


def needed(*words: str | Path, folder: Path, stdin: bytes | None = None) -> bytes:
    """What a program said that had to succeed."""
    done = run(*words, folder=folder, stdin=stdin)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


def npm(does: str, **words: Any) -> dict[str, Any]:
    """What a library of npm answers."""
    if not (TOOLS / "node_modules" / "age-encryption").exists():
        _refuse("npm's packages are missing: sh tests/tools/contract/setup.sh")
    asked = json.dumps({"does": does, **words}).encode()
    found: dict[str, Any] = json.loads(needed(node(), HERE, folder=TOOLS, stdin=asked))
    return found


def encoded(raw: bytes) -> str:
    """Plain base64."""
    return base64.b64encode(raw).decode()


def open_by_hand(
    file: bytes, identity: pyrage.x25519.Identity, allowed: str, folder: Path
) -> dict[str, bytes]:
    """A package, opened with four programs, as the how-to says."""
    (folder / "package.tar").write_bytes(file)
    (folder / "allowed_signers").write_text(allowed + "\n")
    (folder / "identity").write_text(f"{identity}\n")
    needed("tar", "-xf", "package.tar", folder=folder)
    payload = (folder / "package.tar.age").read_bytes()
    who = allowed.split(maxsplit=1)[0]
    needed(
        *("ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", who),
        *("-n", NAMESPACE, "-s", "package.tar.age.sig"),
        folder=folder,
        stdin=payload,
    )
    needed(
        *("age", "--decrypt", "-i", "identity", "-o", "inner.tar", "package.tar.age"),
        folder=folder,
    )
    into = folder / "inner"
    into.mkdir()
    needed("tar", "-xf", "../inner.tar", folder=into)
    needed("sha256sum", "--check", "--strict", "manifest-sha256.txt", folder=into)
    return {each.name: each.read_bytes() for each in into.iterdir()}


def make_by_hand(
    files: dict[str, bytes], recipient: str, moment: int, folder: Path
) -> bytes:
    """A package that three programs made; they sign with the key in `folder/key`."""
    plain = folder / "plain"
    plain.mkdir()
    for name, content in files.items():
        (plain / name).write_bytes(content)
    form = (
        *("--format=ustar", "--owner=0", "--group=0", "--numeric-owner"),
        "--mode=0600",
    )
    needed(
        "tar", *form, f"--mtime=@{moment}", "-cf", "../inner.tar", *files, folder=plain
    )
    sealed = "package.tar.age"
    needed("age", "-r", recipient, "-o", sealed, "inner.tar", folder=folder)
    needed(
        "ssh-keygen",
        "-q",
        "-Y",
        "sign",
        "-f",
        "key",
        "-n",
        NAMESPACE,
        sealed,
        folder=folder,
    )
    both = (sealed, f"{sealed}.sig")
    needed("tar", *form, "--mtime=@0", "-cf", "package.tar", *both, folder=folder)
    with tarfile.open(folder / "package.tar") as tar:
        assert tuple(tar.getnames()) == both
    return (folder / "package.tar").read_bytes()


def jose_opens(token: str, identity: ECKey, folder: Path) -> bytes:
    """What Debian's `jose` finds in a token."""
    (folder / "token").write_text(token)
    (folder / "identity.jwk").write_text(json.dumps(identity.as_dict(private=True)))
    return needed(
        "jose", "jwe", "dec", "-i", "token", "-k", "identity.jwk", folder=folder
    )


def jose_makes(inner: str, head: dict[str, Any], key: ECKey, folder: Path) -> str:
    """A token that Debian's `jose` makes of something signed."""
    (folder / "inner").write_text(inner)
    (folder / "key.jwk").write_text(json.dumps(key.as_dict(private=False)))
    template = json.dumps({"protected": head})
    made = needed(
        *("jose", "jwe", "enc", "-i", template, "-I", "inner", "-k", "key.jwk", "-c"),
        folder=folder,
    )
    return made.decode().strip()


def joserfc_opens(token: str, identity: ECKey | OKPKey, signer: OKPKey) -> bytes:
    """What joserfc finds, by its own rules."""
    outer = jwe.decrypt_compact(token, identity, algorithms=[ALG, jose.ENC])
    assert outer.plaintext is not None
    return jws.deserialize_compact(
        outer.plaintext, signer, algorithms=["Ed25519"]
    ).payload


def joserfc_makes(
    payload: bytes, heads: tuple[dict[str, Any], dict[str, Any]], keys: tuple[Any, Any]
) -> str:
    """A token that joserfc makes, by its own rules."""
    (outer, inner), (recipient, signer) = heads, keys
    signed = jws.serialize_compact(inner, payload, signer, algorithms=["Ed25519"])
    ours = [ALG, jose.ENC]
    return jwe.encrypt_compact(outer, signed, recipient, algorithms=ours)
