"""Settings for coming from an identity provider (OpenID Connect). Off by default."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings

NAMES = ("openid_issuer", "openid_client_id", "openid_client_secret_file")
"""Set together, or none of them."""


class OpenidSettings(BaseSettings):
    """Which provider, and what its word counts for."""

    openid_issuer: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s?#\\@]{1,400}$",
        description="Sign-in by an identity provider (OpenID Connect): its issuer, "
        "https:// and to the letter",
    )
    openid_client_id: str | None = Field(
        default=None,
        pattern=r"^[\x21-\x7e]{1,200}$",
        description="For the provider: how it calls this deployment",
    )
    openid_client_secret_file: Path | None = Field(
        default=None,
        description="For the provider: a file with the client secret, mode 0400; read "
        "anew for each sign-in",
    )
    openid_hosts: tuple[str, ...] = Field(
        default=(),
        max_length=5,
        description="For the provider: hosts of its endpoints beside the issuer's own",
    )
    openid_ca_file: Path | None = Field(
        default=None,
        description="For the provider: certificates to trust instead of the machine's",
    )
    openid_second_factor: tuple[str, ...] = Field(
        default=(),
        max_length=10,
        description="Which of the provider's statements count as a second factor: "
        "acr=VALUE or amr=VALUE; without any, one's own is asked for",
    )
