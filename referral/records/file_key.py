"""The key of the embedded store's own files, wrapped like any other, beside them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from referral.errors import KeyMissing
from referral.vault.keys import DataKey, KeyName
from referral.vault.providers import KekProvider, Keks
from referral.vault.providers.secret_file import write_closed

FILE_KEY = "file-key.json"


class FileKey:
    """Where the wrapped file key lies; the mechanism owns it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_KEY

    def exists(self) -> bool:
        """True if one was made."""
        return self._path.exists()

    def epoch(self) -> str:
        """The epoch that wraps it now."""
        return str(self._kept()["epoch"])

    def copy_to(self, path: Path) -> str:
        """Write a copy, still wrapped; answers the epoch that wraps it."""
        content = self._path.read_bytes()
        write_closed(path, content, replace=False, mode=0o600)
        return str(json.loads(content)["epoch"])

    def open(self, keks: Keks) -> tuple[KeyName, bytes]:
        """Whose files these are, and their key.

        Raises:
            KeyMissing: if the file or the key of its epoch is not there.
            SealBroken: if it was altered.
        """
        key = self._opened(keks)
        return key.name, key.reveal()

    def make(self, keks: Keks) -> tuple[KeyName, bytes]:
        """A new key for a new deployment."""
        tenant = uuid4()
        key = DataKey.new(KeyName(tenant, tenant, "file", 1))
        self._keep(key, keks.newest())
        return key.name, key.reveal()

    def rewrap(self, keks: Keks, to: KekProvider) -> None:
        """Wrap it with another key. A crash leaves the old file or the new one."""
        if self.epoch() != to.epoch:
            self._keep(self._opened(keks), to)

    def _opened(self, keks: Keks) -> DataKey:
        kept = self._kept()
        kek = keks.named(kept["epoch"])
        name = KeyName(kept["tenant"], kept["tenant"], "file", 1)
        return DataKey.unwrap(name, kek, kept["wrapped"], kept["commitment"])

    def _kept(self) -> Mapping[str, Any]:
        try:
            kept = json.loads(self._path.read_text(encoding="ascii"))
            return {
                "epoch": str(kept["epoch"]),
                "tenant": UUID(kept["tenant"]),
                "wrapped": bytes.fromhex(kept["wrapped"]),
                "commitment": bytes.fromhex(kept["commitment"]),
            }
        except (OSError, ValueError, KeyError, TypeError) as broken:
            raise KeyMissing(f"{FILE_KEY} cannot be read") from broken

    def _keep(self, key: DataKey, kek: KekProvider) -> None:
        kept = {
            "version": 1,
            "tenant": str(key.name.tenant),
            "epoch": kek.epoch,
            "wrapped": key.wrap(kek).hex(),
            "commitment": key.commitment().hex(),
        }
        text = json.dumps(kept, indent=1).encode("ascii")
        write_closed(self._path, text, replace=True, mode=0o600)
