"""The identity provider that people may come from, from the settings."""

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from api.commands.common import refuse

if TYPE_CHECKING:
    from api.settings import Settings
    from referral.actions.door import OpenidDoor

_HOST = re.compile(r"[a-z0-9.-]{1,253}")


def origins_of(chosen: "Settings") -> tuple[str, ...]:
    """Where browsers find the desk."""
    return chosen.origins or (f"http://localhost:{chosen.port}",)


def openid_door(chosen: "Settings", *, invented: bool) -> "OpenidDoor | None":
    """The provider of the settings, or None; refuses settings that are not safe.

    Args:
        chosen: The settings.
        invented: True if everybody is made up: http:// on this machine will do.
    """
    from api.pages.entrance import OPENID_BACK  # noqa: PLC0415 # lazy
    from api.settings_openid import NAMES  # noqa: PLC0415 # lazy
    from referral.actions.door import OpenidDoor  # noqa: PLC0415 # lazy
    from referral.rules.openid import counts_of  # noqa: PLC0415 # lazy
    from referral.vault.openid import Provider, Registration  # noqa: PLC0415 # lazy

    issuer, client_id = chosen.openid_issuer, chosen.openid_client_id
    secret = chosen.openid_client_secret_file
    if issuer is None and client_id is None and secret is None:
        return None
    if issuer is None or client_id is None or secret is None:
        refuse(
            " and ".join(f"REFERRAL_{each.upper()}" for each in NAMES) + " go together"
        )
    if any(not _HOST.fullmatch(host) for host in chosen.openid_hosts):
        refuse("REFERRAL_OPENID_HOSTS: names of hosts, without https://")
    known = Registration(
        issuer,
        client_id,
        secret,
        origins_of(chosen)[0] + OPENID_BACK,
        frozenset(chosen.openid_hosts),
        chosen.openid_ca_file,
        plain=invented and urlsplit(issuer).scheme == "http",
    )
    try:
        return OpenidDoor(Provider(known), counts_of(chosen.openid_second_factor))
    except ValueError as wrong:
        refuse(f"REFERRAL_OPENID_...: {wrong}")
