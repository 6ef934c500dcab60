"""Settings of what this deployment tells others."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings


class OutgoingSettings(BaseSettings):
    """Whom partners' webhooks may reach, and who may ask for numbers."""

    webhook_ranges: tuple[str, ...] = Field(
        default=(),
        description="Ranges of addresses inside, as 10.20.0.0/16, that partners' "
        "systems may be in; without them only what is outside is told anything",
    )
    webhook_ca_file: Path | None = Field(
        default=None,
        description="For partners' systems: certificates to trust instead of the "
        "machine's",
    )
    metrics_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="Port of 127.0.0.1 for /metrics; none is open without it",
    )
