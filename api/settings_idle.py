"""Settings of how long a desk may lie open that nobody uses."""

from pydantic import Field
from pydantic_settings import BaseSettings


class IdleSettings(BaseSettings):
    """After how many minutes without use a session is locked. It is unlocked again."""

    idle_minutes: int = Field(
        default=15,
        ge=4,
        le=60,
        description="Minutes without use after which a session is locked; its pages "
        "warn two minutes before",
    )
    idle_minutes_phone: int = Field(
        default=2,
        ge=2,
        le=15,
        description="The same on telephones; their pages warn one minute before",
    )
