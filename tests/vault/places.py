"""The four places of keys, each real, each with a way to take it away for a while."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from referral.vault.providers import KeyPlace
from referral.vault.providers.file import FileKeys
from referral.vault.providers.passphrase import PassphraseFile, PassphraseKeys
from referral.vault.providers.pkcs11 import Pkcs11Keys, Token
from referral.vault.providers.transit import TransitKeys
from referral.vault.providers.transit_http import Service, Where
from tests.vault.transit_server import TOKEN, Served, transit_served

PASSPHRASE = "seven herons stand in shallow water"
PIN = "4711-4711"
_HOME: tempfile.TemporaryDirectory[str] | None = None
MODULES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
)


@dataclass
class Place:
    """A place of keys, as this process reaches it now."""

    again: Callable[[], KeyPlace]
    """The same place as the next process would find it."""
    go_away: Callable[[], None] | None = None
    come_back: Callable[[], None] | None = None
    pause: float = 0.0
    """Seconds after which a place that came back is asked again."""


def secret(path: Path, content: str) -> Path:
    """A file closed to others."""
    path.write_text(content)
    path.chmod(0o400)
    return path


@contextmanager
def file_place(folder: Path) -> Iterator[Place]:
    yield Place(lambda: FileKeys(folder / "kek"))


@contextmanager
def passphrase_place(folder: Path) -> Iterator[Place]:
    said = PassphraseFile(secret(folder / "passphrase", PASSPHRASE + "\n"))
    yield Place(lambda: PassphraseKeys(folder / "salts.json", said))


def softhsm() -> Path:
    """The module, or the test is left out."""
    module = next((path for path in MODULES if path.exists()), None)
    if module is None or shutil.which("softhsm2-util") is None:
        pytest.skip("needs the Debian package softhsm2")
    return module


@contextmanager
def pkcs11_place(folder: Path) -> Iterator[Place]:
    """A SoftHSM token in a folder of its own. One module a process: it is shared."""
    module = softhsm()
    tokens = Path(tempfile.mkdtemp(prefix="tokens-", dir=softhsm_folder()))
    _configure(tokens)
    words = ["softhsm2-util", "--init-token", "--free", "--label", "referral"]
    made = [*words, "--pin", PIN, "--so-pin", PIN]
    subprocess.run(made, check=True, capture_output=True)  # noqa: S603 # ours
    pin = secret(folder / "pin", PIN)
    away = tokens.with_name(tokens.name + "-away")

    def again() -> KeyPlace:
        return Pkcs11Keys(Token(module, "referral", pin), "referral")

    yield Place(
        again,
        go_away=lambda: _moved(tokens, away),
        come_back=lambda: _moved(away, tokens),
        pause=1.1,
    )


def _moved(here: Path, there: Path) -> None:
    here.rename(there)


def softhsm_folder() -> Path:
    """Where this process keeps its tokens: the module reads its place only once."""
    global _HOME  # noqa: PLW0603 # as the module, it is one for the process
    if _HOME is None:
        _HOME = tempfile.TemporaryDirectory(prefix="softhsm-")
        conf = str(Path(_HOME.name) / "softhsm2.conf")
        os.environ["SOFTHSM2_CONF"] = conf  # noqa: TID251 # the module's own
    return Path(_HOME.name)


def _configure(tokens: Path) -> None:
    lines = (f"directories.tokendir = {tokens}", "log.level = ERROR")
    (softhsm_folder() / "softhsm2.conf").write_text("\n".join(lines) + "\n")


def transit_keys(served: Served, folder: Path) -> TransitKeys:
    """The keys of a key service, as a process with the token reaches them."""
    token = folder / "token"
    if not token.exists():
        secret(token, TOKEN)
    return TransitKeys(Service(Where(served.url, token)), "referral")


@contextmanager
def transit_place(folder: Path) -> Iterator[Place]:
    with transit_served() as served:
        yield Place(
            lambda: transit_keys(served, folder),
            go_away=served.stop,
            come_back=served.start,
            pause=1.1,
        )


PLACES = {
    "file": file_place,
    "passphrase": passphrase_place,
    "pkcs11": pkcs11_place,
    "transit": transit_place,
}
