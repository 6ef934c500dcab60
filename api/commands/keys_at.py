"""Where this run's keys are, as the settings say."""

import sys
from functools import cache
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from api.settings import Settings
    from referral.vault.providers.ring import KeyRing


@cache
def _typed() -> tuple[str, ...]:
    """The passphrase, asked for once."""
    from referral.errors import KeyMissing  # noqa: PLC0415 # lazy

    if not sys.stdin.isatty():
        raise KeyMissing(
            "nobody is there to type the passphrase: REFERRAL_PASSPHRASE_FILE names a "
            "file, or a pipe as /dev/fd/3"
        )
    return (typer.prompt("Passphrase of the keys", hide_input=True, err=True),)


def ring(chosen: "Settings") -> "KeyRing":
    """All places that the settings name.

    Raises:
        KeyMissing: if the chosen one is not fully named.
    """
    from referral.mechanism.key_places import Module, Places  # noqa: PLC0415 # lazy
    from referral.vault.providers.transit_http import Where  # noqa: PLC0415 # lazy

    module = service = None
    if chosen.pkcs11_module and chosen.pkcs11_pin_file:
        module = Module(
            chosen.pkcs11_module,
            chosen.pkcs11_token,
            chosen.pkcs11_key,
            chosen.pkcs11_pin_file,
        )
    if chosen.transit_url and chosen.transit_token_file:
        service = Where(
            chosen.transit_url,
            chosen.transit_token_file,
            chosen.transit_mount,
            chosen.transit_namespace,
            chosen.transit_ca_file,
        )
    return Places(
        chosen.key_provider,
        chosen.key_file,
        chosen.salt_file,
        chosen.passphrase_file,
        _typed,
        module,
        service,
        chosen.transit_key,
    ).ring()
