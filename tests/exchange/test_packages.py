"""Looking at a package without a key, and opening it with everything there is."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from referral.errors import KeyMissing, PackageUnusable
from referral.exchange import packages
from referral.exchange.packages import Given, look, put, whole
from referral.vault.archive import LARGEST
from referral.vault.jose import token_listing
from referral.vault.jose_keys import MachineKey, TokenSigner
from referral.vault.package import OPEN, SEALED, SIGNATURE, listing
from referral.vault.package_opening import Bounded, opened
from referral.vault.recipients import Digest, Gives, Identity, Takes
from referral.vault.spool import Spool
from referral.vault.wrapping import wrapped
from tests.exchange.hostile import (
    IDENTITY,
    KEY,
    OTHER,
    SIGNER,
    STRANGER,
    contents,
    package,
)
from tests.exchange.packaged import identity_file

NAMES = {"manifest.json", "manifest-sha256.txt", "case-1.json", "case-2.json"}
TOKENS = TokenSigner(bytes(range(32)))


@pytest.fixture
def given(tmp_path: Path) -> Given:
    """A package, and everything that opens it."""
    signers, path = tmp_path / "allowed_signers", tmp_path / "package.tar"
    signers.write_text(SIGNER.allowed() + "\n")
    path.write_bytes(package().file())
    return Given(path, signers, identity_file(tmp_path, IDENTITY))


def test_it_opens_into_a_new_folder_for_nobody_else(
    given: Given, tmp_path: Path
) -> None:
    into = tmp_path / "opened"
    found, digest = put(given, into)
    assert {each.name for each in into.iterdir()} == NAMES
    assert {each.stat().st_mode & 0o777 for each in into.iterdir()} == {0o600}
    assert into.stat().st_mode & 0o777 == 0o700
    assert digest == package_digest(into)
    told = found.members[0]
    assert (told.what, told.classification) == ("agreed_fields", "restricted")
    assert told.rests_on
    assert told.handling == ("not_passed_on",)
    with pytest.raises(FileExistsError):
        put(given, into)


def package_digest(folder: Path) -> str:
    from hashlib import sha256  # noqa: PLC0415 # beside its use

    return sha256((folder / "manifest.json").read_bytes()).hexdigest()


def test_without_a_key_it_says_what_it_is_and_not_what_is_inside(given: Given) -> None:
    looked = look(replace(given, identity=None, signers=None))
    assert (looked.form, looked.sealed_to) == ("sealed package", 1)
    assert looked.signer == SIGNER.key.fingerprint
    assert (looked.known_as, looked.inside) == (None, None)
    named = look(replace(given, identity=None))
    assert named.known_as == SIGNER.name
    all_of_it = look(given)
    assert all_of_it.inside is not None
    assert all_of_it.inside.content == "agreed_fields"
    assert "Kestrel" not in repr(all_of_it)


def test_it_is_sealed_to_several_and_each_opens_it(
    given: Given, tmp_path: Path
) -> None:
    given.file.write_bytes(package(SIGNER, KEY, str(OTHER.to_public())).file())
    assert look(replace(given, identity=None)).sealed_to == 2
    for who in (IDENTITY, OTHER):
        mine = replace(given, identity=identity_file(tmp_path, who))
        found, _ = put(mine, tmp_path / str(who.to_public())[:8])
        assert len(found.sealed_for) == 2


def test_two_files_beside_each_other_are_a_package(
    given: Given, tmp_path: Path
) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    for name, content in package().files().items():
        (folder / name).write_bytes(content)
    beside = replace(given, file=folder / SEALED)
    put(beside, tmp_path / "opened")
    (folder / f"{SEALED}{SIGNATURE}").rename(tmp_path / "elsewhere")
    with pytest.raises(PackageUnusable, match="no signature lies with it"):
        look(beside)
    put(replace(beside, signature=tmp_path / "elsewhere"), tmp_path / "again")


def test_what_is_not_sealed_is_signed_and_looked_into_without_a_key(
    given: Given, tmp_path: Path
) -> None:
    made = listing(contents(), (), SIGNER).sealed()
    given.file.write_bytes(made.file())
    plain = replace(given, identity=None)
    looked = look(plain)
    assert (looked.form, looked.sealed_to) == ("package", 0)
    assert looked.inside is not None
    put(plain, tmp_path / "opened")
    put(given, tmp_path / "with an identity nobody needs")
    folder = tmp_path / "two"
    packages.lay(folder, made.files())
    assert (folder / OPEN).read_bytes() == made.payload
    put(replace(plain, file=folder / OPEN), tmp_path / "again")


def test_a_sealed_one_whose_manifest_says_that_it_is_open_is_refused(
    given: Given, tmp_path: Path
) -> None:
    """And the other way round: nobody takes a seal off, or puts one on."""
    listed = listing(contents(), (KEY,), SIGNER)
    open_one = replace(listed, recipients=()).sealed()
    given.file.write_bytes(open_one.file())
    with pytest.raises(PackageUnusable, match="other keys that it is sealed to"):
        put(given, tmp_path / "opened")
    sealed = replace(listing(contents(), (), SIGNER), recipients=(KEY,)).sealed()
    given.file.write_bytes(sealed.file())
    with pytest.raises(PackageUnusable, match="other keys that it is sealed to"):
        put(given, tmp_path / "opened")


def test_nothing_opens_without_a_signer_who_is_named(
    given: Given, tmp_path: Path
) -> None:
    into = tmp_path / "opened"
    with pytest.raises(PackageUnusable, match="name who may have signed it"):
        put(replace(given, signers=None), into)
    signers = tmp_path / "other"
    cases = (
        (STRANGER.allowed(), "a key that you did not name"),
        ("# nobody", "no key in the file of signers is for packages"),
        ("nonsense", "not as allowed_signers has"),
        (" " * 70_000, "far too long"),
    )
    for text, reason in cases:
        signers.write_text(text)
        with pytest.raises(PackageUnusable, match=reason):
            put(replace(given, signers=signers), into)
    signers.write_text(STRANGER.allowed())
    with pytest.raises(PackageUnusable, match="a key that you did not name"):
        look(replace(given, signers=signers))


def test_a_new_key_of_the_signer_is_not_taken_for_the_old_one(
    given: Given, tmp_path: Path
) -> None:
    """Renewed while a package was on its way: both lines open both packages."""
    assert given.signers is not None
    newer = tmp_path / "newer.tar"
    newer.write_bytes(package(STRANGER).file())
    late = replace(given, file=newer)
    with pytest.raises(PackageUnusable, match=STRANGER.key.fingerprint.split("+")[0]):
        put(late, tmp_path / "late")
    given.signers.write_text(f"{SIGNER.allowed()}\n{STRANGER.allowed()}\n")
    put(late, tmp_path / "late")
    put(given, tmp_path / "early")


def test_an_identity_is_needed_for_what_is_sealed(given: Given, tmp_path: Path) -> None:
    into = tmp_path / "opened"
    with pytest.raises(PackageUnusable, match="name the identity"):
        put(replace(given, identity=None), into)
    with pytest.raises(KeyMissing):
        put(replace(given, identity=tmp_path / "absent"), into)
    assert not into.exists()


class Swapping(Identity):
    """Somebody puts another package in its place behind the signature's back."""

    def __init__(self, path: Path, file: Path, other: bytes) -> None:
        super().__init__(path)
        self._file, self._other = file, other

    def open_from(self, source: Gives, into: Takes, name: str) -> Digest:
        self._file.write_bytes(self._other)
        return super().open_from(source, into, name)


