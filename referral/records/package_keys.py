"""What signs packages and tokens: keys of the mechanism, apart from every other."""

from referral.records.database import Unit
from referral.records.keyring import PACKAGE, Keyring
from referral.vault.jose_keys import TokenSigner
from referral.vault.sshsig import PackageSigner


def package_signers(unit: Unit, keyring: Keyring) -> list[PackageSigner]:
    """What signs packages, the present one first.

    Those before sign nothing any more; what they signed still holds.
    """
    return [
        PackageSigner(
            _name(keyring, key.name.generation), key.signing_seed("package-signing")
        )
        for key in keyring.own_keys(unit, PACKAGE)
    ]


def token_signers(unit: Unit, keyring: Keyring) -> list[TokenSigner]:
    """What signs tokens, as `package_signers`."""
    keys = keyring.own_keys(unit, PACKAGE)
    return [TokenSigner(key.signing_seed("token-signing")) for key in keys]


def renew_signers(unit: Unit, keyring: Keyring) -> None:
    """Sign packages and tokens with new keys from now on."""
    keyring.renew(unit, PACKAGE)


def _name(keyring: Keyring, generation: int) -> str:
    """Whose packages are signed; it tells no country."""
    later = f"/{generation}" if generation > 1 else ""
    return f"package/{keyring.tenant}{later}"
