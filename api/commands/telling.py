"""By what people are told outside the desk, from the settings."""

import tomllib
from typing import TYPE_CHECKING

from api.commands.common import refuse

if TYPE_CHECKING:
    from api.settings import Settings
    from referral.actions.post_office import PostRules
    from referral.delivery.mailing import Carrier


def told_by(chosen: "Settings") -> "PostRules | None":
    """The rules of a deployment; None where nobody is told anything."""
    carriers = {**_mail(chosen), **_ways(chosen)}
    if not carriers and not chosen.calendars:
        return None
    from api.pages.mail_texts import words  # noqa: PLC0415 # lazy
    from referral.actions.post_office import PostRules  # noqa: PLC0415 # lazy

    return PostRules(carriers, words(), chosen.notice_desk_address, chosen.calendars)


def _mail(chosen: "Settings") -> "dict[str, Carrier]":
    if chosen.mail_host is None and chosen.mail_sender is None:
        return {}
    from api.settings_notices import MAILED  # noqa: PLC0415 # lazy
    from referral.actions.post_office import MAIL  # noqa: PLC0415 # lazy
    from referral.delivery.mailing import PostServer  # noqa: PLC0415 # lazy

    if chosen.mail_host is None or chosen.mail_sender is None:
        refuse(
            " and ".join(f"REFERRAL_{each.upper()}" for each in MAILED) + " go together"
        )
    server = PostServer(
        host=chosen.mail_host,
        port=chosen.mail_port,
        sender=chosen.mail_sender,
        sender_name=chosen.mail_sender_name,
        starttls=chosen.mail_security == "starttls",
        user=chosen.mail_user,
        password_file=chosen.mail_password_file,
        ca_file=chosen.mail_ca_file,
    )
    return {MAIL: server}


def _ways(chosen: "Settings") -> "dict[str, Carrier]":
    if chosen.notice_ways_file is None:
        return {}
    from referral.actions.post_office import MAIL  # noqa: PLC0415 # lazy
    from referral.delivery.pushing import ways  # noqa: PLC0415 # lazy
    from referral.errors import KeyMissing  # noqa: PLC0415 # lazy
    from referral.vault.providers.secret_file import read_closed  # noqa: PLC0415 # lazy

    try:
        said = read_closed(chosen.notice_ways_file, "the ways of telling people")
        named = tomllib.loads(said.decode())
        if not all(isinstance(each, str) for each in named.values()) or MAIL in named:
            refuse("REFERRAL_NOTICE_WAYS_FILE: names and addresses, none named mail")
        return dict(ways(named))
    except (KeyMissing, ValueError) as wrong:
        refuse(f"REFERRAL_NOTICE_WAYS_FILE: {wrong}")