def test_what_is_changed_while_it_is_opened_is_refused(given: Given) -> None:
    """The signature was good; what is opened is no longer what was signed."""
    with wrapped(given.file) as found:
        size = found.payload.size
    other = package(STRANGER)
    while len(other.payload) != size:
        other = package(STRANGER)
    identity = Swapping(given.identity or Path(), given.file, other.file())
    with (
        wrapped(given.file) as found,
        pytest.raises(PackageUnusable, match="it was changed while it was opened"),
        opened(found, {SIGNER.key: ""}, identity),
    ):
        pass


def test_more_than_the_largest_archive_is_not_taken_in() -> None:
    with Spool() as spool:
        spool.size = LARGEST
        taking = Bounded(spool)
        taking.flush()
        with pytest.raises(PackageUnusable, match="it holds more than"):
            taking.write(b"x")


def test_a_folder_that_cannot_be_filled_is_not_left_half_full(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        packages.lay(tmp_path / "x", {"one": b"1", "no_such/two": b"2"})
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def token(tmp_path: Path) -> Given:
    """A token, and everything that opens it."""
    key = ECKey.generate_key("P-256")
    recipient = MachineKey.read(json.dumps(key.as_dict(private=False)))
    made = token_listing(contents(), recipient, TOKENS).sealed()
    path, signers = tmp_path / "token", tmp_path / "signers.jwk"
    path.write_text(made.text + "\n")
    signers.write_text(json.dumps({"keys": [TOKENS.jwk()]}))
    identity = tmp_path / "identity.jwk"
    identity.write_text(json.dumps(key.as_dict(private=True)))
    identity.chmod(0o600)
    return Given(path, signers, identity)


def test_a_token_opens_in_the_same_way(token: Given, tmp_path: Path) -> None:
    found, digest = put(token, tmp_path / "opened")
    assert {each.name for each in (tmp_path / "opened").iterdir()} == NAMES
    assert digest == package_digest(tmp_path / "opened")
    outside = look(replace(token, identity=None))
    assert (outside.form, outside.sealed_to) == ("token", 1)
    assert (outside.kid,) == found.sealed_for
    assert (outside.signer, outside.inside) == ("", None)
    inside = look(token)
    assert inside.inside == found
    assert inside.known_as == TOKENS.kid
    assert token.signers is not None
    token.signers.write_text(json.dumps(TOKENS.jwk()))
    assert look(token).inside == found


def test_a_token_without_one_of_its_keys_opens_nothing(
    token: Given, tmp_path: Path
) -> None:
    into = tmp_path / "opened"
    with pytest.raises(PackageUnusable, match="name the identity"):
        put(replace(token, identity=None), into)
    with pytest.raises(PackageUnusable, match="name who may have signed"):
        put(replace(token, signers=None), into)
    assert token.signers is not None
    for text, reason in (("{", "holds no JWK"), ("[]", "no JWK"), ("[1]", "no JWK")):
        token.signers.write_text(text)
        with pytest.raises(PackageUnusable, match=reason):
            put(token, into)
    assert not into.exists()


def test_nothing_is_told_of_a_package_by_its_repr(given: Given) -> None:
    with whole(given) as found:
        assert repr(found) == "<Opened package>"
        with pytest.raises(PackageUnusable, match=r"case-9\.json is missing"):
            found.read("case-9.json")
        assert b"Kestrel" in found.read("case-1.json")
