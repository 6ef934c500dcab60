"""What answers look like: the code of conduct, and who has not accepted it."""

from datetime import datetime

from pydantic import Field

from api.views import View


class Conduct(View):
    """The code of conduct in force; `version` is null where none was published."""

    version: int | None
    digest: str = Field(description="SHA-256 of `sentences` as RFC 8785; may be empty")
    model: bool = Field(
        description="True if it is the model that comes with the software: without "
        "legal ground, until the mechanism publishes its own"
    )
    published_at: datetime | None
    accepted_at: datetime | None = Field(description="When you accepted it, if you did")
    sentences: dict[str, list[str]] = Field(description="By language (BCP 47)")


class NotAccepted(View):
    """Somebody who has not accepted it yet."""

    sign_in_name: str
    organisation: str


class ConductMissing(View):
    """Who has not accepted the version in force."""

    version: int | None
    items: list[NotAccepted]
