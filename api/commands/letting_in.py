"""By which rules people are let in, from the settings."""

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from api.commands.common import refuse
from api.commands.letting_in_openid import openid_door, origins_of

if TYPE_CHECKING:
    from api.settings import Settings
    from referral.actions.door import DoorRules


def rules(chosen: "Settings", *, invented: bool) -> "DoorRules":
    """The rules of a deployment; refuses settings under which passkeys open nothing.

    Args:
        chosen: The settings.
        invented: True if everybody in the store is made up: nobody needs two factors.
    """
    from referral.actions.door import DoorRules  # noqa: PLC0415 # lazy
    from referral.rules.locking import Idle  # noqa: PLC0415 # lazy
    from referral.vault.breached import NOTHING, BreachedFile  # noqa: PLC0415 # lazy
    from referral.vault.passkeys import Site  # noqa: PLC0415 # lazy

    origins = origins_of(chosen)
    for origin in origins:
        if not _is_ours(origin, chosen.rp_id):
            refuse(
                f"REFERRAL_ORIGINS: {origin} is no https:// address of "
                f"REFERRAL_RP_ID={chosen.rp_id}"
            )
    breached = NOTHING
    if chosen.breached_passwords is not None:
        try:
            breached = BreachedFile(chosen.breached_passwords)
        except (OSError, ValueError):
            refuse("REFERRAL_BREACHED_PASSWORDS: no sorted file of SHA-1 digests")
    required = chosen.second_factor == "required" and not invented
    openid = openid_door(chosen, invented=invented)
    first = timedelta(days=chosen.first_password_days)
    site = Site(chosen.rp_id, origins)
    minutes = chosen.idle_minutes, chosen.idle_minutes_phone
    idle = Idle(*(timedelta(minutes=each) for each in minutes))
    return DoorRules(site, required, breached, openid, first, idle)


def at_localhost(port: int) -> "DoorRules":
    """The rules of a demo: passkeys of this machine, and no second factor asked."""
    from referral.actions.door import DoorRules  # noqa: PLC0415 # lazy
    from referral.vault.passkeys import Site  # noqa: PLC0415 # lazy

    return DoorRules(Site("localhost", (f"http://localhost:{port}",)))


def _is_ours(origin: str, rp_id: str) -> bool:
    """True for an address, without a path, of the site itself or of one below it."""
    try:
        parts = urlsplit(origin)
        host = parts.hostname or ""
        whole = f"{parts.scheme}://{parts.netloc}" == origin and "@" not in origin
    except ValueError:
        return False
    secure = parts.scheme == "https" or (parts.scheme == "http" and host == "localhost")
    return whole and secure and (host == rp_id or host.endswith(f".{rp_id}"))
