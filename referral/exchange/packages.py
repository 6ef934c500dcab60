"""Looking at a package and opening it, as a file or as a token, by whoever got it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from referral.errors import PackageUnusable
from referral.vault import jose, sshsig
from referral.vault.age_header import head_of
from referral.vault.jose_keys import MachineIdentity, TokenKey
from referral.vault.manifest import Manifest
from referral.vault.package_opening import Opened, new_folder, opened
from referral.vault.providers.secret_file import read_closed
from referral.vault.recipients import Identity, new_file
from referral.vault.wrapping import Wrapped, wrapped

TOKEN = b"ey"
"""What every token begins with: base64url of a brace and a quote."""
MOST_SIGNERS = 64 * 1024
"""Bytes of a file of signers."""
_NEWLINE = b"\r\n"


@dataclass(frozen=True, slots=True)
class Given:
    """A package that somebody got, and what they have to open it with."""

    file: Path
    signers: Path | None = None
    """Who may have signed it: `allowed_signers`, or JWKs for a token."""
    identity: Path | None = None
    """What opens it: as `age-keygen` has made it, or a JWK for a token."""
    signature: Path | None = None
    """Where its signature lies; by default in it or beside it."""

    @property
    def token(self) -> bool:
        """True if it is a token."""
        with self.file.open("rb") as file:
            return file.read(len(TOKEN)) == TOKEN


@dataclass(frozen=True, slots=True)
class Looked:
    """What can be said of a package."""

    form: str
    """`package`, `sealed package` or `token`."""
    size: int
    """Bytes of what is signed, or sealed."""
    sealed_to: int = 0
    """How many keys open it; which, it tells nobody but a token."""
    kid: str = ""
    """The key that a token is sealed to."""
    signer: str = ""
    """Whose signature holds, by fingerprint; of a token, once it was opened."""
    known_as: str | None = None
    """What the signer is called among those named; None if it is none of them."""
    inside: Manifest | None = field(default=None, repr=False)
    """None where that needs a key."""


def look(given: Given) -> Looked:
    """Say what a package is, without a key as far as that can be.

    Raises:
        PackageUnusable: with the exact reason, if it is none, or does not hold.
        KeyMissing, BackupUnusable: if the identity cannot be read.
        OSError: if a file cannot be read.
    """
    if given.token:
        return _look_at_token(given)
    with wrapped(given.file, given.signature) as package:
        digest = package.digest()
        signer = sshsig.key_in(_signed(package))
        sshsig.signed_by(digest, package.signature)
        names = _allowed(given.signers) if given.signers else {}
        looked = Looked(
            form="sealed package" if package.sealed else "package",
            size=package.payload.size,
            sealed_to=head_of(package.again()).recipients if package.sealed else 0,
            signer=signer.fingerprint,
            known_as=names.get(signer),
            inside=_inside(package, signer, given.identity),
        )
    if given.signers and looked.known_as is None:
        raise PackageUnusable(
            f"it is signed by a key that you did not name: {looked.signer}"
        )
    return looked


def _signed(package: Wrapped) -> bytes:
    if not package.signature:
        raise PackageUnusable("it is not signed: no signature lies with it")
    return package.signature


def _inside(
    package: Wrapped, signer: sshsig.PublicKey, identity: Path | None
) -> Manifest | None:
    """The manifest, where nothing or a key that is there keeps it closed."""
    if package.sealed and identity is None:
        return None
    opens = Identity(identity) if package.sealed and identity else None
    with opened(package, {signer: ""}, opens) as found:
        return found.manifest


def _look_at_token(given: Given) -> Looked:
    text = _token(given.file)
    told = jose.untold(text)
    if given.identity is None or given.signers is None:
        return Looked("token", told.size, sealed_to=1, kid=told.kid)
    found = _open_token(given)
    signer = found.manifest.signed_by
    return Looked("token", told.size, 1, told.kid, signer, signer, found.manifest)


@contextmanager
def whole(given: Given) -> Iterator[Opened]:
    """A package that is a file, once it was found to be whole; nothing is written.

    Raises:
        PackageUnusable: with the exact reason, for anything but a whole one.
        KeyMissing, BackupUnusable: if the identity cannot be read.
        OSError: if a file cannot be read.
    """
    identity = Identity(given.identity) if given.identity else None
    with (
        wrapped(given.file, given.signature) as package,
        opened(package, _allowed(_named(given.signers)), identity) as found,
    ):
        yield found


def put(given: Given, into: Path) -> tuple[Manifest, str]:
    """Open a package into a new folder: all of it, or nothing.

    Returns:
        Its manifest, and the SHA-256 of that, 64 hexadecimal digits.

    Raises:
        PackageUnusable: with the exact reason, for anything but a whole one.
        FileExistsError: if the folder is there already.
        OSError: if a file cannot be read, or there is no room.
    """
    if not given.token:
        with whole(given) as found:
            found.put(into)
            return found.manifest, found.manifest_sha256
    token = _open_token(given)
    lay(into, token.files)
    return token.manifest, token.manifest_sha256


def lay(into: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new folder for nobody else's eyes; all of them, or none.

    Raises:
        FileExistsError: if the folder is there already.
        OSError: if there is no room for them.
    """
    with new_folder(into) as made:
        for name, content in files.items():
            with new_file(made / name) as file:
                file.write(content)


def _named(signers: Path | None) -> Path:
    if signers is None:
        raise PackageUnusable("name who may have signed it")
    return signers


def _allowed(signers: Path) -> Mapping[sshsig.PublicKey, str]:
    text = _text(signers, MOST_SIGNERS)
    found = sshsig.read_allowed(text)
    if not found:
        raise PackageUnusable("no key in the file of signers is for packages")
    return found


def _open_token(given: Given) -> jose.OpenedToken:
    if given.identity is None:
        raise PackageUnusable("this is sealed: name the identity that opens it")
    raw = read_closed(given.identity, "the identity file").decode("utf-8", "replace")
    identity = MachineIdentity.read(raw)
    return jose.open_token(_token(given.file), _keys(_named(given.signers)), identity)


def _keys(signers: Path) -> Mapping[str, TokenKey]:
    """The keys in a JWK set, or one JWK, by thumbprint."""
    try:
        said = json.loads(_text(signers, MOST_SIGNERS))
    except (ValueError, RecursionError):
        raise PackageUnusable("the file of signers holds no JWK") from None
    listed = said.get("keys", [said]) if isinstance(said, dict) else [said]
    keys = (TokenKey.read(json.dumps(each)) for each in listed)
    return {key.kid: key for key in keys}


def _text(path: Path, most: int) -> str:
    with path.open("rb") as file:
        raw = file.read(most + 1)
    if len(raw) > most:
        raise PackageUnusable("the file of signers is far too long")
    return raw.decode("utf-8", "replace")


def _token(path: Path) -> str:
    with path.open("rb") as file:
        raw = file.read(jose.LONGEST + 3)
    return raw.rstrip(_NEWLINE).decode("ascii", "replace")
