"""Which places of keys there are: from settings to a ring of keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from referral.errors import KeyMissing
from referral.vault.providers import KeyPlace
from referral.vault.providers.file import FileKeys
from referral.vault.providers.passphrase import PassphraseFile, PassphraseKeys
from referral.vault.providers.pkcs11 import Pkcs11Keys, Token
from referral.vault.providers.ring import KeyRing
from referral.vault.providers.transit import TransitKeys
from referral.vault.providers.transit_http import Service, Where


@dataclass(frozen=True, slots=True)
class Module:
    """A PKCS#11 module, its token, its keys."""

    library: Path
    token: str
    key: str
    pin_file: Path


@dataclass(frozen=True, slots=True)
class Places:
    """Every place that is named; new keys are made in the chosen one.

    The others are read, so that a mechanism can move from one place to another by
    rotating.
    """

    chosen: str
    key_file: Path
    salt_file: Path
    passphrase_file: Path | None = None
    asked: Callable[[], Sequence[str]] | None = field(default=None, repr=False)
    """Asks whoever starts it for the passphrase."""
    module: Module | None = None
    service: Where | None = None
    service_key: str = "referral"

    def ring(self) -> KeyRing:
        """All of them.

        Raises:
            KeyMissing: if the chosen one is not fully named.
        """
        places = {place.kind: place for place in self._named()}
        if self.chosen not in places:
            raise KeyMissing(
                f"REFERRAL_KEY_PROVIDER={self.chosen} needs the other "
                f"REFERRAL_{self.chosen.upper()}_... settings"
            )
        return KeyRing(list(places.values()), self.chosen)

    def _named(self) -> list[KeyPlace]:
        found: list[KeyPlace] = [FileKeys(self.key_file)]
        if said := self._said():
            found.append(PassphraseKeys(self.salt_file, said))
        if self.module is not None:
            token = Token(self.module.library, self.module.token, self.module.pin_file)
            found.append(Pkcs11Keys(token, self.module.key))
        if self.service is not None:
            found.append(TransitKeys(Service(self.service), self.service_key))
        return found

    def _said(self) -> Callable[[], Sequence[str]] | None:
        if self.passphrase_file is not None:
            return PassphraseFile(self.passphrase_file)
        wanted = self.chosen == PassphraseKeys.kind or self.salt_file.exists()
        return self.asked if wanted else None
