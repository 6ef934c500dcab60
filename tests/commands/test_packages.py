"""`referral package`: signers told, packages looked at and opened by who got one."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from joserfc.jwk import ECKey

from referral.vault.jose import token_listing
from referral.vault.jose_keys import MachineKey, TokenSigner
from referral.vault.package import listing
from tests.commands.conftest import referral
from tests.exchange.hostile import IDENTITY, KEY, SIGNER, contents, package
from tests.exchange.packaged import identity_file
from tests.exchange.test_hostile_packages import MOST_MIB


def given(folder: Path) -> tuple[str, ...]:
    """A package, who signed it, what opens it."""
    (folder / "package.tar").write_bytes(package().file())
    (folder / "allowed_signers").write_text(SIGNER.allowed())
    identity = identity_file(folder, IDENTITY)
    return (
        *(str(folder / "package.tar"), "--signer", str(folder / "allowed_signers")),
        *("--identity", str(identity)),
    )


def test_it_is_looked_at_and_opened_without_a_store(tmp_path: Path) -> None:
    file, *keys = given(tmp_path)
    outside = referral("package", "inspect", file)
    assert outside.returncode == 0, outside.stderr
    assert outside.stdout.splitlines()[1:] == [
        "sealed to 1 key",
        f"the signature holds: {SIGNER.key.fingerprint}",
        "NOT compared with a key you named",
        "what is inside is sealed",
    ]
    inside = referral("package", "inspect", file, *keys)
    assert "by a key you named" in inside.stdout
    assert "case-1.json: 33 bytes, agreed_fields, restricted" in inside.stdout
    told = json.loads(referral("package", "inspect", file, "--json").stdout)
    assert (told["form"], told["sealed_to"]) == ("sealed package", 1)
    into = tmp_path / "opened"
    opened = referral("package", "open", file, *keys, "--into", str(into))
    assert opened.returncode == 0, opened.stderr
    assert "manifest " in opened.stdout
    assert {each.name for each in into.iterdir()} == {
        *("manifest.json", "manifest-sha256.txt", "case-1.json", "case-2.json")
    }
    again = referral("package", "open", file, *keys, "--into", str(into))
    assert (again.returncode, "there already" in again.stderr) == (1, True)


def test_what_is_no_package_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    file, *keys = given(tmp_path)
    into = ("--into", str(tmp_path / "opened"))
    for words, said in (
        (("open", file, *into), "name who may have signed it"),
        (("open", str(tmp_path / "absent"), *keys, *into), "No such file"),
        (("inspect", str(tmp_path / "absent")), "No such file"),
        (("inspect", str(tmp_path / "allowed_signers")), "it is not signed"),
        (("inspect", str(tmp_path)), "Is a directory"),
    ):
        done = referral("package", *words)
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "opened").exists()


def test_a_token_is_looked_at_and_opened(tmp_path: Path) -> None:
    key, signer = ECKey.generate_key("P-256"), TokenSigner(bytes(range(32)))
    recipient = MachineKey.read(json.dumps(key.as_dict(private=False)))
    token = tmp_path / "token.jwe"
    made = token_listing(contents(), recipient, signer).sealed()
    token.write_bytes(made.file())
    signers, identity = tmp_path / "signers.jwk", tmp_path / "identity.jwk"
    signers.write_text(json.dumps({"keys": [signer.jwk()]}))
    identity.write_text(json.dumps(key.as_dict(private=True)))
    identity.chmod(0o600)
    looked = referral("package", "inspect", str(token))
    assert f"sealed to 1 key {recipient.kid}" in looked.stdout
    keys = ("--signer", str(signers), "--identity", str(identity))
    into = ("--into", str(tmp_path / "opened"))
    opened = referral("package", "open", str(token), *keys, *into)
    assert opened.returncode == 0, opened.stderr
    assert (tmp_path / "opened" / "case-1.json").exists()


def test_who_signs_is_told_and_renewed(copied: Path) -> None:
    first = referral("package", "signers", store=copied)
    assert first.stdout.startswith("package/")
    renewed = referral("package", "renew", store=copied)
    assert renewed.returncode == 0, renewed.stderr
    now = referral("package", "signers", store=copied).stdout.splitlines()
    assert now == [renewed.stdout.strip(), first.stdout.strip()]
    words = json.loads(referral("package", "signers", "--json", store=copied).stdout)
    assert words["allowed_signers"] == now
    assert {each["alg"] for each in words["keys"]} == {"Ed25519"}


MEASURE = """
import re, sys
from pathlib import Path
from api.commands.main import run
try:
    run()
except SystemExit as ended:
    assert not ended.code, ended.code
said = Path("/proc/self/status").read_text()
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", said)[1]) // 1024)
"""


def test_the_whole_command_takes_no_more_than_64_mebibytes(tmp_path: Path) -> None:
    """Forty mebibytes go through it."""
    _, *keys = given(tmp_path)
    one, _ = contents().members
    large = contents(members=(replace(one, content=bytes(40 * 2**20)),))
    file = tmp_path / "package.tar"
    file.write_bytes(listing(large, (KEY,), SIGNER).sealed().file())
    words = ["package", "open", str(file), *keys, "--into", str(tmp_path / "opened")]
    done = subprocess.run(  # noqa: S603 # ours
        [sys.executable, "-c", MEASURE, *words],
        check=True,
        capture_output=True,
        text=True,
    )
    assert int(done.stdout.splitlines()[-1]) <= MOST_MIB
    assert (tmp_path / "opened" / "case-1.json").stat().st_size == 40 * 2**20
