"""Whom this deployment may tell, from the settings."""

import ssl
from typing import TYPE_CHECKING

from api.commands.common import refuse

if TYPE_CHECKING:
    from api.settings import Settings
    from referral.delivery.addresses import Reach


def reach(chosen: "Settings") -> "Reach":
    """What partners' systems may be in, and whom they are believed by.

    Refuses ranges that are none, and certificates that cannot be read: found at the
    start, and not when the first message does not arrive.
    """
    from referral.delivery.addresses import Reach, read_ranges  # noqa: PLC0415 # lazy

    try:
        listed = read_ranges(chosen.webhook_ranges)
    except ValueError:
        refuse("REFERRAL_WEBHOOK_RANGES: ranges of addresses, as 10.20.0.0/16")
    if chosen.webhook_ca_file is not None:
        try:
            ssl.create_default_context(cafile=str(chosen.webhook_ca_file))
        except OSError:
            refuse("REFERRAL_WEBHOOK_CA_FILE: no file of certificates")
    return Reach(listed, chosen.webhook_ca_file)
