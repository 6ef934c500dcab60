"""Who signs packages and tokens: told to those who open them, and renewed."""

from collections.abc import Mapping
from dataclasses import dataclass

from referral.actions.work import Done, House, Work
from referral.records.chains import Happening
from referral.records.database import Unit
from referral.records.package_keys import (
    package_signers,
    renew_signers,
    token_signers,
)
from referral.rules.acts import Act
from workflows.vocabulary import EntryType


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signs, the present ones first. Open halves alone."""

    allowed: tuple[str, ...]
    """Lines for the `allowed_signers` file of whoever opens packages."""
    keys: tuple[Mapping[str, str], ...]
    """JWKs for whoever opens tokens."""
    fingerprints: tuple[str, ...]
    """Of the same keys as `allowed`, to be compared by telephone."""


def signers(house: House) -> Signers:
    """Who signs here. It is public: nobody has to be somebody to know."""

    def read(unit: Unit) -> Signers:
        packages = package_signers(unit, house.keyring)
        return Signers(
            allowed=tuple(each.allowed() for each in packages),
            keys=tuple(each.jwk() for each in token_signers(unit, house.keyring)),
            fingerprints=tuple(each.key.fingerprint for each in packages),
        )

    return house.store.read(read)


def renew(work: Work) -> Done:
    """Sign with new keys from now on. What was signed before still holds."""
    work.check(Act.ADMINISTER)
    renew_signers(work.unit, work.house.keyring)
    newest = package_signers(work.unit, work.house.keyring)[0]
    body = work.own_organisation()
    fields = {"signer": newest.key.fingerprint}
    work.enter(body, Happening(EntryType.PACKAGE_SIGNERS_RENEWED, fields))
    return Done("organisation", body.id)
