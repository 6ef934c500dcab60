"""Settings of first contacts: how long a draft is kept, and whom to ring at night."""

from pydantic import Field
from pydantic_settings import BaseSettings


class ContactSettings(BaseSettings):
    """What a deployment says about first contacts."""

    draft_days: int = Field(
        default=3,
        ge=1,
        le=14,
        description="Days for which a first contact that nobody finished is kept, "
        "from when it was saved last; no standard gives a number, it is ours",
    )
    duty_phone: str = Field(
        default="",
        pattern=r"^[0-9+ ()/-]{0,40}$",
        description="The telephone that is answered at night, for when no place is "
        "found; empty where there is none, and the page says so",
    )
