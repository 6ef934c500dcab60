"""Settings for telling people outside the desk that something waits. Off by default."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings

MAILED = ("mail_host", "mail_sender")
"""Set together, or none of them."""
_ADDRESS = r"^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"


class NoticeSettings(BaseSettings):
    """By which post server, in whose name; and whether clocks leave as a calendar."""

    mail_host: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9.:-]{1,253}$",
        description="Notices by mail: the post server. It must offer TLS with a "
        "certificate for this name",
    )
    mail_port: int = Field(
        default=587, ge=1, le=65535, description="Notices by mail: its port"
    )
    mail_security: Literal["starttls", "tls"] = Field(
        default="starttls",
        description="Notices by mail: how TLS begins; port 465 wants `tls`. There is "
        "no way without",
    )
    mail_user: str = Field(
        default="",
        max_length=200,
        pattern=r"^[\x20-\x7e]*$",
        description="Notices by mail: what this desk signs in as; empty for nothing",
    )
    mail_password_file: Path | None = Field(
        default=None,
        description="Notices by mail: a file with the password, mode 0400; read anew "
        "for each mail",
    )
    mail_ca_file: Path | None = Field(
        default=None,
        description="Notices by mail: certificates to trust instead of the machine's",
    )
    mail_sender: str | None = Field(
        default=None,
        pattern=_ADDRESS,
        description="Notices by mail: the sender. Choose an address, and a domain, "
        "that say nothing of what is done here",
    )
    mail_sender_name: str = Field(
        default="Desk",
        max_length=40,
        pattern=r"^[\w .-]*$",
        description="Notices by mail: the sender's name, as neutral",
    )
    notice_ways_file: Path | None = Field(
        default=None,
        description="Other ways of telling people, by Apprise (extra `notify`): a TOML "
        "file, mode 0400, of names and addresses with a gap, {to}",
    )
    notice_desk_address: str = Field(
        default="",
        pattern=r"^(https://[^\s?#\\@]{1,200})?$",
        description="An address that stands below every notice; empty for none",
    )
    calendars: bool = Field(
        default=False,
        description="People may have an address that their clocks are fetched from as "
        "a calendar: codes and moments alone, but calendars get copied to clouds",
    )
