"""Settings: from `REFERRAL_...` variables; the only place that reads them."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MEGABYTE = 2**20
NEUTRAL = "https://www.wikipedia.org/"
"""Where the quick exit leads if nothing else is set: a page anybody may look at."""


class Settings(BaseSettings):
    """Where things are and how large they may be. Unknown names are refused."""

    model_config = SettingsConfigDict(env_prefix="REFERRAL_", extra="forbid")

    store: str = Field(
        default="var/data",
        description="Folder of the embedded store, or a postgresql:// address",
    )
    key_file: Path = Field(
        default=Path("var/keys/kek"),
        description="The key-encryption key, 32 bytes, mode 0400; keep it elsewhere",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on")
    max_body: int = Field(
        default=MEGABYTE, ge=1024, description="Largest request body, in bytes"
    )
    exit_url: str = Field(
        default=NEUTRAL,
        pattern=r"^https?://[^\s\\]+$",
        description="Where the quick exit leads: a harmless site people here know",
    )
    log_level: Literal["info", "warning", "error"] = Field(
        default="info", description="Least level that is written to the log"
    )
